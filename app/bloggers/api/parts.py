"""What hangs on a person: contact points, channels with audience figures, rates, needs. Each has its own version."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Call
from app.bloggers import queries, service
from app.bloggers.models import Blogger, Channel, ContactPoint, Need, Rate
from app.bloggers.schemas import (
    AudienceIn,
    AudienceOut,
    ChannelIn,
    ChannelOut,
    ChannelPatch,
    ContactPointIn,
    ContactPointOut,
    ContactPointPatch,
    NeedIn,
    NeedOut,
    NeedPatch,
    RateIn,
    RateOut,
    RatePatch,
)
from app.core.calls import CallContext
from app.core.schemas import Listing, Output

router = APIRouter()
POINTS = "/bloggers/{blogger_id}/contact-points"
CHANNELS = "/bloggers/{blogger_id}/channels"
RATES = "/bloggers/{blogger_id}/rates"
NEEDS = "/bloggers/{blogger_id}/needs"


# --- contact points ---------------------------------------------------------------------------------------------


@router.get(
    POINTS, name="api.contact_points.index", response_model=Listing[ContactPointOut], summary="List contact points"
)
async def contact_points(call: Call, blogger_id: UUID) -> Response:
    """The preferred first."""
    blogger = await _blogger(call, blogger_id)
    return _all(call, ContactPointOut, await queries.contact_points(call.session, blogger))


@router.post(
    POINTS,
    name="api.contact_points.create",
    response_model=ContactPointOut,
    status_code=201,
    summary="Add a contact point",
)
async def add_contact_point(call: Call, blogger_id: UUID, given: ContactPointIn) -> Response:
    """422 when this person has it already."""
    blogger = await _blogger(call, blogger_id)
    point = await service.add_contact_point(call.session, call.actor, blogger, given)
    location = call.url_for("api.contact_points.show", blogger_id=blogger_id, point_id=point.id)
    return call.created(ContactPointOut.of(point), location, version=point.version)


@router.get(
    POINTS + "/{point_id}",
    name="api.contact_points.show",
    response_model=ContactPointOut,
    summary="Read a contact point",
)
async def contact_point(call: Call, blogger_id: UUID, point_id: UUID) -> Response:
    _of, point = await _part(call, blogger_id, ContactPoint, point_id)
    return call.answer(ContactPointOut.of(point), version=point.version)


@router.patch(
    POINTS + "/{point_id}",
    name="api.contact_points.update",
    response_model=ContactPointOut,
    summary="Change a contact point",
)
async def edit_contact_point(call: Call, blogger_id: UUID, point_id: UUID, given: ContactPointPatch) -> Response:
    """An opt-out is taken back only with `do_not_contact.clear`."""
    blogger, point = await _part(call, blogger_id, ContactPoint, point_id)
    call.check_version(point)
    await service.edit_contact_point(call.session, call.actor, blogger, point, given.changes(), version=point.version)
    return call.answer(ContactPointOut.of(point), version=point.version)


@router.delete(
    POINTS + "/{point_id}", name="api.contact_points.delete", status_code=204, summary="Remove a contact point"
)
async def remove_contact_point(call: Call, blogger_id: UUID, point_id: UUID) -> Response:
    blogger, point = await _part(call, blogger_id, ContactPoint, point_id)
    await service.remove_contact_point(call.session, call.actor, blogger, point)
    return call.done()


# --- channels ---------------------------------------------------------------------------------------------------


@router.get(CHANNELS, name="api.channels.index", response_model=Listing[ChannelOut], summary="List channels")
async def channels(call: Call, blogger_id: UUID) -> Response:
    """The largest first."""
    return _all(call, ChannelOut, await queries.channels(call.session, await _blogger(call, blogger_id)))


@router.post(CHANNELS, name="api.channels.create", response_model=ChannelOut, status_code=201, summary="Add a channel")
async def add_channel(call: Call, blogger_id: UUID, given: ChannelIn) -> Response:
    """`url` tells platform and handle where they are left out."""
    blogger = await _blogger(call, blogger_id)
    channel = await service.add_channel(call.session, call.actor, blogger, given)
    location = call.url_for("api.channels.show", blogger_id=blogger_id, channel_id=channel.id)
    return call.created(ChannelOut.of(channel), location, version=channel.version)


@router.get(CHANNELS + "/{channel_id}", name="api.channels.show", response_model=ChannelOut, summary="Read a channel")
async def channel(call: Call, blogger_id: UUID, channel_id: UUID) -> Response:
    _of, found = await _part(call, blogger_id, Channel, channel_id)
    return call.answer(ChannelOut.of(found), version=found.version)


@router.patch(
    CHANNELS + "/{channel_id}", name="api.channels.update", response_model=ChannelOut, summary="Change a channel"
)
async def edit_channel(call: Call, blogger_id: UUID, channel_id: UUID, given: ChannelPatch) -> Response:
    blogger, channel = await _part(call, blogger_id, Channel, channel_id)
    call.check_version(channel)
    await service.edit_channel(call.session, call.actor, blogger, channel, given.changes(), version=channel.version)
    return call.answer(ChannelOut.of(channel), version=channel.version)


@router.delete(CHANNELS + "/{channel_id}", name="api.channels.delete", status_code=204, summary="Remove a channel")
async def remove_channel(call: Call, blogger_id: UUID, channel_id: UUID) -> Response:
    blogger, channel = await _part(call, blogger_id, Channel, channel_id)
    await service.remove_channel(call.session, call.actor, blogger, channel)
    return call.done()


@router.get(
    CHANNELS + "/{channel_id}/audience",
    name="api.audience.index",
    response_model=Listing[AudienceOut],
    summary="List audience figures",
)
async def audience(call: Call, blogger_id: UUID, channel_id: UUID) -> Response:
    """The latest first."""
    _of, channel = await _part(call, blogger_id, Channel, channel_id)
    return _all(call, AudienceOut, await queries.audience_figures(call.session, call.actor, channel.id))


@router.post(
    CHANNELS + "/{channel_id}/audience",
    name="api.audience.create",
    response_model=AudienceOut,
    status_code=201,
    summary="Add an audience figure",
)
async def add_audience(call: Call, blogger_id: UUID, channel_id: UUID, given: AudienceIn) -> Response:
    """The channel shows the latest by date, the person the largest of their channels."""
    blogger, channel = await _part(call, blogger_id, Channel, channel_id)
    figure = await service.add_audience(call.session, call.actor, blogger, channel, given)
    location = call.url_for("api.audience.index", blogger_id=blogger_id, channel_id=channel_id)
    return call.created(AudienceOut.of(figure), location)


# --- rates ------------------------------------------------------------------------------------------------------


@router.get(RATES, name="api.rates.index", response_model=Listing[RateOut], summary="List rates")
async def rates(call: Call, blogger_id: UUID) -> Response:
    """The latest first."""
    return _all(call, RateOut, await queries.rates(call.session, await _blogger(call, blogger_id)))


@router.post(RATES, name="api.rates.create", response_model=RateOut, status_code=201, summary="Add a rate")
async def add_rate(call: Call, blogger_id: UUID, given: RateIn) -> Response:
    """`currency` defaults to the workspace's, `stated_on` to today."""
    rate = await service.add_rate(call.session, call.actor, await _blogger(call, blogger_id), given)
    location = call.url_for("api.rates.show", blogger_id=blogger_id, rate_id=rate.id)
    return call.created(RateOut.of(rate), location, version=rate.version)


