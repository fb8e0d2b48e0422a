"""How partnerships flow: who goes on from each stage, how long each takes, how many contacts a week."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, distinct, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.queries import brand_visible
from app.core.actor import Actor
from app.core.clock import now
from app.outreach.models import Direction, Interaction
from app.partnerships.defaults import stage_name
from app.partnerships.models import Partnership, PartnershipMove, Stage, StageKind
from app.partnerships.queries.filters import visible_to
from app.partnerships.queries.pipelines import Course

WEEKS = 12
FORWARD = (StageKind.TO_CONTACT, StageKind.IN_TALKS, StageKind.WON)
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the flow."""

    key: str
    name: str
    entered: int
    went_on: int
    """Of those that entered, how many later reached a stage further along."""
    median_days: float | None
    """Of those that left it."""

    @property
    def share(self) -> float | None:
        return self.went_on / self.entered if self.entered else None


@dataclass(frozen=True, slots=True)
class Week:
    monday: date
    out: int
    heard: int


@dataclass(frozen=True, slots=True)
class Flow:
    steps: list[Step]
    weeks: list[Week]


async def flow(session: AsyncSession, actor: Actor, course: Course) -> Flow:
    """Conversion and times of one pipeline, contacts of the last `WEEKS` weeks. Three statements."""
    stages = [stage for stage in course.stages if stage.kind in FORWARD]
    reached = await _reached(session, actor, course)
    medians = await _medians(session, actor)
    steps = [
        Step(stage.key, stage_name(stage), *reached.get(stage.id, (0, 0)), medians.get(stage.id)) for stage in stages
    ]
    return Flow(steps, await _weeks(session, actor))


async def _reached(session: AsyncSession, actor: Actor, course: Course) -> dict:
    """`{stage: (entered, went on)}`: distinct partnerships, by their history."""
    later: Any = aliased(PartnershipMove)
    here: Any = aliased(Stage)
    beyond: Any = aliased(Stage)
    statement = (
        select(
            col(PartnershipMove.to_stage_id),
            func.count(distinct(col(PartnershipMove.partnership_id))),
            func.count(distinct(case((beyond.position > here.position, later.partnership_id)))),
        )
        .join(Partnership, col(Partnership.id) == PartnershipMove.partnership_id)
        .join(here, here.id == PartnershipMove.to_stage_id)
        .outerjoin(
            later,
            and_(
                later.workspace_id == PartnershipMove.workspace_id,
                later.partnership_id == PartnershipMove.partnership_id,
                later.at >= PartnershipMove.at,
                later.to_kind.in_(FORWARD),
            ),
        )
        .outerjoin(beyond, beyond.id == later.to_stage_id)
        .where(
            col(PartnershipMove.workspace_id) == actor.workspace_id,
            col(Partnership.pipeline_id) == course.id,
            visible_to(actor),
        )
        .group_by(col(PartnershipMove.to_stage_id))
    )
    return {stage: (entered, on) for stage, entered, on in await session.execute(statement)}


async def _medians(session: AsyncSession, actor: Actor) -> dict:
    """`{stage: days}`: the middle one of the times spent there (the mean of two in the middle)."""
    within: dict[str, Any] = {"partition_by": col(PartnershipMove.from_stage_id)}
    rows = (
        select(
            col(PartnershipMove.from_stage_id).label("stage_id"),
            col(PartnershipMove.seconds_before).label("seconds"),
            func.row_number().over(**within, order_by=col(PartnershipMove.seconds_before)).label("n"),
            func.count().over(**within).label("total"),
        )
        .join(Partnership, col(Partnership.id) == PartnershipMove.partnership_id)
        .where(
            col(PartnershipMove.workspace_id) == actor.workspace_id,
            col(PartnershipMove.from_stage_id).is_not(None),
            visible_to(actor),
        )
        .subquery()
    )
    statement = (
        select(rows.c.stage_id, func.avg(rows.c.seconds))
        .where(rows.c.n >= (rows.c.total + 1) // 2, rows.c.n <= (rows.c.total + 2) // 2)
        .group_by(rows.c.stage_id)
    )
    return {stage: float(seconds) / DAY for stage, seconds in await session.execute(statement)}


async def _weeks(session: AsyncSession, actor: Actor) -> list[Week]:
    """Exchanges per week, ours and theirs; weeks begin on Monday in the actor's zone."""
    zone = ZoneInfo(actor.time_zone)
    today = now().astimezone(zone).date()
    mondays = [today - timedelta(days=today.weekday(), weeks=ago) for ago in range(WEEKS - 1, -1, -1)]
    starts = [datetime(day.year, day.month, day.day, tzinfo=zone) for day in mondays]
    which = case(*((col(Interaction.occurred_at) >= start, n) for n, start in reversed(list(enumerate(starts)))))
    statement = (
        select(which.label("week"), col(Interaction.direction), func.count())
        .where(
            col(Interaction.workspace_id) == actor.workspace_id,
            col(Interaction.deleted_at).is_(None),
            col(Interaction.direction).is_not(None),
            col(Interaction.occurred_at) >= starts[0],
            brand_visible(actor, col(Interaction.brand_id)),
        )
        .group_by("week", col(Interaction.direction))
    )
    counted = {(week, direction): count for week, direction, count in await session.execute(statement)}
    return [
        Week(monday, counted.get((n, Direction.OUT), 0), counted.get((n, Direction.IN), 0))
        for n, monday in enumerate(mondays)
    ]
