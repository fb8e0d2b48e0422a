"""Occasions: what makes now pertinent. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.outreach.timing.case import Case
from app.outreach.timing.facts import Dated, Fact
from app.outreach.timing.history import DAY
from app.outreach.timing.verdict import Occasion

BEFORE = {Fact.EVENT: timedelta(days=21), Fact.DATE: timedelta(days=7)}
"""How long before it an event or a date gives something to write about."""
AFTER = {Fact.EVENT: timedelta(days=7), Fact.DATE: timedelta(days=1)}


def of(case: Case) -> Iterator[Occasion]:
    """The nearest first: a piece of theirs, an event or date, a need we can serve, a word that is due."""
    recent = case.policy.occasion_days * DAY
    pieces = [fact for fact in case.about(Fact.PIECE) if fact.since <= case.now < fact.since + recent]
    for fact in reversed(pieces):
        yield _dated("piece", fact, theme=bool(fact.topics & case.question.themes))
    coming = [fact for fact in case.about(Fact.EVENT, Fact.DATE) if _near(case, fact)]
    for fact in sorted(coming, key=lambda fact: abs(fact.since - case.now)):
        yield _dated(fact.kind, fact)
    yield from _needs(case)
    due = word_due_at(case)
    if due and case.now >= due:
        yield Occasion("word_due", words={"since": _last_word(case)})


def word_due_at(case: Case) -> datetime | None:
    """When nothing will have been said on either side for as long as the relation stage bears. Somebody who was close
    and grew silent is due a word all the same."""
    days, last = case.policy.stages[case.facts.standing.stage].due_days, _last_word(case)
    return last + days * DAY if days and last else None


def _last_word(case: Case) -> datetime | None:
    history = case.history
    last = [touch.at for touch in (history.heard, history.last_private_word, history.last_given) if touch]
    return max(last, default=None)


def _needs(case: Case) -> Iterator[Occasion]:
    for need in sorted(case.facts.needs, key=lambda need: (need.text, need.id)):
        if need.offer and (need.review_on is None or case.today < need.review_on):
            yield Occasion("need", (("need", need.id),), words={"need": need.text, "offer": need.offer})


def _near(case: Case, fact: Dated) -> bool:
    kind = Fact(fact.kind)
    return fact.since - BEFORE[kind] <= case.now < (fact.until or fact.since) + AFTER[kind]


def _dated(kind: str, fact: Dated, **words: object) -> Occasion:
    return Occasion(kind, (("circumstance", fact.id),), fact.since, {"label": fact.label, **words})
