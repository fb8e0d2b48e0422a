"""`/partnerships`: agreements discussed or run with one blogger for one brand."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.doors import Call
from app.core.calls import CallContext
from app.core.pagination import Slice
from app.core.schemas import Listing
from app.outreach.queries import people_of
from app.outreach.schemas import InteractionFields, InteractionOut, NextStepOut, StepIn
from app.partnerships import queries, service
from app.partnerships.models import Partnership
from app.partnerships.queries import as_output
from app.partnerships.schemas import (
    MoveIn,
    MoveOut,
    PartnershipIn,
    PartnershipListQuery,
    PartnershipOut,
    PartnershipPatch,
    PartnershipQuery,
    TermOut,
    TermsIn,
)
from app.partnerships.service.exports import note_export
from app.partnerships.table import VALUES, coded

router = APIRouter(tags=["Partnerships"])
Limit = Annotated[int, Query(ge=1, le=500)]
Cursor = Annotated[str | None, Query(max_length=2_000)]


@router.get(
    "/partnerships", name="api.partnerships.index", response_model=Listing[PartnershipOut], summary="List partnerships"
)
async def index(call: Call, asked: Annotated[PartnershipListQuery, Query()]) -> Response:
    """Filters combine; `sort=board` with one `stage` is the order of its column. With `Accept: text/csv`: the whole
    list as a table (needs `exports.read`); `fields` chooses its columns.
    """
    query = PartnershipQuery(**asked.model_dump(exclude={"limit", "cursor", "fields"}))
    if call.wants_csv:
        return await _table(call, query)
    page = await queries.page(call.session, call.actor, query, asked.cursor, asked.limit, whole=True)
    return call.listing(page.map(as_output))


async def _table(call: CallContext, query: PartnershipQuery) -> Response:
    call.actor.require("partnerships.read")

    async def read(session: AsyncSession, cursor: str | None, limit: int) -> Slice[queries.Card]:
        return await queries.page(session, call.actor, query, cursor, limit)

    table = call.table("partnerships", VALUES, read, coded)
    await note_export(call.request.app.state.database, call.actor, query)
    return table


@router.post(
    "/partnerships",
    name="api.partnerships.create",
    response_model=PartnershipOut,
    status_code=201,
    summary="Create a partnership",
)
async def create(call: Call, given: PartnershipIn) -> Response:
    """Only `blogger_id` is needed. Refused for a person who wants no more outreach."""
    partnership = await service.create(call.session, call.actor, given)
    location = call.url_for("api.partnerships.show", partnership_id=partnership.id)
    return call.created(await _out(call, partnership), location, version=partnership.version)


@router.get(
    "/partnerships/{partnership_id}",
    name="api.partnerships.show",
    response_model=PartnershipOut,
    summary="Get a partnership",
)
async def show(call: Call, partnership_id: UUID) -> Response:
    """One partnership."""
    card = await queries.card(call.session, call.actor, partnership_id)
    return call.answer(as_output(card), version=card.version)


@router.patch(
    "/partnerships/{partnership_id}",
    name="api.partnerships.update",
    response_model=PartnershipOut,
    summary="Change a partnership",
)
async def update(call: Call, partnership_id: UUID, given: PartnershipPatch) -> Response:
    """Changes what is sent; the stage changes by `move`."""
    partnership = await queries.get_partnership(call.session, call.actor, partnership_id, lock=True)
    call.check_version(partnership)
    await service.update(call.session, call.actor, partnership, given.changes())
    return call.answer(await _out(call, partnership), version=partnership.version)


@router.delete(
    "/partnerships/{partnership_id}", name="api.partnerships.delete", status_code=204, summary="Delete a partnership"
)
async def delete(call: Call, partnership_id: UUID) -> Response:
    """Into the bin; `undelete` brings it back."""
    partnership = await queries.get_partnership(call.session, call.actor, partnership_id, lock=True)
    await service.delete(call.session, call.actor, partnership)
    return call.done()


@router.post(
    "/partnerships/{partnership_id}/undelete",
    name="api.partnerships.undelete",
    response_model=PartnershipOut,
    summary="Bring a partnership back",
)
async def undelete(call: Call, partnership_id: UUID) -> Response:
    """Out of the bin, where it was."""
    partnership = await queries.get_partnership(call.session, call.actor, partnership_id, deleted=True, lock=True)
    await service.undelete(call.session, call.actor, partnership)
    return call.answer(await _out(call, partnership), version=partnership.version)


@router.post(
    "/partnerships/{partnership_id}/move",
    name="api.partnerships.move",
    response_model=PartnershipOut,
    summary="Move to another stage",
)
async def move(call: Call, partnership_id: UUID, given: MoveIn) -> Response:
    """422 where the stage needs a `reason`; 409 when it is no longer in `from_stage`."""
    partnership = await queries.get_partnership(call.session, call.actor, partnership_id, lock=True)
    values = given.model_dump(exclude={"stage"})
    await service.move(call.session, call.actor, partnership, given.stage, **values)
    return call.answer(await _out(call, partnership), version=partnership.version)


@router.get(
    "/partnerships/{partnership_id}/moves",
    name="api.partnerships.moves",
    response_model=Listing[MoveOut],
    summary="List the stage history",
)
async def moves(call: Call, partnership_id: UUID) -> Response:
    """Newest first; a stage that is gone is null."""
    await queries.get_partnership(call.session, call.actor, partnership_id)
    rows = await queries.moves(call.session, call.actor, partnership_id)
    items = [
        MoveOut(
            from_stage=before.key if before else None,
            to_stage=after.key if after else None,
            **step.model_dump(include={"id", "at", "by", "reason", "seconds_before"}),
        )
        for step, before, after, _name in rows
    ]
    return call.answer({"items": items, "next": None})


@router.get(
    "/partnerships/{partnership_id}/interactions",
    name="api.partnerships.interactions",
    response_model=Listing[InteractionOut],
    summary="List its interactions",
)
async def interactions(call: Call, partnership_id: UUID, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """Exchanges logged on it, newest first."""
    await queries.get_partnership(call.session, call.actor, partnership_id)
    found = await queries.interactions(call.session, call.actor, partnership_id, cursor, limit)
    people = await people_of(call.session, call.actor, [row.id for row in found.items])
    return call.listing(found.map(lambda row: InteractionOut.with_people(row, [who for who, _name in people[row.id]])))


@router.post(
    "/partnerships/{partnership_id}/interactions",
    name="api.partnerships.log_contact",
    response_model=InteractionOut,
    status_code=201,
    summary="Log an interaction on it",
)
async def log_contact(call: Call, partnership_id: UUID, given: InteractionFields) -> Response:
    """With its blogger, for its brand and campaign."""
    partnership = await queries.get_partnership(call.session, call.actor, partnership_id)
    interaction = await service.log_contact(call.session, call.actor, partnership, given)
    body = InteractionOut.with_people(interaction, [partnership.blogger_id])
    location = f"/api/v1/interactions/{interaction.id}"
    return call.created(body, location, version=interaction.version)


@router.get(
    "/partnerships/{partnership_id}/next-steps",
    name="api.partnerships.next_steps",
    response_model=Listing[NextStepOut],
    summary="List its open next steps",
)
async def next_steps(call: Call, partnership_id: UUID) -> Response:
    """The earliest due first."""
    await queries.get_partnership(call.session, call.actor, partnership_id)
    steps = await queries.open_steps(call.session, call.actor, partnership_id)
    return call.answer({"items": [NextStepOut.of(step) for step in steps], "next": None})


@router.post(
    "/partnerships/{partnership_id}/next-steps",
    name="api.partnerships.add_step",
    response_model=NextStepOut,
    status_code=201,
    summary="Set a next step on it",
)
async def add_step(call: Call, partnership_id: UUID, given: StepIn) -> Response:
    """A dated one in the future stops the clock of its stage."""
    partnership = await queries.get_partnership(call.session, call.actor, partnership_id)
    step = await service.add_step(call.session, call.actor, partnership, given)
    return call.created(NextStepOut.of(step), f"/api/v1/next-steps/{step.id}", version=step.version)


@router.get(
    "/partnerships/{partnership_id}/terms",
    name="api.partnerships.terms",
    response_model=Listing[TermOut],
    summary="List its payments, products and exclusivities",
)
async def terms(call: Call, partnership_id: UUID) -> Response:
    """What of the terms has a day, what is open first."""
    partnership = await queries.get_partnership(call.session, call.actor, partnership_id)
    return call.answer(await _terms(call, partnership), version=partnership.version)


@router.put(
    "/partnerships/{partnership_id}/terms",
    name="api.partnerships.set_terms",
    response_model=Listing[TermOut],
    summary="Set its payments, products and exclusivities",
)
async def set_terms(call: Call, partnership_id: UUID, given: TermsIn) -> Response:
    """All of them as they are to be; what is not named is taken away. Once the partnership is agreed, advice knows
    what is owed and to whom the person is bound. `If-Match` takes the partnership's version."""
    partnership = await queries.get_partnership(call.session, call.actor, partnership_id, lock=True)
    call.check_version(partnership)
    await service.set_terms(call.session, call.actor, partnership, given.items)
    return call.answer(await _terms(call, partnership), version=partnership.version)


@router.post("/terms/{term_id}/settle", name="api.terms.settle", response_model=TermOut, summary="Paid, or sent")
async def settle(call: Call, term_id: UUID) -> Response:
    """Today, in your time zone; another day goes by `PUT /partnerships/{id}/terms`."""
    partnership, term = await queries.term_of(call.session, call.actor, term_id)
    await service.settle_term(call.session, call.actor, partnership, term)
    return call.answer(TermOut.of(term), version=partnership.version)


@router.post("/terms/{term_id}/reopen", name="api.terms.reopen", response_model=TermOut, summary="Due again")
async def reopen(call: Call, term_id: UUID) -> Response:
    """Undoes `settle`."""
    partnership, term = await queries.term_of(call.session, call.actor, term_id)
    await service.reopen_term(call.session, call.actor, partnership, term)
    return call.answer(TermOut.of(term), version=partnership.version)


async def _terms(call: Call, partnership: Partnership) -> dict[str, Any]:
    await call.session.flush()
    found = await queries.terms_of(call.session, call.actor, partnership.id)
    return {"items": [TermOut.of(term) for term in found], "next": None}


async def _out(call: Call, partnership: Partnership) -> PartnershipOut:
    return as_output(await queries.card(call.session, call.actor, partnership.id))
