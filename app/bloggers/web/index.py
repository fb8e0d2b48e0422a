"""The list of people: search as you type, filters, columns, show more. Everything it shows is in its address."""

from typing import Any

from fastapi import APIRouter, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts import queries as accounts
from app.accounts.doors import Page, SlowPage
from app.bloggers import labels, queries
from app.bloggers.choices import EXTRAS
from app.bloggers.service.exports import note_export
from app.bloggers.table import said
from app.bloggers.web.choices import filter_choices, form_of
from app.bloggers.web.forms import Choose
from app.bloggers.web.listing import COLUMNS, COOKIE, Listing
from app.core.pages import PageContext
from app.core.pagination import Slice
from app.core.sheets import delimiter_here, download
from app.views import queries as views
from app.views.schemas import Subject
from app.views.subjects import List, register

router = APIRouter()
A_YEAR = 365 * 24 * 3600


@router.get("/bloggers", name="bloggers.index")
async def index(page: Page) -> Response:
    listing = Listing.read(page)
    rows = await queries.page(page.session, page.actor, listing.filters, listing.cursor, live=listing.shows("ask"))
    if listing.cursor and page.partial:
        return page.render("bloggers/_more.html", listing=listing, rows=rows, **await _people(page))
    await complete(page, listing)
    listing.total = await _total(page, listing, rows.items if not (listing.cursor or rows.next) else None)
    template = "bloggers/_list.html" if page.partial else "bloggers/index.html"
    return page.render(template, listing=listing, rows=rows, **await _people(page))


@router.get("/bloggers/list.csv", name="bloggers.csv")
async def as_csv(page: SlowPage) -> Response:
    """All pages of the list, with its filters and columns."""
    page.actor.require("bloggers.read")
    page.actor.require("exports.read")
    listing, database = Listing.read(page), page.request.app.state.database
    async with database.read() as session:
        names = {member.user_id: member.name for member in await accounts.members(session, page.actor)}
    keys, titles = [column.key for column in listing.columns], [str(column.label) for column in listing.columns]

    async def read(session: AsyncSession, cursor: str | None, limit: int) -> Slice[Any]:
        return await queries.page(session, page.actor, listing.filters, cursor, limit, live=listing.shows("ask"))

    await note_export(database, page.actor, listing.filters)
    return download(database, "people", titles, read, lambda row: said(row, keys, names), delimiter_here())


@router.get("/bloggers/filters", name="bloggers.filters")
async def filters(page: Page) -> Response:
    page.actor.require("bloggers.read")
    listing = Listing.read(page)
    choices = await filter_choices(page.session, page.actor)
    return page.render("bloggers/filters.html", listing=listing, form=form_of(listing), choices=choices, labels=labels)


@router.get("/bloggers/columns", name="bloggers.columns")
async def columns(page: Page) -> Response:
    page.actor.require("bloggers.read")
    return page.render("bloggers/columns.html", listing=Listing.read(page), every_column=COLUMNS.values())


@router.post("/bloggers/columns", name="bloggers.choose_columns")
async def choose_columns(page: Page) -> Response:
    """Kept by this browser; an address or a saved view that names columns goes before."""
    page.actor.require("bloggers.read")
    given = await page.form(Choose, "bloggers/columns.html", listing=Listing.read(page), every_column=COLUMNS.values())
    listing = Listing.read(page, given.query)
    response = page.redirect_to(listing.url("bloggers.index", listing.pairs(without=("columns",))))
    chosen = ".".join(key for key in given.columns if key in COLUMNS)
    response.set_cookie(COOKIE, chosen, max_age=A_YEAR, samesite="lax", secure=page.pages.secure)
    return response


async def complete(page: PageContext, listing: Listing) -> None:
    """Adds what the list's head says in words: saved views, and the names of what filters point at by id."""
    listing.views_known = await views.views(page.session, page.actor, Subject.BLOGGERS)
    await _name_filters(page, listing)


async def _name_filters(page: PageContext, listing: Listing) -> None:
    """What filters point at by id is read once for a page, however many views it describes."""
    listing.words = vars(page).setdefault("filter_words", {})
    for name in ({name for name, _value in listing.given} & {"brand", *EXTRAS}) - listing.words.keys():
        if name == "brand":
            brands = await accounts.every_brand(page.session, page.actor)
            listing.words[name] = {str(brand.id): brand.name for brand in brands}
        else:
            listing.words[name] = dict(await EXTRAS[name].load(page.session, page.actor))


async def _as_view(page: PageContext, query: str) -> Listing:
    listing = Listing.read(page, query)
    listing.given = listing.pairs(without=("view",))
    await _name_filters(page, listing)
    return listing


register(Subject.BLOGGERS, List("bloggers.index", "view", _as_view))


async def _people(page: PageContext) -> dict[str, Any]:
    members = await accounts.members(page.session, page.actor)
    return {"members": members, "names": {member.user_id: member.name for member in members}, "labels": labels}


async def _total(page: PageContext, listing: Listing, whole: Any) -> queries.Total:
    """The true number: of the workspace, of a list that fits on one page, else counted up to a cap."""
    if listing.is_everybody:
        return queries.Total(page.actor.workspace["blogger_count"])
    if whole is not None:
        return queries.Total(len(whole))
    return await queries.count(page.session, page.actor, listing.filters)
