"""Several partnerships at once."""

from fastapi import APIRouter, Response

from app.accounts.doors import Call
from app.partnerships import service
from app.partnerships.schemas import AssignManyIn, ChangedOut, MoveManyIn

router = APIRouter(tags=["Partnerships"])


@router.post(
    "/partnerships/bulk/move", name="api.partnerships.bulk.move", response_model=ChangedOut, summary="Move several"
)
async def move(call: Call, given: MoveManyIn) -> Response:
    """Each goes to the top of the stage of this name in its own pipeline, as by `move`. All or none: 422 where the
    stage needs a `reason`."""
    found = await service.move_many(call.session, call.actor, given.ids, given.stage, given.reason)
    return call.answer(ChangedOut.model_validate(found))


@router.post(
    "/partnerships/bulk/assign",
    name="api.partnerships.bulk.assign",
    response_model=ChangedOut,
    summary="Assign several",
)
async def assign(call: Call, given: AssignManyIn) -> Response:
    """All of them to one colleague, or to nobody."""
    found = await service.assign_many(call.session, call.actor, given.ids, given.owner_id)
    return call.answer(ChangedOut.model_validate(found))
