"""Saved views: kept from a list, then renamed, shared, deleted and brought back under settings."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Response
from starlette.requests import Request

from app.accounts import queries as accounts
from app.accounts.doors import Page
from app.core.forms import FormState
from app.core.i18n import _
from app.core.pages import PageContext
from app.views import queries, service
from app.views.models import SavedView
from app.views.schemas import Subject, ViewForm, ViewIn
from app.views.subjects import LISTS, Words, address

router = APIRouter()
TEMPLATE = "views/edit.html"


@router.get("/settings/views", name="views.index")
async def index(page: Page) -> Response:
    page.actor.require("bloggers.read")
    views = await queries.views(page.session, page.actor)
    words = {view.id: (await LISTS[view.subject].read(page, view.query)).sentence for view in views}
    addresses = {view.id: address(page, view) for view in views}
    owners = await accounts.user_names(page.session, page.actor, [view.owner_id for view in views])
    return page.render("views/index.html", views=views, words=words, addresses=addresses, owners=owners)


@router.get("/settings/views/new", name="views.new")
async def new(page: Page, subject: Subject = Subject.BLOGGERS) -> Response:
    page.actor.require("views.write")
    listing = await LISTS[subject].read(page, page.request.url.query)
    return page.render(TEMPLATE, **_around(page, subject, listing))


@router.post("/settings/views", name="views.create")
async def create(page: Page, subject: Subject = Subject.BLOGGERS) -> Response:
    listing = await LISTS[subject].read(page, await _posted_query(page.request))
    given = await page.form(ViewForm, TEMPLATE, **_around(page, subject, listing))
    values = ViewIn(name=given.name, subject=subject, shared=given.shared, query=listing.query)
    view = await service.create(page.session, page.actor, values)
    return page.redirect_to(address(page, view), notice=_("“%(name)s” is kept.", name=view.name))


@router.get("/settings/views/{view_id}", name="views.edit")
async def edit(page: Page, view_id: UUID) -> Response:
    page.actor.require("views.write")
    view = await queries.get_view(page.session, page.actor, view_id)
    asked = page.request.query_params.get("query", view.query)
    listing = await LISTS[view.subject].read(page, asked)
    return page.render(TEMPLATE, **_around(page, view.subject, listing, view), form=FormState.of(view))


@router.post("/settings/views/{view_id}", name="views.update")
async def update(page: Page, view_id: UUID) -> Response:
    view = await queries.get_view(page.session, page.actor, view_id)
    listing = await LISTS[view.subject].read(page, await _posted_query(page.request))
    given = await page.form(ViewForm, TEMPLATE, **_around(page, view.subject, listing, view))
    values = {"name": given.name, "shared": given.shared} | ({"query": listing.query} if given.keep_query else {})
    await service.update(page.session, page.actor, view, values, version=page.version)
    return page.redirect_to(address(page, view), notice=_("Saved."))


@router.post("/settings/views/{view_id}/delete", name="views.delete")
async def delete(page: Page, view_id: UUID) -> Response:
    view = await queries.get_view(page.session, page.actor, view_id)
    await service.delete(page.session, page.actor, view)
    undo = page.url_for("views.undelete", view_id=view_id)
    return page.redirect("views.index", notice=_("“%(name)s” is deleted.", name=view.name), undo=undo)


@router.post("/settings/views/{view_id}/undelete", name="views.undelete")
async def undelete(page: Page, view_id: UUID) -> Response:
    view = await service.undelete(page.session, page.actor, view_id)
    return page.redirect_to(address(page, view), notice=_("“%(name)s” is back.", name=view.name))


async def _posted_query(request: Request) -> str:
    """The filters that a form carries: as one `query`, or field by field."""
    posted = (await request.form()).multi_items()
    whole = next((value for name, value in posted if name == "query"), None)
    return whole if isinstance(whole, str) else urlencode([(name, str(value)) for name, value in posted])


def _around(page: PageContext, subject: str, listing: Words, view: SavedView | None = None) -> dict[str, Any]:
    home = page.url_for(LISTS[subject].route)
    back = f"{home}?{listing.query}" if listing.query else home
    return {"view": view, "subject": subject, "listing": listing, "back": back}
