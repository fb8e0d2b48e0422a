"""The pictures of the reports: how partnerships flow, on which days and at which hours we speak with people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.actor import Actor
from app.core.pictures import Picture
from app.partnerships.queries import Course
from app.screens.pictures import draw
from app.screens.pictures.contacts import YEAR, Day, Hour, days, first_day, hours
from app.screens.pictures.stages import WeekOfStages, stages_by_week

WEEKS = 26
CHOICES = (12, 26, 52)


@dataclass(frozen=True, slots=True)
class TeamPictures:
    course: Course
    stages: Sequence[WeekOfStages]
    days: Sequence[Day]
    first: date
    hours: Sequence[Hour]

    @property
    def shown(self) -> list[Picture]:
        return [draw.flow(self.course, self.stages), draw.calendar(self.days, self.first), draw.hours(self.hours)]


async def team_pictures(session: AsyncSession, actor: Actor, course: Course, weeks: int = WEEKS) -> TeamPictures:
    """Three statements."""
    actor.require("reports.read")
    return TeamPictures(
        course=course,
        stages=await stages_by_week(session, actor, course, weeks),
        days=await days(session, actor),
        first=first_day(actor, YEAR),
        hours=await hours(session, actor),
    )
