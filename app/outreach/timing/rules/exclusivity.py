"""Exclusivity: bound to a rival of the brand for a time."""

from collections.abc import Iterator

from app.outreach.timing.case import Case
from app.outreach.timing.facts import Fact
from app.outreach.timing.verdict import Code, First, Reason


def reasons(case: Case) -> Iterator[Reason]:
    for fact in case.current(Fact.EXCLUSIVITY):
        first = None if fact.until else First.LEAVE
        facts = (("circumstance", fact.id),)
        yield Reason(Code.EXCLUSIVITY, fact.until, first, facts, words={"label": fact.label})
