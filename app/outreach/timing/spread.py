"""A calendar of approaches: each on the first day that its person's rules and its writer's day allow. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from uuid import UUID

GoodFrom = Callable[[datetime], datetime | None]
Load = Mapping[tuple[UUID | None, date], int]
"""How many approaches a member has on a day."""
HORIZON = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to approach: who would write, and from when on. `good_from(moment)` is the first moment, not before
    the one given, at which nothing speaks against it; None: no date can be given."""

    id: UUID
    by: UUID | None
    good_from: GoodFrom


@dataclass(slots=True)
class Calendar:
    placed: dict[UUID, datetime] = field(default_factory=dict)
    undated: list[UUID] = field(default_factory=list)
    """Those for whom no date can be given."""
    too_late: list[UUID] = field(default_factory=list)
    """Those whose day would come after the horizon."""


def spread(candidates: Iterable[Candidate], begins: datetime, zone: tzinfo, most: int, taken: Load) -> Calendar:
    """Everyone is placed or named. A day is one of `zone`; nobody writes to more than `most` people on one."""
    calendar, load, ends = Calendar(), dict(taken), begins + HORIZON
    ready: list[tuple[datetime, UUID, Candidate]] = []
    for one in candidates:
        if (first := one.good_from(begins)) is None:
            calendar.undated.append(one.id)
        else:
            ready.append((first, one.id, one))
    for first, _id, one in sorted(ready, key=lambda it: it[:2]):
        moment: datetime | None = first
        while moment is not None and moment < ends and load.get((one.by, _day(moment, zone)), 0) >= most:
            moment = one.good_from(_next_free(one.by, _day(moment, zone), load, most, zone))
        if moment is None:
            calendar.undated.append(one.id)
        elif moment >= ends:
            calendar.too_late.append(one.id)
        else:
            key = one.by, _day(moment, zone)
            load[key] = load.get(key, 0) + 1
            calendar.placed[one.id] = moment
    return calendar


def _next_free(by: UUID | None, day: date, load: Load, most: int, zone: tzinfo) -> datetime:
    """The beginning of the next day on which the member has room."""
    last = day + HORIZON
    while load.get((by, day), 0) >= most and day <= last:
        day += timedelta(days=1)
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _day(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()
