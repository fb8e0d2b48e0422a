"""`verdict` lists what reasons say, for sentences to be written from it: each of them once, and nothing else."""

import pytest

from app.outreach.timing import decide
from app.outreach.timing.facts import Team, Wishes
from app.outreach.timing.verdict import Code
from tests.outreach.timing.people import (
    JARDIN,
    MONA,
    NOW,
    SECOND,
    about,
    asking,
    case,
    days,
    fact,
    hours,
    they_refused,
    they_wrote,
    we_asked,
    we_chased,
    we_said,
)
from tests.outreach.timing.sayings import SAYINGS, saying

SOON = NOW + days(1)
BASIS = {"legal_basis": "legitimate_interest"}
OVER = {"stage": "ended", "since": days(9)}
AT_REST = {"stage": "resting", "since": days(9)}
SAID = [
    ("erased", about(erased=True), {}),
    ("opted_out outreach", about(wishes=Wishes(opted_out=frozenset({"outreach"}))), {}),
    ("opted_out via", about(wishes=Wishes(opted_out=frozenset({"email"}))), {}),
    ("do_not_contact", about(do_not_contact=True), {}),
    ("no_basis", about(source=""), {}),
    ("bounced", about(contacts=frozenset({("email", "bounced")})), {}),
    ("country_rule consent", about(country="DE", **BASIS), {}),
    ("country_rule professional", about(personal_address=True, **BASIS), {}),
    ("pressure", about(we_asked(days(1))), {}),
    ("pressure too_heavy", about(stage="not_met"), {"via": "phone"}),
    ("cadence ask", about(we_asked(days(1))), {}),
    ("cadence touch", about(we_said(days(1))), {}),
    ("cadence ended", about(**OVER), {}),
    ("cadence resting", about(**AT_REST), {}),
    ("cadence grown_silent", about(stage="trusted", since=days(200)), {}),
    ("chaser first", about(we_asked(days(1))), {"nature": "chaser"}),
    ("chaser second", about(we_asked(days(9)), we_chased(days(1))), {"nature": "chaser"}),
    ("chaser enough", about(we_asked(days(9)), we_chased(days(5)), we_chased(days(1))), {}),
    ("chaser no", about(they_refused(days(1))), {}),
    ("do_not_disturb until", about(fact("do_not_disturb", days(1), SOON)), {}),
    ("do_not_disturb open", about(fact("do_not_disturb", days(1))), {}),
    ("debt answer", about(they_wrote(days(9), awaits=True)), {}),
    ("debt payment", about(fact("payment", days(1))), {}),
    ("debt payment_soon", about(fact("payment", days(1), SOON)), {}),
    ("debt product", about(fact("product", days(9))), {}),
    ("debt promise", about(fact("promise", days(1))), {}),
    ("one_voice claim", about(fact("claim", hours(1), SOON, by=MONA)), {}),
    ("one_voice writing", about(fact("writing", SECOND, SOON, by=MONA)), {}),
    ("one_voice exchange", about(they_wrote(days(2)), we_said(days(1), author_id=MONA)), {}),
    ("one_voice unanswered", about(we_said(days(1), author_id=MONA, awaits=True)), {}),
    ("balance", about(), {}),
    ("relevance", about(), {"bulk": True}),
    ("angle used", about(we_asked(days(50), angle="spring")), {"angle": "spring"}),
    ("angle nothing_new", about(we_asked(days(50))), {"nature": "chaser", "angle": ""}),
    ("preference pause", about(wishes=Wishes(pause_until=SOON)), {}),
    ("preference means", about(wishes=Wishes(vias=frozenset({"post"}))), {}),
    ("preference never", about(wishes=Wishes(monthly=0)), {}),
    ("preference monthly", about(we_said(days(1)), wishes=Wishes(monthly=1)), {}),
    ("preference topics", about(wishes=Wishes(topics=frozenset({"wool"}))), {"themes": frozenset({"bread"})}),
    ("preference ask_first", about(wishes=Wishes(ask_first=True)), {}),
    ("exclusivity", about(fact("exclusivity", days(1))), {}),
    ("exclusivity ours", about(fact("exclusivity", days(1), brand_id=JARDIN, reason="ours")), {}),
    ("calm_weeks", about(), {}),
    ("capacity", about(team=Team(None, 8, SOON)), {}),
]


@pytest.mark.parametrize("what, facts, question", SAID, ids=[row[0] for row in SAID])
def test_what_reasons_say(what, facts, question):
    at = NOW + days(60) if what == "calm_weeks" else NOW
    advice = decide.of(case(facts, asking(**question), at))
    said = {saying(one) for one in (*advice.reasons, *advice.hints)}
    assert what in {f"{code} {variant}".strip() for code, variant, _words in said}
    assert said <= SAYINGS


def test_everything_listed_is_said():
    assert {row[0] for row in SAID} == {f"{code} {variant}".strip() for code, variant, _words in SAYINGS}
    assert {code for code, _variant, _words in SAYINGS} == {code.value for code in Code}
