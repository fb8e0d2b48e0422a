"""What the team decided for itself: calm weeks in a country, and how many first approaches a member makes a day."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from app.outreach.models import Nature
from app.outreach.timing.case import Case
from app.outreach.timing.hours import day_of, start_of
from app.outreach.timing.policy import CalmWeeks
from app.outreach.timing.verdict import Code, Reason


def reasons(case: Case) -> Iterator[Reason]:
    if case.asks:
        yield from _calm_weeks(case)
    if case.nature in (Nature.ASK, Nature.NEUTRAL) and case.history.heard is None:
        yield from _capacity(case)


def _calm_weeks(case: Case) -> Iterator[Reason]:
    for weeks in case.policy.calm_weeks:
        if weeks.country == case.country:
            today = day_of(case.now, case.person, case.policy)
            if last := _last_day(weeks, today):
                until = start_of(last + timedelta(days=1), case.person, case.policy)
                yield Reason(Code.CALM_WEEKS, until, words={"country": case.country})


def _last_day(weeks: CalmWeeks, today: date) -> date | None:
    """The end of the weeks that `today` lies in; they may run over the new year."""
    day = today.isoformat()[5:]
    if weeks.last < weeks.first:
        return None if weeks.last < day < weeks.first else day_in(today.year + (day >= weeks.first), weeks.last)
    return day_in(today.year, weeks.last) if weeks.first <= day <= weeks.last else None


def day_in(year: int, month_and_day: str) -> date:
    """29 February is the 28th where there is none."""
    month, day = map(int, month_and_day.split("-"))
    return date(year, month, min(day, monthrange(year, month)[1]))


def _capacity(case: Case) -> Iterator[Reason]:
    team = case.facts.team
    if team.first_approaches >= case.policy.first_approaches and team.day_ends and case.now < team.day_ends:
        yield Reason(Code.CAPACITY, team.day_ends, words={"most": case.policy.first_approaches})
