"""Logging a contact on a partnership, setting its next step, asking its owner."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts import queries as accounts
from app.accounts.doors import Page
from app.core.i18n import _
from app.core.pages import PageContext
from app.outreach import labels
from app.outreach.schemas import InteractionForm, StepForm
from app.partnerships import queries, service
from app.partnerships.schemas import AskForm
from app.partnerships.web.common import back, shown

router = APIRouter()


@router.get("/partnerships/{partnership_id}/contact", name="partnerships.contact_form")
async def contact_form(page: Page, partnership_id: UUID) -> Response:
    page.actor.require("interactions.write")
    return page.render("partnerships/contact.html", **await _around(page, partnership_id))


@router.post("/partnerships/{partnership_id}/contact", name="partnerships.log_contact")
async def log_contact(page: Page, partnership_id: UUID) -> Response:
    around = await _around(page, partnership_id)
    form = await page.form(InteractionForm, "partnerships/contact.html", **around)
    partnership = await queries.get_partnership(page.session, page.actor, partnership_id)
    await service.log_contact(page.session, page.actor, partnership, form.as_input())
    home = back(page, page.url_for("partnerships.show", partnership_id=partnership_id))
    return page.redirect_to(home, notice=_("Noted with %(names)s.", names=around["card"].blogger_name))


@router.get("/partnerships/{partnership_id}/next-step", name="partnerships.step_form")
async def step_form(page: Page, partnership_id: UUID) -> Response:
    page.actor.require("next_steps.write")
    return page.render("partnerships/step.html", **await _around(page, partnership_id))


@router.post("/partnerships/{partnership_id}/next-step", name="partnerships.add_step")
async def add_step(page: Page, partnership_id: UUID) -> Response:
    form = await page.form(StepForm, "partnerships/step.html", **await _around(page, partnership_id))
    partnership = await queries.get_partnership(page.session, page.actor, partnership_id)
    await service.add_step(page.session, page.actor, partnership, form.as_input())
    home = back(page, page.url_for("partnerships.show", partnership_id=partnership_id))
    return page.redirect_to(home, notice=_("The next step is set."))


@router.post("/partnerships/{partnership_id}/ask", name="partnerships.ask_owner")
async def ask_owner(page: Page, partnership_id: UUID) -> Response:
    card, _course = await shown(page, partnership_id)
    form = await page.form(AskForm, "partnerships/ask.html", card=card, next=back(page, ""))
    partnership = await queries.get_partnership(page.session, page.actor, partnership_id)
    await service.ask_owner(page.session, page.actor, partnership, form.question)
    home = back(page, page.url_for("partnerships.show", partnership_id=partnership_id))
    words = {"owner": card.owner_name, "name": card.blogger_name}
    return page.redirect_to(home, notice=_("%(owner)s will be asked about %(name)s.", **words))


async def _around(page: PageContext, partnership_id: UUID) -> dict[str, Any]:
    """What outreach's fields offer to choose from; person, brand and campaign are those of the partnership."""
    card, _course = await shown(page, partnership_id)
    members = await accounts.members(page.session, page.actor)
    return {"card": card, "words": labels, "members": [(member.user_id, member.name) for member in members]}
