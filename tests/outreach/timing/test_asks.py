"""Pressure, cadence, chasers and balance: each rule at its edges."""

from dataclasses import replace
from datetime import timedelta
from math import log2

import pytest

from app.outreach.models import Compensation, Via
from app.outreach.timing.history import Pressure, levels, percentile, weight
from app.outreach.timing.policy import Policy
from app.outreach.timing.rules import balance
from app.outreach.timing.rules.chasers import rhythm
from app.outreach.timing.rules.pressure import level
from app.outreach.timing.verdict import Code, First, Reason
from tests.outreach.timing.people import (
    ATELIER,
    JARDIN,
    LOU,
    NOW,
    POLICY,
    SECOND,
    Team,
    about,
    asking,
    begins,
    case,
    days,
    ends,
    fact,
    held,
    hours,
    live,
    reason,
    said,
    they_refused,
    they_wrote,
    we,
    we_asked,
    we_chased,
    we_gave,
    we_said,
)

# --- pressure -----------------------------------------------------------------------------------------------------

WEIGHTS = [
    *(("ask", "email", "unpaid", 10), ("ask", "email", "product", 8), ("ask", "email", "paid", 6)),
    *(("chaser", "email", None, 5), ("neutral", "email", None, 2), ("give", "email", None, 0)),
    *(("service", "email", None, 0), ("reply", "email", None, 0), ("ask", "phone", "unpaid", 15)),
    *(("ask", "direct_message", "paid", 7.2), ("neutral", "comment", None, 0), ("chaser", "in_person", None, 5)),
    *(("ask", None, None, 10), ("neutral", "post", None, 2), ("reply", "phone", None, 0)),
]


@pytest.mark.parametrize("nature, via, compensation, expected", WEIGHTS)
def test_each_touch_has_its_weight(nature, via, compensation, expected):
    assert weight(nature, via, compensation, POLICY) == pytest.approx(expected)


LEVELS = [
    ([we_asked(days(0))], 10),
    ([we_asked(days(0), compensation="paid")], 6),
    ([we_asked(days(21))], 5),
    ([we_asked(days(42))], 2.5),
    ([we_asked(days(21)), we_said(days(0))], 7),
    ([we_asked(days(0), brand_id=JARDIN, author_id=LOU), we_said(days(0))], 12),
    ([we_asked(days(21)), they_wrote(days(1))], 2.5),
    ([we_asked(days(21)), they_refused(days(1))], 5),
    ([they_wrote(days(30)), we_asked(days(21))], 5),
    ([they_wrote(days(21)), we_asked(days(21))], 5),
    ([we_asked(days(21)), we_gave(days(3)), we("reply", days(2)), we("service", days(1), live=True)], 5),
    ([we("service", days(0))], 2),
    ([we_asked(days(0), via="comment")], 0),
    ([we_asked(days(0)), we_asked(-days(1))], 10),
    ([we_asked(days(140))], 0),
    ([we_asked(days(139))], 10 * 2 ** (-139 / 21)),
    ([], 0),
]


@pytest.mark.parametrize("touches, expected", LEVELS)
def test_pressure_falls_by_half_in_three_weeks_and_with_each_answer(touches, expected):
    assert case(about(*touches)).pressure.now(NOW) == pytest.approx(expected)


def test_pressure_under_a_tenth_counts_as_none():
    ask = Pressure([we_asked(NOW)], Policy(weight_unpaid=0.2))
    assert ask.now(NOW + days(21)) == 0.1
    assert ask.now(NOW + days(21) + SECOND) == 0


def test_what_pressure_was_is_what_advice_weighed_then():
    touches = [
        they_wrote(days(50)), we_asked(days(60)), they_refused(days(35)), we_asked(days(30), brand_id=JARDIN),
        we_gave(days(20)), we_said(days(10)), we_chased(days(3)), we_asked(-days(1)),
    ]  # fmt: skip
    moments = [NOW - days(n) for n in range(70, -1, -1)]
    assert levels(touches, POLICY, moments) == [case(about(*touches), at=then).pressure.now(then) for then in moments]
    assert levels(touches, POLICY, []) == []
    assert levels([], POLICY, moments[:2]) == [0, 0]


