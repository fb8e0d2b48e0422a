"""Log an exchange from anywhere, correct it, take it back."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import ValidationError

from app.accounts import queries as accounts
from app.accounts.doors import Page
from app.bloggers import queries as bloggers
from app.bloggers.filters import BloggerFilters
from app.bloggers.queries.page import Total
from app.bloggers.schemas import BloggerIn
from app.bloggers.service import create_blogger
from app.campaigns import queries as campaigns
from app.core.errors import BadRequest, Invalid
from app.core.forms import FormState, as_typed, read_form
from app.core.i18n import _, local
from app.core.pages import PageContext
from app.outreach import labels, queries, service
from app.outreach.models import Interaction
from app.outreach.schemas import MOST_PEOPLE, InteractionForm, KeptLine, WhyForm
from app.outreach.timing import service as timing
from app.outreach.view import as_contact, as_step, filled
from app.outreach.web.places import back, logged, with_whom

router = APIRouter()


@router.get("/interactions/new", name="interactions.new")
async def new(page: Page) -> Response:
    """The form, filled with what the address says: `ids`, `blogger_ids`, or everybody whom a list's `query` finds
    (`all=1`); `kind`, `campaign_id` …"""
    page.actor.require("interactions.write")
    asked = page.request.query_params
    typed: dict[str, Any] = as_typed(asked.multi_items())
    if line := asked.get("line", "").strip():
        typed = await _read(page, line, typed)
    ids = [*typed.get("blogger_ids", []), *typed.pop("ids", [])]
    selected = len(ids)
    if asked.get("all") == "1":
        ids, selected = await _everybody(page, asked.get("query", ""))
    typed["blogger_ids"] = ids[:MOST_PEOPLE]
    around = await _around(page, typed)
    return page.render("outreach/new.html", form=FormState(typed), selected=selected, most=MOST_PEOPLE, **around)


@router.get("/interactions/read", name="interactions.read")
async def read(page: Page, line: str = "", at: str = "said") -> Response:
    """What one line was understood as, to be corrected and saved: below its box, while one types."""
    page.actor.require("interactions.write")
    if not page.partial:
        return page.redirect_to(f"{page.url_for('interactions.new')}?{page.request.url.query}")
    ids = uuids(page.request.query_params.getlist("blogger_ids"))
    text = line.strip()
    understood = await queries.understand(page.session, page.actor, text, ids) if text else None
    form = FormState(filled(understood) if understood else {})
    brands = await accounts.brands(page.session, page.actor) if understood else []
    around: dict[str, Any] = {"words": labels, "brands": brands}
    return page.render("outreach/_reading.html", at=at, line=understood, read=text, form=form, **around)


@router.get("/interactions/people", name="interactions.people")
async def people(page: Page, q: str = "", rows: bool = False) -> Response:
    """The picker while one types: who is chosen, and who could be."""
    page.actor.require("interactions.write")
    ids = page.request.query_params.getlist("blogger_ids")
    found = await queries.candidates(page.session, page.actor, q, uuids(ids))
    found.add(page.request.query_params.getlist("new_names"))
    form = FormState(as_typed(page.request.query_params.multi_items()))
    return page.render("outreach/_people_found.html", found=found, form=form, each=rows)


@router.post("/interactions", name="interactions.create")
async def create(page: Page) -> Response:
    around = await _around(page, await read_form(page.request))
    given = await page.form(InteractionForm, "outreach/new.html", selected=0, most=MOST_PEOPLE, **around)
    decided(around["found"])
    added = [await create_blogger(page.session, page.actor, BloggerIn(name=name)) for name in given.new_names]
    given.blogger_ids += [one.id for one in added]
    interaction = await service.log(page.session, page.actor, given.as_input())
    names = await queries.chosen(page.session, page.actor, given.blogger_ids)
    undo = page.url_for("interactions.delete", interaction_id=interaction.id, with_steps=1)
    home = _home(page, list(names))
    return await back(page, home, notice=logged(list(names.values())), undo=undo)


@router.post("/interactions/line", name="interactions.say")
async def say(page: Page) -> Response:
    """A line kept on somebody's device while there was no connection, as it would have been understood then; where it
    does not say clearly with whom, it comes back as the form."""
    around = await _around(page, {})
    kept = await page.form(KeptLine, "outreach/new.html", selected=0, most=MOST_PEOPLE, **around)
    line = await queries.understand(page.session, page.actor, kept.line, day=kept.said_at.date())
    decided(line.found)
    if line.reading.is_only_step:
        await service.add_step(page.session, page.actor, as_step(line).as_input())
    else:
        await service.log(page.session, page.actor, as_contact(line, kept.said_at).as_input())
    return page.redirect("today", notice=logged(list(line.found.chosen.values())))


@router.get("/interactions/{interaction_id}", name="interactions.show")
async def show(page: Page, interaction_id: UUID) -> Response:
    page.actor.require("interactions.read")
    interaction = await queries.get_interaction(page.session, page.actor, interaction_id)
    return page.render("outreach/show.html", interaction=interaction, **await _told(page, interaction))


@router.get("/interactions/{interaction_id}/edit", name="interactions.edit")
async def edit(page: Page, interaction_id: UUID) -> Response:
    page.actor.require("interactions.write")
    interaction = await queries.get_interaction(page.session, page.actor, interaction_id)
    who = [str(blogger_id) for blogger_id, _name in (await _people(page, interaction))]
    form = FormState.to_merge(
        interaction,
        blogger_ids=who,
        links="\n".join(interaction.links),
        occurred_at=f"{local(interaction.occurred_at):%Y-%m-%dT%H:%M}",
    )
    asked = page.request.query_params
    form.values |= {name: asked.getlist(name) for name in asked}  # searching for people without JavaScript
    around = await _around(page, form.values)
    return page.render("outreach/edit.html", form=form, interaction=interaction, **around)


@router.post("/interactions/{interaction_id}", name="interactions.update")
async def update(page: Page, interaction_id: UUID) -> Response:
    interaction = await queries.get_interaction(page.session, page.actor, interaction_id)
    around = await _around(page, await read_form(page.request))
    given = await page.form(InteractionForm, "outreach/edit.html", interaction=interaction, **around)
    await service.edit(
        page.session, page.actor, interaction, given.as_changes(interaction), version=page.version, was=page.was
    )
    return await back(page, _home(page, given.blogger_ids), notice=_("Saved."), gone=interaction_id)


@router.post("/interactions/{interaction_id}/close", name="interactions.close")
async def close(page: Page, interaction_id: UUID) -> Response:
    """No answer is expected: it is nobody's turn any more."""
    interaction = await queries.get_interaction(page.session, page.actor, interaction_id)
    await service.edit(page.session, page.actor, interaction, {"no_answer_expected": True})
    undo = page.url_for("interactions.reopen", interaction_id=interaction_id)
    return await back(page, page.url_for("today"), notice=_("No answer expected."), undo=undo)


