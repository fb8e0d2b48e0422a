"""Moves proposed for relations: a list, yes or no in one click, each taken back in one."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Page
from app.bloggers.labels import STAGES
from app.bloggers.models import RelationStage
from app.core.i18n import _
from app.core.pages import PageContext
from app.core.schemas import Input
from app.partnerships import service
from app.partnerships.queries.relation_moves import moves_proposed

router = APIRouter()
LIST = "partnerships/relation_moves.html"


class MoveTo(Input):
    to: RelationStage


@router.get("/relation-moves", name="relations.moves")
async def index(page: Page, cursor: str | None = None) -> Response:
    moves = await moves_proposed(page.session, page.actor, cursor)
    return page.render(LIST, moves=moves, stages=STAGES)


@router.post("/relations/{relation_id}/moves/accept", name="relations.accept_move")
async def accept(page: Page, relation_id: UUID) -> Response:
    given = await page.form(MoveTo)
    done = await service.accept_move(page.session, page.actor, relation_id, given.to)
    undo = page.url_for("relations.move_back", relation_id=relation_id, stage=done.stage)
    return _back(page, _("%(name)s: %(stage)s.", name=done.name, stage=STAGES[given.to]), undo)


@router.post("/relations/{relation_id}/moves/dismiss", name="relations.dismiss_move")
async def dismiss(page: Page, relation_id: UUID) -> Response:
    given = await page.form(MoveTo)
    kept = await service.dismiss_move(page.session, page.actor, relation_id, given.to)
    undo = page.url_for("relations.reconsider_move", relation_id=relation_id)
    return _back(page, _("%(name)s stays: %(stage)s.", name=kept.name, stage=STAGES[kept.stage]), undo)


@router.post("/relations/{relation_id}/moves/reconsider", name="relations.reconsider_move")
async def reconsider(page: Page, relation_id: UUID) -> Response:
    await service.reconsider_move(page.session, page.actor, relation_id)
    return _back(page, _("It is proposed again."))


@router.post("/relations/{relation_id}/moves/undo", name="relations.move_back")
async def undo(page: Page, relation_id: UUID, stage: RelationStage) -> Response:
    await service.move_back(page.session, page.actor, relation_id, stage)
    return _back(page, _("The move is taken back."))


def _back(page: PageContext, notice: str, undo: str | None = None) -> Response:
    return page.redirect("relations.moves", notice=notice, undo=undo)
