"""Preferences the person gave: means, topics, how often, a pause, a question before any ask."""

from collections.abc import Iterator
from datetime import timedelta

from app.outreach.timing.case import Case
from app.outreach.timing.natures import ASK, COMMENT, GIVE
from app.outreach.timing.verdict import Code, First, Reason

MONTH = timedelta(days=30)


def reasons(case: Case) -> Iterator[Reason]:
    wishes, question = case.person.wishes, case.question
    if wishes.pause_until and case.now < wishes.pause_until:
        yield Reason(Code.PREFERENCE, wishes.pause_until, variant="pause")
    if wishes.vias and question.via and question.via not in wishes.vias:
        words = {"vias": tuple(sorted(wishes.vias))}
        yield Reason(Code.PREFERENCE, None, First.OTHER_MEANS, variant="means", words=words)
    if case.nature == GIVE:
        return
    yield from _monthly(case)
    if case.asks and wishes.topics and question.themes and not wishes.topics & question.themes:
        yield Reason(Code.PREFERENCE, None, First.SHOW_RELEVANCE, variant="topics")
    if case.nature == ASK and wishes.ask_first and not case.history.they_spoke_last:
        yield Reason(Code.PREFERENCE, None, First.ASK_PERMISSION, variant="ask_first")


def _monthly(case: Case) -> Iterator[Reason]:
    """A public comment is no message."""
    most = case.person.wishes.monthly
    if most is None or case.public:
        return
    if most == 0:
        yield Reason(Code.PREFERENCE, None, First.LEAVE, variant="never")
        return
    said = [touch for touch in case.history.words if touch.via != COMMENT and case.now < touch.at + MONTH]
    if len(said) >= most:
        yield Reason(Code.PREFERENCE, said[-most].at + MONTH, variant="monthly", words={"most": most})