def test_pressure_holds_until_there_is_room_under_the_ceiling():
    ask = we_asked(days(20))
    words = {"level": "moderate", "asks": 1, "days": 20, "answers_in": 0}
    then = ask.at + timedelta(days=21 * log2(10 / 2) + 1e-5)
    why = Reason(Code.PRESSURE, then.replace(microsecond=0), None, (("interaction", ask.id),), "", words)
    assert ends(why, about(ask, stage="not_met"))
    none_left = Reason(Code.PRESSURE, ask.at + days(21 * log2(10 / 0.1)), words=words)
    found = reason("pressure", about(ask, stage="not_met"), asking(via="direct_message"))
    assert found
    assert found.until
    assert none_left.until
    assert abs(found.until - none_left.until) <= SECOND
    assert ends(found, about(ask, stage="not_met"), asking(via="direct_message"))


CEILINGS = {
    "not_met": 12,
    "acquainted": 13,
    "mutual_interest": 15,
    "working_together": 18,
    "trusted": 18,
    "resting": 12,
    "ended": 12,
}


@pytest.mark.parametrize("stage, ceiling", CEILINGS.items())
def test_each_stage_bears_so_much(stage, ceiling):
    facts = about(we_asked(days(0)), they_wrote(days(0)), stage=stage)
    just = replace(POLICY, weight_unpaid=10, weight_paid=ceiling - 10)
    over = replace(POLICY, weight_unpaid=10, weight_paid=ceiling - 9.99)
    assert not reason("pressure", facts, asking(compensation="paid"), policy=just)
    assert reason("pressure", facts, asking(compensation="paid"), policy=over)


def test_what_weighs_nothing_is_never_too_much():
    facts = about(*(we_asked(days(n)) for n in range(4)))
    assert reason("pressure", facts)
    assert not reason("pressure", facts, asking(via="comment"))
    assert not reason("pressure", facts, asking("give"))


def test_a_touch_too_heavy_for_the_stage_has_no_date():
    facts = about(stage="not_met")
    why = Reason(Code.PRESSURE, None, First.LIGHTER, (), "too_heavy", {"level": "calm"})
    assert reason("pressure too_heavy", facts, asking(via="phone")) == why
    assert not reason("pressure too_heavy", facts, asking(via="direct_message"))
    assert reason("pressure too_heavy", about(we_asked(days(9)), stage="not_met"), asking(via="phone"))


def test_pressure_names_the_touches_behind_it_and_their_rhythm():
    old, first, chaser, word = we_asked(days(63) + SECOND), we_asked(days(63)), we_chased(days(10)), we_said(days(2))
    facts = about(old, first, we_gave(days(5)), chaser, they_wrote(days(3)), word, stage="not_met")
    why = reason("pressure", facts)
    assert why
    assert why.facts == tuple(("interaction", touch.id) for touch in (first, chaser, word))
    assert why.words == {"level": "moderate", "asks": 2, "days": 63, "answers_in": 0}


def test_pressure_names_five_touches_at_most():
    asks = [we_asked(days(n)) for n in (6, 5, 4, 3, 2, 1)]
    why = reason("pressure", about(*asks))
    assert why
    assert why.facts == tuple(("interaction", touch.id) for touch in asks[1:])
    assert why.words["asks"] == 5


def test_pressure_names_the_last_touch_however_old():
    older, ask = we_asked(days(71)), we_asked(days(70))
    why = reason(
        "pressure",
        about(older, ask),
        policy=replace(POLICY, weight_unpaid=200, weight_paid=15),
        question=asking(compensation="paid"),
    )
    assert why
    assert why.facts == (("interaction", ask.id),)
    assert why.words["level"] == "too_much"


def test_pressure_says_their_rhythm_where_it_is_known():
    past = [one for n in range(5) for one in (we_asked(days(200 - 9 * n)), they_wrote(days(196 - 9 * n)))]
    why = reason("pressure", about(*past, we_asked(days(1)), stage="acquainted"))
    assert why
    assert why.words["answers_in"] == 4
    why = reason("pressure", about(we_asked(days(1)), stage="acquainted", team=Team(answer_days=3)))
    assert why
    assert why.words["answers_in"] == 0


LEVEL_WORDS = [
    (0, "calm"),
    (4.99, "calm"),
    (5, "moderate"),
    (9.99, "moderate"),
    (10, "high"),
    (15, "high"),
    (15.01, "too_much"),
]


