"""The manager's page: since last Monday, where everything stands, how it flows; and the same for paper."""

from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Page
from app.core.pages import PageContext
from app.outreach.timing.labels import WHYS
from app.partnerships import queries as partnerships
from app.partnerships.defaults import STAGE_NAMES
from app.screens import reports
from app.screens.pictures import draw, team_pictures
from app.screens.reports.since import start_of

router = APIRouter()


@router.get("/reports", name="reports.index")
async def index(
    page: Page, since: date | None = None, pipeline: UUID | None = None, *, paper: bool = False
) -> Response:
    page.actor.require("reports.read")
    courses = await partnerships.courses(page.session, page.actor)
    course = partnerships.asked_for(courses, pipeline)
    numbers = await _numbers(page, course, since)
    found = await team_pictures(page.session, page.actor, course) if paper else None
    template = "screens/reports_print.html" if paper else "screens/reports.html"
    return page.render(template, courses=courses, course=course, found=found, **numbers)


async def _numbers(page: PageContext, course: partnerships.Course, since: date | None) -> dict[str, Any]:
    flow = await reports.flow(page.session, page.actor, course)
    return {
        "since": await reports.since_day(page.session, page.actor, start_of(page.actor, since)),
        "standing": await reports.standing(page.session, page.actor),
        "flow": flow,
        "drawn": [draw.funnel(flow.steps), draw.contacts(flow.weeks)],
        "timing": await reports.timing_figures(page.session, page.actor),
        "stage_names": STAGE_NAMES,
        "whys": WHYS,
    }
