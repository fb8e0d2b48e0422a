"""What nobody may override, and what is not weighed at all."""

from dataclasses import replace
from datetime import date

import pytest

from app.outreach.timing import countries
from app.outreach.timing.countries import Rule, rule_for
from app.outreach.timing.facts import Wishes
from app.outreach.timing.verdict import HARD, Code, Reason, Verdict
from tests.outreach.timing.people import (
    JARDIN,
    NOW,
    POLICY,
    about,
    answer,
    asking,
    days,
    held,
    live,
    reason,
    they_wrote,
    we_asked,
)

BASIS = {"legal_basis": "legitimate_interest"}
OPTED_OUT = frozenset({("email", "opted_out")})
SHUT = [
    ({"erased": True}, {}, "erased"),
    ({"do_not_contact": True}, {}, "do_not_contact"),
    ({"source": ""}, {}, "no_basis"),
    ({"legal_basis": ""}, {}, "no_basis"),
    ({"wishes": Wishes(opted_out=frozenset({"outreach"}))}, {"via": "post"}, "opted_out outreach"),
    ({"wishes": Wishes(opted_out=frozenset({"phone"}))}, {"via": "phone", "nature": "neutral"}, "opted_out via"),
    ({"wishes": Wishes(opted_out=frozenset({"phone"}))}, {}, None),
    ({"contacts": OPTED_OUT}, {}, "opted_out via"),
    ({"contacts": OPTED_OUT}, {"via": "phone", "nature": "neutral"}, None),
    ({"contacts": OPTED_OUT | {("email", "bounced")}}, {}, "opted_out via"),
    ({"contacts": OPTED_OUT | {("email", "ok")}}, {}, None),
    ({"contacts": frozenset({("email", "bounced")})}, {}, "bounced"),
    ({"contacts": frozenset({("email", "bounced")})}, {"via": "direct_message"}, None),
    ({"contacts": frozenset({("email", "bounced")})}, {"via": None}, None),
    ({"contacts": frozenset({("email", "bounced"), ("email", "ok")})}, {}, None),
    ({"contacts": frozenset({("phone", "bounced")})}, {"via": "phone", "nature": "neutral"}, "bounced"),
    ({"contacts": frozenset({("direct_message", "bounced")})}, {"via": "direct_message"}, "bounced"),
    ({"contacts": frozenset({("website", "bounced")})}, {"via": "comment"}, None),
    ({"country": "DE", **BASIS}, {}, "country_rule consent"),
    ({"country": "DE", **BASIS}, {"nature": "give"}, "country_rule consent"),
    ({"country": "DE", **BASIS}, {"via": "post"}, None),
    ({"country": "DE", "legal_basis": "consent"}, {}, None),
    ({"country": "DE", "legal_basis": "contract"}, {}, None),
    ({"country": "FR", **BASIS}, {}, None),
    ({"country": "FR", "personal_address": True, **BASIS}, {}, "country_rule professional"),
    ({"country": "FR", "personal_address": True, **BASIS}, {"via": "direct_message"}, None),
    ({"country": "US", "personal_address": True, **BASIS}, {}, None),
    ({"country": "JP", "personal_address": True, **BASIS}, {}, None),
    ({"country": "", **BASIS}, {}, None),
]


@pytest.mark.parametrize("person, question, expected", SHUT)
def test_a_shut_door(person, question, expected):
    facts = about(stage="acquainted", **person)
    assert held(facts, asking(**({"nature": "ask"} | question))) == ([expected] if expected else [])
    assert answer(facts, asking(**({"nature": "ask"} | question))).verdict == (
        Verdict.DISCREET if expected else Verdict.SPEAK
    )


def test_hard_reasons_say_what_they_rest_on():
    assert [code.value for code in Code if code in HARD] == [
        *("erased", "opted_out", "do_not_contact", "no_basis", "bounced", "country_rule")
    ]
    opted_out = about(wishes=Wishes(opted_out=frozenset({"email"})))
    assert reason("opted_out via", opted_out) == Reason(Code.OPTED_OUT, variant="via", words={"via": "email"})
    bounced = about(contacts=frozenset({("email", "bounced")}))
    assert reason("bounced", bounced) == Reason(Code.BOUNCED, words={"via": "email"})
    assert answer(bounced).until is answer(bounced).first is None
    rule = reason("country_rule consent", about(country="DE", **BASIS))
    assert rule
    assert rule.hard
    assert rule.words == {"country": "DE", "source": "https://www.gesetze-im-internet.de/uwg_2004/__7.html"}


def test_a_mail_is_cold_until_they_write_or_something_is_agreed():
    german = {"country": "DE", "stage": "trusted", **BASIS}
    assert held(about(they_wrote(days(3), brand_id=JARDIN), **german)) == []
    assert held(about(live(), **german)) == []
    assert "country_rule consent" in held(about(live(brand_id=JARDIN), we_asked(days(90)), **german))


def test_somebody_of_an_unknown_country_is_taken_to_be_where_the_policy_says():
    facts = about(country="", **BASIS)
    german = reason("country_rule consent", facts, policy=replace(POLICY, country="DE"))
    assert german
    assert german.words["country"] == "DE"


PASSING = [
    ({"do_not_contact": True}, []),
    ({"source": "", "legal_basis": ""}, []),
    ({"wishes": Wishes(opted_out=frozenset({"outreach", "email"}))}, []),
    ({"contacts": OPTED_OUT}, []),
    ({"erased": True}, ["erased"]),
    ({"contacts": frozenset({("email", "bounced")})}, ["bounced"]),
    ({"erased": True, "contacts": frozenset({("email", "bounced")})}, ["erased", "bounced"]),
]


@pytest.mark.parametrize("person, expected", PASSING)
def test_answers_and_what_is_agreed_pass_all_but_three_doors(person, expected):
    assert held(about(they_wrote(days(1)), **person), asking("reply")) == expected
    assert held(about(live(), **person), asking("service")) == expected
    assert held(about(live(), **person), asking("neutral")) != []


def test_the_packs_name_source_and_review():
    assert len(countries.PACK) >= 30
    for rule in countries.PACK.values():
        assert rule.kind in ("allowed", "professional", "consent")
        assert rule.source.startswith("https://")
        assert rule.valid_from
        assert not rule.stale(NOW.date())


def test_a_rule_without_review_for_a_year_is_stale():
    assert Rule("FR", "allowed").stale(date(2026, 1, 1))
    reviewed = Rule("FR", "allowed", reviewed_on="2026-01-01")
    assert not reviewed.stale(date(2027, 1, 2))
    assert reviewed.stale(date(2027, 1, 3))


def test_what_an_administrator_reviewed_stands_above_the_pack():
    assert rule_for("DE", {"DE": "allowed"}) == Rule("DE", "allowed")
    assert rule_for("FR", {"DE": "allowed"}) is countries.PACK["FR"]
    assert rule_for("ZZ", {}) == Rule("", "allowed")
    assert held(about(country="DE", **BASIS), policy=replace(POLICY, country_rules={"DE": "allowed"})) == []


FORBIDS = [
    ("consent", True, True),
    ("consent", False, True),
    ("professional", True, True),
    ("professional", False, False),
    ("allowed", True, False),
]


@pytest.mark.parametrize("kind, personal, forbidden", FORBIDS)
def test_what_a_rule_forbids(kind, personal, forbidden):
    assert Rule("XX", kind).forbids(personal=personal) is forbidden