@router.get(RATES + "/{rate_id}", name="api.rates.show", response_model=RateOut, summary="Read a rate")
async def rate(call: Call, blogger_id: UUID, rate_id: UUID) -> Response:
    _of, found = await _part(call, blogger_id, Rate, rate_id)
    return call.answer(RateOut.of(found), version=found.version)


@router.patch(RATES + "/{rate_id}", name="api.rates.update", response_model=RateOut, summary="Change a rate")
async def edit_rate(call: Call, blogger_id: UUID, rate_id: UUID, given: RatePatch) -> Response:
    blogger, rate = await _part(call, blogger_id, Rate, rate_id)
    call.check_version(rate)
    await service.edit_rate(call.session, call.actor, blogger, rate, given.changes(), version=rate.version)
    return call.answer(RateOut.of(rate), version=rate.version)


@router.delete(RATES + "/{rate_id}", name="api.rates.delete", status_code=204, summary="Remove a rate")
async def remove_rate(call: Call, blogger_id: UUID, rate_id: UUID) -> Response:
    blogger, rate = await _part(call, blogger_id, Rate, rate_id)
    await service.remove_rate(call.session, call.actor, blogger, rate)
    return call.done()


# --- needs ------------------------------------------------------------------------------------------------------


@router.get(NEEDS, name="api.needs.index", response_model=Listing[NeedOut], summary="List needs")
async def needs(call: Call, blogger_id: UUID) -> Response:
    """Open ones first."""
    return _all(call, NeedOut, await queries.needs(call.session, await _blogger(call, blogger_id)))


@router.post(NEEDS, name="api.needs.create", response_model=NeedOut, status_code=201, summary="Add a need")
async def add_need(call: Call, blogger_id: UUID, given: NeedIn) -> Response:
    need = await service.add_need(call.session, call.actor, await _blogger(call, blogger_id), given)
    location = call.url_for("api.needs.show", blogger_id=blogger_id, need_id=need.id)
    return call.created(NeedOut.of(need), location, version=need.version)


@router.get(NEEDS + "/{need_id}", name="api.needs.show", response_model=NeedOut, summary="Read a need")
async def need(call: Call, blogger_id: UUID, need_id: UUID) -> Response:
    _of, found = await _part(call, blogger_id, Need, need_id)
    return call.answer(NeedOut.of(found), version=found.version)


@router.patch(NEEDS + "/{need_id}", name="api.needs.update", response_model=NeedOut, summary="Change a need")
async def edit_need(call: Call, blogger_id: UUID, need_id: UUID, given: NeedPatch) -> Response:
    """`met_on` is the day it was met; null opens it again."""
    blogger, need = await _part(call, blogger_id, Need, need_id)
    call.check_version(need)
    await service.edit_need(call.session, call.actor, blogger, need, given.changes(), version=need.version)
    return call.answer(NeedOut.of(need), version=need.version)


@router.delete(NEEDS + "/{need_id}", name="api.needs.delete", status_code=204, summary="Remove a need")
async def remove_need(call: Call, blogger_id: UUID, need_id: UUID) -> Response:
    blogger, need = await _part(call, blogger_id, Need, need_id)
    await service.remove_need(call.session, call.actor, blogger, need)
    return call.done()


async def _blogger(call: CallContext, blogger_id: UUID) -> Blogger:
    return await queries.get_blogger(call.session, call.actor, blogger_id)


async def _part(call: CallContext, blogger_id: UUID, model: type[Any], part_id: UUID) -> tuple[Blogger, Any]:
    blogger = await _blogger(call, blogger_id)
    return blogger, await queries.get_part(call.session, blogger, model, part_id)


def _all(call: CallContext, out: type[Output], parts: list[Any]) -> Response:
    return call.answer({"items": [out.of(part) for part in parts], "next": None})
