"""What is noted about a person and weighs on timing: owed, promised, taken, not to be disturbed, coming up."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts import queries as accounts
from app.accounts.doors import Page
from app.bloggers.queries import get_blogger
from app.core.forms import FormState
from app.core.i18n import _
from app.core.pages import PageContext, Undo
from app.outreach.timing import labels, queries, service
from app.outreach.timing.facts import Fact
from app.outreach.timing.models import Circumstance
from app.outreach.timing.schemas import CircumstanceForm

router = APIRouter()
TEMPLATE = "outreach/timing/circumstance_new.html"


@router.get("/bloggers/{blogger_id}/circumstances/new", name="circumstances.new")
async def new(page: Page, blogger_id: UUID, kind: str = Fact.PROMISE, brand: UUID | None = None) -> Response:
    page.actor.require("bloggers.write")
    return page.render(
        TEMPLATE, form=FormState({"kind": kind, "brand_id": brand or ""}), **await _around(page, blogger_id)
    )


@router.post("/bloggers/{blogger_id}/circumstances", name="circumstances.create")
async def create(page: Page, blogger_id: UUID) -> Response:
    around = await _around(page, blogger_id)
    given = await page.form(CircumstanceForm, TEMPLATE, **around)
    made = await service.write(page.session, page.actor, around["blogger"], given)
    undo = page.url_for("circumstances.delete", circumstance_id=made.id)
    return await _back(page, made, _("Noted: %(what)s.", what=labels.KINDS[made.kind]), undo)


@router.post("/circumstances/{circumstance_id}/settle", name="circumstances.settle")
async def settle(page: Page, circumstance_id: UUID) -> Response:
    """Paid, sent, kept."""
    found = await queries.get_circumstance(page.session, page.actor, circumstance_id)
    await service.settle(page.session, page.actor, found)
    return await _back(page, found, _("Settled: %(what)s.", what=labels.KINDS[found.kind]), _reopening(page, found))


@router.post("/circumstances/{circumstance_id}/end", name="circumstances.end")
async def end(page: Page, circumstance_id: UUID) -> Response:
    """It holds no longer, earlier than thought."""
    found = await queries.get_circumstance(page.session, page.actor, circumstance_id)
    await service.end(page.session, page.actor, found)
    return await _back(page, found, _("Ended: %(what)s.", what=labels.KINDS[found.kind]), _reopening(page, found))


@router.post("/circumstances/{circumstance_id}/reopen", name="circumstances.reopen")
async def reopen(page: Page, circumstance_id: UUID) -> Response:
    found = await queries.get_circumstance(page.session, page.actor, circumstance_id)
    await service.reopen(page.session, page.actor, found)
    return await _back(page, found, _("As it was: %(what)s.", what=labels.KINDS[found.kind]))


@router.post("/circumstances/{circumstance_id}/delete", name="circumstances.delete")
async def delete(page: Page, circumstance_id: UUID) -> Response:
    """It was noted by mistake."""
    found = await queries.get_circumstance(page.session, page.actor, circumstance_id)
    await service.delete(page.session, page.actor, found)
    undo = page.url_for("circumstances.undelete", circumstance_id=found.id)
    return await _back(page, found, _("Deleted: %(what)s.", what=labels.KINDS[found.kind]), undo)


@router.post("/circumstances/{circumstance_id}/undelete", name="circumstances.undelete")
async def undelete(page: Page, circumstance_id: UUID) -> Response:
    found = await queries.get_circumstance(page.session, page.actor, circumstance_id, deleted=True)
    await service.undelete(page.session, page.actor, found)
    return await _back(page, found, _("As it was: %(what)s.", what=labels.KINDS[found.kind]))


async def _around(page: PageContext, blogger_id: UUID) -> dict[str, Any]:
    blogger = await get_blogger(page.session, page.actor, blogger_id)
    brands = await accounts.brands(page.session, page.actor)
    return {"blogger": blogger, "timing": labels, "brands": [(brand.id, brand.name) for brand in brands]}


async def _back(page: PageContext, about: Circumstance, notice: str, undo: Undo = None) -> Response:
    """To the form's `next` on this site, else to the person."""
    wanted = str((await page.request.form()).get("next") or "")
    home = page.url_for("bloggers.show", blogger_id=about.blogger_id)
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return page.redirect_to(wanted if ours else home, notice=notice, undo=undo)


def _reopening(page: PageContext, found: Circumstance) -> str:
    return page.url_for("circumstances.reopen", circumstance_id=found.id)
