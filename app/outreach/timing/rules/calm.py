"""What the team decided for itself: calm weeks in a country, and how many first approaches a member makes a day."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

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


@lru_cache(maxsize=1024)
def _last_day(weeks: CalmWeeks, today: date) -> date | None:
    """The end of the weeks that `today` lies in."""
    return next((last for first, last in spans(weeks, today) if first <= today <= last), None)


def spans(weeks: CalmWeeks, today: date) -> Iterator[tuple[date, date]]:
    """The last, this and the next time around; they may run over the new year."""
    for year in (today.year - 1, today.year, today.year + 1):
        yield _day(year, weeks.first), _day(year + (weeks.last < weeks.first), weeks.last)


def _day(year: int, month_and_day: str) -> date:
    """29 February is the 28th where there is none."""
    month, day = map(int, month_and_day.split("-"))
    leap = (month, day) != (2, 29) or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    return date(year, month, day if leap else 28)


def _capacity(case: Case) -> Iterator[Reason]:
    team = case.facts.team
    if team.first_approaches >= case.policy.first_approaches and team.day_ends and case.now < team.day_ends:
        yield Reason(Code.CAPACITY, team.day_ends, words={"most": case.policy.first_approaches})
