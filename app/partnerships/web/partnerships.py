"""A partnership is made, edited, deleted and brought back. Its own page is a screen."""

import json
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Page
from app.bloggers import queries as bloggers
from app.campaigns import queries as campaigns
from app.core.forms import FormState
from app.core.i18n import _
from app.core.pages import PageContext
from app.partnerships import queries, service
from app.partnerships.models import Partnership, TermKind
from app.partnerships.schemas import TERM_GROUPS, PartnershipForm, money_in_form
from app.partnerships.service.partnerships import name_of
from app.partnerships.web.common import asked, back, choices

router = APIRouter()


@router.get("/partnerships/new", name="partnerships.new")
async def new(page: Page, blogger_id: UUID | None = None, who: str = "") -> Response:
    page.actor.require("partnerships.write")
    if blogger_id is None:
        found = await bloggers.search(page.session, page.actor, who, 12) if who else []
        return page.render("partnerships/who.html", who=who, found=found, kept=_kept(page))
    form = FormState({"currency": page.actor.workspace["currency"], "owner_id": page.actor.user_id, **_kept(page)})
    return page.render("partnerships/new.html", form=form, **await _new(page, blogger_id))


@router.post("/partnerships", name="partnerships.create")
async def create(page: Page, blogger_id: UUID) -> Response:
    form = await page.form(PartnershipForm, "partnerships/new.html", **await _new(page, blogger_id))
    partnership = await service.create(page.session, page.actor, form.as_input(blogger_id))
    await service.set_terms(page.session, page.actor, partnership, form.dated_terms())
    notice = _("A partnership with %(name)s is on the board.", name=await name_of(page.session, partnership))
    undo = page.url_for("partnerships.delete", partnership_id=partnership.id)
    return page.redirect("partnerships.show", partnership_id=partnership.id, notice=notice, undo=undo)


@router.get("/partnerships/{partnership_id}/edit", name="partnerships.edit")
async def edit(page: Page, partnership_id: UUID) -> Response:
    page.actor.require("partnerships.write")
    partnership = await queries.get_partnership(page.session, page.actor, partnership_id)
    form = await _form_of(page, partnership)
    return page.render("partnerships/edit.html", form=form, **await _edit(page, partnership))


@router.post("/partnerships/{partnership_id}", name="partnerships.update")
async def update(page: Page, partnership_id: UUID) -> Response:
    partnership = await queries.get_partnership(page.session, page.actor, partnership_id, lock=True)
    form = await page.form(PartnershipForm, "partnerships/edit.html", **await _edit(page, partnership))
    typed = form.changes(), form.dated_terms()
    await service.save_form(page.session, page.actor, partnership, *typed, version=page.version, was=page.was)
    return page.redirect("partnerships.show", partnership_id=partnership_id, notice=_("Saved."))


@router.post("/partnerships/{partnership_id}/delete", name="partnerships.delete")
async def delete(page: Page, partnership_id: UUID) -> Response:
    partnership = await queries.get_partnership(page.session, page.actor, partnership_id, lock=True)
    await service.delete(page.session, page.actor, partnership)
    notice = _("The partnership with %(name)s is deleted.", name=await name_of(page.session, partnership))
    undo = page.url_for("partnerships.undelete", partnership_id=partnership_id)
    return page.redirect("partnerships.board", notice=notice, undo=undo)


@router.post("/partnerships/{partnership_id}/undelete", name="partnerships.undelete")
async def undelete(page: Page, partnership_id: UUID) -> Response:
    partnership = await queries.get_partnership(page.session, page.actor, partnership_id, deleted=True, lock=True)
    await service.undelete(page.session, page.actor, partnership)
    notice = _("The partnership with %(name)s is back.", name=await name_of(page.session, partnership))
    return page.redirect("partnerships.show", partnership_id=partnership_id, notice=notice)


def _kept(page: PageContext) -> dict[str, Any]:
    """What the page that led here has chosen already."""
    query = asked(page)
    found = {"campaign_id": query.campaign, "brand_id": query.brand, "stage": query.stage[0] if query.stage else None}
    return {name: value for name, value in found.items() if value}


async def _new(page: PageContext, blogger_id: UUID) -> dict[str, Any]:
    course = await queries.get_course(page.session, page.actor)
    blogger = await bloggers.get_blogger(page.session, page.actor, blogger_id)
    return {"blogger": blogger, "course": course, "cancel": back(page, page.url_for("partnerships.board"))} | (
        await choices(page)
    )


async def _edit(page: PageContext, partnership: Partnership) -> dict[str, Any]:
    offered = await choices(page)
    known = {row.id for row in offered["campaigns"]}
    if partnership.campaign_id and partnership.campaign_id not in known:
        # Archived meanwhile, or one of many: it must not be lost by saving the form.
        names = await campaigns.names(page.session, page.actor, [partnership.campaign_id])
        offered["kept_campaign"] = [(key, name) for key, name in names.items()]
    return {"partnership": partnership, "name": await name_of(page.session, partnership), **offered}


async def _form_of(page: PageContext, partnership: Partnership) -> FormState:
    amounts = {name: getattr(partnership, f"{name}_minor") for name in ("expected", "agreed")}
    typed: dict[str, Any] = {name: money_in_form(minor, partnership.currency) for name, minor in amounts.items()}
    typed |= {group: [] for group in TERM_GROUPS.values()}
    terms = await queries.terms_of(page.session, page.actor, partnership.id)
    for term in terms:
        row = term.model_dump(mode="json", exclude_none=True)
        typed[TERM_GROUPS[TermKind(term.kind)]].append(
            row | {"amount": money_in_form(term.amount_minor, partnership.currency)}
        )
    form = FormState.to_merge(partnership, **typed)
    form.was = json.dumps(json.loads(form.was) | {"dated_terms": service.shown_terms(terms)})
    return form
