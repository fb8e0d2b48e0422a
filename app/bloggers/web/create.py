"""A new person in a few seconds, with a warning when they may be known already."""

from typing import Any

from fastapi import APIRouter, Response

from app.accounts import queries as accounts
from app.accounts.doors import Page
from app.bloggers import labels, queries, service
from app.bloggers.schemas import Similar
from app.bloggers.web.choices import choices
from app.bloggers.web.forms import Addresses, NewPerson, what_tells_apart
from app.core.errors import Invalid
from app.core.forms import FormState, read_form, validate
from app.core.i18n import _
from app.core.pages import PageContext

router = APIRouter()
TEMPLATE = "bloggers/new.html"


@router.get("/bloggers/new", name="bloggers.new")
async def new(page: Page, name: str = "", addresses: str = "") -> Response:
    page.actor.require("bloggers.write")
    workspace = await accounts.get_workspace(page.session, page.actor)
    source = workspace.source_preset or _("Noted by %(name)s", name=page.actor.name)
    prefilled = {"source": source, "legal_basis": workspace.legal_basis_preset, "name": name, "addresses": addresses}
    return page.render(TEMPLATE, form=FormState(prefilled), **await _context(page))


@router.post("/bloggers", name="bloggers.create")
async def create(page: Page) -> Response:
    page.actor.require("bloggers.write")
    context: dict[str, Any] = await _context(page) | {"next": str((await page.request.form()).get("next", ""))}
    given = await page.form(NewPerson, TEMPLATE, **context)
    context["duplicates"].extend(await _not_shown_yet(page, given))
    if context["duplicates"]:
        raise Invalid({})  # the same form again, with who it may be; a second yes adds the person
    blogger = await service.create_blogger(page.session, page.actor, given.blogger())
    notice = _("%(name)s is in your list.", name=blogger.name)
    if context["next"].startswith("/capture?"):
        return page.redirect_to(context["next"], notice=notice)
    return page.redirect("bloggers.show", blogger_id=blogger.id, notice=notice)


@router.post("/bloggers/duplicates", name="bloggers.duplicates")
async def duplicates(page: Page) -> Response:
    """While typing: who it may be. Nothing is written."""
    page.actor.require("bloggers.write")
    typed = validate(Addresses, await read_form(page.request))
    return page.render("bloggers/_duplicates.html", duplicates=await _similar(page, typed))


async def _not_shown_yet(page: PageContext, given: NewPerson) -> list[Similar]:
    shown = set(given.known.split())
    found = await _similar(page, given)
    return found if {str(one.id) for one in found} - shown else []


async def _similar(page: PageContext, typed: Addresses | NewPerson) -> list[Similar]:
    """Those with the same address, then those with a close name; five at most."""
    found: dict[Any, Similar] = {}
    for clue in what_tells_apart(typed.name, typed.addresses):
        for one in await queries.similar(page.session, page.actor, **clue):  # ty: ignore[invalid-argument-type]
            found.setdefault(one.id, one)
    return list(found.values())[:5]


async def _context(page: PageContext) -> dict[str, Any]:
    offered = await choices(page.session, page.actor)
    return {"choices": offered, "labels": labels, "duplicates": list[Similar]()}
