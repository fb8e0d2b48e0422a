"""Exclusivity: bound for a time to a rival of the brand, or to another brand of ours. One on a theme leaves an ask on
another theme alone."""

from collections.abc import Iterator

from app.outreach.timing.case import Case
from app.outreach.timing.facts import OURS, Dated, Fact
from app.outreach.timing.verdict import Code, First, Reason


def reasons(case: Case) -> Iterator[Reason]:
    for fact in case.current(Fact.EXCLUSIVITY):
        if not _elsewhere(case, fact):
            first = None if fact.until else First.LEAVE
            facts = (("circumstance", fact.id),)
            words = {"label": fact.label} | ({"brand_id": fact.brand_id} if fact.reason == OURS else {})
            yield Reason(Code.EXCLUSIVITY, fact.until, first, facts, fact.reason, words)


def _elsewhere(case: Case, fact: Dated) -> bool:
    """The ask is on other themes."""
    themes = case.question.themes
    return bool(fact.topics and themes) and not fact.topics & themes
