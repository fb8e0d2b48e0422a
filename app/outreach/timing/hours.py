"""The person's working time: days, hours and public holidays where they are. Pure.

Weekends and public holidays come from the `holidays` package; a country it does not know has Saturdays and Sundays.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.outreach.timing.facts import Person
from app.outreach.timing.policy import Policy

_WEEKEND = frozenset({5, 6})


@lru_cache(maxsize=256)
def _free(country: str, year: int) -> tuple[frozenset[int], frozenset[date]]:
    """Which weekdays and which dates."""
    import holidays  # noqa: PLC0415  a tenth of the start of a process, which may never ask

    try:
        calendar = holidays.country_holidays(country, years=year)
    except NotImplementedError:
        return _WEEKEND, frozenset()
    return frozenset(calendar.weekend), frozenset(calendar)


@lru_cache(maxsize=512)
def zone_named(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


def zone_of(person: Person, policy: Policy) -> ZoneInfo:
    """Theirs, else the workspace's, else UTC."""
    return zone_named(person.time_zone) or zone_named(policy.time_zone) or ZoneInfo("UTC")


def works_on(day: date, country: str) -> bool:
    weekend, dates = _free(country, day.year)
    return day.weekday() not in weekend and day not in dates


def next_working(moment: datetime, person: Person, policy: Policy) -> datetime:
    """`moment` if they are at work then, else the beginning of their next working hours."""
    zone, country = zone_of(person, policy), person.country or policy.country
    day = moment.astimezone(zone).date()
    while not works_on(day, country) or moment >= _hour(day, policy.day_ends, zone):
        day += timedelta(days=1)
    return max(moment, _hour(day, policy.day_starts, zone))


def after_working_days(moment: datetime, days: int, person: Person, policy: Policy) -> datetime:
    """The same hour, so many of their working days later."""
    zone, country = zone_of(person, policy), person.country or policy.country
    local = moment.astimezone(zone)
    day, left = local.date(), days
    while left > 0:
        day += timedelta(days=1)
        left -= works_on(day, country)
    return datetime.combine(day, local.time(), zone).astimezone(UTC)


def after_working_hours(moment: datetime, hours: int, person: Person, policy: Policy) -> datetime:
    """So many hours later, those of days off not counted: 48 are two working days."""
    days, rest = divmod(hours, 24)
    return after_working_days(moment + timedelta(hours=rest), days, person, policy)


def day_of(moment: datetime, person: Person, policy: Policy) -> date:
    return moment.astimezone(zone_of(person, policy)).date()


def start_of(day: date, person: Person, policy: Policy) -> datetime:
    """Midnight where they are."""
    return _hour(day, 0, zone_of(person, policy))


def _hour(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """That hour by their clock; 24 is the next midnight."""
    return (datetime.combine(day, time(), zone) + timedelta(hours=hour)).astimezone(UTC)
