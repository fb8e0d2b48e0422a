"""Tags."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Call
from app.bloggers import queries, service
from app.bloggers.schemas import TagCount, TagIn, TagOut
from app.core.schemas import Listing

router = APIRouter()


@router.get("/tags", name="api.tags.index", response_model=Listing[TagCount], summary="List tags")
async def tags(call: Call) -> Response:
    """By name, with how many bloggers carry each."""
    return call.answer({"items": await queries.tag_counts(call.session, call.actor), "next": None})


@router.post("/tags", name="api.tags.create", response_model=TagOut, status_code=201, summary="Make a tag")
async def create_tag(call: Call, given: TagIn) -> Response:
    """Tags are also made by putting them on somebody."""
    tag = await service.create_tag(call.session, call.actor, given.name)
    return call.created(TagOut.of(tag), call.url_for("api.tags.show", tag_id=tag.id), version=tag.version)


@router.get("/tags/{tag_id}", name="api.tags.show", response_model=TagOut, summary="Read a tag")
async def tag(call: Call, tag_id: UUID) -> Response:
    call.actor.require("bloggers.read")
    found = await queries.get_tag(call.session, call.actor, tag_id)
    return call.answer(TagOut.of(found), version=found.version)


@router.patch("/tags/{tag_id}", name="api.tags.update", response_model=TagOut, summary="Rename a tag")
async def rename_tag(call: Call, tag_id: UUID, given: TagIn) -> Response:
    """422 when another tag has that name."""
    tag = await queries.get_tag(call.session, call.actor, tag_id)
    call.check_version(tag)
    await service.rename_tag(call.session, call.actor, tag, given.name)
    return call.answer(TagOut.of(tag), version=tag.version)


@router.delete("/tags/{tag_id}", name="api.tags.delete", status_code=204, summary="Delete a tag")
async def delete_tag(call: Call, tag_id: UUID) -> Response:
    """Taken off everybody."""
    await service.delete_tag(call.session, call.actor, await queries.get_tag(call.session, call.actor, tag_id))
    return call.done()
