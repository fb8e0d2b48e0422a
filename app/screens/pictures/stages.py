"""How many partnerships of a pipeline stood in each stage at the end of each week, by their history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.actor import Actor
from app.partnerships.models import Partnership, PartnershipMove
from app.partnerships.queries import Course, visible_to
from app.screens.pictures.contacts import first_day


@dataclass(frozen=True, slots=True)
class WeekOfStages:
    monday: date
    counts: Mapping[str, int]
    """By stage key, when the week was over; of this week, now. Stages that nobody stood in are 0."""


async def stages_by_week(session: AsyncSession, actor: Actor, course: Course, weeks: int) -> list[WeekOfStages]:
    """One statement."""
    first = first_day(actor, weeks)
    mondays = [first + timedelta(weeks=n) for n in range(weeks)]
    zone = ZoneInfo(actor.time_zone)
    starts = [datetime.combine(day, time(), zone) for day in mondays]
    which = case(
        *((col(PartnershipMove.at) >= start, n) for n, start in reversed(list(enumerate(starts)))), else_=-1
    ).label("week")
    places = col(PartnershipMove.from_stage_id), col(PartnershipMove.to_stage_id)
    statement = (
        select(which, *places, func.count())
        .join(Partnership, col(Partnership.id) == PartnershipMove.partnership_id)
        .where(
            col(PartnershipMove.workspace_id) == actor.workspace_id,
            col(Partnership.pipeline_id) == course.id,
            visible_to(actor),
        )
        .group_by("week", *places)
    )
    changed: dict[int, dict[UUID | None, int]] = {}
    for week, before, after, count in await session.execute(statement):
        change = changed.setdefault(week, {})
        change[before] = change.get(before, 0) - count
        change[after] = change.get(after, 0) + count
    standing: dict[UUID | None, int] = {}
    found = []
    for n in range(-1, weeks):
        for stage, difference in changed.get(n, {}).items():
            standing[stage] = standing.get(stage, 0) + difference
        if n >= 0:
            counts = {stage.key: max(standing.get(stage.id, 0), 0) for stage in course.stages}
            found.append(WeekOfStages(mondays[n], counts))
    return found
