"""Exchanges by day, and ours by hour of the week. Days and hours are the reader's."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.queries import brand_visible
from app.core.actor import Actor
from app.core.clock import now
from app.core.sql import seconds_of
from app.outreach.models import Direction, Interaction, InteractionBlogger

YEAR = 53
"""Weeks of a calendar: the last of them is this one."""
RECENT = 12
"""Weeks of which the hours are told."""
HOUR, DAY = 3_600, 86_400


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    out: int
    heard: int

    @property
    def count(self) -> int:
        return self.out + self.heard


@dataclass(frozen=True, slots=True)
class Hour:
    weekday: int
    """0 is Monday."""
    hour: int
    out: int


async def days(session: AsyncSession, actor: Actor, blogger_id: UUID | None = None) -> list[Day]:
    """The days of a year on which there was an exchange, with one person or with anybody. One statement."""
    actor.require("interactions.read")
    first = first_day(actor, YEAR)
    part: Any = InteractionBlogger if blogger_id else Interaction
    number = (_seconds_there(col(part.occurred_at), actor, first) // DAY).label("number")
    statement = (
        select(number, col(part.direction), func.count())
        .where(*_said(actor, part, first), *([col(part.blogger_id) == blogger_id] if blogger_id else []))
        .group_by("number", col(part.direction))
    )
    found: dict[date, dict[str, int]] = {}
    for n, direction, count in await session.execute(statement):
        found.setdefault(date(1970, 1, 1) + timedelta(days=n), {})[direction] = count
    return [
        Day(day, counted.get(Direction.OUT, 0), counted.get(Direction.IN, 0)) for day, counted in sorted(found.items())
    ]


async def hours(session: AsyncSession, actor: Actor) -> list[Hour]:
    """When in the week we write, all of us together, in the last weeks; never when anybody else does. One statement."""
    actor.require("interactions.read")
    first = first_day(actor, RECENT)
    number = (_seconds_there(col(Interaction.occurred_at), actor, first) // HOUR).label("number")
    statement = (
        select(number, func.count())
        .where(*_said(actor, Interaction, first), col(Interaction.direction) == Direction.OUT)
        .group_by("number")
    )
    found: dict[tuple[int, int], int] = {}
    for n, count in await session.execute(statement):
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=n)
        place = moment.weekday(), moment.hour
        found[place] = found.get(place, 0) + count
    return [Hour(*place, count) for place, count in sorted(found.items())]


def first_day(actor: Actor, weeks: int) -> date:
    """The Monday with which the last `weeks` weeks began, this one among them."""
    today = now().astimezone(ZoneInfo(actor.time_zone)).date()
    return today - timedelta(days=today.weekday(), weeks=weeks - 1)


def _said(actor: Actor, part: Any, first: date) -> list[Any]:
    gone = col(part.deleted).is_(True) if part is InteractionBlogger else col(part.deleted_at).is_not(None)
    return [
        col(part.workspace_id) == actor.workspace_id,
        ~gone,
        col(part.direction).is_not(None),
        col(part.occurred_at) >= datetime.combine(first, time(), ZoneInfo(actor.time_zone)),
        brand_visible(actor, col(part.brand_id)),
    ]


def _seconds_there(moment: Any, actor: Actor, first: date) -> Any:
    """What the reader's clock had counted since 1970 at `moment`: so that days of 23 and 25 hours come out whole."""
    begin, *later = shifts(ZoneInfo(actor.time_zone), datetime.combine(first, time(), UTC) - timedelta(days=1), now())
    seconds = seconds_of(moment)
    if not later:
        return seconds + begin[1]
    known = [(moment >= since, seconds + shift) for since, shift in reversed(later)]
    return case(*known, else_=seconds + begin[1])


def shifts(zone: ZoneInfo, since: datetime, until: datetime) -> list[tuple[datetime, int]]:
    """How many seconds the zone is ahead of UTC: from `since` on, and from each change until `until` on."""
    found = [(since, _ahead(zone, since))]
    moment = since
    while moment < until:
        following = min(moment + timedelta(days=1), until)
        if _ahead(zone, following) != found[-1][1]:
            found.append((_change(zone, moment, following), _ahead(zone, following)))
        moment = following
    return found


def _ahead(zone: ZoneInfo, moment: datetime) -> int:
    return int((moment.astimezone(zone).utcoffset() or timedelta()).total_seconds())


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first whole second between them at which the clock is what it is `after`."""
    goal = _ahead(zone, after)
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        before, after = (before, middle) if _ahead(zone, middle) == goal else (middle, after)
    return after
