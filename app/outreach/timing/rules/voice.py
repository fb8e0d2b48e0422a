"""One voice: while a colleague is in conversation with somebody, the others ask the colleague."""

from collections.abc import Iterator
from datetime import datetime

from app.outreach.models import Nature
from app.outreach.timing.case import Case
from app.outreach.timing.facts import Fact
from app.outreach.timing.history import DAY, Touch, is_word
from app.outreach.timing.verdict import Code, Reason


def reasons(case: Case) -> Iterator[Reason]:
    if case.nature == Nature.GIVE:
        return
    for fact in case.current(Fact.CLAIM, Fact.WRITING):
        if fact.by != case.question.me:
            words = {"who": fact.by, "brand_id": fact.brand_id, "since": fact.since}
            yield Reason(Code.ONE_VOICE, fact.until, None, (("circumstance", fact.id),), fact.kind, words)
    words = [touch for touch in case.history.all if is_word(touch)]
    for who, brand in sorted({(t.author_id, t.brand_id) for t in words}, key=str):
        if who not in (None, case.question.me):
            yield from _in_exchange(case, [t for t in words if (t.author_id, t.brand_id) == (who, brand)])


def _in_exchange(case: Case, said: list[Touch]) -> Iterator[Reason]:
    """What one colleague said for one brand, and whether it was answered."""
    heard = [t for t in case.history.all if not t.ours and t.brand_id == said[0].brand_id]
    waits = [t for t in said if t.awaits and not (heard and heard[-1].at > t.at)]
    exchange, silence = case.policy.exchange_days * DAY, case.policy.unanswered_days * DAY
    if heard and case.now < (until := min(said[-1].at, heard[-1].at) + exchange):
        yield _reason(said[-1], until, "exchange")
    elif waits and case.now < (until := waits[-1].at + silence):
        yield _reason(waits[-1], until, "unanswered")


def _reason(said: Touch, until: datetime, variant: str) -> Reason:
    words = {"who": said.author_id, "brand_id": said.brand_id, "since": said.at}
    return Reason(Code.ONE_VOICE, until, None, (("interaction", said.id),), variant, words)
