"""We owe: an answer, a payment, a product, a promise. An ask waits until it is settled."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.outreach.timing.case import Case
from app.outreach.timing.facts import DEBTS, Dated, Fact
from app.outreach.timing.history import DAY
from app.outreach.timing.hours import after_working_days
from app.outreach.timing.verdict import Code, First, Reason

SETTLED_BY = {
    Fact.PAYMENT: First.PAY,
    Fact.PRODUCT: First.SEND,
    Fact.PROMISE: First.KEEP_PROMISE,
}


def reasons(case: Case) -> Iterator[Reason]:
    touch, due = case.history.waiting, answer_due(case)
    if touch and due and case.now >= due:
        variant = "answer" if case.history.they_spoke_last else "answer_passed"
        yield Reason(Code.DEBT, None, First.ANSWER, (("interaction", touch.id),), variant, {"since": touch.at})
    for fact in case.about(*DEBTS):
        if case.now >= owed_from(case, fact):
            facts = (("circumstance", fact.id),)
            yield Reason(Code.DEBT, None, SETTLED_BY[Fact(fact.kind)], facts, fact.kind, _words(fact))


def hints(case: Case) -> Iterator[Reason]:
    """A payment that falls due within days: said before it is late."""
    ahead = timedelta(days=case.policy.payment_warning_days)
    for fact in case.about(Fact.PAYMENT):
        if fact.until and fact.until - ahead <= case.now < fact.until:
            yield Reason(Code.DEBT, fact.until, First.PAY, (("circumstance", fact.id),), "payment_soon", _words(fact))


def answer_due(case: Case) -> datetime | None:
    """When the first message of theirs that waits for an answer has waited too long."""
    touch, policy = case.history.waiting, case.policy
    return after_working_days(touch.at, policy.answer_working_days, case.person, policy) if touch else None


def owed_from(case: Case, fact: Dated) -> datetime:
    grace = case.policy.product_grace_days * DAY if fact.kind == Fact.PRODUCT else timedelta(0)
    return (fact.until or fact.since) + grace


def _words(fact: Dated) -> dict:
    return {"label": fact.label, "since": fact.until or fact.since}
