"""Relevance and angle: an ask to many needs a proof that it concerns this person; nobody hears one idea twice."""

from collections.abc import Iterator

from app.outreach.models import Compensation
from app.outreach.timing.case import Case
from app.outreach.timing.facts import Fact
from app.outreach.timing.history import DAY
from app.outreach.timing.natures import ASK, ASKING, CHASER
from app.outreach.timing.verdict import Code, First, Reason


def reasons(case: Case) -> Iterator[Reason]:
    if _to_many(case) and not (case.question.themes & case.person.topics or _recent_piece(case)):
        yield Reason(Code.RELEVANCE, None, First.SHOW_RELEVANCE)
    if case.question.angle is not None:
        yield from _angle(case, case.question.angle)


def _to_many(case: Case) -> bool:
    question = case.question
    return question.bulk and case.nature == ASK and question.compensation == Compensation.UNPAID


def _recent_piece(case: Case) -> bool:
    recent = case.policy.piece_days * DAY
    return any(fact.since <= case.now < fact.since + recent for fact in case.about(Fact.PIECE))


def _angle(case: Case, angle: str) -> Iterator[Reason]:
    used = [t for t in case.history.all if t.ours and t.nature in ASKING and t.angle]
    same = [touch for touch in used if touch.angle == angle]
    if same:
        facts = (("interaction", same[-1].id),)
        words = {"since": same[-1].at, "brand_id": same[-1].brand_id}
        yield Reason(Code.ANGLE, None, First.NEW_ANGLE, facts, "used", words)
    elif not angle and case.nature == CHASER:
        yield Reason(Code.ANGLE, None, First.NEW_ANGLE, (), "nothing_new")
