"""Contact points: email addresses, phones, direct-message handles."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Call
from app.bloggers import queries, service
from app.bloggers.api.parts.shared import all_of, blogger_of, part_of
from app.bloggers.models import ContactPoint
from app.bloggers.schemas import ContactPointIn, ContactPointOut, ContactPointPatch
from app.core.schemas import Listing

router = APIRouter()
POINTS = "/bloggers/{blogger_id}/contact-points"


@router.get(
    POINTS, name="api.contact_points.index", response_model=Listing[ContactPointOut], summary="List contact points"
)
async def contact_points(call: Call, blogger_id: UUID) -> Response:
    """The preferred first."""
    blogger = await blogger_of(call, blogger_id)
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
    blogger = await blogger_of(call, blogger_id)
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
    _of, point = await part_of(call, blogger_id, ContactPoint, point_id)
    return call.answer(ContactPointOut.of(point), version=point.version)


@router.patch(
    POINTS + "/{point_id}",
    name="api.contact_points.update",
    response_model=ContactPointOut,
    summary="Change a contact point",
)
async def edit_contact_point(call: Call, blogger_id: UUID, point_id: UUID, given: ContactPointPatch) -> Response:
    """An opt-out is taken back only with `do_not_contact.clear`."""
    blogger, point = await part_of(call, blogger_id, ContactPoint, point_id)
    call.check_version(point)
    await service.edit_contact_point(call.session, call.actor, blogger, point, given.changes(), version=point.version)
    return call.answer(ContactPointOut.of(point), version=point.version)


@router.delete(
    POINTS + "/{point_id}", name="api.contact_points.delete", status_code=204, summary="Remove a contact point"
)
async def remove_contact_point(call: Call, blogger_id: UUID, point_id: UUID) -> Response:
    blogger, point = await part_of(call, blogger_id, ContactPoint, point_id)
    await service.remove_contact_point(call.session, call.actor, blogger, point)
    return call.done()
