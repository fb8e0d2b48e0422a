"""Contact points: email addresses, phones, direct-message handles."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Call
from app.bloggers import queries, service
from app.bloggers.api.parts.shared import all_of, blogger_of
from app.bloggers.models import Blogger, ContactPoint
from app.bloggers.schemas import ContactPointIn, ContactPointOut, ContactPointPatch
from app.core.calls import CallContext
from app.core.schemas import Listing

router = APIRouter()
POINTS = "/bloggers/{blogger_id}/contact-points"


async def reachable(call: CallContext, blogger_id: UUID) -> Blogger:
    """Raises Forbidden where nobody may contact them, but for those who may lift that."""
    blogger = await blogger_of(call, blogger_id)
    queries.require_contact(call.actor, blogger)
    return blogger


async def point_of(call: CallContext, blogger_id: UUID, point_id: UUID) -> tuple[Blogger, ContactPoint]:
    blogger = await reachable(call, blogger_id)
    return blogger, await queries.get_part(call.session, blogger, ContactPoint, point_id)


@router.get(
    POINTS, name="api.contact_points.index", response_model=Listing[ContactPointOut], summary="List contact points"
)
async def contact_points(call: Call, blogger_id: UUID) -> Response:
    """The preferred first."""
    blogger = await reachable(call, blogger_id)
    return all_of(call, ContactPointOut, await queries.contact_points(call.session, blogger))


@router.post(
    POINTS,
    name="api.contact_points.create",
    response_model=ContactPointOut,
    status_code=201,
    summary="Add a contact point",
)
async def add_contact_point(call: Call, blogger_id: UUID, given: ContactPointIn) -> Response:
    """422 when this person has it already."""
    blogger = await reachable(call, blogger_id)
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
    _of, point = await point_of(call, blogger_id, point_id)
    return call.answer(ContactPointOut.of(point), version=point.version)


@router.patch(
    POINTS + "/{point_id}",
    name="api.contact_points.update",
    response_model=ContactPointOut,
    summary="Change a contact point",
)
async def edit_contact_point(call: Call, blogger_id: UUID, point_id: UUID, given: ContactPointPatch) -> Response:
    """An opt-out is taken back only with `do_not_contact.clear`."""
    blogger, point = await point_of(call, blogger_id, point_id)
    call.check_version(point)
    await service.edit_contact_point(call.session, call.actor, blogger, point, given.changes(), version=point.version)
    return call.answer(ContactPointOut.of(point), version=point.version)


@router.delete(
    POINTS + "/{point_id}", name="api.contact_points.delete", status_code=204, summary="Remove a contact point"
)
async def remove_contact_point(call: Call, blogger_id: UUID, point_id: UUID) -> Response:
    blogger, point = await point_of(call, blogger_id, point_id)
    await service.remove_contact_point(call.session, call.actor, blogger, point)
    return call.done()
