"""Chasers: at most two to one silence, in the person's own rhythm, then a long rest. After a no, a rest too."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.outreach.timing.case import Case
from app.outreach.timing.facts import Fact
from app.outreach.timing.history import DAY, percentile
from app.outreach.timing.hours import after_working_days
from app.outreach.timing.natures import CHASER
from app.outreach.timing.verdict import Code, Reason

MONTH = timedelta(days=30.4375)
SHARE = 0.75
_REFUSAL = Fact.REFUSAL


def reasons(case: Case) -> Iterator[Reason]:
    yield from _after_no(case)
    made, chasing = case.history.chasers, case.nature == CHASER
    if len(made) >= case.policy.chasers and (made or chasing):
        last = (made or case.history.unanswered)[-1]
        until = last.at + case.policy.after_chasers_days * DAY
        yield from _until(case, until, "enough", (("interaction", last.id),), {"chasers": len(made)})
    elif chasing:
        yield from _too_soon(case)


def _too_soon(case: Case) -> Iterator[Reason]:
    last, made = case.history.unanswered[-1], case.history.chasers
    within, exchanges = rhythm(case)
    days = case.policy.second_chaser_days if made else max(case.policy.first_chaser_days, within)
    working = after_working_days(last.at, case.policy.chaser_working_days, case.person, case.policy)
    words = {"days": within, "exchanges": exchanges, "since": last.at}
    until = max(last.at + days * DAY, working)
    yield from _until(case, until, "second" if made else "first", (("interaction", last.id),), words)


def _after_no(case: Case) -> Iterator[Reason]:
    said = [(touch.at, "interaction", touch.id) for touch in case.history.refusals]
    told = [(fact.since, "circumstance", fact.id) for fact in case.about(_REFUSAL) if fact.since <= case.now]
    for at, kind, fact_id in sorted(said + told)[-1:]:
        until = at + case.policy.after_no_days * DAY
        yield from _until(case, until, "no", ((kind, fact_id),), {"since": at})


def _until(case: Case, until: datetime, variant: str, facts: tuple, words: dict) -> Iterator[Reason]:
    if case.now < until:
        yield Reason(Code.CHASER, until, None, facts, variant, words)


def rhythm(case: Case) -> tuple[float, int]:
    """Within how many days they usually answer, and by how many answers we know: the 75th percentile of their own
    where there are enough of them, else (by none) the team's median; 0 days: nothing is known."""
    earliest = case.now - case.policy.rhythm_months * MONTH
    own = [days for at, days in case.history.answers if at > earliest]
    if own and len(own) >= case.policy.rhythm_answers:
        return percentile(own, SHARE), len(own)
    return case.facts.team.answer_days or 0, 0
