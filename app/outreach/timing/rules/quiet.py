"""Do not disturb: dates in which nobody writes. Open-ended, it asks for discretion."""

from collections.abc import Iterator

from app.outreach.timing.case import Case
from app.outreach.timing.facts import Fact
from app.outreach.timing.verdict import Code, Reason


def reasons(case: Case) -> Iterator[Reason]:
    for fact in case.current(Fact.DO_NOT_DISTURB):
        variant = "until" if fact.until else "open"
        facts = (("circumstance", fact.id),)
        yield Reason(Code.DO_NOT_DISTURB, fact.until, None, facts, variant, {"reason": fact.reason})
