"""Saved views: filters, sort and columns of the list under a name, for oneself or for the team."""

from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field
from starlette.requests import Request

from app.accounts.doors import Page
from app.bloggers import queries, service
from app.bloggers.models import SavedView
from app.bloggers.schemas import ViewIn
from app.bloggers.web.index import complete
from app.bloggers.web.listing import Listing
from app.core.forms import FormState
from app.core.i18n import _
from app.core.pages import PageContext
from app.core.schemas import Input

router = APIRouter()
TEMPLATE = "bloggers/view.html"


class ViewForm(Input):
    """From its own page, or from the foot of the filters' page, which posts every filter along with it."""

    model_config = Input.model_config | {"extra": "ignore"}

    name: str = Field(min_length=1, max_length=100)
    shared: bool = False
    keep_query: bool = False


@router.get("/bloggers/views/new", name="bloggers.views.new")
async def new(page: Page) -> Response:
    page.actor.require("views.write")
    listing = Listing.read(page)
    await complete(page, listing)
    return page.render(TEMPLATE, view=None, listing=listing)


@router.post("/bloggers/views", name="bloggers.views.create")
async def create(page: Page) -> Response:
    listing = Listing.read(page, await _posted_query(page.request))
    await complete(page, listing)
    given = await page.form(ViewForm, TEMPLATE, view=None, listing=listing)
    values = ViewIn(name=given.name, shared=given.shared, query=_kept(listing))
    view = await service.create_view(page.session, page.actor, values)
    return page.redirect_to(_path(page, view), notice=_("“%(name)s” is kept.", name=view.name))


@router.post("/bloggers/views/undelete", name="bloggers.views.undelete")
async def undelete(page: Page, name: str, query: str = "", *, shared: bool = False) -> Response:
    """A view is nothing but these three: undo makes it again."""
    values = ViewIn(name=name, query=query, shared=shared)
    view = await service.create_view(page.session, page.actor, values)
    return page.redirect_to(_path(page, view), notice=_("“%(name)s” is back.", name=view.name))


@router.get("/bloggers/views/{view_id}", name="bloggers.views.edit")
async def edit(page: Page, view_id: UUID) -> Response:
    page.actor.require("views.write")
    view = await queries.get_view(page.session, page.actor, view_id)
    listing = Listing.read(page, page.request.query_params.get("query", view.query))
    await complete(page, listing)
    return page.render(TEMPLATE, view=view, listing=listing, form=FormState.of(view))


@router.post("/bloggers/views/{view_id}", name="bloggers.views.update")
async def update(page: Page, view_id: UUID) -> Response:
    view = await queries.get_view(page.session, page.actor, view_id)
    listing = Listing.read(page, await _posted_query(page.request))
    given = await page.form(ViewForm, TEMPLATE, view=view, listing=listing)
    values = {"name": given.name, "shared": given.shared} | ({"query": _kept(listing)} if given.keep_query else {})
    await service.update_view(page.session, page.actor, view, values)
    return page.redirect_to(_path(page, view), notice=_("Saved."))


@router.post("/bloggers/views/{view_id}/delete", name="bloggers.views.delete")
async def delete(page: Page, view_id: UUID) -> Response:
    view = await queries.get_view(page.session, page.actor, view_id)
    await service.delete_view(page.session, page.actor, view)
    undo = page.url_for("bloggers.views.undelete", name=view.name, shared=int(view.shared), query=view.query)
    return page.redirect("bloggers.index", notice=_("“%(name)s” is deleted.", name=view.name), undo=undo)


async def _posted_query(request: Request) -> str:
    """The filters that a form carries: as one `query`, or field by field."""
    posted = (await request.form()).multi_items()
    whole = next((value for name, value in posted if name == "query"), None)
    return whole if isinstance(whole, str) else urlencode([(name, str(value)) for name, value in posted])


def _kept(listing: Listing) -> str:
    return urlencode(listing.pairs(without=("view",)))


def _path(page: PageContext, view: SavedView) -> str:
    return page.url_for("bloggers.index") + f"?{view.query}{'&' if view.query else ''}view={view.id}"
