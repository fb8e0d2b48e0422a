"""Many at once, and who somebody is."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.accounts.doors import Call
from app.bloggers import queries, service
from app.bloggers.schemas import (
    BulkIn,
    BulkOut,
    LookupIn,
    LookupOut,
    RecogniseIn,
    RecogniseOut,
    SimilarOut,
    SimilarQuery,
)

router = APIRouter()


@router.post("/bloggers/bulk", name="api.bloggers.bulk", response_model=BulkOut, summary="Make or change many bloggers")
async def bulk(call: Call, given: BulkIn, dry_run: bool = False) -> Response:
    """Up to 1,000 rows; each is created, updated, left unchanged or failed, told in their order.

    A row is matched by its `external_ids`, else its `id`, else an email among its `contact_points`, else a handle or
    url among its `channels`. What a row leaves out stays. Tags, contact points and channels are added to what is
    there; other lists replace it. “Do not contact” and opt-outs are never taken back here. `dry_run` writes nothing.
    """
    dry_run = dry_run or given.dry_run
    results = await service.upsert_many(call.session, call.actor, given.items, dry_run=dry_run)
    return call.answer(BulkOut.of_results(results, dry_run))


@router.post("/bloggers/lookup", name="api.bloggers.lookup", response_model=LookupOut, summary="Find by what is exact")
async def lookup(call: Call, wanted: LookupIn) -> Response:
    """By email, handle (with `platform`, if known), url, or external id with its `system`. Nobody: an empty list."""
    found = await queries.lookup(call.session, call.actor, wanted)
    return call.answer({"items": [await queries.whole(call.session, call.actor, it) for it in found]})


@router.get("/bloggers/similar", name="api.bloggers.similar", response_model=SimilarOut, summary="Find duplicates")
async def similar(call: Call, asked: Annotated[SimilarQuery, Query()]) -> Response:
    """Who it may be already, each with why: before making a record."""
    clues = asked.model_dump(exclude={"fields"})
    return call.answer({"items": await queries.similar(call.session, call.actor, **clues)})


@router.post(
    "/bloggers/recognise", name="api.bloggers.recognise", response_model=RecogniseOut, summary="Find people in a text"
)
async def recognise(call: Call, given: RecogniseIn) -> Response:
    """Who of any pasted list (profile URLs, blogs, @handles, emails, phones, names) is known, and who is new, each
    once. Nothing is written. What could mislead, such as an address that only looks like a platform's, is refused.
    """
    return call.answer(RecogniseOut.of(await queries.recognise(call.session, call.actor, given.text)))
