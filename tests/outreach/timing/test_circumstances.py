"""Do not disturb, debts, one voice, wishes, exclusivity, calm weeks, capacity, relevance: each at its edges."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.outreach.timing.facts import OURS, Team, Wishes
from app.outreach.timing.policy import CalmWeeks
from app.outreach.timing.rules import debts
from app.outreach.timing.verdict import Code, First, Reason, Verdict
from tests.outreach.timing.people import (
    ATELIER,
    JARDIN,
    LOU,
    MALIK,
    MONA,
    NOW,
    POLICY,
    SECOND,
    about,
    answer,
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
    they_wrote,
    we,
    we_asked,
    we_chased,
    we_gave,
    we_said,
)


def of(thing) -> tuple:
    return (("circumstance", thing.id),)


# --- do not disturb -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nature", ["ask", "neutral", "give"])
def test_do_not_disturb(nature):
    away = fact("do_not_disturb", days(3), NOW + days(4), reason="away")
    why = Reason(Code.DO_NOT_DISTURB, NOW + days(4), None, of(away), "until", {"reason": "away"})
    assert ends(why, about(away), asking(nature))
    assert begins(why, away.since, about(away), asking(nature))
    assert answer(about(away), asking(nature)).verdict == Verdict.WAIT


def test_do_not_disturb_without_an_end_asks_for_discretion():
    quiet = fact("do_not_disturb", days(3), reason="delicate")
    why = Reason(Code.DO_NOT_DISTURB, None, None, of(quiet), "open", {"reason": "delicate"})
    assert reason("do_not_disturb open", about(quiet)) == why
    said = answer(about(quiet), asking("give"))
    assert (said.verdict, said.until, said.first) == (Verdict.DISCREET, None, None)


def test_do_not_disturb_may_be_of_one_brand():
    assert held(about(fact("do_not_disturb", days(3), brand_id=JARDIN))) == []
    assert held(about(fact("do_not_disturb", days(3), brand_id=ATELIER))) == ["do_not_disturb open"]


# --- debts --------------------------------------------------------------------------------------------------------


def test_an_answer_is_owed_after_two_working_days():
    message = they_wrote(days(4), awaits=True)  # Friday noon
    why = Reason(Code.DEBT, None, First.ANSWER, (("interaction", message.id),), "answer", {"since": message.at})
    assert begins(why, NOW, about(message))
    assert held(about(message), asking("neutral")) == []
    assert answer(about(message)).first == First.ANSWER
    assert begins(why, NOW + days(1), about(message), policy=replace(POLICY, answer_working_days=3))
    abroad = replace(POLICY, time_zone="America/New_York")
    night = they_wrote(days(3) + hours(8), awaits=True)  # Saturday in London, Friday evening in New York
    why = Reason(Code.DEBT, None, First.ANSWER, (("interaction", night.id),), "answer", {"since": night.at})
    assert begins(why, night.at + days(4), about(night, time_zone=""), policy=abroad)


OWED = [
    ([they_wrote(days(5), awaits=True)], True),
    ([they_wrote(days(5), awaits=False)], False),
    ([they_wrote(days(5), awaits=True, brand_id=JARDIN)], False),
    ([they_wrote(days(5), awaits=True), we("reply", days(4.5))], False),
    ([they_wrote(days(5), awaits=True), we_said(days(4.5))], False),
    ([they_wrote(days(5), awaits=True), we("service", days(4.5), live=True)], False),
    ([they_wrote(days(5), awaits=True), we("reply", days(5))], False),
    ([they_wrote(days(5), awaits=True), we("reply", days(4.5), brand_id=JARDIN)], True),
    ([they_wrote(days(5), awaits=True), we_asked(days(4.5))], "passed"),
    ([they_wrote(days(5), awaits=True), we_chased(days(4.5))], "passed"),
    ([they_wrote(days(5), awaits=True), we_gave(days(4.5))], True),
    ([they_wrote(days(5), awaits=True), we_said(days(4.5), via="comment")], True),
    ([they_wrote(days(5), awaits=True), we("reply", days(4.5), via="comment")], False),
    ([they_wrote(days(5), awaits=True), we("reply", days(5) + SECOND)], True),
]


@pytest.mark.parametrize("touches, owed", OWED)
def test_what_answers(touches, owed):
    """And an ask of ours that passes over their message is told as such."""
    said = {"debt answer", "debt answer_passed"}.intersection(held(about(*touches)))
    assert said == ({"debt answer_passed"} if owed == "passed" else {"debt answer"} if owed else set())


def test_the_first_message_that_waits_counts():
    first, second = they_wrote(days(9), awaits=True), they_wrote(days(5), awaits=True)
    answered = they_wrote(days(20), awaits=True), we("reply", days(19))
    why = reason("debt answer", about(*answered, first, second))
    assert why
    assert why.facts == (("interaction", first.id),)


DEBTS = [
    ("payment", First.PAY, timedelta(0)),
    ("product", First.SEND, days(3)),
    ("promise", First.KEEP_PROMISE, timedelta(0)),
]


@pytest.mark.parametrize("kind, first, grace", DEBTS)
def test_what_we_owe_comes_first(kind, first, grace):
    debt = fact(kind, days(30), NOW, label="the portrait")
    why = Reason(Code.DEBT, None, first, of(debt), kind, {"label": "the portrait", "since": NOW})
    assert begins(why, NOW + grace, about(debt))
    assert held(about(debt), asking("neutral"), NOW + days(9)) == []
    assert held(about(debt), asking("give"), NOW + days(9)) == []
    assert held(about(we_asked(days(8)), debt), asking("chaser"), NOW + days(9))[0] == f"debt {kind}"
    undated = fact(kind, NOW, brand_id=ATELIER)
    assert begins(replace(why, facts=of(undated), words={"label": "", "since": NOW}), NOW + grace, about(undated))
    assert held(about(fact(kind, days(30), brand_id=JARDIN))) == []


def test_a_payment_is_told_days_before():
    due = NOW + days(5)
    payment = fact("payment", days(30), due, label="May")
    why = Reason(Code.DEBT, due, First.PAY, of(payment), "payment_soon", {"label": "May", "since": due})
    for at, told in ((NOW - SECOND, []), (NOW, [why]), (due - SECOND, [why]), (due, [])):
        assert list(debts.hints(case(about(payment), at=at))) == told
    assert why in answer(about(payment), asking("give")).hints
    assert list(debts.hints(case(about(fact("payment", -days(9)))))) == []
    assert list(debts.hints(case(about(fact("product", days(9), due))))) == []


# --- one voice ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["claim", "writing"])
@pytest.mark.parametrize("brand", [None, ATELIER, JARDIN])
def test_a_colleague_has_the_word(kind, brand):
    taken = fact(kind, hours(1), NOW + hours(2), by=MONA, brand_id=brand)
    words = {"who": MONA, "brand_id": brand, "since": taken.since}
    why = Reason(Code.ONE_VOICE, NOW + hours(2), None, of(taken), kind, words)
    assert ends(why, about(taken))
    assert begins(why, taken.since, about(taken))
    assert held(about(taken), asking("neutral")) == [f"one_voice {kind}"]
    assert held(about(taken), asking("give")) == []
    assert held(about(taken), asking(me=MONA)) == []
    assert answer(about(replace(taken, until=None))).first == First.ASK_COLLEAGUE


def test_a_talk_handed_over_holds_only_what_is_said_after():
    """Mona's claim, which Lou yielded: Lou's exchange before it holds Mona no more, a word of Lou's after it does."""
    heard, word = they_wrote(days(9), brand_id=JARDIN), we_said(days(3), author_id=LOU, brand_id=JARDIN)
    handed = fact("claim", days(2), NOW + hours(2), by=MONA, yielded_by=LOU, brand_id=JARDIN)
    after = word._replace(at=handed.since + hours(1))
    assert held(about(heard, word, handed), asking(me=MONA)) == []
    assert held(about(heard, after, handed), asking(me=MONA)) == ["one_voice exchange"]


