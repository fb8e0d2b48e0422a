"""When the answer could change with nothing happening: how long a mark kept for lists stays true. Pure."""

from collections.abc import Iterator
from datetime import datetime

from app.outreach.timing.case import Case
from app.outreach.timing.decide import holding
from app.outreach.timing.facts import DEBTS, Fact
from app.outreach.timing.history import DAY
from app.outreach.timing.hours import start_of
from app.outreach.timing.rules.calm import day_in
from app.outreach.timing.rules.chasers import MONTH
from app.outreach.timing.rules.debts import answer_due, owed_from


def next_change(case: Case, horizon: datetime | None = None) -> datetime | None:
    """The next moment at which other reasons could hold, `horizon` at the latest; None: never."""
    ends = (reason.until for reason in holding(case))
    coming = [moment for moment in (*ends, *_beginnings(case), horizon) if moment and moment > case.now]
    return min(coming, default=None)


def _beginnings(case: Case) -> Iterator[datetime | None]:
    """The moments at which a reason may begin, and those at which the relation or the question becomes another."""
    yield case.grows_silent
    yield answer_due(case)
    yield from _of_circumstances(case)
    yield from _of_calm_weeks(case)
    if case.history.unanswered:
        yield case.history.unanswered[-1].at + case.policy.after_chasers_days * DAY
        for at, _days in case.history.answers:
            yield at + case.policy.rhythm_months * MONTH


def _of_circumstances(case: Case) -> Iterator[datetime | None]:
    for fact in case.about(*Fact):
        yield fact.since
        yield fact.until
    for fact in case.about(*DEBTS):
        yield owed_from(case, fact)
    for fact in case.about(Fact.PIECE):
        yield fact.since + case.policy.piece_days * DAY


def _of_calm_weeks(case: Case) -> Iterator[datetime]:
    for weeks in case.policy.calm_weeks:
        if weeks.country == case.country:
            for year in (case.today.year, case.today.year + 1):
                yield start_of(day_in(year, weeks.first), case.person, case.policy)
