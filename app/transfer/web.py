"""HTML routes of imports: choose a file, match its columns, see what would happen, import, see what happened."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from app.accounts.doors import Page, SlowPage
from app.accounts.queries import brands
from app.bloggers.labels import LEGAL_BASES, STAGES, TURNS
from app.core.forms import read_form, validate
from app.core.i18n import _
from app.core.pages import PageContext
from app.outreach.labels import KINDS, NATURES
from app.transfer import fields, files, guesses, queries, service, sorting, tables
from app.transfer.models import ImportBatch, ImportState
from app.transfer.people import letter
from app.transfer.schemas import MappingForm, Reading, UploadForm
from app.transfer.sorting import Sorted

router = APIRouter()
WORKING = (ImportState.PREVIEWING, ImportState.RUNNING)


@router.get("/imports", name="imports.index")
async def index(page: Page, cursor: str | None = None) -> Response:
    imports = await queries.page(page.session, page.actor, cursor)
    return page.render("transfer/index.html", imports=imports)


@router.get("/imports/new", name="imports.new")
async def new(page: Page) -> Response:
    page.actor.require("imports.write")
    return page.render("transfer/new.html")


@router.post("/imports", name="imports.create")
async def create(page: SlowPage) -> Response:
    page.actor.require("imports.write")
    settings, database = page.request.app.state.settings, page.request.app.state.database
    try:
        form = await page.form(UploadForm, "transfer/new.html")
        stored = await files.store(settings, form.file.filename, form.file.file)
    finally:
        await page.request.close()
    async with files.kept_only_if_good(settings, stored.path):
        findings = await files.take_in(settings, stored.path)
        async with database.write() as session:
            batch = await service.begin(session, page.actor, stored, findings)
    return page.redirect("imports.show", batch_id=batch.id)


@router.get("/imports/{batch_id}", name="imports.show")
async def show(page: Page, batch_id: UUID) -> Response:
    batch = await queries.get_import(page.session, page.actor, batch_id)
    template = "transfer/_state.html" if page.partial else "transfer/show.html"
    return page.render(template, **await _context(page, batch))


@router.get("/imports/{batch_id}/columns", name="imports.columns")
async def columns(page: Page, batch_id: UUID) -> Response:
    batch = await queries.get_import(page.session, page.actor, batch_id)
    service.check_changeable(batch)
    return page.render("transfer/show.html", **await _context(page, batch, ImportState.MAPPING))


@router.post("/imports/{batch_id}/reading", name="imports.reread")
async def reread(page: SlowPage, batch_id: UUID) -> Response:
    settings, database = page.request.app.state.settings, page.request.app.state.database
    async with database.read() as session:
        batch = await queries.get_import(session, page.actor, batch_id)
        service.check_changeable(batch)
    reading = validate(Reading, await read_form(page.request))
    findings = await files.take_in(settings, batch.path, reading.corrections())
    async with database.write() as session:
        batch = await queries.get_import(session, page.actor, batch_id)
        await service.reread(session, page.actor, batch, findings)
    return page.redirect("imports.show", batch_id=batch_id)


@router.post("/imports/{batch_id}/choose", name="imports.choose")
async def choose(page: Page, batch_id: UUID) -> Response:
    batch = await queries.get_import(page.session, page.actor, batch_id)
    context = await _context(page, batch, ImportState.MAPPING)
    form = await page.form(MappingForm, "transfer/show.html", **context)
    await service.choose(page.session, page.actor, batch, form.options())
    return page.redirect("imports.show", batch_id=batch.id)


@router.post("/imports/{batch_id}/run", name="imports.run")
async def run(page: Page, batch_id: UUID) -> Response:
    batch = await queries.get_import(page.session, page.actor, batch_id)
    await _once(page)
    await service.run(page.session, page.actor, batch)
    return page.redirect("imports.show", batch_id=batch.id)


@router.post("/imports/{batch_id}/go-on", name="imports.go_on")
async def go_on(page: Page, batch_id: UUID) -> Response:
    batch = await queries.get_import(page.session, page.actor, batch_id)
    await _once(page)
    await service.go_on(page.session, page.actor, batch)
    return page.redirect("imports.show", batch_id=batch.id)


@router.post("/imports/{batch_id}/discard", name="imports.discard")
async def discard(page: Page, batch_id: UUID) -> Response:
    batch = await queries.get_import(page.session, page.actor, batch_id)
    await _once(page)
    await service.discard(page.session, page.actor, batch)
    files.forget(page.request.app.state.settings, batch.path)
    return page.redirect("imports.index", notice=_("Import forgotten. The people it brought are still there."))


@router.get("/imports/{batch_id}/rows.csv", name="imports.rows")
async def rows(page: SlowPage, batch_id: UUID, outcome: str = "failed") -> Response:
    database = page.request.app.state.database
    async with database.read() as session:
        batch = await queries.get_import(session, page.actor, batch_id)
    name = f"{'failed' if outcome == 'failed' else 'skipped'}-rows.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(
        tables.told_rows(database, page.actor, batch, outcome), media_type="text/csv; charset=utf-8", headers=headers
    )


@router.get("/imports/{batch_id}/sort", name="imports.sort")
async def sort(page: Page, batch_id: UUID, after: int | None = None) -> Response:
    batch = await queries.get_import(page.session, page.actor, batch_id)
    screen = await sorting.screen(page.session, page.actor, batch, after)
    return page.render("transfer/sort.html", batch=batch, screen=screen, stages=STAGES, turns=TURNS, kinds=KINDS)


@router.post("/imports/{batch_id}/sort/{blogger_id}", name="imports.sort_one")
async def sort_one(page: Page, batch_id: UUID, blogger_id: UUID) -> Response:
    batch = await queries.get_import(page.session, page.actor, batch_id)
    given = await page.form(Sorted)
    await sorting.sort(page.session, page.actor, batch, blogger_id, given)
    return page.redirect("imports.sort", batch_id=batch_id, after=given.place)


async def _once(page: PageContext) -> None:
    await read_form(page.request)
    await page.guard()


async def _context(page: PageContext, batch: ImportBatch, step: str = "") -> dict[str, Any]:
    """What the page of an import shows, at its own step or another."""
    mapping = batch.options.get("columns", {})
    dated = [it for n, it in enumerate(batch.findings["columns"]) if mapping.get(str(n)) == "last_contact"]
    return {
        "batch": batch,
        "step": step or batch.state,
        "columns": batch.findings["columns"],
        "options": batch.options,
        "field_options": fields.options(),
        "stages": STAGES,
        "legal_bases": LEGAL_BASES,
        "kinds": KINDS,
        "natures": NATURES,
        "letter": letter,
        "brand_options": [(brand.id, brand.name) for brand in await brands(page.session, page.actor)],
        "date_is_ambiguous": bool(dated) and guesses.is_ambiguous(dated[0]),
        "job": await queries.job_of(page.session, batch) if batch.state in WORKING else None,
    }
