"""How one brand stands with one person: stage, owner, turn, form of address. Each answers with the relation alone when
htmx asks for it, else with the person's page."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts import queries as accounts
from app.accounts.doors import Page
from app.bloggers import labels, queries, service
from app.bloggers.models import Relation
from app.bloggers.web.forms import Address, Assign, CorrectTurn, Move
from app.core.pages import PageContext

router = APIRouter()
PATH = "/bloggers/{blogger_id}/relations/{brand_id}"
REFUSED = "errors/refused.html"


@router.post(f"{PATH}/move", name="bloggers.relation.move")
async def move(page: Page, blogger_id: UUID, brand_id: UUID) -> Response:
    relation = await _relation(page, blogger_id, brand_id)
    given = await page.form(Move, REFUSED)
    await service.move_relation(page.session, page.actor, relation, given.stage, given.reason)
    return await _answer(page, relation)


@router.post(f"{PATH}/assign", name="bloggers.relation.assign")
async def assign(page: Page, blogger_id: UUID, brand_id: UUID) -> Response:
    relation = await _relation(page, blogger_id, brand_id)
    given = await page.form(Assign, REFUSED)
    await service.assign_relation(page.session, page.actor, relation, given.owner_id)
    return await _answer(page, relation)


@router.post(f"{PATH}/correct-turn", name="bloggers.relation.correct_turn")
async def correct_turn(page: Page, blogger_id: UUID, brand_id: UUID) -> Response:
    relation = await _relation(page, blogger_id, brand_id)
    given = await page.form(CorrectTurn, REFUSED)
    await service.correct_turn(page.session, page.actor, relation, given.turn)
    return await _answer(page, relation)


@router.post(f"{PATH}/address", name="bloggers.relation.address")
async def address(page: Page, blogger_id: UUID, brand_id: UUID) -> Response:
    relation = await _relation(page, blogger_id, brand_id)
    given = await page.form(Address, REFUSED)
    if given.address_form is not None:
        await service.set_address_form(page.session, page.actor, relation, given.address_form)
    if given.mine is not None:
        await service.set_my_address_form(page.session, page.actor, relation, given.mine)
    return await _answer(page, relation)


async def _relation(page: PageContext, blogger_id: UUID, brand_id: UUID) -> Relation:
    blogger = await queries.get_blogger(page.session, page.actor, blogger_id)
    brand = await accounts.get_brand(page.session, page.actor, brand_id)
    page.actor.require("bloggers.write")
    return await service.ensure_relation(page.session, page.actor, blogger.id, brand.id)


async def _answer(page: PageContext, relation: Relation) -> Response:
    if not page.partial:
        return page.redirect("bloggers.show", blogger_id=relation.blogger_id, brand=relation.brand_id)
    blogger = await queries.get_blogger(page.session, page.actor, relation.blogger_id)
    panel = await queries.panel(page.session, page.actor, blogger, relation.brand_id)
    return page.render("bloggers/_relation.html", labels=labels, **panel.context())
