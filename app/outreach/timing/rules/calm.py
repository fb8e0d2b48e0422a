"""What the team decided for itself: calm weeks in a country, and how many first approaches a member makes a day."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from app.outreach.timing.case import Case
from app.outreach.timing.hours import start_of
from app.outreach.timing.policy import CalmWeeks
from app.outreach.timing.verdict import Code, Reason


def weeks(case: Case) -> Iterator[Reason]:
    """Those of their country."""
    for one in case.policy.calm_weeks:
        if one.country == case.country and (last := _last_day(one, case.today)):
            until = start_of(last + timedelta(days=1), case.person, case.policy)
            yield Reason(Code.CALM_WEEKS, until, words={"country": case.country})


def capacity(case: Case) -> Iterator[Reason]:
    team, most = case.facts.team, case.policy.first_approaches
    if case.history.heard or team.first_approaches < most:
        return
    if team.day_ends and case.now < team.day_ends:
        yield Reason(Code.CAPACITY, team.day_ends, words={"most": most})


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
