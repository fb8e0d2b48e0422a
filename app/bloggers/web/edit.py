"""Editing in place: each block of a person's page has a form that takes its place, or opens as a page of its own."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Page
from app.bloggers import labels, queries, service
from app.bloggers.models import Blogger
from app.bloggers.queries import Sheet
from app.bloggers.web.blocks import BLOCKS, Base, Block, FieldsForm, Key, PartsForm
from app.bloggers.web.choices import choices
from app.core.i18n import _
from app.core.pages import PageContext

router = APIRouter()
HOLD_DETAILS = frozenset({Key.CONTACTS, Key.PRACTICAL})


@router.get("/bloggers/{blogger_id}/blocks/{block}", name="bloggers.block")
async def show(page: Page, blogger_id: UUID, block: Key) -> Response:
    """One block as it stands: where Cancel leads. As a whole page it is the person's."""
    if not page.partial:
        return page.redirect("bloggers.show", blogger_id=blogger_id)
    blogger = await queries.get_blogger(page.session, page.actor, blogger_id)
    return await _shown(page, blogger, BLOCKS[block])


@router.get("/bloggers/{blogger_id}/edit/{block}", name="bloggers.edit")
async def edit(page: Page, blogger_id: UUID, block: Key) -> Response:
    page.actor.require("bloggers.write")
    blogger = await queries.get_blogger(page.session, page.actor, blogger_id)
    if block in HOLD_DETAILS:
        queries.require_contact(page.actor, blogger)
    sheet = await queries.sheet(page.session, page.actor, blogger)
    context = await _context(page, blogger, BLOCKS[block])
    return page.render(_template(page), form=BLOCKS[block].form(blogger, sheet), **context)


@router.post("/bloggers/{blogger_id}/edit/{block}", name="bloggers.update")
async def update(page: Page, blogger_id: UUID, block: Key) -> Response:
    blogger, chosen = await queries.get_blogger(page.session, page.actor, blogger_id), BLOCKS[block]
    page.actor.require("bloggers.write")
    if block in HOLD_DETAILS:
        queries.require_contact(page.actor, blogger)
    given = await page.form(chosen.schema, _template(page), **await _context(page, blogger, chosen))
    await _save(page, blogger, chosen, given)
    if page.partial:
        return await _shown(page, blogger, chosen)
    return page.redirect("bloggers.show", blogger_id=blogger_id, notice=_("Saved."))


async def _save(page: PageContext, blogger: Blogger, block: Block, given: Base) -> None:
    """Only what was changed in this form, so that what a colleague saved meanwhile stays."""
    if isinstance(given, FieldsForm):
        values = page.without_given_up(block.only(given.changed()))
        await service.update_blogger(page.session, page.actor, blogger, values, version=page.version)
    elif isinstance(given, PartsForm):
        edits = given.edits()
        own = {"version": page.version, "given_up": page.given_up}
        await service.edit_parts(page.session, page.actor, blogger, block.parts, edits, **own)


def _template(page: PageContext) -> str:
    return "bloggers/_edit.html" if page.partial else "bloggers/edit.html"


async def _context(page: PageContext, blogger: Blogger, block: Block) -> dict[str, Any]:
    offered = await choices(page.session, page.actor)
    return {"blogger": blogger, "block": block, "choices": offered, "labels": labels}


async def _shown(page: PageContext, blogger: Blogger, block: Block) -> Response:
    sheet: Sheet = await queries.sheet(page.session, page.actor, blogger)
    closed = queries.contact_closed(page.actor, blogger)
    return page.render(block.template, blogger=blogger, person=sheet, names={}, labels=labels, closed=closed)