def test_a_colleague_is_in_exchange():
    heard, word = they_wrote(days(9), brand_id=JARDIN), we_said(days(3), author_id=LOU, brand_id=JARDIN)
    facts = about(heard, word)
    words = {"who": LOU, "brand_id": JARDIN, "since": word.at}
    why = Reason(Code.ONE_VOICE, heard.at + days(14), None, (("interaction", word.id),), "exchange", words)
    assert ends(why, facts)
    assert held(facts, asking(me=LOU)) == []
    assert held(facts, asking("give")) == []
    assert held(about(heard, word._replace(author_id=None))) == []
    assert held(about(heard._replace(brand_id=ATELIER), word)) == []
    turned = about(heard._replace(at=word.at), word._replace(at=heard.at))
    assert reason("one_voice exchange", turned) == replace(why, words=words | {"since": heard.at})


def test_a_colleague_waits_for_an_answer():
    word = we_said(days(3), author_id=MONA, awaits=True)
    words = {"who": MONA, "brand_id": ATELIER, "since": word.at}
    why = Reason(Code.ONE_VOICE, word.at + days(7), None, (("interaction", word.id),), "unanswered", words)
    assert ends(why, about(word))
    assert ends(why, about(they_wrote(days(30)), word))
    assert ends(why, about(word, we_said(days(2), author_id=MONA)))
    assert not reason("one_voice unanswered", about(word._replace(awaits=False)))
    assert not reason("one_voice unanswered", about(we_gave(days(3), author_id=MONA, awaits=True)))
    assert not reason("one_voice unanswered", about(word, they_wrote(days(2))))
    long_ago = replace(POLICY, exchange_days=1)
    assert reason("one_voice unanswered", about(they_wrote(days(3)), word), policy=long_ago)
    assert not reason("one_voice unanswered", about(they_wrote(days(3) - SECOND), word), policy=long_ago)


