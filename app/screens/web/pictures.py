"""Pictures: panels that pages load when they are seen, pages of their own without JavaScript, and files."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.accounts.doors import Page
from app.bloggers import queries as bloggers
from app.core.errors import NotFound
from app.core.pages import PageContext
from app.core.pictures import Picture, as_csv, as_svg
from app.partnerships import queries as partnerships
from app.screens import reports
from app.screens.pictures import draw, person_pictures, team_pictures
from app.screens.pictures.team import CHOICES, WEEKS

router = APIRouter()
Weeks = Annotated[int, Query(ge=1, le=52)]


class Form(StrEnum):
    SVG = "svg"
    CSV = "csv"


@router.get("/reports/pictures", name="reports.pictures")
async def team(page: Page, pipeline: UUID | None = None, weeks: Weeks = WEEKS) -> Response:
    courses = await partnerships.courses(page.session, page.actor)
    course = partnerships.asked_for(courses, pipeline)
    found = await team_pictures(page.session, page.actor, course, weeks)
    return page.render(
        "screens/report_pictures.html", found=found, courses=courses, course=course, weeks=weeks, choices=CHOICES
    )


@router.get("/reports/pictures/{picture}.{form}", name="reports.picture")
async def team_file(
    page: Page, picture: str, form: Form, pipeline: UUID | None = None, weeks: Weeks = WEEKS
) -> Response:
    course = partnerships.asked_for(await partnerships.courses(page.session, page.actor), pipeline)
    found = await team_pictures(page.session, page.actor, course, weeks)
    flow = await reports.flow(page.session, page.actor, course)
    return _file(page, [*found.shown, draw.funnel(flow.steps), draw.contacts(flow.weeks)], picture, form)


@router.get("/bloggers/{blogger_id}/pictures", name="bloggers.pictures")
async def person(page: Page, blogger_id: UUID, brand: UUID | None = None) -> Response:
    blogger = await bloggers.get_blogger(page.session, page.actor, blogger_id)
    found = await person_pictures(page.session, page.actor, blogger, brand)
    return page.render("screens/blogger_pictures.html", blogger=blogger, found=found, brand=brand)


@router.get("/bloggers/{blogger_id}/pictures/{picture}.{form}", name="bloggers.picture")
async def person_file(page: Page, blogger_id: UUID, picture: str, form: Form, brand: UUID | None = None) -> Response:
    blogger = await bloggers.get_blogger(page.session, page.actor, blogger_id)
    found = await person_pictures(page.session, page.actor, blogger, brand)
    return _file(page, [*found.shown, *found.audiences], picture, form)


def _file(page: PageContext, pictures: list[Picture], key: str, form: Form) -> Response:
    """Raises NotFound where there is no such picture, or nothing to draw."""
    found = next((one for one in pictures if one.key == key and not one.empty), None)
    if found is None:
        raise NotFound
    return as_csv(found) if form == Form.CSV else as_svg(found, page.macro("components/chart.html", "drawing", found))
