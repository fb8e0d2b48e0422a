"""Next steps: the list, the form, and one click for done, later, over to you."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from app.accounts import queries as accounts
from app.accounts.doors import Page
from app.campaigns import queries as campaigns
from app.core.forms import FormState, read_form, validate
from app.core.i18n import _, format_date, local
from app.core.pages import PageContext
from app.outreach import labels, queries, service
from app.outreach.models import NextStep
from app.outreach.schemas import ReassignIn, SnoozeIn, StepFilters, StepForm
from app.outreach.web.interactions import uuids
from app.outreach.web.places import back

router = APIRouter()
Filters = Annotated[StepFilters, Depends()]


@router.get("/next-steps", name="next_steps.index")
async def index(page: Page, filters: Filters, cursor: str | None = None) -> Response:
    page.actor.require("next_steps.read")
    steps = await queries.steps(page.session, page.actor, filters, cursor)
    template = "outreach/_steps_more.html" if page.partial and cursor else "outreach/steps.html"
    return page.render(template, steps=steps, filters=filters, members=await _members(page), words=labels)


@router.get("/next-steps/new", name="next_steps.new")
async def new(page: Page) -> Response:
    """`blogger_ids` or `campaign_id` in the address say what it is about."""
    page.actor.require("next_steps.write")
    asked = page.request.query_params
    typed: dict[str, Any] = {name: asked.getlist(name) for name in asked}
    form = FormState({"owner_id": page.actor.user_id, **typed})
    return page.render("outreach/step_new.html", form=form, **await _around(page, typed))


@router.post("/next-steps", name="next_steps.create")
async def create(page: Page) -> Response:
    around = await _around(page, await read_form(page.request))
    given = await page.form(StepForm, "outreach/step_new.html", **around)
    step = await service.add_step(page.session, page.actor, given.as_input())
    notice = _("Next step on %(date)s: %(title)s.", date=format_date(step.due_on), title=step.title)
    undo = page.url_for("next_steps.delete", step_id=step.id)
    return await back(page, _home(page, step), notice=notice, undo=undo)


@router.get("/next-steps/{step_id}/edit", name="next_steps.edit")
async def edit(page: Page, step_id: UUID) -> Response:
    page.actor.require("next_steps.write")
    step = await queries.get_step(page.session, page.actor, step_id)
    hour = "" if step.all_day else f"{local(step.due_at):%H:%M}"
    form = FormState.of(step, due=step.due_on.isoformat(), due_time=hour)
    return page.render("outreach/step_edit.html", form=form, step=step, members=await _members(page))


@router.post("/next-steps/{step_id}", name="next_steps.update")
async def update(page: Page, step_id: UUID) -> Response:
    step = await queries.get_step(page.session, page.actor, step_id)
    members = await _members(page)
    given = await page.form(StepForm, "outreach/step_edit.html", step=step, members=members)
    await service.edit_step(page.session, page.actor, step, given.as_changes(), version=page.version)
    return await back(page, _home(page, step), notice=_("Saved."), gone=step_id)


@router.post("/next-steps/{step_id}/complete", name="next_steps.complete")
async def complete(page: Page, step_id: UUID) -> Response:
    step = await queries.get_step(page.session, page.actor, step_id)
    await service.complete_step(page.session, page.actor, step)
    undo = page.url_for("next_steps.reopen", step_id=step_id)
    return await _after(page, step, _("Done: %(title)s.", title=step.title), undo)


@router.post("/next-steps/{step_id}/reopen", name="next_steps.reopen")
async def reopen(page: Page, step_id: UUID) -> Response:
    step = await queries.get_step(page.session, page.actor, step_id)
    await service.reopen_step(page.session, page.actor, step)
    return await _after(page, step, _("Open again: %(title)s.", title=step.title))


@router.post("/next-steps/{step_id}/snooze", name="next_steps.snooze")
async def snooze(page: Page, step_id: UUID) -> Response:
    step = await queries.get_step(page.session, page.actor, step_id)
    given = validate(SnoozeIn, _only(await read_form(page.request), "until", "day"))
    await service.snooze_step(page.session, page.actor, step, given.when)
    return await _after(page, step, _("Until %(date)s: %(title)s.", date=format_date(step.due_on), title=step.title))


@router.post("/next-steps/{step_id}/reassign", name="next_steps.reassign")
async def reassign(page: Page, step_id: UUID) -> Response:
    step = await queries.get_step(page.session, page.actor, step_id)
    given = validate(ReassignIn, _only(await read_form(page.request), "owner_id"))
    await service.reassign_step(page.session, page.actor, step, given.owner_id)
    names = await accounts.user_names(page.session, page.actor, [step.owner_id])
    return await _after(page, step, _("Handed to %(name)s: %(title)s.", name=names[given.owner_id], title=step.title))


@router.post("/next-steps/{step_id}/delete", name="next_steps.delete")
async def delete(page: Page, step_id: UUID) -> Response:
    step = await queries.get_step(page.session, page.actor, step_id)
    await service.delete_step(page.session, page.actor, step)
    undo = page.url_for("next_steps.undelete", step_id=step_id)
    notice = _("Deleted: %(title)s.", title=step.title)
    return await back(page, _home(page, step), notice=notice, undo=undo, gone=step_id)


@router.post("/next-steps/{step_id}/undelete", name="next_steps.undelete")
async def undelete(page: Page, step_id: UUID) -> Response:
    step = await queries.get_step(page.session, page.actor, step_id, deleted=True)
    await service.undelete_step(page.session, page.actor, step)
    return await back(page, _home(page, step), notice=_("%(title)s is back.", title=step.title))


async def _after(page: PageContext, step: NextStep, notice: str, undo: str | None = None) -> Response:
    """The line in its new state where htmx asked for it, so that nothing moves; else back to the page."""
    if not page.partial:
        return await back(page, _home(page, step), notice=notice, undo=undo)
    row = await queries.step_row(page.session, page.actor, step.id)
    members = await _members(page)
    return page.render("outreach/_step.html", step=row, members=members, words=labels, notice=notice, undo=undo)


def _home(page: PageContext, step: NextStep) -> str:
    if step.blogger_id:
        return page.url_for("bloggers.show", blogger_id=step.blogger_id)
    return page.url_for("next_steps.index")


async def _members(page: PageContext) -> list[accounts.MemberRow]:
    return await accounts.members(page.session, page.actor)


async def _around(page: PageContext, typed: dict[str, Any]) -> dict[str, Any]:
    session, actor = page.session, page.actor
    ids = uuids([str(one) for one in typed.get("blogger_ids", [])])
    return {
        "found": await queries.candidates(session, actor, (typed.get("q") or [""])[-1], ids),
        "members": await _members(page),
        "brands": await accounts.brands(session, actor),
        "campaigns": [(row.id, row.name) for row in await campaigns.choices(session, actor)],
    }


def _only(typed: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: typed[name] for name in names if name in typed}
