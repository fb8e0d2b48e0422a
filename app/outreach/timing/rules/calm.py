"""What the team decided for itself: calm weeks in a country, and how many first approaches a member makes a day."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

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
    country = case.facts.person.country or case.policy.country
    today = day_of(case.now, case.facts.person, case.policy)
    for weeks in case.policy.calm_weeks:
        if weeks.country == country and (last := _last_day(weeks, today)):
            until = start_of(last + timedelta(days=1), case.facts.person, case.policy)
            yield Reason(Code.CALM_WEEKS, until, words={"country": country})


def _last_day(weeks: CalmWeeks, today: date) -> date | None:
    """The end of the weeks that `today` lies in; they may run over the new year."""
    for year in (today.year - 1, today.year):
        first = date.fromisoformat(f"{year}-{weeks.first}")
        last = date.fromisoformat(f"{year + (weeks.last < weeks.first)}-{weeks.last}")
        if first <= today <= last:
            return last
    return None


def _capacity(case: Case) -> Iterator[Reason]:
    team = case.facts.team
    ends: datetime | None = team.day_ends
    if team.first_approaches >= case.policy.first_approaches and ends and case.now < ends:
        yield Reason(Code.CAPACITY, ends, words={"most": case.policy.first_approaches})
