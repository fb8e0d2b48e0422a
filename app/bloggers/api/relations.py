"""How each brand stands with a person."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Call
from app.accounts.queries import resolve_brand
from app.bloggers import queries, service
from app.bloggers.schemas import RelationIn, RelationOut, RelationPatch, StageMoveOut
from app.core.schemas import Listing

router = APIRouter()
RELATIONS = "/bloggers/{blogger_id}/relations"


@router.get(RELATIONS, name="api.relations.index", response_model=Listing[RelationOut], summary="List relations")
async def index(call: Call, blogger_id: UUID) -> Response:
    """Those of the brands you see, the one touched last first."""
    blogger = await queries.get_blogger(call.session, call.actor, blogger_id)
    found = await queries.relations_of(call.session, call.actor, blogger.id)
    return call.answer({"items": [RelationOut.of(it) for it in found], "next": None})


@router.post(
    RELATIONS, name="api.relations.create", response_model=RelationOut, status_code=201, summary="Begin a relation"
)
async def create(call: Call, blogger_id: UUID, given: RelationIn) -> Response:
    """Of a brand with this person. The one that is there already is answered, changed to what is given."""
    blogger = await queries.get_blogger(call.session, call.actor, blogger_id)
    brand_id = await resolve_brand(call.session, call.actor, given.brand_id)
    relation = await service.begin_relation(call.session, call.actor, blogger, brand_id, given)
    location = call.url_for("api.relations.show", blogger_id=blogger.id, relation_id=relation.id)
    return call.created(RelationOut.of(relation), location, version=relation.version)


@router.get(
    RELATIONS + "/{relation_id}", name="api.relations.show", response_model=RelationOut, summary="Read a relation"
)
async def show(call: Call, blogger_id: UUID, relation_id: UUID) -> Response:
    blogger = await queries.get_blogger(call.session, call.actor, blogger_id)
    relation = await queries.get_relation(call.session, call.actor, blogger.id, relation_id)
    return call.answer(RelationOut.of(relation), version=relation.version)


@router.patch(
    RELATIONS + "/{relation_id}", name="api.relations.update", response_model=RelationOut, summary="Change a relation"
)
async def update(call: Call, blogger_id: UUID, relation_id: UUID, given: RelationPatch) -> Response:
    """Stage (with its reason), owner, form of address, turn. A turn set here holds until a later exchange."""
    blogger = await queries.get_blogger(call.session, call.actor, blogger_id)
    relation = await queries.get_relation(call.session, call.actor, blogger.id, relation_id)
    call.check_version(relation)
    await service.update_relation(call.session, call.actor, relation, given.changes(), version=relation.version)
    return call.answer(RelationOut.of(relation), version=relation.version)


@router.get(
    RELATIONS + "/{relation_id}/history",
    name="api.relations.history",
    response_model=Listing[StageMoveOut],
    summary="Read the stage history",
)
async def history(call: Call, blogger_id: UUID, relation_id: UUID) -> Response:
    """The latest move first."""
    blogger = await queries.get_blogger(call.session, call.actor, blogger_id)
    relation = await queries.get_relation(call.session, call.actor, blogger.id, relation_id)
    moves = await queries.stage_history(call.session, call.actor, relation)
    return call.answer({"items": [StageMoveOut.of(move) for move in moves], "next": None})
