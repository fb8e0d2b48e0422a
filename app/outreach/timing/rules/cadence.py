"""Cadence: the rhythm that the relation stage bears. Off in an open thread in which they spoke last."""

from collections.abc import Iterator
from datetime import datetime

from app.outreach.models import Nature
from app.outreach.timing.case import Case
from app.outreach.timing.history import DAY, Touch
from app.outreach.timing.verdict import Code, First, Reason


def reasons(case: Case) -> Iterator[Reason]:
    if case.nature not in (Nature.ASK, Nature.NEUTRAL):
        return
    if case.standing.stage == "ended" and not _wrote_since(case):
        yield Reason(Code.CADENCE, None, First.LEAVE, variant="ended")
        return
    if case.history.they_spoke_last:
        return
    if case.nature == Nature.ASK:
        if case.standing.stage == "resting" and not _given_since(case):
            variant = "grown_silent" if case.grown_silent else "resting"
            yield Reason(Code.CADENCE, None, First.GIVE, variant=variant, words={"since": case.silent_since})
        yield from _after(case, case.history.last_ask, case.rule.ask_days, "ask")
    yield from _after(case, case.history.last_private_word, case.rule.touch_days, "touch")


def _after(case: Case, touch: Touch | None, days: int, variant: str) -> Iterator[Reason]:
    if touch and case.now < touch.at + days * DAY:
        facts = (("interaction", touch.id),)
        words = {"days": days, "since": touch.at}
        yield Reason(Code.CADENCE, touch.at + days * DAY, None, facts, variant, words)


def _wrote_since(case: Case) -> bool:
    return _since(case, case.history.heard)


def _given_since(case: Case) -> bool:
    """A gesture since the relation came to rest."""
    return _since(case, case.history.last_given)


def _since(case: Case, touch: Touch | None) -> bool:
    since: datetime | None = case.standing.since
    return touch is not None and (since is None or touch.at >= since)
