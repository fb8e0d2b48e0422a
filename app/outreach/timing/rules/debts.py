"""We owe: an answer, a payment, a product, a promise. An ask waits until it is settled."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.outreach.models import Nature
from app.outreach.timing.case import Case
from app.outreach.timing.facts import DEBTS, Dated, Fact
from app.outreach.timing.history import DAY, Touch
from app.outreach.timing.hours import after_working_days
from app.outreach.timing.verdict import Code, First, Reason

SETTLED_BY = {
    Fact.PAYMENT: First.PAY,
    Fact.PRODUCT: First.SEND,
    Fact.PROMISE: First.KEEP_PROMISE,
}
_ANSWERS = (Nature.REPLY, Nature.NEUTRAL, Nature.SERVICE)


def reasons(case: Case) -> Iterator[Reason]:
    if not case.asks:
        return
    for touch in _unanswered(case):
        words = {"since": touch.at}
        yield Reason(Code.DEBT, None, First.ANSWER, (("interaction", touch.id),), "answer", words)
    for fact in case.about(*DEBTS):
        if case.now >= owed_from(case, fact):
            yield _owed(fact)


def hints(case: Case) -> Iterator[Reason]:
    """A payment that falls due within days: said before it is late."""
    ahead = timedelta(days=case.policy.payment_warning_days)
    for fact in case.about(Fact.PAYMENT):
        if fact.until and fact.until - ahead <= case.now < fact.until:
            yield Reason(Code.DEBT, fact.until, First.PAY, (("circumstance", fact.id),), "payment_soon", _words(fact))


def _unanswered(case: Case) -> Iterator[Touch]:
    """The first message of theirs that has waited too long for an answer. An ask of ours is none."""
    answers = [touch.at for touch in case.history.here if touch.ours and touch.nature in _ANSWERS]
    waiting = [t for t in case.history.here if not t.ours and t.awaits and (not answers or t.at > answers[-1])]
    for touch in waiting[:1]:
        if case.now >= answer_due(case, touch):
            yield touch


def answer_due(case: Case, touch: Touch) -> datetime:
    return after_working_days(touch.at, case.policy.answer_working_days, case.facts.person, case.policy)


def owed_from(case: Case, fact: Dated) -> datetime:
    grace = case.policy.product_grace_days * DAY if fact.kind == Fact.PRODUCT else timedelta(0)
    return (fact.until or fact.since) + grace


def _owed(fact: Dated) -> Reason:
    first = SETTLED_BY[Fact(fact.kind)]
    return Reason(Code.DEBT, None, first, (("circumstance", fact.id),), fact.kind, _words(fact))


def _words(fact: Dated) -> dict:
    return {"label": fact.label, "since": fact.until or fact.since}
