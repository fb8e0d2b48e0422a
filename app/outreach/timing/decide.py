"""The decision: which rules hold, until when, what is possible, and what makes now pertinent. Pure.

Properties that the tests hold it to: another ask of ours never makes the answer to an ask more permissive; a gesture
never makes it stricter; at `until`, nothing else happening, the answer is `speak`.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from operator import itemgetter

from app.outreach.models import Nature
from app.outreach.timing import occasions, rules
from app.outreach.timing.case import Case
from app.outreach.timing.facts import Facts
from app.outreach.timing.hours import next_working
from app.outreach.timing.natures import ASK, CHASER, GIVE, NEUTRAL, REPLY, SERVICE
from app.outreach.timing.policy import Policy
from app.outreach.timing.rules import balance, debts, pressure
from app.outreach.timing.verdict import Advice, Code, First, Question, Reason, Verdict

MOST_STEPS = 50
"""Reasons that take turns for longer than this have no date one could promise."""


def advice(facts: Facts, policy: Policy, question: Question, now: datetime) -> Advice:
    """Whether this touch is right at `now`, and why."""
    return of(Case(facts, policy, question, now))


def of(case: Case) -> Advice:
    reasons = tuple(holding(case))
    until, first, coming = _when(case, reasons)
    return Advice(
        verdict=_verdict(reasons),
        known=case.facts.known,
        until=until,
        first=first,
        reasons=reasons + coming,
        hints=(*balance.hints(case), *debts.hints(case)),
        occasions=tuple(occasions.of(case)),
        possible=tuple(nature.value for nature in _others(case) if not any(holding(case.asked(nature)))),
        pressure=pressure.level(case),
        chases=case.chaseable,
    )


def holding(case: Case) -> Iterator[Reason]:
    """The reasons that hold at the case's moment, hard ones first."""
    yield from rules.HARD(case)
    for rule in rules.SOFT.get(case.nature, ()):
        yield from rule(case)


def _verdict(reasons: tuple[Reason, ...]) -> Verdict:
    if any(reason.hard or _open_ended(reason) for reason in reasons):
        return Verdict.DISCREET
    return Verdict.WAIT if reasons else Verdict.SPEAK


def _open_ended(reason: Reason) -> bool:
    return reason.code == Code.DO_NOT_DISTURB and reason.until is None


def _when(case: Case, reasons: tuple[Reason, ...]) -> tuple[datetime | None, First | None, tuple[Reason, ...]]:
    """The first working moment at which nothing holds; or what to do before, where no date can be given. A reason that
    will begin meanwhile counts too, and the last of them is told: it sets the date, or that there is none."""
    until, holds, known = None, reasons, {(it.code, it.variant) for it in reasons}
    coming: tuple[Reason, ...] = ()
    for _step in range(MOST_STEPS):
        if not holds:
            return until, None, coming
        if undated := [reason for reason in holds if reason.until is None]:
            coming = () if holds is reasons else tuple(replace(reason, holds=False) for reason in undated)
            return None, undated[0].first, coming
        latest, last = max(((it.until, it) for it in holds if it.until), key=itemgetter(0))
        if (last.code, last.variant) not in known:
            coming = (replace(last, holds=False),)
        until = next_working(latest, case.person, case.policy)
        case = case.at(until)
        holds = tuple(holding(case))
    return None, None, ()


def _others(case: Case) -> Iterator[Nature]:
    """The other natures that could be meant: an answer where they spoke, a practical word where something is agreed,
    a chaser where something is unanswered."""
    for nature in (REPLY, SERVICE, GIVE, NEUTRAL, CHASER, ASK):
        if nature != case.meant and case.really(nature) == nature:
            yield nature
