"""JSON routes of circumstances and preferences."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query, Response

from app.accounts.doors import Call
from app.bloggers.queries import get_blogger
from app.core.calls import CallContext
from app.core.schemas import Listing
from app.outreach.timing import queries, service
from app.outreach.timing.models import Circumstance, Preference
from app.outreach.timing.schemas import (
    CircumstanceIn,
    CircumstanceOut,
    CircumstancePatch,
    PreferenceIn,
    PreferenceOut,
)

router = APIRouter(tags=["Timing"])
Limit = Annotated[int, Query(ge=1, le=500)]
PROMISE = {"kind": "promise", "label": "The photos of the workshop", "until_day": "2026-12-04"}
QUIET = {"kind": "do_not_disturb", "reason": "away", "until_day": "2026-12-31"}
Given = Annotated[
    CircumstanceIn, Body(openapi_examples={"promise": {"value": PROMISE}, "do not disturb": {"value": QUIET}})
]
WISHES = {"vias": ["email"], "topics": ["bread"], "monthly": 2, "ask_first": True}
Wishes = Annotated[PreferenceIn, Body(openapi_examples={"by email, at most two": {"value": WISHES}})]


@router.get(
    "/bloggers/{blogger_id}/circumstances",
    name="api.bloggers.circumstances",
    response_model=Listing[CircumstanceOut],
)
async def index(
    call: Call, blogger_id: UUID, closed: bool = False, cursor: str | None = None, limit: Limit = 50
) -> Response:
    """Dated facts about one blogger that may still weigh, the latest first; with `closed` those that are over too."""
    await get_blogger(call.session, call.actor, blogger_id)
    found = await queries.circumstances_page(
        call.session, call.actor, blogger_id, closed=closed, cursor=cursor, limit=limit
    )
    return call.listing(found.map(CircumstanceOut.of))


@router.post(
    "/bloggers/{blogger_id}/circumstances",
    name="api.bloggers.circumstances.create",
    response_model=CircumstanceOut,
    status_code=201,
)
async def create(call: Call, blogger_id: UUID, given: Given) -> Response:
    """Notes a debt, a promise, a do-not-disturb, a claim, a piece of theirs, a date … 409: a colleague has taken it."""
    made = await service.of_blogger(call.session, call.actor, blogger_id, given)
    location = call.url_for("api.circumstances.show", circumstance_id=made.id)
    return call.created(CircumstanceOut.of(made), location, version=made.version)


@router.get("/circumstances/{circumstance_id}", name="api.circumstances.show", response_model=CircumstanceOut)
async def show(call: Call, circumstance_id: UUID) -> Response:
    return _one(call, await queries.get_circumstance(call.session, call.actor, circumstance_id))


@router.patch("/circumstances/{circumstance_id}", name="api.circumstances.update", response_model=CircumstanceOut)
async def update(call: Call, circumstance_id: UUID, given: CircumstancePatch) -> Response:
    """Changes what is sent."""
    found = await queries.get_circumstance(call.session, call.actor, circumstance_id)
    call.check_version(found)
    return _one(call, await service.edit(call.session, call.actor, found, given.changes()))


@router.delete("/circumstances/{circumstance_id}", name="api.circumstances.delete", status_code=204)
async def delete(call: Call, circumstance_id: UUID) -> Response:
    """It was noted by mistake; `undelete` brings it back."""
    found = await queries.get_circumstance(call.session, call.actor, circumstance_id)
    await service.delete(call.session, call.actor, found)
    return call.done()


@router.post(
    "/circumstances/{circumstance_id}/undelete", name="api.circumstances.undelete", response_model=CircumstanceOut
)
async def undelete(call: Call, circumstance_id: UUID) -> Response:
    """Out of the bin."""
    found = await queries.get_circumstance(call.session, call.actor, circumstance_id, deleted=True)
    return _one(call, await service.undelete(call.session, call.actor, found))


@router.post("/circumstances/{circumstance_id}/settle", name="api.circumstances.settle", response_model=CircumstanceOut)
async def settle(call: Call, circumstance_id: UUID) -> Response:
    """Paid, sent, kept."""
    found = await queries.get_circumstance(call.session, call.actor, circumstance_id)
    return _one(call, await service.settle(call.session, call.actor, found))


@router.post("/circumstances/{circumstance_id}/end", name="api.circumstances.end", response_model=CircumstanceOut)
async def end(call: Call, circumstance_id: UUID) -> Response:
    """Over, earlier than thought."""
    found = await queries.get_circumstance(call.session, call.actor, circumstance_id)
    return _one(call, await service.end(call.session, call.actor, found))


@router.post("/circumstances/{circumstance_id}/reopen", name="api.circumstances.reopen", response_model=CircumstanceOut)
async def reopen(call: Call, circumstance_id: UUID) -> Response:
    """Undoes `settle` and `end`."""
    found = await queries.get_circumstance(call.session, call.actor, circumstance_id)
    return _one(call, await service.reopen(call.session, call.actor, found))


@router.get("/bloggers/{blogger_id}/preferences", name="api.bloggers.preferences", response_model=PreferenceOut)
async def preferences(call: Call, blogger_id: UUID) -> Response:
    """What they told us they prefer."""
    await get_blogger(call.session, call.actor, blogger_id)
    found = await queries.preference_of(call.session, call.actor, blogger_id)
    return _wishes(call, found or Preference(workspace_id=call.actor.workspace_id, blogger_id=blogger_id, version=0))


@router.put("/bloggers/{blogger_id}/preferences", name="api.bloggers.preferences.update", response_model=PreferenceOut)
async def prefer(call: Call, blogger_id: UUID, given: Wishes) -> Response:
    """Writes them whole. An opt-out is taken back only by those who may lift “do not contact”."""
    blogger = await get_blogger(call.session, call.actor, blogger_id)
    return _wishes(call, await service.prefer(call.session, call.actor, blogger, given.model_dump()))


def _one(call: CallContext, circumstance: Circumstance) -> Response:
    return call.answer(CircumstanceOut.of(circumstance), version=circumstance.version)


def _wishes(call: CallContext, preference: Preference) -> Response:
    return call.answer(PreferenceOut.of(preference), version=preference.version)
