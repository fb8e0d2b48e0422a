"""Working time: nights of daylight saving, holidays, no zone known, no country known."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.outreach.timing import hours
from app.outreach.timing.policy import Policy
from tests.outreach.timing.people import SECOND, naomi


def utc(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


PARIS = naomi()
NEW_YORK = naomi(country="US", time_zone="America/New_York")
HAWAII = naomi(country="US", time_zone="Pacific/Honolulu")
NOWHERE = naomi(country="", time_zone="")
HERE = Policy()
MOVED = [
    ("at work", PARIS, utc(6, 9, 10), utc(6, 9, 10)),
    ("a second before nine", PARIS, utc(6, 9, 7) - SECOND, utc(6, 9, 7)),
    ("nine", PARIS, utc(6, 9, 7), utc(6, 9, 7)),
    ("a second before six", PARIS, utc(6, 9, 16) - SECOND, utc(6, 9, 16) - SECOND),
    ("six", PARIS, utc(6, 9, 16), utc(6, 10, 7)),
    ("Friday evening", PARIS, utc(6, 5, 18), utc(6, 8, 7)),
    ("Saturday", PARIS, utc(6, 6, 10), utc(6, 8, 7)),
    ("Bastille Day", PARIS, utc(7, 14, 10), utc(7, 15, 7)),
    ("the eve of Ascension", PARIS, utc(5, 13, 20), utc(5, 15, 7)),
    ("the night that clocks go forward in Paris", PARIS, utc(3, 29, 1), utc(3, 30, 7)),
    ("the night before it", PARIS, utc(3, 27, 20), utc(3, 30, 7)),
    ("the night that clocks go back in Paris", PARIS, utc(10, 25, 0, 30), utc(10, 26, 8)),
    ("the Friday before it", PARIS, utc(10, 23, 7), utc(10, 23, 7)),
    ("the night that clocks go forward in New York", NEW_YORK, utc(3, 8, 7), utc(3, 9, 13)),
    ("the night that clocks go back in New York", NEW_YORK, utc(11, 1, 6), utc(11, 2, 14)),
    ("Independence Day, observed", NEW_YORK, utc(7, 3, 15), utc(7, 6, 13)),
    ("it is yesterday in New York", NEW_YORK, utc(6, 9, 3), utc(6, 9, 13)),
    ("the afternoon in Hawaii is tomorrow's in London", HAWAII, utc(6, 9, 1), utc(6, 9, 1)),
    ("no zone, no country", NOWHERE, utc(7, 14, 8), utc(7, 14, 9)),
    ("an unknown zone", naomi(time_zone="Nowhere/Known"), utc(6, 9, 8), utc(6, 9, 9)),
    ("a zone that is none", naomi(time_zone="../etc/passwd"), utc(6, 9, 8), utc(6, 9, 9)),
    ("an unknown country", naomi(country="ZZ"), utc(7, 14, 10), utc(7, 14, 10)),
    ("Friday in Israel", naomi(country="IL", time_zone="Asia/Jerusalem"), utc(6, 5, 9), utc(6, 7, 6)),
]


@pytest.mark.parametrize("person, moment, expected", [row[1:] for row in MOVED], ids=[row[0] for row in MOVED])
def test_a_date_is_moved_into_their_working_time(person, moment, expected):
    moved = hours.next_working(moment, person, HERE)
    assert moved == expected
    assert moved.tzinfo is UTC


def test_the_policy_says_when_and_where_work_is():
    early = Policy(day_starts=0, day_ends=24, time_zone="Europe/Paris", country="FR")
    assert hours.next_working(utc(6, 9, 21, 59), NOWHERE, early) == utc(6, 9, 21, 59)
    assert hours.next_working(utc(7, 13, 22), NOWHERE, early) == utc(7, 14, 22)
    assert hours.zone_of(NOWHERE, early).key == "Europe/Paris"
    assert hours.zone_of(NEW_YORK, early).key == "America/New_York"
    assert hours.zone_of(NOWHERE, Policy(time_zone="")).key == "UTC"


LATER = [
    ("two days", PARIS, utc(6, 9, 10), 2, utc(6, 11, 10)),
    ("none", PARIS, utc(6, 6, 10), 0, utc(6, 6, 10)),
    ("over a weekend", PARIS, utc(6, 5, 10), 2, utc(6, 9, 10)),
    ("from a Saturday", PARIS, utc(6, 6, 10), 1, utc(6, 8, 10)),
    ("over a holiday", PARIS, utc(7, 13, 10), 1, utc(7, 15, 10)),
    ("over Christmas and New Year", PARIS, utc(12, 24, 10), 6, utc(1, 5, 10, year=2027)),
    ("the same hour once clocks went forward", PARIS, utc(3, 27, 10), 1, utc(3, 30, 9)),
    ("the same hour once clocks went back", PARIS, utc(10, 23, 10), 1, utc(10, 26, 11)),
    ("from the hour that comes twice", PARIS, utc(10, 25, 1, 30), 1, utc(10, 26, 1, 30)),
    ("from the hour before it", PARIS, utc(10, 25, 0, 30), 1, utc(10, 26, 1, 30)),
    ("forward in New York", NEW_YORK, utc(3, 6, 15), 1, utc(3, 9, 14)),
    ("back in New York", NEW_YORK, utc(10, 30, 14), 1, utc(11, 2, 15)),
    ("no zone, no country", NOWHERE, utc(7, 13, 10), 1, utc(7, 14, 10)),
]


@pytest.mark.parametrize("person, moment, days, expected", [row[1:] for row in LATER], ids=[row[0] for row in LATER])
def test_working_days_later(person, moment, days, expected):
    later = hours.after_working_days(moment, days, person, HERE)
    assert later == expected
    assert later.tzinfo is UTC


def test_working_hours_are_those_of_working_days():
    assert hours.after_working_hours(utc(6, 5, 10), 48, PARIS, HERE) == utc(6, 9, 10)
    assert hours.after_working_hours(utc(6, 5, 10), 24, PARIS, HERE) == utc(6, 8, 10)
    assert hours.after_working_hours(utc(6, 9, 10), 3, PARIS, HERE) == utc(6, 9, 13)
    assert hours.after_working_hours(utc(6, 9, 10), 27, PARIS, HERE) == utc(6, 10, 13)
    french = Policy(time_zone="Europe/Paris", country="FR")
    assert hours.after_working_hours(utc(7, 13, 10), 24, NOWHERE, french) == utc(7, 15, 10)


def test_their_day():
    assert hours.day_of(utc(6, 9, 21, 59), PARIS, HERE) == date(2026, 6, 9)
    assert hours.day_of(utc(6, 9, 22), PARIS, HERE) == date(2026, 6, 10)
    assert hours.day_of(utc(6, 9, 3), NEW_YORK, HERE) == date(2026, 6, 8)
    assert hours.day_of(utc(6, 9, 22), NOWHERE, Policy(time_zone="Europe/Paris")) == date(2026, 6, 10)
    assert hours.start_of(date(2026, 3, 29), PARIS, HERE) == utc(3, 28, 23)
    assert hours.start_of(date(2026, 3, 30), PARIS, HERE) == utc(3, 29, 22)
    assert hours.start_of(date(2026, 3, 30), NOWHERE, Policy(time_zone="Europe/Paris")) == utc(3, 29, 22)
    assert hours.start_of(date(2026, 11, 1), NEW_YORK, HERE) == utc(11, 1, 4)
    assert hours.start_of(date(2026, 11, 2), NEW_YORK, HERE) == utc(11, 1, 4) + timedelta(hours=25)


def test_days_off():
    assert hours.works_on(date(2026, 7, 13), "FR")
    assert not hours.works_on(date(2026, 7, 14), "FR")
    assert hours.works_on(date(2026, 7, 14), "")
    assert not hours.works_on(date(2026, 6, 13), "")
    assert not hours.works_on(date(2026, 6, 14), "ZZ")
    assert hours.works_on(date(2026, 6, 12), "ZZ")
    assert not hours.works_on(date(2026, 6, 12), "IL")
    assert hours.works_on(date(2026, 6, 14), "IL")
