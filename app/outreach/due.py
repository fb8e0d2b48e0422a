"""When a next step is due: days and hours in its owner's time zone, as moments. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

END_OF_DAY = time(23, 59, 59)
MONDAY = 0


class Snooze(StrEnum):
    """The choices of one click; a day of one's own is the other way."""

    TOMORROW = "tomorrow"
    IN_THREE_DAYS = "in_three_days"
    NEXT_MONDAY = "next_monday"
    NEXT_WEEK = "next_week"


@dataclass(frozen=True, slots=True)
class Due:
    """One due moment as it is stored."""

    due_at: datetime
    due_on: date
    all_day: bool


def on_day(day: date, at: time | None, zone: str) -> Due:
    """Due on `day` in `zone`: at `at`, or without an hour at the end of that day.

    An hour that the clocks skip in spring becomes the one an hour later; of an hour that comes twice in autumn
    it is the first.
    """
    local = datetime.combine(day, at or END_OF_DAY, tzinfo=ZoneInfo(zone))
    if at is None:
        local = local.replace(fold=1)
    return Due(local.astimezone(UTC), day, at is None)


def at_moment(moment: datetime, zone: str) -> Due:
    """Due at a moment, whose day is the one in `zone`."""
    return Due(moment.astimezone(UTC), moment.astimezone(ZoneInfo(zone)).date(), False)


def in_zone(due: Due, zone: str) -> Due:
    """The same step in another owner's hands: a day stays that day, a moment stays that moment."""
    return on_day(due.due_on, None, zone) if due.all_day else at_moment(due.due_at, zone)


def snoozed(due: Due, choice: Snooze | date, now: datetime, zone: str) -> Due:
    """Put off, counted from today in `zone`; an hour of the day is kept."""
    at = None if due.all_day else due.due_at.astimezone(ZoneInfo(zone)).time()
    return on_day(_day(choice, now.astimezone(ZoneInfo(zone)).date()), at, zone)


def _day(choice: Snooze | date, today: date) -> date:
    match choice:
        case Snooze.TOMORROW:
            return today + timedelta(days=1)
        case Snooze.IN_THREE_DAYS:
            return today + timedelta(days=3)
        case Snooze.NEXT_MONDAY:
            return today + timedelta(days=7 - today.weekday() + MONDAY)
        case Snooze.NEXT_WEEK:
            return today + timedelta(days=7)
        case _:
            return choice
