"""Rates: what they ask for a format."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Call
from app.bloggers import queries, service
from app.bloggers.api.parts.shared import all_of, blogger_of, part_of
from app.bloggers.models import Rate
from app.bloggers.schemas import RateIn, RateOut, RatePatch
from app.core.schemas import Listing

router = APIRouter()
RATES = "/bloggers/{blogger_id}/rates"


@router.get(RATES, name="api.rates.index", response_model=Listing[RateOut], summary="List rates")
async def rates(call: Call, blogger_id: UUID) -> Response:
    """The latest first."""
    return all_of(call, RateOut, await queries.rates(call.session, await blogger_of(call, blogger_id)))


@router.post(RATES, name="api.rates.create", response_model=RateOut, status_code=201, summary="Add a rate")
async def add_rate(call: Call, blogger_id: UUID, given: RateIn) -> Response:
    """`currency` defaults to the workspace's, `stated_on` to today."""
    rate = await service.add_rate(call.session, call.actor, await blogger_of(call, blogger_id), given)
    location = call.url_for("api.rates.show", blogger_id=blogger_id, rate_id=rate.id)
    return call.created(RateOut.of(rate), location, version=rate.version)


@router.get(RATES + "/{rate_id}", name="api.rates.show", response_model=RateOut, summary="Read a rate")
async def rate(call: Call, blogger_id: UUID, rate_id: UUID) -> Response:
    _blogger, found = await part_of(call, blogger_id, Rate, rate_id)
    return call.answer(RateOut.of(found), version=found.version)


@router.patch(RATES + "/{rate_id}", name="api.rates.update", response_model=RateOut, summary="Change a rate")
async def edit_rate(call: Call, blogger_id: UUID, rate_id: UUID, given: RatePatch) -> Response:
    blogger, rate = await part_of(call, blogger_id, Rate, rate_id)
    call.check_version(rate)
    await service.edit_rate(call.session, call.actor, blogger, rate, given.changes(), version=rate.version)
    return call.answer(RateOut.of(rate), version=rate.version)


@router.delete(RATES + "/{rate_id}", name="api.rates.delete", status_code=204, summary="Remove a rate")
async def remove_rate(call: Call, blogger_id: UUID, rate_id: UUID) -> Response:
    blogger, rate = await part_of(call, blogger_id, Rate, rate_id)
    await service.remove_rate(call.session, call.actor, blogger, rate)
    return call.done()
