"""Pressure: what was asked lately, plus this touch, stays under the relation stage's ceiling."""

from collections.abc import Iterator

from app.outreach.timing.case import Case
from app.outreach.timing.verdict import Code, First, Reason


def reasons(case: Case) -> Iterator[Reason]:
    ceiling = case.rule.ceiling
    if case.weight == 0 or case.pressure.now(case.now) + case.weight <= ceiling:
        return
    until = case.pressure.falls_to(ceiling - case.weight)
    heavy = [t for t in case.history.all if t.ours][-_SHOWN:] if until else []
    yield Reason(
        Code.PRESSURE,
        until,
        None if until else First.LIGHTER,
        facts=tuple(("interaction", touch.id) for touch in heavy),
        variant="" if until else "too_heavy",
        words={"level": level(case)},
    )


_SHOWN = 5


def level(case: Case) -> str:
    """One of four words, against the ceiling: people are never shown a number about a person."""
    share = case.pressure.now(case.now) / case.rule.ceiling if case.rule.ceiling else 1
    return "calm" if share < 1 / 3 else "moderate" if share < 2 / 3 else "high" if share <= 1 else "too_much"