@router.post("/interactions/{interaction_id}/reopen", name="interactions.reopen")
async def reopen(page: Page, interaction_id: UUID) -> Response:
    interaction = await queries.get_interaction(page.session, page.actor, interaction_id)
    await service.edit(page.session, page.actor, interaction, {"no_answer_expected": False})
    return await back(page, page.url_for("today"), notice=_("An answer is expected again."))


@router.post("/interactions/{interaction_id}/explain", name="interactions.explain")
async def explain(page: Page, interaction_id: UUID) -> Response:
    """Why it was done although advice was to wait."""
    interaction = await queries.get_interaction(page.session, page.actor, interaction_id)
    given = await page.form(WhyForm, "outreach/show.html", interaction=interaction, **await _told(page, interaction))
    await timing.explain(page.session, page.actor, interaction, given.why, given.why_sentence)
    return await back(page, page.url_for("interactions.show", interaction_id=interaction_id), notice=_("Noted."))


@router.post("/interactions/{interaction_id}/delete", name="interactions.delete")
async def delete(page: Page, interaction_id: UUID, with_steps: bool = False) -> Response:
    interaction = await queries.get_interaction(page.session, page.actor, interaction_id)
    who = await _people(page, interaction)
    await service.delete(page.session, page.actor, interaction, with_steps=with_steps)
    undo = page.url_for("interactions.undelete", interaction_id=interaction_id, with_steps=int(with_steps))
    notice = _("The exchange with %(names)s is taken back.", names=with_whom([name for _id, name in who]))
    return await back(page, _home(page, [one for one, _name in who]), notice=notice, undo=undo, gone=interaction_id)


