"""Several partnerships at once."""

from collections.abc import Awaitable
from dataclasses import asdict

from fastapi import APIRouter, Response

from app.accounts.doors import Call, CallContext
from app.core.clock import now
from app.partnerships import service
from app.partnerships.schemas import AssignManyIn, ChangedOut, MoveManyIn, UndoManyIn, UndoneOut

router = APIRouter(tags=["Partnerships"])


@router.post(
    "/partnerships/bulk/move", name="api.partnerships.bulk.move", response_model=ChangedOut, summary="Move several"
)
async def move(call: Call, given: MoveManyIn) -> Response:
    """Each goes to the top of the stage of this name in its own pipeline, as by `move`. All or none: 422 where the
    stage needs a `reason`."""
    return await _told(call, service.move_many(call.session, call.actor, given.ids, given.stage, given.reason))


@router.post(
    "/partnerships/bulk/assign",
    name="api.partnerships.bulk.assign",
    response_model=ChangedOut,
    summary="Assign several",
)
async def assign(call: Call, given: AssignManyIn) -> Response:
    """All of them to one colleague, or to nobody."""
    return await _told(call, service.assign_many(call.session, call.actor, given.ids, given.owner_id))


@router.post(
    "/partnerships/bulk/undo", name="api.partnerships.bulk.undo", response_model=UndoneOut, summary="Take it back"
)
async def undo(call: Call, given: UndoManyIn) -> Response:
    """Puts back what the same member moved or assigned in this span, at most ten minutes of it."""
    done = await service.undo_many(call.session, call.actor, given.since, given.until)
    return call.answer(UndoneOut(changed=done))


async def _told(call: CallContext, verb: Awaitable[service.Changed]) -> Response:
    since = now()
    found = await verb
    return call.answer(ChangedOut.model_validate({**asdict(found), "since": since, "until": now()}))
