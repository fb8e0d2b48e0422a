"""Channels and their dated audience figures."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Call
from app.bloggers import queries, service
from app.bloggers.api.parts.shared import all_of, blogger_of, part_of
from app.bloggers.models import Channel
from app.bloggers.schemas import AudienceIn, AudienceOut, ChannelIn, ChannelOut, ChannelPatch
from app.core.schemas import Listing

router = APIRouter()
CHANNELS = "/bloggers/{blogger_id}/channels"


@router.get(CHANNELS, name="api.channels.index", response_model=Listing[ChannelOut], summary="List channels")
async def channels(call: Call, blogger_id: UUID) -> Response:
    """The largest first."""
    return all_of(call, ChannelOut, await queries.channels(call.session, await blogger_of(call, blogger_id)))


@router.post(CHANNELS, name="api.channels.create", response_model=ChannelOut, status_code=201, summary="Add a channel")
async def add_channel(call: Call, blogger_id: UUID, given: ChannelIn) -> Response:
    """`url` tells platform and handle where they are left out."""
    blogger = await blogger_of(call, blogger_id)
    channel = await service.add_channel(call.session, call.actor, blogger, given)
    location = call.url_for("api.channels.show", blogger_id=blogger_id, channel_id=channel.id)
    return call.created(ChannelOut.of(channel), location, version=channel.version)


@router.get(CHANNELS + "/{channel_id}", name="api.channels.show", response_model=ChannelOut, summary="Read a channel")
async def channel(call: Call, blogger_id: UUID, channel_id: UUID) -> Response:
    _blogger, found = await part_of(call, blogger_id, Channel, channel_id)
    return call.answer(ChannelOut.of(found), version=found.version)


@router.patch(
    CHANNELS + "/{channel_id}", name="api.channels.update", response_model=ChannelOut, summary="Change a channel"
)
async def edit_channel(call: Call, blogger_id: UUID, channel_id: UUID, given: ChannelPatch) -> Response:
    blogger, channel = await part_of(call, blogger_id, Channel, channel_id)
    call.check_version(channel)
    await service.edit_channel(call.session, call.actor, blogger, channel, given.changes(), version=channel.version)
    return call.answer(ChannelOut.of(channel), version=channel.version)


@router.delete(CHANNELS + "/{channel_id}", name="api.channels.delete", status_code=204, summary="Remove a channel")
async def remove_channel(call: Call, blogger_id: UUID, channel_id: UUID) -> Response:
    blogger, channel = await part_of(call, blogger_id, Channel, channel_id)
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
    _blogger, channel = await part_of(call, blogger_id, Channel, channel_id)
    return all_of(call, AudienceOut, await queries.audience_figures(call.session, call.actor, channel.id))


@router.post(
    CHANNELS + "/{channel_id}/audience",
    name="api.audience.create",
    response_model=AudienceOut,
    status_code=201,
    summary="Add an audience figure",
)
async def add_audience(call: Call, blogger_id: UUID, channel_id: UUID, given: AudienceIn) -> Response:
    """The channel shows the latest by date, the person the largest of their channels."""
    blogger, channel = await part_of(call, blogger_id, Channel, channel_id)
    figure = await service.add_audience(call.session, call.actor, blogger, channel, given)
    location = call.url_for("api.audience.index", blogger_id=blogger_id, channel_id=channel_id)
    return call.created(AudienceOut.of(figure), location)
