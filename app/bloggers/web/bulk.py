"""What is done with the people selected in the list, or with everybody it finds; each can be taken back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from app.accounts.doors import Page
from app.accounts.queries import get_job
from app.bloggers import queries, service
from app.bloggers.labels import STAGES
from app.bloggers.models import RelationStage
from app.bloggers.schemas import SELECTED_MAX as MOST
from app.bloggers.service.background import JOB
from app.bloggers.web.listing import Listing
from app.core.clock import now
from app.core.errors import Invalid, NotFound
from app.core.i18n import _, format_number, ngettext
from app.core.pages import PageContext
from app.core.schemas import Input, Moment

router = APIRouter()


class Selection(Input):
    """The list's form: who, and what each of its buttons may need."""

    model_config = Input.model_config | {"extra": "ignore"}

    ids: list[UUID] = Field(default=[], max_length=MOST)
    all: bool = False
    """Everybody whom `query` finds, on all pages."""
    query: str = Field(default="", max_length=4_000)
    tag: str = Field(default="", max_length=60)
    owner_id: UUID | None = None
    stage: RelationStage | None = None


@router.post("/bloggers/bulk/add-tag", name="bloggers.bulk.add_tag")
async def add_tag(page: Page) -> Response:
    given, listing, ids = await _selected(page)
    name = _needed(given.tag)
    return await _done(page, listing, ids, {"verb": "tag", "add": [name], "remove": []}, _tagged(name))


@router.post("/bloggers/bulk/remove-tag", name="bloggers.bulk.remove_tag")
async def remove_tag(page: Page) -> Response:
    given, listing, ids = await _selected(page)
    name = _needed(given.tag)
    return await _done(page, listing, ids, {"verb": "tag", "add": [], "remove": [name]}, _untagged(name))


@router.post("/bloggers/bulk/assign", name="bloggers.bulk.assign")
async def assign(page: Page) -> Response:
    given, listing, ids = await _selected(page)
    what = {"verb": "assign", "owner_id": str(given.owner_id or "")} | _brand(listing)
    return await _done(page, listing, ids, what, _assigned)


@router.post("/bloggers/bulk/move", name="bloggers.bulk.move")
async def move(page: Page) -> Response:
    given, listing, ids = await _selected(page)
    stage = _needed(given.stage)
    what = {"verb": "move", "stage": stage.value} | _brand(listing)
    return await _done(page, listing, ids, what, _moved(stage))


@router.post("/bloggers/bulk/archive", name="bloggers.bulk.archive")
async def archive(page: Page) -> Response:
    _given, listing, ids = await _selected(page)
    return await _done(page, listing, ids, {"verb": "archive"}, _archived)


@router.post("/bloggers/bulk/restore", name="bloggers.bulk.restore")
async def restore(page: Page) -> Response:
    _given, listing, ids = await _selected(page)
    return await _done(page, listing, ids, {"verb": "restore"}, _restored)


@router.get("/bloggers/bulk/{job_id}", name="bloggers.bulk.show")
async def show(page: Page, job_id: UUID) -> Response:
    """How far a change of very many has come; at its end, the way back."""
    page.actor.require("bloggers.write")
    job = await get_job(page.session, page.actor, job_id)
    if job.name != JOB or job.payload["user_id"] != str(page.actor.user_id):
        raise NotFound
    listing = Listing.read(page, job.payload["told"]["back"])
    span = {"since": job.payload["told"]["since"], "until": (job.finished_at or now()).isoformat()}
    undo = page.url_for("bloggers.bulk.undo", **span, back=listing.query)
    template = "bloggers/_bulk_work.html" if page.partial else "bloggers/bulk_work.html"
    return page.render(template, job=job, back=listing.url("bloggers.index"), taken_back=undo)


@router.post("/bloggers/bulk/undo", name="bloggers.bulk.undo")
async def undo(page: Page, since: Moment, until: Moment, back: str = "") -> Response:
    """Puts back what one of the verbs above did."""
    ids = await service.changed_between(page.session, page.actor, since, until)
    what = {"verb": "undo", "since": since.isoformat(), "until": until.isoformat()}
    return await _done(page, Listing.read(page, back), ids, what, _taken_back)


async def _selected(page: PageContext) -> tuple[Selection, Listing, list[UUID]]:
    """The form, the list it was sent from, and whom it means."""
    page.actor.require("bloggers.write")
    given = await page.form(Selection, "errors/refused.html")
    listing = Listing.read(page, given.query)
    ids = given.ids
    if given.all:
        ids = await queries.matching_ids(page.session, page.actor, listing.filters, MOST + 1)
    if len(ids) > MOST:
        raise Invalid({"": _("At most %(n)s people at once. Narrow the list with a filter.", n=format_number(MOST))})
    if not ids:
        raise Invalid({"": _("Nobody is selected yet.")})
    return given, listing, ids


def _needed(value: Any) -> Any:
    if not value:
        raise Invalid({"": _("Say first what it should be.")})
    return value


def _brand(listing: Listing) -> dict[str, str]:
    return {"brand_id": str(listing.filters.brand)} if listing.filters.brand else {}


async def _done(
    page: PageContext, listing: Listing, ids: list[UUID], what: dict[str, Any], told: Callable[[int], str]
) -> Response:
    since = now()
    kept = {"back": listing.query, "since": since.isoformat()}
    changed, job_id = await service.begin_change(page.session, page.actor, ids, what, kept)
    if job_id:
        return page.redirect("bloggers.bulk.show", job_id=job_id)
    span = {"since": since.isoformat(), "until": now().isoformat(), "back": listing.query}
    undo_path = page.url_for("bloggers.bulk.undo", **span) if changed else None
    return page.redirect_to(listing.url("bloggers.index"), notice=told(changed), undo=undo_path)


# --- what was done, in words -------------------------------------------------------------------------------------


def _tagged(tag: str) -> Callable[[int], str]:
    return lambda n: ngettext("“%(tag)s” given to %(n)s person.", "“%(tag)s” given to %(n)s people.", n, tag=tag)


def _untagged(tag: str) -> Callable[[int], str]:
    return lambda n: ngettext("“%(tag)s” taken from %(n)s person.", "“%(tag)s” taken from %(n)s people.", n, tag=tag)


def _moved(stage: RelationStage) -> Callable[[int], str]:
    to = str(STAGES[stage])
    return lambda n: ngettext("%(n)s person is in “%(to)s” now.", "%(n)s people are in “%(to)s” now.", n, to=to)


def _assigned(n: int) -> str:
    return ngettext("%(n)s person has another owner now.", "%(n)s people have another owner now.", n)


def _archived(n: int) -> str:
    return ngettext("%(n)s person is in the archive now.", "%(n)s people are in the archive now.", n)


def _taken_back(n: int) -> str:
    return ngettext("Taken back for %(n)s person.", "Taken back for %(n)s people.", n)


def _restored(n: int) -> str:
    return ngettext("%(n)s person is back in the list.", "%(n)s people are back in the list.", n)
