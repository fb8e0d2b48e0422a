"""Cadence: the rhythm that the relation stage bears. Off in an open thread in which they spoke last."""

from collections.abc import Iterator

from app.outreach.timing.case import Case
from app.outreach.timing.facts import Touch
from app.outreach.timing.history import DAY
from app.outreach.timing.natures import ASK, CHASER
from app.outreach.timing.verdict import Code, First, Reason


def reasons(case: Case) -> Iterator[Reason]:
    if case.standing.stage == "ended" and not _since(case, case.history.heard):
        yield Reason(Code.CADENCE, None, First.LEAVE, variant="ended")
        return
    asks = case.nature == ASK
    if asks and case.standing.stage == "resting" and not _warmed(case):
        variant = "grown_silent" if case.grown_silent else "resting"
        yield Reason(Code.CADENCE, None, First.GIVE, variant=variant, words={"since": case.silent_since})
    if case.nature == CHASER or case.history.they_spoke_last:
        return
    if asks:
        yield from _after(case, case.history.last_ask, case.rule.ask_days, "ask")
    if not case.public:
        yield from _after(case, case.history.last_private_word, case.rule.touch_days, "touch")


def _after(case: Case, touch: Touch | None, days: int, variant: str) -> Iterator[Reason]:
    if touch and case.now < (until := touch.at + days * DAY):
        facts = (("interaction", touch.id),)
        yield Reason(Code.CADENCE, until, None, facts, variant, {"days": days, "since": touch.at})


def _warmed(case: Case) -> bool:
    """A gesture since the relation came to rest, or a word of theirs that is the last of the thread."""
    history = case.history
    return _since(case, history.last_given) or (history.they_spoke_last and _since(case, history.heard))


def _since(case: Case, touch: Touch | None) -> bool:
    since = case.standing.since
    return touch is not None and (since is None or touch.at >= since)
