"""JSON routes of what we can offer."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query, Response

from app.accounts.doors import Call
from app.core.calls import CallContext
from app.core.schemas import Listing
from app.outreach.timing import queries, service
from app.outreach.timing.models import Offer
from app.outreach.timing.schemas import OfferIn, OfferOut, OfferPatch

router = APIRouter(tags=["Timing"])
Limit = Annotated[int, Query(ge=1, le=500)]
EXAMPLE = {"name": "A day in the workshop", "keywords": ["workshop", "photos"]}
Given = Annotated[OfferIn, Body(openapi_examples={"visit": {"value": EXAMPLE}})]


@router.get("/offers", name="api.offers.index", response_model=Listing[OfferOut])
async def index(call: Call, archived: bool = False, cursor: str | None = None, limit: Limit = 50) -> Response:
    """What we can really give."""
    found = await queries.offers_page(call.session, call.actor, archived=archived, cursor=cursor, limit=limit)
    return call.listing(found.map(OfferOut.of))


@router.post("/offers", name="api.offers.create", response_model=OfferOut, status_code=201)
async def create(call: Call, given: Given) -> Response:
    """It answers every need that shares a keyword with it."""
    made = await service.add_offer(call.session, call.actor, given)
    return call.created(OfferOut.of(made), call.url_for("api.offers.show", offer_id=made.id), version=made.version)


@router.get("/offers/{offer_id}", name="api.offers.show", response_model=OfferOut)
async def show(call: Call, offer_id: UUID) -> Response:
    return _one(call, await queries.get_offer(call.session, call.actor, offer_id))


@router.patch("/offers/{offer_id}", name="api.offers.update", response_model=OfferOut)
async def update(call: Call, offer_id: UUID, given: OfferPatch) -> Response:
    """Changes what is sent."""
    offer = await queries.get_offer(call.session, call.actor, offer_id)
    call.check_version(offer)
    return _one(call, await service.edit_offer(call.session, call.actor, offer, given.changes()))


@router.post("/offers/{offer_id}/archive", name="api.offers.archive", response_model=OfferOut)
async def archive(call: Call, offer_id: UUID) -> Response:
    """We no longer give it."""
    offer = await queries.get_offer(call.session, call.actor, offer_id)
    await service.archive_offer(call.session, call.actor, offer)
    return _one(call, offer)


@router.post("/offers/{offer_id}/restore", name="api.offers.restore", response_model=OfferOut)
async def restore(call: Call, offer_id: UUID) -> Response:
    offer = await queries.get_offer(call.session, call.actor, offer_id)
    await service.restore_offer(call.session, call.actor, offer)
    return _one(call, offer)


def _one(call: CallContext, offer: Offer) -> Response:
    return call.answer(OfferOut.of(offer), version=offer.version)
