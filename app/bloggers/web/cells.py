"""Changing a cell of the list without leaving it. Without JavaScript each opens as a page of its own and leads back."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts import queries as accounts
from app.accounts.doors import Page
from app.bloggers import labels, queries
from app.bloggers.cells import CELLS, Before, Cell, Place, Posted
from app.bloggers.models import Blogger
from app.bloggers.web.listing import Listing
from app.core.errors import BadRequest, NotFound
from app.core.i18n import _
from app.core.pages import PageContext
from app.core.pagination import Slice

router = APIRouter()
PATH = "/bloggers/{blogger_id}/cells/{column}"


@dataclass(frozen=True, slots=True)
class At:
    """The cell asked for, and the list it stands in."""

    cell: Cell
    place: Place
    listing: Listing
    brand: UUID | None

    @property
    def blogger(self) -> Blogger:
        return self.place.blogger

    @property
    def back(self) -> str:
        """The list as it was, at this person's line."""
        cursor = [("cursor", self.listing.cursor)] if self.listing.cursor else []
        return self.listing.url("bloggers.index", [*self.listing.given, *cursor]) + f"#row-{self.blogger.id}"

    def url(self, route: str, **more: str) -> str:
        known = {"blogger_id": self.blogger.id, "column": self.cell.key, "brand": self.brand}
        return self.listing.page.url_for(route, **known, back=self.listing.place or None, **more)


@router.get(PATH, name="bloggers.cell")
async def edit(page: Page, blogger_id: UUID, column: str, brand: UUID | None = None, back: str = "") -> Response:
    at = await _at(page, blogger_id, column, brand, back)
    form = await at.cell.form(page.session, page.actor, at.place)
    return page.render(_template(page), form=form, **await _context(page, at))


@router.post(PATH, name="bloggers.set_cell")
async def save(page: Page, blogger_id: UUID, column: str, brand: UUID | None = None, back: str = "") -> Response:
    at = await _at(page, blogger_id, column, brand, back)
    given = await page.form(at.cell.schema, _template(page), **await _context(page, at))
    posted = Posted(page.version, page.was)
    before = await at.cell.save(page.session, page.actor, at.place, given, posted)
    return await _answer(page, at, before)


@router.post(f"{PATH}/undo", name="bloggers.undo_cell")
async def undo(
    page: Page, blogger_id: UUID, column: str, before: str = "", brand: UUID | None = None, back: str = ""
) -> Response:
    at = await _at(page, blogger_id, column, brand, back)
    await at.cell.undo(page.session, page.actor, at.place, _held(before))
    return page.redirect_to(at.back, notice=_("Put back: %(name)s.", name=at.blogger.name))


async def _at(page: PageContext, blogger_id: UUID, column: str, brand: UUID | None, back: str) -> At:
    if column not in CELLS:
        raise NotFound
    blogger = await queries.get_blogger(page.session, page.actor, blogger_id)
    page.actor.require(CELLS[column].permission)
    brand_id = await queries.brand_for(page.session, page.actor, blogger_id, brand)
    return At(CELLS[column], Place(blogger, brand_id), Listing.read(page, back or _left(page)), brand)


def _left(page: PageContext) -> str:
    """The query of the list that one comes from, as the browser tells it."""
    told = page.request.headers
    address = urlsplit(told.get("hx-current-url") or told.get("referer", ""))
    return address.query if address.path == page.url_for("bloggers.index") else ""


async def _context(page: PageContext, at: At) -> dict[str, Any]:
    options = await at.cell.options(page.session, page.actor)
    names = {str(one[0]): one[1] for one in options if not isinstance(one, str)}
    return {"at": at, "cell": at.cell, "options": options, "names": names}


def _template(page: PageContext) -> str:
    return "bloggers/_cell.html" if page.partial else "bloggers/cell.html"


async def _answer(page: PageContext, at: At, before: Before | None) -> Response:
    """The line alone, where it stands; without htmx the list where it was."""
    notice = _("Saved: %(name)s.", name=at.blogger.name) if before is not None else None
    undo = at.url("bloggers.undo_cell", before=json.dumps(before)) if before is not None else None
    if not page.partial:
        return page.redirect_to(at.back, notice=notice, undo=undo)
    filters, live = at.listing.filters, at.listing.shows("ask")
    row = await queries.row(page.session, page.actor, at.blogger.id, brand=at.brand or filters.brand, live=live)
    names = {member.user_id: member.name for member in await accounts.members(page.session, page.actor)}
    shown: dict[str, Any] = {"rows": Slice([row], None), "listing": at.listing, "labels": labels, "names": names}
    return page.render("bloggers/_cell_saved.html", notice=notice, undo=undo, **shown)


def _held(before: str) -> Before:
    try:
        held = json.loads(before)
    except ValueError:
        held = None
    if not isinstance(held, dict) or not held:
        raise BadRequest(_("This cannot be taken back."))
    return held
