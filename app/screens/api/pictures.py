"""The numbers behind the pictures."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from app.accounts.doors import Call
from app.bloggers import queries as bloggers
from app.core.schemas import Output
from app.partnerships import queries as partnerships
from app.screens.pictures import person_pictures, team_pictures
from app.screens.pictures.team import WEEKS

router = APIRouter()


class DayOut(Output):
    day: date
    out: int = Field(description="From us.")
    heard: int = Field(description="From them.")


class StagesOut(Output):
    monday: date
    counts: dict[str, int] = Field(description="Partnerships by stage key, when the week was over.")


class HourOut(Output):
    weekday: int = Field(description="0 is Monday.")
    hour: int
    out: int = Field(description="Messages of ours, the whole team's; of the last twelve weeks.")


class TeamPicturesOut(Output):
    """Days and hours are those of the caller's time zone; days and hours without an exchange are left out."""

    stages: list[StagesOut]
    days: list[DayOut]
    hours: list[HourOut]


class PressureOut(Output):
    monday: date
    level: str = Field(
        description="The highest of the week: `calm`, `moderate`, `high`, `too_much`.", examples=["calm"]
    )


class PersonPicturesOut(Output):
    """Audience figures have an address of their own: `/bloggers/{id}/channels/{id}/audience`."""

    days: list[DayOut]
    pressure: list[PressureOut]


@router.get("/reports/pictures", name="api.reports.pictures", response_model=TeamPicturesOut, tags=["Reports"])
async def team(call: Call, pipeline: UUID | None = None, weeks: Annotated[int, Query(ge=1, le=52)] = WEEKS) -> Response:
    """Partnerships in each stage of one pipeline week by week, exchanges of a year by day, our messages by hour of the
    week."""
    course = partnerships.asked_for(await partnerships.courses(call.session, call.actor), pipeline)
    found = await team_pictures(call.session, call.actor, course, weeks)
    return call.answer(
        TeamPicturesOut(
            stages=[StagesOut.of(week) for week in found.stages],
            days=[DayOut.of(day) for day in found.days],
            hours=[HourOut.of(hour) for hour in found.hours],
        )
    )


@router.get(
    "/bloggers/{blogger_id}/pictures",
    name="api.bloggers.pictures",
    response_model=PersonPicturesOut,
    tags=["Bloggers"],
    summary="Exchanges by day, and how much was asked",
)
async def person(call: Call, blogger_id: UUID, brand_id: UUID | None = None) -> Response:
    """Exchanges of a year by day, and in words how much was asked of the person week by week, over all brands, against
    the ceiling of today."""
    blogger = await bloggers.get_blogger(call.session, call.actor, blogger_id)
    found = await person_pictures(call.session, call.actor, blogger, brand_id)
    return call.answer(
        PersonPicturesOut(
            days=[DayOut.of(day) for day in found.days],
            pressure=[PressureOut(monday=monday, level=one.level) for monday, one in found.weeks],
        )
    )
