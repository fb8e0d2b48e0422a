"""Pressure: what was asked lately, plus this touch, stays under the relation stage's ceiling."""

from collections.abc import Iterator
from math import inf

from app.outreach.timing.case import Case
from app.outreach.timing.facts import Touch
from app.outreach.timing.history import DAY
from app.outreach.timing.natures import ASKING
from app.outreach.timing.rules.chasers import rhythm
from app.outreach.timing.verdict import Code, First, Reason

SHOWN = 5
LATELY = 3
"""Half-lives: what is older weighs next to nothing."""
BANDS = ((0, "calm"), (1 / 3, "moderate"), (2 / 3, "high"), (1, "too_much"))
"""From which share of the ceiling on each word is said; the last above it."""


def reasons(case: Case) -> Iterator[Reason]:
    heavy = case.weight
    room = case.rule.ceiling - heavy
    if heavy == 0 or case.pressure.now(case.now) <= room:
        return
    if until := case.pressure.falls_to(room):
        lately = _lately(case)
        yield Reason(Code.PRESSURE, until, None, tuple(("interaction", t.id) for t in lately), "", _words(case, lately))
    else:
        yield Reason(Code.PRESSURE, None, First.LIGHTER, variant="too_heavy", words={"level": level(case)})


def level(case: Case) -> str:
    """One of four words, against the ceiling: people are never shown a number about a person."""
    return word(share(case.pressure.now(case.now), case))


def share(pressure: float, case: Case) -> float:
    """Of the ceiling."""
    return pressure / case.rule.ceiling if case.rule.ceiling else inf


def word(of_ceiling: float) -> str:
    if of_ceiling > 1:
        return "too_much"
    return next(said for least, said in reversed(BANDS[:-1]) if of_ceiling >= least)


def _lately(case: Case) -> list[Touch]:
    """The touches behind it, oldest first."""
    since = case.now - LATELY * case.pressure.half_life
    return [touch for touch in case.pressure.behind[-SHOWN:] if touch.at >= since] or case.pressure.behind[-1:]


def _words(case: Case, lately: list[Touch]) -> dict:
    asks = [touch for touch in lately if touch.nature in ASKING]
    within, exchanges = rhythm(case)
    return {
        "level": level(case),
        "asks": len(asks),
        "days": (case.now - lately[0].at) / DAY,
        "answers_in": within if exchanges else 0,
    }
