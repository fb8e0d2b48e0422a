"""People: list, make, read, change, archive, delete."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.doors import Call
from app.bloggers import queries, service
from app.bloggers.filters import BloggerListQuery
from app.bloggers.models import Blogger
from app.bloggers.schemas import BloggerIn, BloggerOut, BloggerPatch, BloggerRow
from app.bloggers.service.exports import note_export
from app.bloggers.table import VALUES, coded
from app.core.asked import asked, parameters
from app.core.calls import CallContext
from app.core.pagination import Slice
from app.core.schemas import Listing

router = APIRouter()


@router.get(
    "/bloggers",
    name="api.bloggers.index",
    response_model=Listing[BloggerRow],
    summary="List bloggers",
    openapi_extra=parameters(BloggerListQuery),
)
async def index(call: Call, asked: Annotated[BloggerListQuery, asked(BloggerListQuery)]) -> Response:
    """Filters combine; several values of one mean any of them. `relations` holds the brand filtered on, else the one
    touched last. `sort` may be turned round with `-`. With `updated_since`, archived ones are listed too. With
    `Accept: text/csv`: the whole list as a table, from its first line to its last (needs `exports.read`); `fields`
    chooses its columns.
    """
    if call.wants_csv:
        return await _table(call, asked)
    return call.listing(await queries.page(call.session, call.actor, asked, asked.cursor, asked.limit, live=True))


@router.post(
    "/bloggers", name="api.bloggers.create", response_model=BloggerOut, status_code=201, summary="Make a blogger"
)
async def create(call: Call, given: BloggerIn) -> Response:
    """Only `name` is needed; `source` and `legal_basis` default to the workspace's."""
    blogger = await service.create_blogger(call.session, call.actor, given)
    body = await queries.whole(call.session, call.actor, blogger)
    location = call.url_for("api.bloggers.show", blogger_id=blogger.id)
    return call.created(body, location, version=blogger.version)


@router.get("/bloggers/{blogger_id}", name="api.bloggers.show", response_model=BloggerOut, summary="Read a blogger")
async def show(call: Call, blogger_id: UUID) -> Response:
    """The whole record. A deleted one is found too, with its `state`."""
    return await _answer(call, await queries.get_blogger(call.session, call.actor, blogger_id))


@router.patch(
    "/bloggers/{blogger_id}", name="api.bloggers.update", response_model=BloggerOut, summary="Change a blogger"
)
async def update(call: Call, blogger_id: UUID, given: BloggerPatch) -> Response:
    """Only what is sent changes. Lists replace what was there; `external_ids` are merged, null takes one away."""
    blogger = await queries.get_blogger(call.session, call.actor, blogger_id)
    call.check_version(blogger)
    await service.update_blogger(call.session, call.actor, blogger, given.changes(), version=blogger.version)
    return await _answer(call, blogger)


@router.delete("/bloggers/{blogger_id}", name="api.bloggers.delete", status_code=204, summary="Delete a blogger")
async def delete(call: Call, blogger_id: UUID) -> Response:
    """Into the bin; `undelete` brings them back within 30 days."""
    await service.delete(call.session, call.actor, await queries.get_blogger(call.session, call.actor, blogger_id))
    return call.done()


@router.post(
    "/bloggers/{blogger_id}/archive",
    name="api.bloggers.archive",
    response_model=BloggerOut,
    summary="Archive a blogger",
)
async def archive(call: Call, blogger_id: UUID) -> Response:
    """Out of the lists, kept with everything."""
    blogger = await queries.get_blogger(call.session, call.actor, blogger_id)
    await service.archive(call.session, call.actor, blogger)
    return await _answer(call, blogger)


@router.post(
    "/bloggers/{blogger_id}/restore",
    name="api.bloggers.restore",
    response_model=BloggerOut,
    summary="Bring a blogger back from the archive",
)
async def restore(call: Call, blogger_id: UUID) -> Response:
    blogger = await queries.get_blogger(call.session, call.actor, blogger_id)
    await service.restore(call.session, call.actor, blogger)
    return await _answer(call, blogger)


@router.post(
    "/bloggers/{blogger_id}/undelete",
    name="api.bloggers.undelete",
    response_model=BloggerOut,
    summary="Undo the deletion of a blogger",
)
async def undelete(call: Call, blogger_id: UUID) -> Response:
    """Within 30 days; 410 after."""
    blogger = await queries.get_blogger(call.session, call.actor, blogger_id)
    await service.undelete(call.session, call.actor, blogger)
    return await _answer(call, blogger)


async def _table(call: CallContext, asked: BloggerListQuery) -> Response:
    call.actor.require("bloggers.read")

    async def read(session: AsyncSession, cursor: str | None, limit: int) -> Slice[BloggerRow]:
        return await queries.page(session, call.actor, asked, cursor, limit, live=True)

    table = call.table("people", VALUES, read, coded)
    await note_export(call.request.app.state.database, call.actor, asked)
    return table


async def _answer(call: CallContext, blogger: Blogger) -> Response:
    return call.answer(await queries.whole(call.session, call.actor, blogger), version=blogger.version)