@pytest.mark.parametrize("pressed, word", LEVEL_WORDS)
def test_pressure_is_one_of_four_words(pressed, word):
    policy = replace(POLICY, weight_unpaid=pressed)
    assert level(case(about(we_asked(NOW)), policy=policy)) == word


def test_where_nothing_is_borne_it_is_much():
    stages = POLICY.stages | {"not_met": replace(POLICY.stages["not_met"], ceiling=0)}
    assert level(case(about(stage="not_met"), policy=replace(POLICY, stages=stages))) == "too_much"


# --- cadence ------------------------------------------------------------------------------------------------------

CADENCE = {
    "not_met": (90, 14),
    "acquainted": (45, 10),
    "mutual_interest": (30, 7),
    "working_together": (21, 4),
    "trusted": (21, 4),
    "resting": (60, 14),
}


@pytest.mark.parametrize("stage, between", CADENCE.items())
def test_days_between_two_asks(stage, between):
    ask = we_asked(days(3))
    facts = about(we_gave(days(2)), ask, stage=stage)
    words = {"days": between[0], "since": ask.at}
    assert ends(Reason(Code.CADENCE, ask.at + days(between[0]), None, (("interaction", ask.id),), "ask", words), facts)
    assert not reason("cadence ask", facts, asking("neutral"))


@pytest.mark.parametrize("stage, between", CADENCE.items())
@pytest.mark.parametrize("nature", ["ask", "neutral"])
def test_days_between_two_private_messages(stage, between, nature):
    word = we_said(days(3), via="in_person")
    facts = about(
        word, we_said(days(1), via="comment"), we_gave(days(1)), we("service", days(1), live=True), stage=stage
    )
    words = {"days": between[1], "since": word.at}
    why = Reason(Code.CADENCE, word.at + days(between[1]), None, (("interaction", word.id),), "touch", words)
    assert ends(why, facts, asking(nature))


def test_a_reply_of_ours_is_a_private_message_too():
    assert held(about(they_wrote(days(4)), we("reply", days(3)))) == ["cadence touch"]


def test_a_public_comment_waits_for_no_private_message():
    facts = about(we_said(days(3)))
    assert held(facts, asking("neutral", via="comment")) == []
    assert held(about(we_asked(days(3))), asking(via="comment")) == ["cadence ask"]


def test_cadence_is_of_one_brand():
    assert held(about(we_said(days(3), brand_id=JARDIN)), asking("neutral")) == []


def test_an_open_thread_in_which_they_spoke_last_has_no_cadence():
    assert held(about(we_asked(days(3)), they_wrote(days(2)))) == []
    assert held(about(we_asked(days(2)), they_wrote(days(2))))[:2] == ["cadence ask", "cadence touch"]
    assert held(about(we_asked(days(3)), they_wrote(days(2)), we_said(days(2))))[:2] == ["cadence ask", "cadence touch"]
    assert held(about(we_asked(days(3)), they_wrote(days(2)), we_gave(days(1)))) == []
    assert held(about(we_asked(days(3)), they_wrote(days(2)), we_said(days(1), via="comment"))) == []
    assert "cadence ask" in held(about(we_asked(days(3)), they_wrote(days(2)), we("reply", days(1), via="comment")))
    assert "cadence ask" in held(about(we_asked(days(3)), they_wrote(days(2)), we("service", days(1), live=True)))


@pytest.mark.parametrize("nature, held_back", [("ask", True), ("neutral", True), ("chaser", True), ("give", False)])
def test_once_ended_they_are_left_to_write(nature, held_back):
    ended = about(they_wrote(days(51)), we_asked(days(50), awaits=False), stage="ended", since=days(40))
    assert ("cadence ended" in held(ended, asking(nature))) is held_back


def test_once_ended_their_word_opens_it_again():
    why = Reason(Code.CADENCE, None, First.LEAVE, variant="ended")
    assert reason("cadence ended", about(they_wrote(days(40) + SECOND), stage="ended", since=days(40))) == why
    assert held(about(they_wrote(days(40)), stage="ended", since=days(40))) == []
    assert held(about(they_wrote(days(40)), stage="ended")) == []
    assert reason("cadence ended", about(stage="ended")) == why


