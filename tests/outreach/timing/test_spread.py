"""A calendar of approaches: everyone placed or named, nobody too early, no day too full."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.outreach.timing.spread import HORIZON, Candidate, spread

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)
DAY = timedelta(days=1)
PARIS = ZoneInfo("Europe/Paris")
ANA, BEN = UUID(int=1), UUID(int=2)


def weekdays_from(until):
    """Good from `until` on, Monday to Friday, from nine o'clock (UTC)."""

    def good_from(moment):
        if until is None:
            return None
        moment = max(moment, until)
        if moment.hour >= 18:
            moment = (moment + DAY).replace(hour=9, minute=0)
        moment = max(moment, moment.replace(hour=9, minute=0))
        while moment.weekday() > 4:
            moment = (moment + DAY).replace(hour=9, minute=0)
        return moment

    return good_from


people = st.lists(
    st.tuples(st.sampled_from([ANA, BEN, None]), st.none() | st.integers(-10, 200)), min_size=0, max_size=60
)


@given(people, st.integers(1, 4), st.integers(0, 6))
def test_everyone_is_placed_or_named_and_no_rule_is_broken(chosen, most, busy):
    until = {UUID(int=n + 10): None if days is None else NOW + days * DAY for n, (_by, days) in enumerate(chosen)}
    by = {UUID(int=n + 10): who for n, (who, _days) in enumerate(chosen)}
    taken = {(ANA, (NOW + DAY).astimezone(PARIS).date()): busy}
    calendar = spread([Candidate(it, by[it], weekdays_from(until[it])) for it in until], NOW, PARIS, most, taken)
    named = [*calendar.placed, *calendar.undated, *calendar.too_late]
    assert sorted(named) == sorted(until)
    assert set(calendar.undated) == {it for it, moment in until.items() if moment is None}
    load = Counter()
    for it, moment in calendar.placed.items():
        assert moment >= max(NOW, until[it])
        assert moment < NOW + HORIZON
        assert weekdays_from(until[it])(moment) == moment
        load[by[it], moment.astimezone(PARIS).date()] += 1
    assert all(number + taken.get(key, 0) <= most for key, number in load.items())


@given(people)
def test_the_order_in_which_people_come_does_not_matter(chosen):
    candidates = [
        Candidate(UUID(int=n + 10), by, weekdays_from(None if days is None else NOW + days * DAY))
        for n, (by, days) in enumerate(chosen)
    ]
    there, back = (spread(them, NOW, PARIS, 2, {}) for them in (candidates, candidates[::-1]))
    assert there.placed == back.placed


def test_the_earliest_goes_first_and_the_rest_follow():
    candidates = [Candidate(UUID(int=n), ANA, weekdays_from(NOW)) for n in range(5)]
    calendar = spread(candidates, NOW, UTC, 2, {})
    assert [calendar.placed[UUID(int=n)].day for n in range(5)] == [18, 18, 19, 19, 20]


@pytest.mark.parametrize("days, placed", [(119, 1), (120, 0), (400, 0)])
def test_beyond_the_horizon_nobody_is_placed_but_named(days, placed):
    calendar = spread([Candidate(ANA, BEN, lambda moment: max(moment, NOW + days * DAY))], NOW, UTC, 1, {})
    assert (len(calendar.placed), len(calendar.too_late)) == (placed, 1 - placed)


def test_a_day_that_stops_being_good_names_the_person():
    calendar = spread([Candidate(ANA, BEN, lambda moment: moment if moment == NOW else None)], NOW, UTC, 0, {})
    assert calendar.undated == [ANA]
