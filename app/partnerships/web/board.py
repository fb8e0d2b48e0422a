"""The board and the list of the same, one address: what is shown, how it is filtered and sorted is all in it."""

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.doors import Page, SlowPage
from app.core.errors import NotFound
from app.core.pagination import Slice
from app.core.sheets import delimiter_here, download
from app.partnerships import queries
from app.partnerships.service.exports import note_export
from app.partnerships.table import said, titles
from app.partnerships.web.common import asked, choices
from app.partnerships.web.views import views_of

router = APIRouter()


@router.get("/partnerships", name="partnerships.board")
async def board(page: Page, view: str = "", cursor: str | None = None) -> Response:
    if view == "list":
        return await _list(page, cursor)
    query = asked(page)
    courses = await queries.courses(page.session, page.actor)
    course = queries.asked_for(courses, query.pipeline)
    shown = await queries.board(page.session, page.actor, course, query)
    context: dict[str, Any] = {
        "courses": courses,
        "course": course,
        "query": query,
        "address": query.address(),
        "view": "",
        "views": await views_of(page, query, ""),
    }
    return page.render("partnerships/board.html", board=shown, **context, **await choices(page))


@router.get("/partnerships/list.csv", name="partnerships.csv")
async def as_csv(page: SlowPage) -> Response:
    """All pages of the list, with its filters."""
    page.actor.require("partnerships.read")
    page.actor.require("exports.read")
    query = asked(page)

    async def read(session: AsyncSession, cursor: str | None, limit: int) -> Slice[Any]:
        return await queries.page(session, page.actor, query, cursor, limit)

    database = page.request.app.state.database
    await note_export(database, page.actor, query)
    return download(database, "partnerships", titles(), read, said, delimiter_here())


@router.get("/partnerships/column", name="partnerships.column")
async def column(page: Page, cursor: str | None = None) -> Response:
    """The next cards of one stage (`stage=`), for the board."""
    query = asked(page)
    course = await queries.get_course(page.session, page.actor, query.pipeline)
    if not query.stage:
        raise NotFound
    stage, rest = course.stage(query.stage[0]), query.model_copy(update={"stage": []})
    cards = await queries.column(page.session, page.actor, course, stage, rest, cursor)
    return page.render("partnerships/_cards.html", cards=cards, stage=stage, address=rest.address())


async def _list(page: Page, cursor: str | None) -> Response:
    query = asked(page)
    courses = await queries.courses(page.session, page.actor)
    rows = await queries.page(page.session, page.actor, query, cursor)
    context: dict[str, Any] = {"rows": rows, "query": query, "address": query.address(view="list"), "view": "list"}
    if page.partial and cursor:
        return page.render("partnerships/_rows.html", **context)
    course = queries.asked_for(courses, query.pipeline)
    stages = [stage for one in courses for stage in one.stages]
    total = await queries.count(page.session, page.actor, query, stages)
    context |= {"courses": courses, "course": course, "total": total, "asked": urlencode(query.address(), doseq=True)}
    context |= {"views": await views_of(page, query, "list")}
    return page.render("partnerships/list.html", **context, **await choices(page))