def test_at_rest_a_gesture_comes_first():
    heard = they_wrote(days(300))
    why = Reason(Code.CADENCE, None, First.GIVE, variant="resting", words={"since": NOW - days(200)})
    resting = about(heard, stage="resting", since=days(200))
    assert reason("cadence resting", resting) == why
    assert held(resting, asking("neutral")) == []
    assert held(about(heard, we_gave(days(200)), stage="resting", since=days(200))) == []
    assert held(about(heard, we_gave(days(200) + SECOND), stage="resting", since=days(200))) == ["cadence resting"]
    assert held(about(heard, they_wrote(days(200)), stage="resting", since=days(200))) == []
    written_since = about(they_wrote(days(150)), we_said(days(149)), stage="resting", since=days(200))
    assert held(written_since) == ["cadence resting"]


def test_somebody_close_who_grew_silent_is_found_again_and_not_asked():
    for stage in ("working_together", "trusted"):
        heard = they_wrote(days(1))
        why = Reason(Code.CADENCE, None, First.GIVE, variant="grown_silent", words={"since": heard.at})
        facts = about(heard, stage=stage, since=days(500))
        assert begins(why, heard.at + days(120), facts)
        assert held(facts, asking("neutral"), at=NOW + days(200)) == []
        late = about(heard, we_gave(heard.at + days(120)), stage=stage, since=days(500))
        assert held(late, at=NOW + days(130)) == []
    assert held(about(they_wrote(days(200)))) == []


def test_silence_counts_from_the_stage_where_that_came_later():
    assert held(about(they_wrote(days(300)), stage="trusted", since=days(119))) == []
    assert held(about(they_wrote(days(300)), stage="trusted", since=days(120))) == ["cadence grown_silent"]
    assert held(about(they_wrote(days(120)), stage="trusted")) == ["cadence grown_silent"]
    assert held(about(stage="trusted", since=days(120))) == ["cadence grown_silent"]
    assert held(about(stage="trusted")) == []


def test_who_grew_silent_bears_what_one_at_rest_bears():
    given = about(they_wrote(days(130)), we_gave(days(1)), we_asked(days(15)), stage="trusted")
    assert held(given) == ["cadence ask", "pressure"]


# --- chasers ------------------------------------------------------------------------------------------------------


def test_the_first_chaser_waits_for_a_week():
    ask = we_asked(days(5))
    words = {"days": 0, "exchanges": 0, "since": ask.at}
    why = Reason(Code.CHASER, ask.at + days(7), None, (("interaction", ask.id),), "first", words)
    assert ends(why, about(ask), asking("chaser"))


def test_the_first_chaser_waits_as_long_as_answers_usually_take():
    ask = we_asked(days(5))
    facts = about(ask, team=Team(answer_days=7.5))
    words = {"days": 7.5, "exchanges": 0, "since": ask.at}
    why = Reason(Code.CHASER, ask.at + days(7.5), None, (("interaction", ask.id),), "first", words)
    assert ends(why, facts, asking("chaser"))


def test_the_second_chaser_waits_for_two_weeks_more():
    chaser = we_chased(days(13))
    words = {"days": 0, "exchanges": 0, "since": chaser.at}
    why = Reason(Code.CHASER, chaser.at + days(14), None, (("interaction", chaser.id),), "second", words)
    assert ends(why, about(we_asked(days(25)), chaser, stage="trusted"), asking("chaser"))


def test_a_chaser_waits_for_five_working_days_at_least():
    quick = replace(POLICY, first_chaser_days=1)
    ask = we_asked(days(5))  # Thursday; Friday, Monday, Tuesday, Wednesday, Thursday
    words = {"days": 0, "exchanges": 0, "since": ask.at}
    why = Reason(Code.CHASER, ask.at + days(7), None, (("interaction", ask.id),), "first", words)
    assert ends(why, about(ask), asking("chaser"), quick)
    at_ease = replace(quick, chaser_working_days=2)
    assert not reason("chaser first", about(ask), asking("chaser"), policy=at_ease)


@pytest.mark.parametrize("ago, wait", [(5, 1), (4, 1), (3, 3)])  # at 10 p.m. of Wednesday, Thursday, Friday there
def test_a_chaser_waits_by_the_clock_of_the_policy_where_theirs_is_unknown(ago, wait):
    quick = replace(POLICY, first_chaser_days=1, chaser_working_days=1, time_zone="America/New_York", country="US")
    ask = we_asked(days(ago) + hours(8))
    facts = about(ask, time_zone="", country="")
    assert reason("chaser first", facts, asking("chaser"), ask.at + days(wait) - SECOND, quick)
    assert not reason("chaser first", facts, asking("chaser"), ask.at + days(wait), quick)


