"""What nobody may override: the law, and what the person has said."""

from collections.abc import Iterator

from app.outreach.timing import countries
from app.outreach.timing.case import Case
from app.outreach.timing.natures import EMAIL
from app.outreach.timing.verdict import Code, Reason

AGREED = frozenset({"consent", "contract"})
"""Legal bases under which a first mail is not cold."""


def reasons(case: Case) -> Iterator[Reason]:
    person = case.person
    if person.erased:
        yield Reason(Code.ERASED)
    if case.states == {"bounced"}:
        yield Reason(Code.BOUNCED, words={"via": case.question.via})
    if case.passes:
        return
    if person.do_not_contact:
        yield Reason(Code.DO_NOT_CONTACT)
    if opted_out := _opted_out(case):
        yield Reason(Code.OPTED_OUT, variant=opted_out, words={"via": case.question.via})
    if not (person.source and person.legal_basis):
        yield Reason(Code.NO_BASIS)
    if rule := _cold_rule(case):
        yield Reason(Code.COUNTRY_RULE, variant=rule.kind, words={"country": case.country, "source": rule.source})


def _opted_out(case: Case) -> str:
    """`outreach`, `via`, or nothing. Addresses that bounced cannot be opted out of, so they do not count."""
    wishes = case.person.wishes.opted_out
    if "outreach" in wishes:
        return "outreach"
    if case.question.via in wishes or case.states - {"bounced"} == {"opted_out"}:
        return "via"
    return ""


def _cold_rule(case: Case) -> countries.Rule | None:
    """The country's rule, where it forbids this mail. Cold: by email, to someone who never wrote to us, without
    consent, contract or anything agreed."""
    person = case.person
    if case.question.via != EMAIL or person.legal_basis in AGREED or case.live:
        return None
    if case.history.last_heard:
        return None
    rule = countries.rule_for(case.country, case.policy.country_rules)
    return rule if rule.forbids(personal=person.personal_address) else None
