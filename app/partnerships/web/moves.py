"""Moving a card: a page that asks where to and what the stage asks for, the verb itself, and its undo."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Page
from app.core.forms import FormState
from app.core.i18n import _
from app.core.pages import PageContext
from app.partnerships import queries, service
from app.partnerships.defaults import asks, stage_name
from app.partnerships.models import PartnershipMove
from app.partnerships.queries import Card, Course
from app.partnerships.schemas import MoveForm, money_in_form, typed_money
from app.partnerships.service.partnerships import name_of
from app.partnerships.web.common import asked, back, shown

router = APIRouter()


@router.get("/partnerships/{partnership_id}/move", name="partnerships.move_form")
async def move_form(page: Page, partnership_id: UUID, stage: str = "", after: UUID | None = None) -> Response:
    page.actor.require("partnerships.write")
    card, course = await shown(page, partnership_id)
    agreed = money_in_form(card.value_minor if stage else card.agreed_minor, card.currency)
    form = FormState({"stage": stage, "after": after, "agreed": agreed})
    return page.render("partnerships/move.html", form=form, **_asking(page, card, course))


@router.post("/partnerships/{partnership_id}/move", name="partnerships.move")
async def move(page: Page, partnership_id: UUID) -> Response:
    partnership = await queries.get_partnership(page.session, page.actor, partnership_id, lock=True)
    asking = _asking(page, *await shown(page, partnership_id))
    form = await page.form(MoveForm, "partnerships/move.html", **asking)
    # The plain page shows the field for every stage; it counts only where something is agreed.
    agrees = asking["asks"].get(form.stage) == "value"
    agreed = typed_money("agreed", form.agreed, partnership.currency) if agrees else None
    places = {"after": form.after, "from_stage": form.from_stage}
    made = await service.move(
        page.session, page.actor, partnership, form.stage, form.reason, agreed_minor=agreed, **places
    )
    return await _moved(page, partnership_id, made, {form.stage, form.from_stage or form.stage})


@router.post("/partnerships/{partnership_id}/moves/{move_id}/undo", name="partnerships.undo_move")
async def undo_move(page: Page, partnership_id: UUID, move_id: UUID) -> Response:
    partnership = await queries.get_partnership(page.session, page.actor, partnership_id, lock=True)
    await service.undo_move(page.session, page.actor, partnership, move_id)
    course = await queries.get_course(page.session, page.actor, partnership.pipeline_id)
    stage = next(stage for stage in course.stages if stage.id == partnership.stage_id)
    words = {"name": await name_of(page.session, partnership), "stage": stage_name(stage)}
    notice = _("%(name)s is back in “%(stage)s”.", **words)
    return page.redirect_to(back(page, page.url_for("partnerships.board")), notice=notice)


def _asking(page: PageContext, card: Card, course: Course) -> dict[str, Any]:
    """What the page that asks needs."""
    asked_for = {stage.key: asks(stage) for stage in course.stages}
    return {"card": card, "course": course, "asks": asked_for, "next": back(page, page.url_for("partnerships.board"))}


async def _moved(page: PageContext, partnership_id: UUID, made: PartnershipMove | None, keys: set[str]) -> Response:
    """For the board the card and the heads of both columns; anywhere else the way back. Both offer to undo."""
    home = back(page, page.url_for("partnerships.board"))
    card, course = await shown(page, partnership_id)
    said = _told(page, card, made, home) if made else {}
    if page.request.headers.get("x-board") != "1":
        return page.redirect_to(home, **said)
    query = asked(page)
    heads = await queries.heads(page.session, page.actor, course, query, keys)
    context: dict[str, Any] = {
        "card": card,
        "heads": heads,
        "course": course,
        "address": query.address(),
        "home": home,
    }
    return page.render("partnerships/_moved.html", **context, **said)


def _told(page: PageContext, card: Card, made: PartnershipMove, home: str) -> dict[str, Any]:
    """The notice, and the address that takes the move back."""
    undo = page.url_for("partnerships.undo_move", partnership_id=card.id, move_id=made.id, next=home)
    words = {"name": card.blogger_name, "stage": stage_name(card.stage)}
    return {"notice": _("%(name)s is in “%(stage)s” now.", **words), "undo": undo}