def test_every_colleague_who_speaks_is_named():
    facts = about(we_said(days(3), author_id=MONA, awaits=True), we_said(days(2), author_id=LOU, awaits=True))
    assert held(facts, asking(me=None)).count("one_voice unanswered") == 2
    assert "one_voice unanswered" not in held(about(we_said(days(3), author_id=None, awaits=True)), asking(me=None))


# --- wishes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nature", ["ask", "neutral", "give"])
def test_a_pause(nature):
    facts = about(wishes=Wishes(pause_until=NOW + days(9)))
    assert ends(Reason(Code.PREFERENCE, NOW + days(9), variant="pause"), facts, asking(nature))


def test_the_means_they_like():
    facts = about(wishes=Wishes(vias=frozenset({"post", "email"})))
    why = Reason(Code.PREFERENCE, None, First.OTHER_MEANS, variant="means", words={"vias": ("email", "post")})
    assert reason("preference means", facts, asking(via="phone", nature="give")) == why
    assert held(facts) == held(facts, asking(via=None)) == []


def test_so_many_messages_a_month():
    first, last = we_said(days(20), brand_id=JARDIN), we("reply", days(9))
    facts = about(we_said(days(31)), first, last, stage="trusted", wishes=Wishes(monthly=2))
    why = Reason(Code.PREFERENCE, first.at + days(30), None, variant="monthly", words={"most": 2})
    assert ends(why, facts)
    assert ends(why, facts, asking("neutral"))
    assert held(facts, asking("give")) == held(facts, asking("neutral", via="comment")) == []
    assert held(about(*facts.touches, stage="trusted", wishes=Wishes(monthly=3))) == []
    one = about(*facts.touches, stage="trusted", wishes=Wishes(monthly=1))
    assert ends(Reason(Code.PREFERENCE, last.at + days(30), None, variant="monthly", words={"most": 1}), one)
    public = about(we_said(days(5), via="comment"), stage="trusted", wishes=Wishes(monthly=1))
    assert held(public) == []


def test_no_message_at_all():
    facts = about(wishes=Wishes(monthly=0))
    why = Reason(Code.PREFERENCE, None, First.LEAVE, variant="never")
    assert reason("preference never", facts) == why
    assert held(facts) == ["preference never"]
    assert held(facts, asking("give")) == []


def test_the_topics_they_chose():
    facts = about(wishes=Wishes(topics=frozenset({"bread", "wool"})))
    why = Reason(Code.PREFERENCE, None, First.SHOW_RELEVANCE, variant="topics")
    assert reason("preference topics", facts, asking(themes=frozenset({"gardens"}))) == why
    assert held(facts, asking(themes=frozenset({"gardens", "wool"}))) == []
    assert held(facts, asking("neutral", themes=frozenset({"gardens"}))) == []
    assert held(facts) == held(about(), asking(themes=frozenset({"gardens"}))) == []


def test_a_question_before_any_ask():
    first = Wishes(ask_first=True)
    why = Reason(Code.PREFERENCE, None, First.ASK_PERMISSION, variant="ask_first")
    assert reason("preference ask_first", about(wishes=first)) == why
    assert held(about(wishes=first), asking("neutral")) == []
    assert held(about(they_wrote(days(1)), wishes=first)) == []
    assert held(about(we_asked(days(40)), wishes=first), asking("chaser")) == []


# --- exclusivity --------------------------------------------------------------------------------------------------


