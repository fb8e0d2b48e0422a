"""One voice: while a colleague is in conversation with somebody, for any brand, the others ask the
colleague, who may hand the talk over: then it is the other's."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from app.outreach.timing.case import Case
from app.outreach.timing.facts import Fact, Touch
from app.outreach.timing.history import DAY
from app.outreach.timing.verdict import Code, First, Reason


def reasons(case: Case) -> Iterator[Reason]:
    for fact in case.current(Fact.CLAIM, Fact.WRITING):
        if fact.by != case.question.me:
            words = {"who": fact.by, "brand_id": fact.brand_id, "since": fact.since}
            first = None if fact.until else First.ASK_COLLEAGUE
            yield Reason(Code.ONE_VOICE, fact.until, first, (("circumstance", fact.id),), fact.kind, words)
    claims = case.current(Fact.CLAIM)
    handed: dict[UUID | None, datetime] = {fact.yielded_by: fact.since for fact in claims if fact.yielded_by}
    for (who, brand_id), said in case.said_by_others.items():
        if who not in handed or said[-1].at > handed[who]:
            yield from _exchange(case, said, case.history.last_heard.get(brand_id))


def _exchange(case: Case, said: list[Touch], heard: Touch | None) -> Iterator[Reason]:
    """A conversation with one colleague for one brand, or a message of theirs that waits for its answer."""
    waits = [touch for touch in said if touch.awaits and not (heard and heard.at > touch.at)]
    exchange, silence = case.policy.exchange_days * DAY, case.policy.unanswered_days * DAY
    if heard and case.now < (until := min(said[-1].at, heard.at) + exchange):
        yield _reason(said[-1], until, "exchange")
    elif waits and case.now < (until := waits[-1].at + silence):
        yield _reason(waits[-1], until, "unanswered")


def _reason(said: Touch, until: datetime, variant: str) -> Reason:
    words = {"who": said.author_id, "brand_id": said.brand_id, "since": said.at}
    return Reason(Code.ONE_VOICE, until, None, (("interaction", said.id),), variant, words)
