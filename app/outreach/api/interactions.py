"""JSON routes of exchanges."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Query, Response

from app.accounts.doors import Call
from app.bloggers.queries import get_blogger
from app.core.calls import CallContext
from app.core.errors import Invalid, NotFound
from app.core.pagination import Slice
from app.core.schemas import Listing
from app.outreach import queries, service
from app.outreach.models import Interaction
from app.outreach.schemas import (
    InteractionFields,
    InteractionFilters,
    InteractionIn,
    InteractionOut,
    InteractionPatch,
)
from app.outreach.timing import service as timing

router = APIRouter(tags=["Interactions"])
Filters = Annotated[InteractionFilters, Depends()]
Limit = Annotated[int, Query(ge=1, le=500)]
EXAMPLE = {
    "kind": "call",
    "summary": "Talked about the spring box",
    "agreed": "Camille sends three dates by Friday",
    "next_step": {"title": "Confirm the date", "due": "2026-11-24", "due_time": "14:30"},
}
PERSON = "0192f0c1-7a52-7cc0-9d3a-3f6b1c2d4e5f"
One = Annotated[InteractionFields, Body(openapi_examples={"call": {"value": EXAMPLE}})]
Several = Annotated[InteractionIn, Body(openapi_examples={"call": {"value": EXAMPLE | {"blogger_ids": [PERSON]}}})]


@router.get("/interactions", name="api.interactions.index", response_model=Listing[InteractionOut])
async def index(call: Call, filters: Filters, cursor: str | None = None, limit: Limit = 50) -> Response:
    """Exchanges and notes, newest first."""
    call.actor.require("interactions.read")
    found = await queries.interactions(call.session, call.actor, filters, cursor, limit)
    return call.listing(await _told(call, found))


@router.post("/interactions", name="api.interactions.create", response_model=InteractionOut, status_code=201)
async def create(call: Call, given: Several) -> Response:
    """Logs one exchange with one or several bloggers; a `next_step` is set for each of them."""
    interaction = await service.log(call.session, call.actor, given)
    return _created(call, interaction, await _who(call, interaction))


@router.get("/interactions/{interaction_id}", name="api.interactions.show", response_model=InteractionOut)
async def show(call: Call, interaction_id: UUID) -> Response:
    call.actor.require("interactions.read")
    return await _one(call, await queries.get_interaction(call.session, call.actor, interaction_id))


@router.patch("/interactions/{interaction_id}", name="api.interactions.update", response_model=InteractionOut)
async def update(call: Call, interaction_id: UUID, given: InteractionPatch) -> Response:
    """Changes what is sent; last contact, turn and the like are computed again."""
    interaction = await queries.get_interaction(call.session, call.actor, interaction_id)
    call.check_version(interaction)
    changes = given.changes()
    if why := changes.pop("why", None):
        await timing.explain(call.session, call.actor, interaction, why, changes.pop("why_sentence", None) or "")
    return await _one(call, await service.edit(call.session, call.actor, interaction, changes))


@router.delete("/interactions/{interaction_id}", name="api.interactions.delete", status_code=204)
async def delete(call: Call, interaction_id: UUID) -> Response:
    """Into the bin; `undelete` brings it back."""
    interaction = await queries.get_interaction(call.session, call.actor, interaction_id)
    await service.delete(call.session, call.actor, interaction)
    return call.done()


@router.post("/interactions/{interaction_id}/undelete", name="api.interactions.undelete", response_model=InteractionOut)
async def undelete(call: Call, interaction_id: UUID) -> Response:
    """Out of the bin."""
    interaction = await queries.get_interaction(call.session, call.actor, interaction_id, deleted=True)
    return await _one(call, await service.undelete(call.session, call.actor, interaction))


@router.get(
    "/bloggers/{blogger_id}/interactions",
    name="api.bloggers.interactions",
    response_model=Listing[InteractionOut],
)
async def of_blogger(call: Call, blogger_id: UUID, cursor: str | None = None, limit: Limit = 50) -> Response:
    """What was exchanged with one blogger, newest first."""
    call.actor.require("interactions.read")
    await get_blogger(call.session, call.actor, blogger_id)
    filters = InteractionFilters(blogger=blogger_id)
    return call.listing(await _told(call, await queries.interactions(call.session, call.actor, filters, cursor, limit)))


@router.post(
    "/bloggers/{blogger_id}/interactions",
    name="api.bloggers.interactions.create",
    response_model=InteractionOut,
    status_code=201,
)
async def create_of_blogger(call: Call, blogger_id: UUID, given: One) -> Response:
    """Logs one exchange with this blogger, and sets a next step when one is given."""
    whole = InteractionIn.model_construct(**dict(given), blogger_ids=[blogger_id])
    try:
        return _created(call, await service.log(call.session, call.actor, whole), [blogger_id])
    except Invalid as error:
        raise NotFound if "blogger_ids" in error.errors else error from error


async def _told(call: CallContext, found: Slice[Any]) -> Slice[InteractionOut]:
    people = await queries.people_of(call.session, call.actor, [row.id for row in found.items])
    return found.map(lambda row: InteractionOut.with_people(row, [who for who, _name in people[row.id]]))


async def _who(call: CallContext, interaction: Interaction) -> list[UUID]:
    people = await queries.people_of(call.session, call.actor, [interaction.id])
    return [who for who, _name in people[interaction.id]]


async def _one(call: CallContext, interaction: Interaction) -> Response:
    out = InteractionOut.with_people(interaction, await _who(call, interaction))
    return call.answer(out, version=interaction.version)


def _created(call: CallContext, interaction: Interaction, people: list[UUID]) -> Response:
    location = call.url_for("api.interactions.show", interaction_id=interaction.id)
    return call.created(InteractionOut.with_people(interaction, people), location, version=interaction.version)
