"""The list's column of next steps, changed in place: the earliest open one, or the first."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import field_validator
from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.merge import merged
from app.bloggers.cells import Before, Cell, Place, Posted, offer
from app.core.actor import Actor
from app.core.errors import Invalid, NotFound
from app.core.forms import FormState, validate
from app.core.i18n import _, lazy
from app.core.schemas import Input
from app.outreach import queries, service
from app.outreach.models import NextStep
from app.outreach.schemas import Day, NextStepIn, StepFilters, Title


class StepCellIn(Input):
    """A day and words; `step_id` is the step that was shown."""

    due_on: Day | None = None
    title: Title = ""
    step_id: UUID | None = None

    @field_validator("due_on")
    @classmethod
    def _dated(cls, day: date | None) -> date | None:
        if day is None:
            raise ValueError(_("Give the next step a date."))
        return day


class StepCell(Cell):
    key, label, permission, schema = "step", lazy("Next step"), "next_steps.write", StepCellIn
    fields = {"due_on": lazy("Day"), "title": lazy("What to do")}
    template = "outreach/_cell_step.html"

    async def form(self, session: AsyncSession, actor: Actor, place: Place) -> FormState:
        filters = StepFilters(blogger=place.blogger.id, brand=place.brand_id)
        step = next(iter((await queries.steps(session, actor, filters, limit=1)).items), None)
        if step is None:
            return FormState({})
        form = FormState.begun({"due_on": step.due_on, "title": step.title}, step.version)
        form.values["step_id"] = step.id
        return form

    async def save(
        self, session: AsyncSession, actor: Actor, place: Place, given: StepCellIn, posted: Posted
    ) -> Before | None:
        if given.step_id is None:
            about = {"blogger_id": place.blogger.id, "brand_id": place.brand_id}
            made = await service.add_step(
                session, actor, NextStepIn.model_validate(about | {"title": given.title, "due": given.due_on})
            )
            return {"step_id": str(made.id)}
        step = await self._step(session, actor, place, given.step_id)
        if not step.is_open:
            raise Invalid({"title": _("This next step is done by now.")})
        before = {"step_id": str(step.id), "due_on": step.due_on.isoformat(), "title": step.title}
        values = await merged(session, actor, step, given.model_dump(include={"due_on", "title"}), *posted)
        version = step.version
        await service.edit_step(session, actor, step, _as_edit(values))
        return before if step.version != version else None

    async def undo(self, session: AsyncSession, actor: Actor, place: Place, before: Before) -> None:
        given = validate(_Undone, {name: [value] for name, value in before.items()})
        step = await self._step(session, actor, place, given.step_id)
        if given.due_on is None:
            await service.delete_step(session, actor, step)
        else:
            await service.edit_step(session, actor, step, _as_edit(given.model_dump(include={"due_on", "title"})))

    async def _step(self, session: AsyncSession, actor: Actor, place: Place, step_id: UUID) -> NextStep:
        step = await queries.get_step(session, actor, step_id)
        if (step.blogger_id, step.brand_id) != (place.blogger.id, place.brand_id):
            raise NotFound
        return step


class _Undone(Input):
    """What undo puts back; without a day the step was made then, and goes."""

    step_id: UUID
    due_on: Day | None = None
    title: Title = ""


def _as_edit(values: dict[str, Any]) -> dict[str, Any]:
    return {"due" if name == "due_on" else name: value for name, value in values.items()}


offer(StepCell())
