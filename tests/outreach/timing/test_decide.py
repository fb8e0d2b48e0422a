"""The whole answer: verdict, date or what to do before, what is possible, occasions, what is known."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.outreach.timing import occasions
from app.outreach.timing.case import Case
from app.outreach.timing.changes import next_change
from app.outreach.timing.facts import Facts, Team, Wishes
from app.outreach.timing.policy import CalmWeeks, Policy, StageRule
from app.outreach.timing.verdict import Advice, Code, First, Occasion, Question, Reason, Verdict
from tests.outreach.timing.people import (
    ATELIER,
    JARDIN,
    MALIK,
    MONA,
    NOW,
    POLICY,
    SECOND,
    about,
    answer,
    asking,
    case,
    days,
    fact,
    held,
    hours,
    live,
    naomi,
    need,
    said,
    they_wrote,
    we,
    we_asked,
    we_chased,
    we_gave,
    we_said,
)

# --- verdict, date, what to do before -----------------------------------------------------------------------------


def test_nothing_forbids():
    assert answer(about(we_gave(days(3)))) == Advice(
        Verdict.SPEAK, known=True, possible=("give", "neutral"), pressure="calm"
    )


def test_the_latest_date_moved_into_their_working_time():
    ask = we_asked(days(20))
    saturday = answer(about(ask, stage="working_together"))
    assert (saturday.verdict, saturday.first) == (Verdict.WAIT, None)
    assert saturday.until == ask.at + days(21)  # Wednesday noon
    assert said(saturday.reasons) == ["cadence ask", "pressure"][:1]
    night = we_asked(days(18) - hours(10))  # the date falls on Friday, 10 p.m.
    assert answer(about(night, stage="working_together")).until == datetime(2026, 6, 15, 7, tzinfo=UTC)
    two = about(ask, fact("do_not_disturb", days(1), NOW + days(2)), stage="working_together")
    assert answer(two).until == NOW + days(2)


def test_what_to_do_before_where_no_date_can_be_given():
    facts = about(we_asked(days(20)), fact("promise", days(9), NOW - days(1)), stage="working_together")
    mixed = answer(facts)
    assert (mixed.verdict, mixed.until, mixed.first) == (Verdict.WAIT, None, First.KEEP_PROMISE)
    assert said(mixed.reasons) == ["debt promise", "cadence ask"]
    assert all(reason.holds for reason in mixed.reasons)


def test_the_strictest_holds():
    facts = about(fact("promise", days(9)), do_not_contact=True)
    assert answer(facts).verdict == Verdict.DISCREET
    assert (answer(facts).until, answer(facts).first) == (None, None)
    quiet = about(fact("promise", days(9)), fact("do_not_disturb", days(1)))
    assert answer(quiet).verdict == Verdict.DISCREET


def test_what_will_begin_meanwhile_counts():
    away = fact("do_not_disturb", days(1), NOW + days(3))
    calm = fact("exclusivity", -days(2), NOW + days(6))  # Monday
    both = answer(about(away, calm))
    assert both.until == NOW + days(6)
    assert said(both.reasons) == ["do_not_disturb until", "exclusivity"]
    assert [reason.holds for reason in both.reasons] == [True, False]
    due = fact("payment", days(9), NOW + days(3), label="May")
    owing = answer(about(away, due))
    assert (owing.verdict, owing.until, owing.first) == (Verdict.WAIT, None, First.PAY)
    assert said(owing.reasons) == ["do_not_disturb until", "debt payment"]
    assert [reason.holds for reason in owing.reasons] == [True, False]
    assert owing.reasons[1] == Reason(
        Code.DEBT,
        None,
        First.PAY,
        (("circumstance", due.id),),
        "payment",
        {"label": "May", "since": due.until},
        holds=False,
    )


def test_reasons_that_take_turns_for_ever_have_no_date():
    all_year = replace(POLICY, calm_weeks=(CalmWeeks("FR", "01-01", "12-31"),))
    endless = answer(about(), policy=all_year)
    assert (endless.verdict, endless.until, endless.first) == (Verdict.WAIT, None, None)
    assert said(endless.reasons) == ["calm_weeks"]


# --- what is possible ---------------------------------------------------------------------------------------------

POSSIBLE = [
    (about(), "ask", ("give", "neutral")),
    (about(), "give", ("neutral", "ask")),
    (about(), "reply", ("give", "neutral", "ask")),
    (about(they_wrote(days(1))), "ask", ("reply", "give", "neutral")),
    (about(live()), "ask", ("service", "give", "neutral")),
    (about(we_asked(days(25))), "ask", ("give", "neutral", "chaser")),
    (about(we_asked(days(25))), "chaser", ("give", "neutral")),
    (about(fact("do_not_disturb", days(1)), they_wrote(days(2)), live()), "ask", ("reply", "service")),
    (about(erased=True), "ask", ()),
]


@pytest.mark.parametrize("facts, nature, expected", POSSIBLE)
def test_what_is_possible(facts, nature, expected):
    assert answer(facts, asking(nature)).possible == expected


# --- occasions ----------------------------------------------------------------------------------------------------


def kinds(*known, at=NOW, question=None, **more) -> list[str]:
    return [occasion.kind for occasion in answer(about(*known, **more), question, at).occasions]


def test_a_piece_of_theirs_is_an_occasion_for_three_weeks():
    piece = fact("piece", days(3), label="Sourdough", topics=frozenset({"bread"}))
    older = fact("piece", days(5), label="Wool")
    found = answer(about(older, piece), asking(themes=frozenset({"bread"}))).occasions
    assert found == (
        Occasion("piece", (("circumstance", piece.id),), piece.since, {"label": "Sourdough", "theme": True}),
        Occasion("piece", (("circumstance", older.id),), older.since, {"label": "Wool", "theme": False}),
    )
    edges = (piece.since - SECOND, piece.since, piece.since + days(21) - SECOND, piece.since + days(21))
    assert [kinds(piece, at=at) for at in edges] == [[], ["piece"], ["piece"], []]


DATES = [("event", 21, 7), ("date", 7, 1)]


@pytest.mark.parametrize("kind, before, after", DATES)
def test_dates_are_occasions_around_them(kind, before, after):
    one = fact(kind, NOW, label="the fair")
    assert answer(about(one)).occasions == (Occasion(kind, (("circumstance", one.id),), NOW, {"label": "the fair"}),)
    edges = (NOW - days(before) - SECOND, NOW - days(before), NOW + days(after) - SECOND, NOW + days(after))
    assert [kinds(one, at=at) for at in edges] == [[], [kind], [kind], []]
    long = fact(kind, NOW, NOW + days(2))
    assert [kinds(long, at=at + days(2)) for at in edges[2:]] == [[kind], []]


def test_the_nearest_date_comes_first():
    assert kinds(fact("date", -days(5)), fact("event", -days(3))) == ["event", "date"]
    assert kinds(fact("event", days(4)), fact("date", -days(3))) == ["date", "event"]


def test_a_need_we_can_serve():
    served, other = need("translations", "our translator"), need("a photographer", "our photographer")
    found = answer(about(served, other, need("money", ""))).occasions
    assert found == (
        Occasion("need", (("need", other.id),), None, {"need": "a photographer", "offer": "our photographer"}),
        Occasion("need", (("need", served.id),), None, {"need": "translations", "offer": "our translator"}),
    )
    today = NOW.date()
    assert kinds(need(review_on=today)) == []
    assert kinds(need(review_on=today + timedelta(days=1))) == ["need"]
    assert kinds(need(review_on=today), at=NOW - days(1)) == ["need"]
    evening = replace(POLICY, time_zone="Asia/Kathmandu")
    tomorrow = about(need(review_on=today + timedelta(days=1)), time_zone="")
    assert answer(tomorrow, at=NOW + hours(9), policy=evening).occasions == ()


DUE = {"acquainted": 60, "mutual_interest": 45, "working_together": 30, "trusted": 30, "resting": 120}


@pytest.mark.parametrize("stage, after", DUE.items())
@pytest.mark.parametrize("last", [they_wrote(NOW), we_gave(NOW), we_said(NOW)])
def test_a_word_is_due(stage, after, last):
    older = they_wrote(days(2)), we_said(days(2)), we_gave(days(2)), we_said(-days(1), via="comment")
    facts = about(*older, last, stage=stage, since=days(9))
    assert occasions.word_due_at(case(facts)) == NOW + days(after)
    due = NOW + days(after)
    found = [answer(facts, at=at).occasions for at in (due - SECOND, due)]
    assert found == [(), (Occasion("word_due", words={"since": NOW}),)]


def test_a_word_is_due_to_who_grew_silent_too():
    facts = about(they_wrote(days(125)), stage="trusted", since=days(500))
    assert held(facts) == ["cadence grown_silent"]
    assert kinds(*facts.touches, stage="trusted", since=days(500)) == ["word_due"]


def test_no_word_is_due():
    assert kinds(they_wrote(days(900)), stage="not_met") == kinds(they_wrote(days(900)), stage="ended") == []
    assert kinds(stage="trusted") == kinds(they_wrote(days(900), brand_id=JARDIN)) == []


def test_occasions_come_in_order():
    facts = (need(), fact("event", -days(3)), fact("piece", days(3)), we_said(days(60)))
    assert kinds(*facts) == ["piece", "event", "need", "word_due"]
    assert kinds(fact("piece", days(1), brand_id=JARDIN), fact("event", NOW, brand_id=JARDIN)) == []


# --- what is known ------------------------------------------------------------------------------------------------

KNOWN = [
    (about(stage="not_met"), False),
    (about(stage="not_met", contacts=frozenset({("email", "ok")})), False),
    (about(), True),
    (about(we_gave(days(1)), stage="not_met"), True),
    (about(live(), stage="not_met"), True),
    (about(need(), stage="not_met"), True),
    (about(stage="not_met", wishes=Wishes(ask_first=True)), True),
    (about(stage="not_met", erased=True), True),
    (about(stage="not_met", do_not_contact=True), True),
    (about(stage="not_met", contacts=frozenset({("email", "ok"), ("phone", "bounced")})), True),
]


@pytest.mark.parametrize("facts, known", KNOWN)
def test_what_is_known(facts, known):
    assert answer(facts).known is known


def test_how_much_was_asked_lately():
    assert answer(about(we_asked(days(1)), we_chased(days(1)))).pressure == "high"


def test_nothing_at_all_is_known():
    assert not Facts(naomi()).known
    assert answer(Facts(naomi())).verdict == Verdict.SPEAK


# --- the next change ----------------------------------------------------------------------------------------------

CHANGES = [
    ("nothing", about(country="US"), asking(), None),
    ("calm weeks begin", about(), asking(), datetime(2026, 7, 31, 22, tzinfo=UTC)),
    ("a reason ends", about(we_asked(days(29))), asking(), NOW + days(1)),
    ("an answer falls due", about(they_wrote(hours(1), awaits=True)), asking(), NOW + days(2) - hours(1)),
    ("somebody grows silent", about(they_wrote(days(110)), stage="trusted"), asking(), NOW + days(10)),
    ("a circumstance begins", about(fact("do_not_disturb", -days(3))), asking(), NOW + days(3)),
    ("an agreement ends", about(live(until=NOW + days(4))), asking("service"), NOW + days(4)),
    ("a payment falls due", about(fact("payment", days(9), NOW + days(5))), asking(), NOW + days(5)),
    ("a product is late", about(fact("product", days(9), NOW - days(1))), asking(), NOW + days(2)),
    ("a piece grows old", about(fact("piece", days(50))), asking(bulk=True), NOW + days(10)),
    ("the day of approaches ends", about(team=Team(None, 8, NOW + hours(9))), asking(), NOW + hours(9)),
    ("a chaser becomes an ask", about(we_asked(days(80)), stage="trusted"), asking("chaser"), NOW + days(10)),
    (
        "an answer is forgotten",
        about(we_asked(days(18 * 30.4375)), they_wrote(days(18 * 30.4375 - 1)), we_asked(days(8)), country="US"),
        asking("chaser"),
        NOW + days(1),
    ),
]


@pytest.mark.parametrize("facts, question, expected", [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_the_next_change(facts, question, expected):
    assert next_change(case(facts, question)) == expected


def test_the_next_change_is_after_now_and_not_after_the_horizon():
    facts = about(fact("do_not_disturb", NOW, NOW + days(3)), fact("exclusivity", days(1), NOW + days(2)))
    assert next_change(case(facts)) == NOW + days(2)
    assert next_change(case(facts), NOW + days(1)) == NOW + days(1)
    assert next_change(case(facts), NOW + days(9)) == NOW + days(2)
    assert next_change(case(about(country="US")), NOW + days(9)) == NOW + days(9)
    theirs = case(about(time_zone=""), policy=replace(POLICY, time_zone="Asia/Kathmandu"))
    assert next_change(theirs) == datetime(2026, 7, 31, 18, 15, tzinfo=UTC)
    spring = replace(POLICY, calm_weeks=(CalmWeeks("FR", "02-20", "02-29"),))
    assert next_change(case(about(), policy=spring)) == datetime(2027, 2, 19, 23, tzinfo=UTC)
    late = datetime(2026, 8, 20, 12, tzinfo=UTC)
    assert next_change(case(about(), at=late)) == datetime(2026, 8, 20, 22, tzinfo=UTC)
    assert next_change(case(about(we_asked(days(100)), we_chased(days(89)), country="US"), asking("neutral"))) == (
        NOW + days(1)
    )


# --- the case -----------------------------------------------------------------------------------------------------


def test_what_has_not_happened_yet_is_not_known():
    later = about(we_asked(-days(1)), they_wrote(-days(2)))
    assert held(later) == []
    assert case(later).history.all == ()
    assert len(case(later, at=NOW + days(1)).history.all) == 1


def test_another_nature_is_the_same_case():
    asked = case(about(we_asked(days(3)), live()), asking("chaser", via="phone"))
    gift = asked.asked("give")
    assert (asked.nature, gift.nature, gift.weight) == ("chaser", "give", 0)
    assert gift.history is asked.history
    assert asked.weight == 7.5
    later = asked.at(NOW + days(90))
    assert (later.now, later.nature, asked.now) == (NOW + days(90), "ask", NOW)
    assert gift.at(NOW + days(90)).nature == "give"


def test_how_they_stand():
    facts = about(they_wrote(days(130)), stage="trusted", since=days(300))
    standing = case(facts).standing
    assert (standing.stage, standing.since, standing.owner_id) == ("resting", NOW - days(10), MALIK)
    assert case(facts, at=NOW - days(20)).standing is facts.standing
    assert case(facts).at(NOW - days(20)).standing is facts.standing


# --- the policy ---------------------------------------------------------------------------------------------------


def test_the_defaults_are_those_agreed():
    stages = {
        name: (rule.ask_days, rule.touch_days, rule.due_days, rule.ceiling) for name, rule in POLICY.stages.items()
    }
    assert stages == {
        "not_met": (90, 14, None, 12),
        "acquainted": (45, 10, 60, 13),
        "mutual_interest": (30, 7, 45, 15),
        "working_together": (21, 4, 30, 18),
        "trusted": (21, 4, 30, 18),
        "resting": (60, 14, 120, 12),
        "ended": (90, 14, None, 12),
    }
    assert POLICY.calm_weeks == (CalmWeeks("FR", "08-01", "08-20"), CalmWeeks("FR", "12-20", "01-03"))
    numbers = {name: value for name, value in vars(POLICY).items() if name not in ("stages", "calm_weeks")}
    assert numbers == {
        "weight_unpaid": 10,
        "weight_product": 8,
        "weight_paid": 6,
        "weight_chaser": 5,
        "weight_neutral": 2,
        "phone": 1.5,
        "direct_message": 1.2,
        "comment": 0,
        "half_life_days": 21,
        "chasers": 2,
        "first_chaser_days": 7,
        "second_chaser_days": 14,
        "chaser_working_days": 5,
        "after_chasers_days": 90,
        "after_no_days": 60,
        "rhythm_answers": 5,
        "rhythm_months": 18,
        "answer_working_days": 2,
        "payment_warning_days": 5,
        "product_grace_days": 3,
        "exchange_days": 14,
        "unanswered_days": 7,
        "claim_hours": 48,
        "writing_minutes": 15,
        "balance": "hint",
        "piece_days": 60,
        "occasion_days": 21,
        "silent_days": 120,
        "first_approaches": 8,
        "day_starts": 9,
        "day_ends": 18,
        "country": "",
        "time_zone": "UTC",
        "country_rules": {},
    }


def test_a_workspace_keeps_only_what_it_changed():
    changed = {
        "half_life_days": 30,
        "stages": {"trusted": {"ask_days": 14}},
        "calm_weeks": [{"country": "IT", "first": "08-10", "last": "08-24"}],
    }
    policy = Policy.of(changed | {"no_longer_a_setting": 1, "stages": {"trusted": {"ask_days": 14}, "gone": {}}})
    assert policy.half_life_days == 30
    assert policy.stages["trusted"] == StageRule(14, 4, 30, 18)
    assert policy.stages["resting"] == POLICY.stages["resting"]
    assert policy.calm_weeks == (CalmWeeks("IT", "08-10", "08-24"),)
    assert Policy.of({}) == POLICY
    assert POLICY.changes() == {}
    kept = policy.changes()
    assert kept == changed | {"calm_weeks": ({"country": "IT", "first": "08-10", "last": "08-24"},)}
    assert Policy.of(kept) == policy


def test_a_question_is_an_unpaid_ask_by_mail():
    question = Question(ATELIER)
    assert (question.nature, question.via, question.compensation) == ("ask", "email", "unpaid")
    assert (question.angle, question.themes, question.bulk, question.me) == (None, frozenset(), False, None)
    assert Case(about(we("ask", days(1), author_id=MONA)), POLICY, question, NOW).nature == "ask"
    assert StageRule(1, 2, None, 3).due_days is None
