"""The person's working time: days, hours and public holidays where they are. Pure.

Public holidays come from the `holidays` package; a country it does not know has none.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from app.outreach.timing.facts import Person
from app.outreach.timing.policy import Policy

SATURDAY = 5
_A_YEAR = 366


@lru_cache(maxsize=256)
def _holidays(country: str, year: int) -> frozenset[date]:
    try:
        return frozenset(holidays.country_holidays(country, years=year)) if country else frozenset()
    except NotImplementedError:
        return frozenset()


@lru_cache(maxsize=512)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


def zone_of(person: Person, policy: Policy) -> ZoneInfo:
    """Theirs, else the workspace's, else UTC."""
    return _zone(person.time_zone) or _zone(policy.time_zone) or ZoneInfo("UTC")


def works_on(day: date, country: str) -> bool:
    return day.weekday() < SATURDAY and day not in _holidays(country, day.year)


def next_working(moment: datetime, person: Person, policy: Policy) -> datetime:
    """`moment` if they are at work then, else the beginning of their next working hours."""
    zone, country = zone_of(person, policy), person.country or policy.country
    local = moment.astimezone(zone)
    for ahead in range(_A_YEAR):
        day = local.date() + timedelta(days=ahead)
        if not works_on(day, country):
            continue
        starts, ends = (datetime.combine(day, time(hour), zone) for hour in (policy.day_starts, policy.day_ends))
        if moment < ends:
            return max(moment, starts.astimezone(UTC))
    return moment


def after_working_days(moment: datetime, days: int, person: Person, policy: Policy) -> datetime:
    """The same hour, so many of their working days later."""
    zone, country = zone_of(person, policy), person.country or policy.country
    local = moment.astimezone(zone)
    day, left = local.date(), days
    while left > 0:
        day += timedelta(days=1)
        left -= works_on(day, country)
    return datetime.combine(day, local.time(), zone).astimezone(UTC)


def day_of(moment: datetime, person: Person, policy: Policy) -> date:
    return moment.astimezone(zone_of(person, policy)).date()


def start_of(day: date, person: Person, policy: Policy) -> datetime:
    """Midnight where they are."""
    return datetime.combine(day, time(), zone_of(person, policy)).astimezone(UTC)
