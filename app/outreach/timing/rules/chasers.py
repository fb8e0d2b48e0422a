"""Chasers: at most two to one silence, in the person's own rhythm, then a long rest. After a no, a rest too."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.outreach.models import Nature
from app.outreach.timing.case import Case
from app.outreach.timing.facts import Fact
from app.outreach.timing.history import DAY, percentile
from app.outreach.timing.hours import after_working_days
from app.outreach.timing.verdict import Code, Reason

MONTH = timedelta(days=30.4375)
SHARE = 0.75


def reasons(case: Case) -> Iterator[Reason]:
    if not case.asks:
        return
    yield from _after_no(case)
    if len(case.history.chasers) >= case.policy.chasers:
        last = case.history.chasers[-1]
        until = last.at + case.policy.after_chasers_days * DAY
        yield from _until(case, until, "enough", (("interaction", last.id),), {"chasers": len(case.history.chasers)})
    elif case.nature == Nature.CHASER:
        yield from _too_soon(case)


def _too_soon(case: Case) -> Iterator[Reason]:
    last = case.history.unanswered[-1]
    made = len(case.history.chasers)
    days = case.policy.second_chaser_days if made else max(case.policy.first_chaser_days, answer_days(case))
    working = after_working_days(last.at, case.policy.chaser_working_days, case.facts.person, case.policy)
    words = {"days": answer_days(case), "exchanges": len(_recent(case))}
    until = max(last.at + days * DAY, working)
    yield from _until(case, until, "second" if made else "first", (("interaction", last.id),), words)


def _after_no(case: Case) -> Iterator[Reason]:
    said = [("interaction", touch.id, touch.at) for touch in case.history.here if touch.refusal]
    told = [("circumstance", fact.id, fact.since) for fact in case.about(Fact.REFUSAL)]
    for kind, fact_id, at in sorted([*said, *told], key=lambda no: no[2])[-1:]:
        until = at + case.policy.after_no_days * DAY
        yield from _until(case, until, "no", ((kind, fact_id),), {"since": at})


def _until(case: Case, until: datetime, variant: str, facts: tuple, words: dict) -> Iterator[Reason]:
    if case.now < until:
        yield Reason(Code.CHASER, until, None, facts, variant, words)


def answer_days(case: Case) -> float:
    """Within how many days they usually answer: the 75th percentile of their own answers where there are enough of
    them, else the team's median; 0: nothing is known."""
    own = _recent(case)
    if len(own) >= case.policy.rhythm_answers:
        return percentile(own, SHARE)
    return case.facts.team.answer_days or 0


def _recent(case: Case) -> list[float]:
    earliest = case.now - case.policy.rhythm_months * MONTH
    return [days for at, days in case.history.answers if at > earliest]