def test_bound_to_a_rival():
    bound = fact("exclusivity", days(3), NOW + days(40), label="Rival & Co")
    why = Reason(Code.EXCLUSIVITY, NOW + days(40), None, of(bound), words={"label": "Rival & Co"})
    assert ends(why, about(bound))
    assert begins(why, bound.since, about(bound))
    assert held(about(bound), asking("neutral")) == []
    open_ended = fact("exclusivity", days(3))
    why = Reason(Code.EXCLUSIVITY, None, First.LEAVE, of(open_ended), words={"label": ""})
    assert reason("exclusivity", about(open_ended)) == why


def test_promised_to_a_brand_of_ours():
    bound = fact("exclusivity", days(3), NOW + days(40), brand_id=JARDIN, reason=OURS, label="Bread")
    words = {"label": "Bread", "brand_id": JARDIN}
    why = Reason(Code.EXCLUSIVITY, NOW + days(40), None, of(bound), "ours", words)
    assert ends(why, about(bound))
    assert begins(why, bound.since, about(bound))
    assert held(about(bound), asking(brand_id=JARDIN)) == []
    other = fact("promise", days(3), brand_id=JARDIN, reason=OURS)
    assert held(about(other)) == []
    assert held(about(other), asking(brand_id=JARDIN)) == ["debt promise"]


def test_an_exclusivity_on_a_theme_leaves_others_alone():
    bread = about(fact("exclusivity", days(3), brand_id=JARDIN, reason=OURS, topics=frozenset({"bread", "tea"})))
    for themes, expected in (((), True), (("bread", "wool"), True), (("wool",), False)):
        assert ("exclusivity ours" in held(bread, asking(themes=frozenset(themes)))) is expected


# --- what the team decided ----------------------------------------------------------------------------------------

PARIS = timedelta(hours=-2)
WINTER_PARIS = timedelta(hours=-1)
CALM = [
    (datetime(2026, 8, 1, tzinfo=UTC) + PARIS, datetime(2026, 8, 21, tzinfo=UTC) + PARIS),
    (datetime(2025, 12, 20, tzinfo=UTC) + WINTER_PARIS, datetime(2026, 1, 4, tzinfo=UTC) + WINTER_PARIS),
    (datetime(2026, 12, 20, tzinfo=UTC) + WINTER_PARIS, datetime(2027, 1, 4, tzinfo=UTC) + WINTER_PARIS),
]


@pytest.mark.parametrize("first, after", CALM)
def test_calm_weeks(first, after):
    why = Reason(Code.CALM_WEEKS, after, words={"country": "FR"})
    assert begins(why, first, about())
    assert reason("calm_weeks", about(), at=after - SECOND) == why
    assert held(about(), at=after) == []
    assert held(about(), asking("neutral"), at=first) == []
    assert held(about(country="US"), at=first) == []
    assert held(about(country=""), at=first) == []
    assert held(about(country=""), at=first, policy=replace(POLICY, country="FR")) == ["calm_weeks"]


def test_calm_weeks_are_by_their_clock():
    first = datetime(2026, 8, 1, 4, tzinfo=UTC)
    why = Reason(Code.CALM_WEEKS, datetime(2026, 8, 21, 4, tzinfo=UTC), words={"country": "FR"})
    assert begins(why, first, about(time_zone="America/New_York"))


def test_calm_weeks_are_by_the_clock_of_the_policy_where_theirs_is_unknown():
    why = Reason(Code.CALM_WEEKS, datetime(2026, 8, 21, 4, tzinfo=UTC), words={"country": "FR"})
    abroad = replace(POLICY, time_zone="America/New_York")
    assert begins(why, datetime(2026, 8, 1, 4, tzinfo=UTC), about(time_zone=""), policy=abroad)


def test_a_leap_day_may_bound_calm_weeks():
    policy = replace(POLICY, calm_weeks=(CalmWeeks("FR", "02-20", "02-29"),))

    def end(year):
        why = reason("calm_weeks", about(), at=datetime(year, 2, 25, tzinfo=UTC), policy=policy)
        return why and why.until

    assert end(2026) == datetime(2026, 3, 1, tzinfo=UTC) + WINTER_PARIS
    assert end(2028) == datetime(2028, 3, 1, tzinfo=UTC) + WINTER_PARIS
    assert held(about(), at=datetime(2026, 3, 1, 12, tzinfo=UTC), policy=policy) == []
    leap = replace(POLICY, calm_weeks=(CalmWeeks("FR", "02-29", "03-05"),))
    for start in (datetime(2026, 3, 1, tzinfo=UTC), datetime(2028, 2, 29, tzinfo=UTC)):
        assert held(about(), at=start + WINTER_PARIS - SECOND, policy=leap) == []
        assert held(about(), at=start + WINTER_PARIS, policy=leap) == ["calm_weeks"]
    one_day = replace(POLICY, calm_weeks=(CalmWeeks("FR", "06-09", "06-09"),))
    assert reason("calm_weeks", about(), policy=one_day) == Reason(
        Code.CALM_WEEKS, datetime(2026, 6, 9, 22, tzinfo=UTC), words={"country": "FR"}
    )


