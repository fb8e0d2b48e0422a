"""JSON routes of next steps."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Query, Response

from app.accounts.doors import Call
from app.bloggers.queries import get_blogger
from app.core.calls import CallContext
from app.core.schemas import Listing
from app.outreach import queries, service
from app.outreach.models import NextStep
from app.outreach.schemas import NextStepIn, NextStepOut, NextStepPatch, SnoozeIn, StepFilters, StepIn

router = APIRouter(tags=["Next steps"])
Filters = Annotated[StepFilters, Depends()]
Limit = Annotated[int, Query(ge=1, le=500)]
EXAMPLE = {"title": "Send the brief", "due": "2026-11-24", "due_time": "14:30"}
PERSON = "0192f0c1-7a52-7cc0-9d3a-3f6b1c2d4e5f"
Given = Annotated[NextStepIn, Body(openapi_examples={"step": {"value": EXAMPLE | {"blogger_id": PERSON}}})]


@router.get("/next-steps", name="api.next_steps.index", response_model=Listing[NextStepOut])
async def index(call: Call, filters: Filters, cursor: str | None = None, limit: Limit = 50) -> Response:
    """Next steps, the earliest due first; `state=done` gives the last due first."""
    call.actor.require("next_steps.read")
    found = await queries.step_records(call.session, call.actor, filters, cursor, limit)
    return call.listing(found.map(NextStepOut.of))


@router.post("/next-steps", name="api.next_steps.create", response_model=NextStepOut, status_code=201)
async def create(call: Call, given: Given) -> Response:
    """A next step about a blogger, a campaign, or both."""
    return _created(call, await service.add_step(call.session, call.actor, given))


@router.get("/next-steps/{step_id}", name="api.next_steps.show", response_model=NextStepOut)
async def show(call: Call, step_id: UUID) -> Response:
    call.actor.require("next_steps.read")
    return _one(call, await queries.get_step(call.session, call.actor, step_id))


@router.patch("/next-steps/{step_id}", name="api.next_steps.update", response_model=NextStepOut)
async def update(call: Call, step_id: UUID, given: NextStepPatch) -> Response:
    """Changes its title, when it is due, or who does it."""
    step = await queries.get_step(call.session, call.actor, step_id)
    call.check_version(step)
    return _one(call, await service.edit_step(call.session, call.actor, step, given.changes()))


@router.delete("/next-steps/{step_id}", name="api.next_steps.delete", status_code=204)
async def delete(call: Call, step_id: UUID) -> Response:
    """Into the bin; `undelete` brings it back."""
    await service.delete_step(call.session, call.actor, await queries.get_step(call.session, call.actor, step_id))
    return call.done()


@router.post("/next-steps/{step_id}/undelete", name="api.next_steps.undelete", response_model=NextStepOut)
async def undelete(call: Call, step_id: UUID) -> Response:
    """Out of the bin, done or open as it was."""
    step = await queries.get_step(call.session, call.actor, step_id, deleted=True)
    return _one(call, await service.undelete_step(call.session, call.actor, step))


@router.post("/next-steps/{step_id}/complete", name="api.next_steps.complete", response_model=NextStepOut)
async def complete(call: Call, step_id: UUID) -> Response:
    """Done."""
    step = await queries.get_step(call.session, call.actor, step_id)
    return _one(call, await service.complete_step(call.session, call.actor, step))


@router.post("/next-steps/{step_id}/reopen", name="api.next_steps.reopen", response_model=NextStepOut)
async def reopen(call: Call, step_id: UUID) -> Response:
    """Not done after all."""
    step = await queries.get_step(call.session, call.actor, step_id)
    return _one(call, await service.reopen_step(call.session, call.actor, step))


@router.post("/next-steps/{step_id}/snooze", name="api.next_steps.snooze", response_model=NextStepOut)
async def snooze(call: Call, step_id: UUID, given: SnoozeIn) -> Response:
    """Puts it off `until` tomorrow, in three days, next Monday, next week, or to a `day`."""
    step = await queries.get_step(call.session, call.actor, step_id)
    return _one(call, await service.snooze_step(call.session, call.actor, step, given.when))


@router.get("/bloggers/{blogger_id}/next-steps", name="api.bloggers.next_steps", response_model=Listing[NextStepOut])
async def of_blogger(call: Call, blogger_id: UUID, cursor: str | None = None, limit: Limit = 50) -> Response:
    """What is to be done for one blogger, the earliest due first."""
    call.actor.require("next_steps.read")
    await get_blogger(call.session, call.actor, blogger_id)
    filters = StepFilters(blogger=blogger_id)
    found = await queries.step_records(call.session, call.actor, filters, cursor, limit)
    return call.listing(found.map(NextStepOut.of))


@router.post(
    "/bloggers/{blogger_id}/next-steps",
    name="api.bloggers.next_steps.create",
    response_model=NextStepOut,
    status_code=201,
)
async def create_of_blogger(call: Call, blogger_id: UUID, given: StepIn) -> Response:
    """A next step for this blogger."""
    await get_blogger(call.session, call.actor, blogger_id)
    whole = NextStepIn(**given.model_dump(), blogger_id=blogger_id)
    return _created(call, await service.add_step(call.session, call.actor, whole))


def _one(call: CallContext, step: NextStep) -> Response:
    return call.answer(NextStepOut.of(step), version=step.version)


def _created(call: CallContext, step: NextStep) -> Response:
    location = call.url_for("api.next_steps.show", step_id=step.id)
    return call.created(NextStepOut.of(step), location, version=step.version)
