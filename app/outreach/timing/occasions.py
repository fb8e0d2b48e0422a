"""Occasions: what makes now pertinent. Pure."""

from collections.abc import Iterator
from datetime import timedelta

from app.outreach.timing.case import Case
from app.outreach.timing.facts import Dated, Fact
from app.outreach.timing.history import DAY
from app.outreach.timing.verdict import Occasion

BEFORE = {Fact.EVENT: timedelta(days=21), Fact.DATE: timedelta(days=7)}
"""How long before it an event or a date gives something to write about."""
AFTER = {Fact.EVENT: timedelta(days=7), Fact.DATE: timedelta(days=1)}


def of(case: Case) -> Iterator[Occasion]:
    """The nearest first: a piece of theirs, an event or date, a need we can serve, a word that is due."""
    earliest = case.now - case.policy.occasion_days * DAY
    pieces = [fact for fact in case.about(Fact.PIECE) if earliest <= fact.since <= case.now]
    for fact in sorted(pieces, key=lambda fact: fact.since, reverse=True):
        yield _dated("piece", fact, theme=bool(fact.topics & case.question.themes))
    coming = [fact for fact in case.about(Fact.EVENT, Fact.DATE) if _near(case, fact)]
    for fact in sorted(coming, key=lambda fact: abs(fact.since - case.now)):
        yield _dated(fact.kind, fact)
    for need in case.facts.needs:
        if need.offer:
            yield Occasion("need", (("need", need.id),), words={"need": need.text, "offer": need.offer})
    if word_due(case):
        yield Occasion("word_due", words={"since": case.silent_since})


def word_due(case: Case) -> bool:
    """Nothing was said on either side for as long as the relation stage bears."""
    days = case.rule.due_days
    last = [t.at for t in (case.history.heard, case.history.last_private_word, case.history.last_given) if t]
    return bool(days and last) and case.now >= max(last) + (days or 0) * DAY


def _near(case: Case, fact: Dated) -> bool:
    kind = Fact(fact.kind)
    return fact.since - BEFORE[kind] <= case.now <= (fact.until or fact.since) + AFTER[kind]


def _dated(kind: str, fact: Dated, **words: object) -> Occasion:
    return Occasion(kind, (("circumstance", fact.id),), fact.since, {"label": fact.label, **words})
