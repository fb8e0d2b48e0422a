"""When a step is due: days and hours in the owner's zone, clocks changing in between."""

from datetime import UTC, date, datetime, time

import pytest

from app.outreach.due import Due, Snooze, at_moment, in_zone, on_day, snoozed

PARIS, TOKYO, LOS_ANGELES = "Europe/Paris", "Asia/Tokyo", "America/Los_Angeles"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "day, zone, ends",
    [
        ("2026-11-24", PARIS, "2026-11-24T22:59:59"),
        ("2026-03-29", PARIS, "2026-03-29T21:59:59"),  # 23 hours long
        ("2026-03-28", PARIS, "2026-03-28T22:59:59"),
        ("2026-10-25", PARIS, "2026-10-25T22:59:59"),  # 25 hours long
        ("2026-10-24", PARIS, "2026-10-24T21:59:59"),
        ("2026-11-24", TOKYO, "2026-11-24T14:59:59"),
        ("2026-11-24", LOS_ANGELES, "2026-11-25T07:59:59"),
        ("2026-11-01", "America/Havana", "2026-11-02T04:59:59"),
    ],
)
def test_a_day_ends_where_its_owner_lives(day, zone, ends):
    assert on_day(date.fromisoformat(day), None, zone) == Due(moment(ends), date.fromisoformat(day), True)


@pytest.mark.parametrize(
    "day, hour, at",
    [
        ("2026-11-24", "14:30", "2026-11-24T13:30:00"),
        ("2026-03-29", "02:30", "2026-03-29T01:30:00"),  # does not exist: half past three
        ("2026-03-29", "03:30", "2026-03-29T01:30:00"),
        ("2026-10-25", "02:30", "2026-10-25T00:30:00"),  # exists twice: the first
        ("2026-10-25", "03:30", "2026-10-25T02:30:00"),
    ],
)
def test_an_hour_in_paris(day, hour, at):
    due = on_day(date.fromisoformat(day), time.fromisoformat(hour), PARIS)
    assert due == Due(moment(at), date.fromisoformat(day), False)


def test_another_owner_keeps_the_day_of_a_day_and_the_moment_of_an_hour():
    all_day = on_day(date(2026, 11, 24), None, PARIS)
    assert in_zone(all_day, TOKYO) == on_day(date(2026, 11, 24), None, TOKYO)
    late = at_moment(moment("2026-11-24T20:00:00"), PARIS)
    assert in_zone(late, TOKYO) == Due(late.due_at, date(2026, 11, 25), False)


@pytest.mark.parametrize(
    "choice, day",
    [
        (Snooze.TOMORROW, "2026-03-29"),
        (Snooze.IN_THREE_DAYS, "2026-03-31"),
        (Snooze.NEXT_MONDAY, "2026-03-30"),
        (Snooze.NEXT_WEEK, "2026-04-04"),
        (date(2026, 10, 25), "2026-10-25"),
    ],
)
def test_snoozing_counts_from_today_and_keeps_the_hour(choice, day):
    due = on_day(date(2026, 3, 20), time(9), PARIS)
    late = moment("2026-03-27T23:30:00")  # already the 28th in Paris
    assert snoozed(due, choice, late, PARIS) == on_day(date.fromisoformat(day), time(9), PARIS)
    whole = on_day(date(2026, 3, 20), None, PARIS)
    assert snoozed(whole, choice, late, PARIS) == on_day(date.fromisoformat(day), None, PARIS)


def test_next_monday_is_never_today():
    monday = moment("2026-11-23T10:00:00")
    assert snoozed(on_day(date(2026, 11, 20), None, PARIS), Snooze.NEXT_MONDAY, monday, PARIS).due_on == date(
        2026, 11, 30
    )
