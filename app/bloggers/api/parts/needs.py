"""Needs: what they would find useful."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Call
from app.bloggers import queries, service
from app.bloggers.api.parts.shared import all_of, blogger_of, part_of
from app.bloggers.models import Need
from app.bloggers.schemas import NeedIn, NeedOut, NeedPatch
from app.core.schemas import Listing

router = APIRouter()
NEEDS = "/bloggers/{blogger_id}/needs"


@router.get(NEEDS, name="api.needs.index", response_model=Listing[NeedOut], summary="List needs")
async def needs(call: Call, blogger_id: UUID) -> Response:
    """Open ones first."""
    return all_of(call, NeedOut, await queries.needs(call.session, await blogger_of(call, blogger_id)))


@router.post(NEEDS, name="api.needs.create", response_model=NeedOut, status_code=201, summary="Add a need")
async def add_need(call: Call, blogger_id: UUID, given: NeedIn) -> Response:
    need = await service.add_need(call.session, call.actor, await blogger_of(call, blogger_id), given)
    location = call.url_for("api.needs.show", blogger_id=blogger_id, need_id=need.id)
    return call.created(NeedOut.of(need), location, version=need.version)


@router.get(NEEDS + "/{need_id}", name="api.needs.show", response_model=NeedOut, summary="Read a need")
async def need(call: Call, blogger_id: UUID, need_id: UUID) -> Response:
    _blogger, found = await part_of(call, blogger_id, Need, need_id)
    return call.answer(NeedOut.of(found), version=found.version)


@router.patch(NEEDS + "/{need_id}", name="api.needs.update", response_model=NeedOut, summary="Change a need")
async def edit_need(call: Call, blogger_id: UUID, need_id: UUID, given: NeedPatch) -> Response:
    """`met_on` is the day it was met; null opens it again."""
    blogger, need = await part_of(call, blogger_id, Need, need_id)
    call.check_version(need)
    await service.edit_need(call.session, call.actor, blogger, need, given.changes(), version=need.version)
    return call.answer(NeedOut.of(need), version=need.version)


@router.delete(NEEDS + "/{need_id}", name="api.needs.delete", status_code=204, summary="Remove a need")
async def remove_need(call: Call, blogger_id: UUID, need_id: UUID) -> Response:
    blogger, need = await part_of(call, blogger_id, Need, need_id)
    await service.remove_need(call.session, call.actor, blogger, need)
    return call.done()
