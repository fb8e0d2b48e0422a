"""The pressure of past weeks is the one that advice goes by, in its words."""

from dataclasses import replace
from datetime import timedelta

from app.outreach.timing.past import JUST, MOST, Pressed, pressure_past
from app.outreach.timing.rules.pressure import BANDS, level, word
from tests.outreach.timing.people import ATELIER, JARDIN, NOW, POLICY, about, case, days, they_wrote, we_asked

WEEKS = [NOW - days(7 * n) for n in range(12, -1, -1)]


def test_it_ends_with_what_advice_says_now():
    facts = about(we_asked(days(30)), they_wrote(days(21)), we_asked(days(3), brand_id=JARDIN))
    past = pressure_past(facts, POLICY, ATELIER, WEEKS, NOW)
    assert past[-1].at == NOW
    assert past[-1].level == level(case(facts))
    for one in past:
        assert one.share == case(facts, at=one.at).pressure.now(one.at) / 15


def test_no_ask_falls_between_two_moments():
    ask = we_asked(days(10) + timedelta(hours=5))
    past = pressure_past(about(ask), POLICY, ATELIER, WEEKS, NOW)
    found = {one.at: one.share for one in past}
    assert (found[ask.at - JUST], found[ask.at]) == (0, 10 / 15)
    assert [one.at for one in past] == sorted(found)


def test_what_lies_ahead_or_before_is_not_drawn():
    past = pressure_past(about(we_asked(days(100)), we_asked(-days(2))), POLICY, ATELIER, WEEKS, NOW)
    assert [one.at for one in past] == WEEKS
    assert pressure_past(about(), POLICY, ATELIER, [], NOW) == [Pressed(NOW, 0)]


def test_without_a_ceiling_it_is_too_much_and_still_drawn():
    policy = replace(POLICY, stages={name: replace(rule, ceiling=0) for name, rule in POLICY.stages.items()})
    (now,) = pressure_past(about(we_asked(days(1))), policy, ATELIER, [NOW], NOW)
    assert (now.share, now.level) == (MOST, "too_much")


def test_each_word_begins_at_its_share_of_the_ceiling():
    assert [word(share) for share, _word in BANDS] == ["calm", "moderate", "high", "high"]
    assert [word(share) for share in (0.33, 0.34, 0.66, 0.67, 1.001)] == [
        "calm",
        "moderate",
        "moderate",
        "high",
        "too_much",
    ]
