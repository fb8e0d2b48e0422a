"""JSON routes of advice."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query, Response

from app.accounts.doors import Call, SlowCall
from app.core import memory
from app.core.errors import asked_as
from app.outreach.models import Compensation, Nature, Via
from app.outreach.timing import service
from app.outreach.timing.schemas import (
    IN_ADDRESS,
    AdviceAsked,
    AdviceItemOut,
    AdviceList,
    AdviceListOut,
    ReservedOut,
    ReserveIn,
)

router = APIRouter(tags=["Timing"])
PERSON = "0192f0c1-7a52-7cc0-9d3a-3f6b1c2d4e5f"
EXAMPLE = {"items": [{"blogger_id": PERSON, "via": "email", "nature": "ask", "compensation": "paid"}]}
Angle = Annotated[str | None, Query(max_length=200, description="The idea under which you would ask.")]
HELD = {"via": "email", "nature": "ask", "compensation": "paid"}
Held = Annotated[ReserveIn, Body(openapi_examples={"paid ask": {"value": HELD}})]
Many = Annotated[AdviceList, Body(openapi_examples={"paid ask": {"value": EXAMPLE}})]


@router.get("/bloggers/{blogger_id}/advice", name="api.bloggers.advice", response_model=AdviceItemOut)
async def show(
    call: Call,
    blogger_id: UUID,
    brand: UUID | None = None,
    via: Via = Via.EMAIL,
    nature: Nature = Nature.ASK,
    compensation: Compensation = Compensation.UNPAID,
    angle: Angle = None,
    campaign: UUID | None = None,
) -> Response:
    """Is it the right moment to write to this blogger: `speak`, `wait` or `discreet`, with the reasons."""
    asked = AdviceAsked(
        brand_id=brand, via=via, nature=nature, compensation=compensation, angle=angle, campaign_id=campaign
    )
    with asked_as(IN_ADDRESS):
        advice = await service.advise(call.session, call.actor, blogger_id, asked)
    return call.answer((await service.told(call.session, call.actor, [(blogger_id, advice)]))[0])


@router.post("/advice", name="api.advice", response_model=AdviceListOut)
async def many(call: SlowCall, given: Many) -> Response:
    """The same about up to 1,000 people at once, in the order asked. Writes nothing."""
    async with call.request.app.state.database.read() as session:
        with memory.undisturbed():
            found = await service.advise_many(session, call.actor, given.items)
            ids = [item.blogger_id for item in given.items]
            return call.answer({"items": await service.told(session, call.actor, list(zip(ids, found, strict=True)))})


@router.post("/bloggers/{blogger_id}/reserve", name="api.bloggers.reserve", response_model=ReservedOut)
async def reserve(call: SlowCall, blogger_id: UUID, given: Held) -> Response:
    """Asks and holds the turn for 15 minutes, so that nobody writes at the same time. 409 with the `advice` when it is
    against it: send `why` (and a sentence for an unpaid ask) to go on where only soft reasons hold."""
    database = call.request.app.state.database
    try:
        async with database.write() as session:
            held = await service.reserve(session, call.actor, blogger_id, given, given.why, given.why_sentence)
    except service.HeldBack as error:
        async with database.write() as session:
            await service.avoided(session, call.actor, blogger_id, error.brand_id, given, error.found)
        raise
    return call.answer(ReservedOut.model_construct(blogger_id=blogger_id, until=held.until))