@pytest.mark.parametrize("nature", ["ask", "neutral"])
def test_so_many_first_approaches_a_day(nature):
    evening = NOW + hours(10)
    team = Team(first_approaches=8, day_ends=evening)
    why = Reason(Code.CAPACITY, evening, words={"most": 8})
    assert ends(why, about(team=team), asking(nature))
    assert held(about(team=replace(team, first_approaches=7)), asking(nature)) == []
    assert held(about(they_wrote(days(50)), team=team), asking(nature)) == []
    assert held(about(they_wrote(days(50), brand_id=JARDIN), team=team), asking(nature)) == ["capacity"]
    assert held(about(team=Team(first_approaches=8)), asking(nature)) == []
    assert held(about(team=team), asking("give")) == []


# --- relevance and angle ------------------------------------------------------------------------------------------


def test_an_ask_to_many_shows_why_it_concerns_them():
    many = asking(bulk=True, themes=frozenset({"bread"}))
    why = Reason(Code.RELEVANCE, None, First.SHOW_RELEVANCE)
    assert reason("relevance", about(), many) == why
    assert reason("relevance", about(topics=frozenset({"wool"})), many) == why
    assert held(about(topics=frozenset({"wool", "bread"})), many) == []
    assert held(about(), asking(themes=frozenset({"bread"}))) == []
    assert held(about(), replace(many, compensation="product")) == []
    assert held(about(), replace(many, nature="neutral")) == []


def test_a_recent_piece_of_theirs_shows_it_too():
    many, piece = asking(bulk=True), fact("piece", days(10))
    assert held(about(piece), many) == []
    why = Reason(Code.RELEVANCE, None, First.SHOW_RELEVANCE)
    assert begins(why, piece.since + days(60), about(piece), many)
    assert reason("relevance", about(piece), many, piece.since - SECOND) == why
    assert held(about(piece), many, piece.since) == []
    assert held(about(fact("piece", days(10), brand_id=JARDIN)), many) == ["relevance"]


def test_the_same_idea_twice():
    spring = we_asked(days(50), angle="spring", brand_id=JARDIN)
    used = we_chased(days(45), angle="spring", brand_id=JARDIN)
    words = {"since": used.at, "brand_id": JARDIN}
    why = Reason(Code.ANGLE, None, First.NEW_ANGLE, (("interaction", used.id),), "used", words)
    facts = about(spring, used, we_asked(days(40), angle="wool"), stage="trusted")
    assert reason("angle used", facts, asking(angle="spring")) == why
    for question in (asking(angle="bread"), asking(angle=""), asking(), asking("neutral", angle="spring")):
        assert not reason("angle used", facts, question)
    assert not reason("angle used", about(we_said(days(50), angle="spring")), asking(angle="spring"))
    assert not reason("angle used", about(they_wrote(days(50), nature="ask", angle="spring")), asking(angle="spring"))
    assert not reason("angle used", about(we_asked(days(50))), asking(angle=""))


def test_a_chaser_brings_something_new():
    facts = about(we_asked(days(50), angle="spring"), stage="trusted")
    why = Reason(Code.ANGLE, None, First.NEW_ANGLE, (), "nothing_new")
    assert reason("angle nothing_new", facts, asking("chaser", angle="")) == why
    assert reason("angle used", facts, asking("chaser", angle="spring"))
    assert held(facts, asking("chaser", angle="bread")) == held(facts, asking("chaser")) == []
    assert held(facts, asking(angle="")) == []


def test_what_concerns_another_brand_says_nothing():
    facts = about(live(brand_id=JARDIN), fact("exclusivity", days(3), brand_id=JARDIN))
    assert held(facts) == []
    assert held(facts, asking(brand_id=JARDIN)) == ["exclusivity"]
    assert MALIK
