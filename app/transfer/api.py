"""JSON routes of imports."""

import hashlib
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Query, Response, UploadFile
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.doors import Call, SlowCall
from app.bloggers.schemas import RelationOut
from app.core import idempotency
from app.core.calls import CallContext
from app.core.schemas import Listing
from app.transfer import files, queries, service, sorting
from app.transfer.models import ImportBatch
from app.transfer.schemas import ImportOptions, ImportOut, ImportRowOut, SortedIn, ToSortOut

router = APIRouter(tags=["Imports"])
Limit = Annotated[int, Query(ge=1, le=500)]


@router.get("/imports", name="api.imports.index", response_model=Listing[ImportOut])
async def index(call: Call, cursor: str | None = None, limit: Limit = 50) -> Response:
    """Imports, the latest first."""
    return call.listing((await queries.page(call.session, call.actor, cursor, limit)).map(ImportOut.of))


@router.post("/imports", name="api.imports.create", response_model=ImportOut, status_code=201)
async def create(call: SlowCall, file: Annotated[UploadFile, File(description="CSV or XLSX.")]) -> Response:
    """Uploads a table; answers what is in it and which field each column seems to be. Nothing is imported yet:
    `POST /imports/{id}/run` does that, perhaps after `POST /imports/{id}/preview`."""
    call.actor.require("imports.write")
    settings, database = call.request.app.state.settings, call.request.app.state.database
    stored = await files.store(settings, file.filename or "", file.file)
    async with files.kept_only_if_good(settings, stored.path):
        findings = await files.take_in(settings, stored.path)
        async with database.write() as session:
            await remember(call, session, stored.sha256)
            batch = await service.begin(session, call.actor, stored, findings)
            location = call.url_for("api.imports.show", batch_id=batch.id)
            return call.created(ImportOut.of(batch), location, version=batch.version)


@router.get("/imports/{batch_id}", name="api.imports.show", response_model=ImportOut)
async def show(call: Call, batch_id: UUID) -> Response:
    """One import with its columns, options, preview and counts."""
    batch = await queries.get_import(call.session, call.actor, batch_id)
    return call.answer(await _told(call, batch), version=batch.version)


@router.post("/imports/{batch_id}/preview", name="api.imports.preview", response_model=ImportOut, status_code=202)
async def preview(call: Call, batch_id: UUID, given: ImportOptions | None = None) -> Response:
    """A dry run in the background with these options; `state` is `ready` when `preview` holds its counts."""
    batch = await queries.get_import(call.session, call.actor, batch_id)
    await service.choose(call.session, call.actor, batch, (given or ImportOptions()).over(batch.options))
    return call.answer(await _told(call, batch), 202, version=batch.version)


@router.post("/imports/{batch_id}/run", name="api.imports.run", response_model=ImportOut, status_code=202)
async def run(call: Call, batch_id: UUID, given: ImportOptions | None = None) -> Response:
    """Imports in the background; options that are left out are as proposed. `state` is `done` at the end."""
    batch = await queries.get_import(call.session, call.actor, batch_id)
    await service.run(call.session, call.actor, batch, given and given.over(batch.options))
    return call.answer(await _told(call, batch), 202, version=batch.version)


@router.get("/imports/{batch_id}/rows", name="api.imports.rows", response_model=Listing[ImportRowOut])
async def rows(call: Call, batch_id: UUID, cursor: str | None = None, limit: Limit = 50) -> Response:
    """The rows that were skipped or failed, and why, in the order of the file."""
    batch = await queries.get_import(call.session, call.actor, batch_id)
    found = await queries.rows(call.session, call.actor, batch, cursor, limit)
    return call.listing(found.map(ImportRowOut.of))


@router.get(
    "/imports/{batch_id}/sort",
    name="api.imports.sort",
    response_model=Listing[ToSortOut],
    summary="List who is to be sorted",
)
async def to_sort(
    call: Call, batch_id: UUID, everybody: bool = False, cursor: str | None = None, limit: Limit = 50
) -> Response:
    """Who came in with it and has neither stage nor turn yet, in the order of the file; `everybody` with those sorted
    already. Until then advice says that nothing is noted."""
    batch = await queries.get_import(call.session, call.actor, batch_id)
    return call.listing(await sorting.to_sort(call.session, call.actor, batch, everybody, cursor, limit))


@router.post(
    "/imports/{batch_id}/sort/{blogger_id}",
    name="api.imports.sort_one",
    response_model=RelationOut,
    summary="Set stage and turn",
)
async def sort_one(call: Call, batch_id: UUID, blogger_id: UUID, given: SortedIn) -> Response:
    """For the import's brand. The turn counts as said by a person: a later exchange takes over."""
    batch = await queries.get_import(call.session, call.actor, batch_id)
    relation = await sorting.sort(call.session, call.actor, batch, blogger_id, given)
    return call.answer(RelationOut.of(relation), version=relation.version)


@router.delete("/imports/{batch_id}", name="api.imports.discard", status_code=204)
async def discard(call: Call, batch_id: UUID) -> Response:
    """Forgets an import and its file; the people it brought stay."""
    batch = await queries.get_import(call.session, call.actor, batch_id)
    await service.discard(call.session, call.actor, batch)
    files.forget(call.request.app.state.settings, batch.path)
    return call.done()


async def remember(call: CallContext, session: AsyncSession, sha256: str) -> None:
    """`Idempotency-Key` for an upload: the file's own hash stands for the body."""
    if key := call.request.headers.get("idempotency-key"):
        asked = hashlib.sha256(f"POST {call.request.url.path} {sha256}".encode()).digest()
        caller = f"token:{str(call.actor.token_id)[:34]}"
        call.remember(await idempotency.begin(session, call.actor.workspace_id, caller, key, asked))


async def _told(call: CallContext, batch: ImportBatch) -> ImportOut:
    job = await queries.job_of(call.session, batch)
    return ImportOut.of(batch).model_copy(update={"job_id": job.id if job else None})