@router.post("/interactions/{interaction_id}/undelete", name="interactions.undelete")
async def undelete(page: Page, interaction_id: UUID, with_steps: bool = False) -> Response:
    interaction = await queries.get_interaction(page.session, page.actor, interaction_id, deleted=True)
    await service.undelete(page.session, page.actor, interaction, with_steps=with_steps)
    who = await _people(page, interaction)
    return await back(page, _home(page, [one for one, _name in who]), notice=_("The exchange is back."))


async def _everybody(page: PageContext, query: str) -> tuple[list[str], Total]:
    """The first of those whom a list finds, on all its pages, and how many they all are."""
    try:
        filters = BloggerFilters.from_query(query)
    except ValidationError as error:
        raise BadRequest from error
    ids = await bloggers.matching_ids(page.session, page.actor, filters, MOST_PEOPLE)
    return [str(it) for it in ids], await bloggers.count(page.session, page.actor, filters)


def decided(found: queries.Found) -> None:
    """Raises Invalid when a name was typed and nobody chosen for it: that person would be forgotten."""
    if found.unknown:
        names = ", ".join(found.unknown)
        raise Invalid(
            {"blogger_ids": _("Nobody here is called %(names)s: add them, or take the name out.", names=names)}
        )
    if found.undecided:
        raise Invalid({"blogger_ids": _("Choose whom you mean by %(names)s.", names=", ".join(found.undecided))})


def uuids(texts: list[str]) -> list[UUID]:
    """Those of `texts` that are ids: an address may be cut or changed by hand."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


async def _read(page: PageContext, text: str, typed: dict[str, Any]) -> dict[str, Any]:
    """One line as the form is filled with it, except for what was corrected already; whom a name fits that several
    have is looked for below."""
    ids = uuids([*typed.get("blogger_ids", []), *typed.get("ids", [])])
    line = await queries.understand(page.session, page.actor, text, ids)
    unsure = "\n".join([*line.found.undecided, *line.found.unknown])
    people = [str(one) for one in (ids if "summary" in typed else line.found.chosen)]
    return {"q": [unsure], **filled(line), **typed, "blogger_ids": people, "line": text}


async def _around(page: PageContext, typed: dict[str, Any]) -> dict[str, Any]:
    """What the form offers to choose from, the people it already names first."""
    session, actor = page.session, page.actor
    ids = uuids([str(one) for one in typed.get("blogger_ids", [])])
    asked = typed.get("q", [""])
    found = await queries.candidates(session, actor, asked[-1] if isinstance(asked, list) else asked, ids)
    found.add(typed.get("new_names", []))
    return {
        "found": found,
        "words": labels,
        "members": await accounts.members(session, actor),
        "brands": await accounts.brands(session, actor),
        "campaigns": [(row.id, row.name) for row in await campaigns.choices(session, actor)],
    }


async def _people(page: PageContext, interaction: Interaction) -> list[tuple[UUID, str]]:
    return (await queries.people_of(page.session, page.actor, [interaction.id]))[interaction.id]


async def _told(page: PageContext, interaction: Interaction) -> dict[str, Any]:
    users = [interaction.author_id, *uuids(interaction.mentions)]
    names = await accounts.user_names(page.session, page.actor, users)
    return {"people": await _people(page, interaction), "names": names, "words": labels}


def _home(page: PageContext, blogger_ids: list[UUID]) -> str:
    """The page of the one person it was about; Today when there were several."""
    if len(blogger_ids) == 1:
        return page.url_for("bloggers.show", blogger_id=blogger_ids[0])
    return page.url_for("today")
