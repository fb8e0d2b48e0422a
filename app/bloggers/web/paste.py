"""A pasted list of handles, addresses and emails: who is known, who is new; the new ones made in one act."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Response
from pydantic import Field

from app.accounts import queries as accounts
from app.accounts.doors import Page
from app.accounts.models import LegalBasis
from app.bloggers import labels, queries, service
from app.bloggers.schemas import Recognised, RecogniseIn, UpsertResult
from app.core.clock import at, now
from app.core.errors import Invalid
from app.core.forms import FormState, read_form
from app.core.i18n import _, ngettext
from app.core.pages import PageContext
from app.core.schemas import Input

router = APIRouter()
TEMPLATE, FRAGMENT = "bloggers/paste.html", "bloggers/_recognised.html"
SHOWN = 300
"""So many new people fit one form; more are told, and are better imported."""
IN_AN_ADDRESS = 6_000
"""A longer text does not go along to the next page."""


class NewName(Input):
    """One of the new people, by the place in the text."""

    index: int
    name: str = Field(default="", max_length=300)
    take: bool = False


class AddIn(Input):
    """Which of the new people of `text` to make, and what to call them."""

    text: str = Field(max_length=1_000_000)
    people: list[NewName] = Field(default=[], max_length=SHOWN)
    source: str = Field(default="", max_length=200)
    legal_basis: LegalBasis


@router.get("/capture/list", name="bloggers.paste")
async def paste(page: Page, text: str = "") -> Response:
    """The box; with a `text` in the address also what it holds."""
    return page.render(TEMPLATE, **await _told(page, text))


@router.post("/capture/list", name="bloggers.paste.read")
async def read(page: Page) -> Response:
    """What the text holds. Nothing is written."""
    template = FRAGMENT if page.partial else TEMPLATE
    given = await page.form(RecogniseIn, template, **await _told(page))
    return page.render(template, **await _told(page, given.text))


@router.post("/capture/list/add", name="bloggers.paste.add")
async def add(page: Page) -> Response:
    """Makes those ticked; who became known meanwhile is left as they are."""
    page.actor.require("bloggers.write")
    typed = await read_form(page.request)
    given = await page.form(AddIn, TEMPLATE, **await _told(page, *typed.get("text", [])[-1:]))
    moment, results = await _make(page, given)
    made = sum(one.status == "created" for one in results)
    notice = ngettext("%(n)s person is in your list now.", "%(n)s people are in your list now.", made)
    undo = page.url_for("bloggers.paste.undo", made_at=moment.isoformat()) if made else None
    return page.redirect_to(_next(page, given.text), notice=f"{notice} {_failures(results)}".strip(), undo=undo)


@router.post("/capture/list/undo", name="bloggers.paste.undo")
async def undo(page: Page, made_at: datetime) -> Response:
    done = await service.take_back_new(page.session, page.actor, made_at)
    notice = ngettext("%(n)s person is taken back.", "%(n)s people are taken back.", done)
    return page.redirect("bloggers.index", notice=notice)


async def _make(page: PageContext, given: AddIn) -> tuple[datetime, list[UpsertResult]]:
    """All at one moment, by which undo finds them."""
    found = await queries.recognise(page.session, page.actor, given.text)
    called = {one.index: one.name for one in given.people if one.take}
    new = [one for one in found.of("new") if one.index in called]
    if not new:
        raise Invalid({"": _("Nobody new is ticked.")})
    rows = [one.row(called[one.index], given.source, given.legal_basis) for one in new]
    with at(now()):
        return now(), await service.upsert_many(page.session, page.actor, rows)


def _failures(results: list[UpsertResult]) -> str:
    """Nobody is left out silently."""
    failed = [next(iter(one.errors.values()), "") for one in results if one.status == "failed"]
    if not failed:
        return ""
    return ngettext(
        "%(n)s could not be added: %(why)s", "%(n)s could not be added: %(why)s", len(failed), why=failed[0]
    )


def _next(page: PageContext, text: str) -> str:
    """The same list, whose people are all known now; without the text where it is too long for an address."""
    query = urlencode({"text": text})
    path = page.url_for("bloggers.paste")
    return f"{path}?{query}" if len(query) <= IN_AN_ADDRESS else page.url_for("bloggers.index", sort="-created")


async def _told(page: PageContext, text: str = "") -> dict[str, Any]:
    page.actor.require("bloggers.read")
    workspace = await accounts.get_workspace(page.session, page.actor)
    found = await queries.recognise(page.session, page.actor, text) if text.strip() else Recognised([], 0)
    source = workspace.source_preset or _("Noted by %(name)s", name=page.actor.name)
    values = {"text": text, "source": source, "legal_basis": workspace.legal_basis_preset}
    return {"form": FormState(values), "found": found, "labels": labels, "shown": SHOWN}