def test_after_two_chasers_nothing_is_asked_for_long():
    last = we_chased(days(30), via="phone")
    facts = about(we_asked(days(80)), we_chased(days(60)), last, stage="trusted")
    why = Reason(Code.CHASER, last.at + days(90), None, (("interaction", last.id),), "enough", {"chasers": 2})
    assert ends(why, facts)
    assert ends(why, facts, asking("chaser"))
    assert not reason("chaser enough", about(*facts.touches[1:], stage="trusted"), asking("neutral"))
    assert not reason("chaser enough", about(*facts.touches, they_wrote(days(1)), stage="trusted"))


def test_chasers_are_counted_anew_after_a_long_rest():
    rested = [we_asked(days(300)), we_chased(days(280)), we_chased(days(260)), we_asked(days(20))]
    assert said(filter(None, [reason("chaser enough", about(*rested), asking("chaser"))])) == []
    overridden = [we_asked(days(100)), we_chased(days(90)), we_chased(days(80)), we_asked(days(60))]
    assert reason("chaser enough", about(*overridden))
    edge = [we_chased(days(180)), we_chased(days(100)), we_asked(days(10)), we_chased(days(9))]
    assert len(case(about(*edge)).history.chasers) == 1
    assert len(case(about(we_chased(days(99.5)), *edge[1:])).history.chasers) == 1
    within = [we_chased(days(98)), we_chased(days(8))]
    assert len(case(about(*within)).history.chasers) == 1
    assert len(case(about(we_chased(days(98) - SECOND), within[1])).history.chasers) == 2


def test_a_chaser_of_nothing_is_an_ask():
    assert case(about(), asking("chaser")).nature == "ask"
    assert case(about(we_asked(days(90) - SECOND)), asking("chaser")).nature == "chaser"
    assert case(about(we_asked(days(90))), asking("chaser")).nature == "ask"
    assert case(about(we_asked(days(9)), they_wrote(days(8))), asking("chaser")).nature == "ask"
    assert case(about(we_asked(days(9)), they_wrote(days(9))), asking("chaser")).nature == "chaser"
    assert case(about(we_asked(days(9), brand_id=JARDIN)), asking("chaser")).nature == "ask"
    assert case(about(we_said(days(9))), asking("chaser")).nature == "ask"


def test_a_policy_may_want_no_chasers():
    none = replace(POLICY, chasers=0)
    ask = we_asked(days(40))
    why = Reason(Code.CHASER, ask.at + days(90), None, (("interaction", ask.id),), "enough", {"chasers": 0})
    assert reason("chaser enough", about(ask), asking("chaser"), policy=none) == why
    assert not reason("chaser enough", about(ask), policy=none)


def test_after_a_no_comes_a_rest():
    no = they_refused(days(40))
    why = Reason(Code.CHASER, no.at + days(60), None, (("interaction", no.id),), "no", {"since": no.at})
    assert ends(why, about(they_refused(days(50)), no, they_wrote(days(30))))
    assert not reason("chaser no", about(no), asking("neutral"))
    assert not reason("chaser no", about(they_refused(days(1), brand_id=JARDIN)))


def test_a_no_told_elsewhere_counts_too():
    told = fact("refusal", days(40))
    why = Reason(Code.CHASER, told.since + days(60), None, (("circumstance", told.id),), "no", {"since": told.since})
    assert ends(why, about(they_refused(days(50)), told))
    assert begins(why, told.since, about(told))
    assert not reason("chaser no", about(fact("refusal", days(1), brand_id=JARDIN)))


def _exchanges(n: int, took: float = 4, began: float = 300, **more):
    return [one for k in range(n) for one in _exchange(began - 20 * k, took, **more)]


def _exchange(ago: float, took: float, **more):
    return we_asked(days(ago), **more), they_wrote(days(ago - took), **more)


def test_their_rhythm_needs_five_answers_in_eighteen_months():
    team = Team(answer_days=3)
    assert rhythm(case(about(*_exchanges(4), team=team))) == (3, 0)
    assert rhythm(case(about(*_exchanges(5), team=team))) == (4, 5)
    assert rhythm(case(about(*_exchanges(4), *_exchange(60, 8, brand_id=JARDIN)))) == (4, 5)
    month = 30.4375
    assert rhythm(case(about(*_exchanges(4), *_exchange(18 * month + 4, 4)))) == (0, 0)
    assert rhythm(case(about(*_exchanges(4), *_exchange(18 * month + 3.999, 4)))) == (4, 5)
    assert rhythm(case(about(), policy=replace(POLICY, rhythm_answers=0))) == (0, 0)


def test_an_answer_is_counted_from_the_first_word_that_waited():
    def took(*touches):
        return [round(n, 6) for _at, n in case(about(*touches)).history.answers]

    assert took(we_asked(days(30)), we_chased(days(20)), they_wrote(days(18)), they_wrote(days(1))) == [12]
    assert took(we_said(days(30)), they_wrote(days(20))) == []
    assert took(we_said(days(30), awaits=True), they_wrote(days(20))) == [10]
    assert took(we_gave(days(30), awaits=True), they_wrote(days(20))) == []
    assert took(we_asked(days(30), brand_id=JARDIN), they_wrote(days(20))) == []
    assert took(they_wrote(days(20), awaits=True)) == []
    two = (we_asked(days(30)), we_asked(days(29), brand_id=JARDIN), they_wrote(days(20)))
    assert took(*two, they_wrote(days(19), brand_id=JARDIN)) == [10, 10]


def test_three_quarters_of_their_answers_came_within():
    assert percentile([1, 2, 3, 4, 5], 0.75) == 4
    assert percentile([4, 1, 3, 2], 0.75) == 3.25
    assert percentile([1, 2, 30, 40, 50], 0.6) == pytest.approx(34)
    assert percentile([7], 0.75) == 7
    assert percentile([1, 2], 1) == 2


# --- balance ------------------------------------------------------------------------------------------------------

HOLD = replace(POLICY, balance="hold")


def test_balance_is_a_hint_by_default():
    ask = we_asked(days(50))
    facts = about(ask, stage="trusted")
    why = Reason(Code.BALANCE, None, First.GIVE, (("interaction", ask.id),))
    assert list(balance.hints(case(facts))) == [why]
    assert held(facts) == []
    assert held(facts, policy=HOLD) == ["balance"]
    assert reason("balance", facts, policy=HOLD) == why
    assert list(balance.hints(case(facts, policy=HOLD))) == []
    off = replace(POLICY, balance="off")
    assert list(balance.hints(case(facts, policy=off))) == held(facts, policy=off) == []


BALANCED = [
    ([], {}, True),
    ([we_gave(days(90))], {}, False),
    ([we_asked(days(80)), we_gave(days(80) - SECOND)], {}, False),
    ([we_asked(days(80)), we_gave(days(80))], {}, True),
    ([we_asked(days(80)), we_gave(days(80) + SECOND)], {}, True),
    ([we_gave(days(80), brand_id=JARDIN)], {}, True),
    ([], {"compensation": Compensation.PAID}, False),
    ([], {"compensation": Compensation.PRODUCT}, True),
    ([], {"nature": "neutral"}, False),
    ([we_asked(days(40))], {"nature": "chaser"}, False),
]


@pytest.mark.parametrize("touches, question, held_back", BALANCED)
def test_something_is_given_before_something_is_asked(touches, question, held_back):
    asked = asking(**({"nature": "ask"} | question))
    assert ("balance" in held(about(*touches), asked, policy=HOLD)) is held_back


def test_nothing_soft_holds_an_answer_or_a_practical_message():
    facts = about(they_wrote(days(1)), live(), fact("do_not_disturb", days(3)), stage="ended")
    assert held(facts, asking("reply")) == held(facts, asking("service")) == []
    assert case(about(they_wrote(days(1))), asking("service")).nature == "neutral"
    assert case(about(live()), asking("reply")).nature == "neutral"
    assert case(about(live(brand_id=JARDIN)), asking("service")).nature == "neutral"
    assert case(about(live(), they_wrote(days(1), brand_id=JARDIN)), asking("reply")).nature == "neutral"
    assert case(about(live(until=NOW)), asking("service")).nature == "neutral"
    assert case(about(live(until=NOW + SECOND)), asking("service")).nature == "service"
    assert case(about(live(-SECOND)), asking("service")).nature == "neutral"
    assert case(about(live(NOW)), asking("service")).nature == "service"
    assert ATELIER != JARDIN
    assert Via.COMMENT == "comment"
