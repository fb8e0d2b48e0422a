"""Next steps: set, done, put off, handed over."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.service import entry, record_all
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Invalid, Stale
from app.core.i18n import _
from app.outreach.due import Due, Snooze, at_moment, in_zone, on_day, snoozed
from app.outreach.models import Interaction, NextStep
from app.outreach.queries import zone_of
from app.outreach.schemas import NextStepIn, OwnStepIn, StepIn
from app.outreach.service import context, facts

StepsChanged = Callable[[AsyncSession, Actor, Sequence[UUID]], Awaitable[None]]
on_steps_changed: list[StepsChanged] = []
"""What a lower feature must set off above it, within the same transaction: features that keep facts of their own
about next steps (partnerships: the earliest of a partnership) add a function here when they are imported. Each is
awaited with the ids of steps that were made, changed, done, reopened or deleted."""


async def add_step(session: AsyncSession, actor: Actor, given: NextStepIn) -> NextStep:
    """A step about a blogger, a campaign, or both (about a partnership: partnerships links it)."""
    actor.require("next_steps.write")
    about = [given.blogger_id] if given.blogger_id else []
    brand_id, campaign = await context.brand_and_campaign(session, actor, given.brand_id, given.campaign_id, about)
    names = await context.people(session, actor, about, "blogger_id") if about else {}
    if not names and not campaign:
        raise Invalid({"blogger_id": _("Say about whom, or for which campaign.")})
    name = next(iter(names.values()), None) or (campaign.name if campaign else "")
    owner_id = await context.owner(session, actor, given.owner_id, brand_id)
    due = await _due(session, actor, given, owner_id)
    step = _made(actor, given, name, due, owner_id, brand_id, given.blogger_id, given.campaign_id)
    session.add(step)
    await _changed(session, actor, "created", [step])
    return step


async def add_steps_of(
    session: AsyncSession,
    actor: Actor,
    common: StepIn | None,
    interaction: Interaction,
    names: dict[UUID, str],
    own: Sequence[OwnStepIn] = (),
) -> list[NextStep]:
    """One step for each person of an exchange: their own where there is one, else the common."""
    if {one.blogger_id for one in own} - names.keys():
        raise Invalid({"next_steps": _("A next step is for somebody who took part.")})
    planned: dict[UUID, StepIn | None] = dict.fromkeys(names, common)
    planned.update({one.blogger_id: one for one in own})
    brand_id, zones = interaction.brand_id, dict[UUID | None, tuple[UUID | None, str]]()
    steps = []
    for blogger_id, given in planned.items():
        if given is None:
            continue
        if given.owner_id not in zones:
            owner_id = await context.owner(session, actor, given.owner_id, brand_id, "next_step.owner_id")
            zones[given.owner_id] = owner_id, await zone_of(session, actor, owner_id)
        owner_id, zone = zones[given.owner_id]
        due, campaign_id = _due_in(given, zone), interaction.campaign_id
        step = _made(actor, given, names[blogger_id], due, owner_id, brand_id, blogger_id, campaign_id)
        step.interaction_id = interaction.id
        steps.append(step)
    session.add_all(steps)
    await _changed(session, actor, "created", steps)
    return steps


async def edit_step(
    session: AsyncSession, actor: Actor, step: NextStep, values: dict[str, Any], *, version: int | None = None
) -> NextStep:
    """Changes `title`, when it is due (`due`, `due_time`, `due_at`) and `owner_id`; raises Stale."""
    actor.require("next_steps.write")
    if version is not None and version != step.version:
        raise Stale(_("Someone changed this next step meanwhile."), current=_shown(step), version=step.version)
    before = _shown(step)
    if title := values.get("title"):
        step.title = title
    if "owner_id" in values and values["owner_id"] != step.owner_id:
        step.owner_id = await context.owner(session, actor, values["owner_id"], step.brand_id)
    _set_due(step, await _new_due(session, actor, step, values))
    await _save(session, actor, "updated", step, before)
    return step


async def complete_step(session: AsyncSession, actor: Actor, step: NextStep) -> NextStep:
    """Done. A second time changes nothing."""
    actor.require("next_steps.write")
    if step.is_open:
        before = _shown(step)
        step.is_open, step.done_at, step.done_by = False, now(), actor.user_id
        await _save(session, actor, "completed", step, before)
    return step


async def reopen_step(session: AsyncSession, actor: Actor, step: NextStep) -> NextStep:
    actor.require("next_steps.write")
    if not step.is_open:
        before = _shown(step)
        step.is_open, step.done_at, step.done_by = True, None, None
        await _save(session, actor, "reopened", step, before)
    return step


async def snooze_step(session: AsyncSession, actor: Actor, step: NextStep, until: Snooze | date) -> NextStep:
    """Puts it off, counted from today in the owner's zone."""
    actor.require("next_steps.write")
    before = _shown(step)
    zone = await zone_of(session, actor, step.owner_id)
    _set_due(step, snoozed(_due_of(step), until, now(), zone))
    step.snoozes += 1
    await _save(session, actor, "snoozed", step, before)
    return step


async def reassign_step(session: AsyncSession, actor: Actor, step: NextStep, owner_id: UUID) -> NextStep:
    """Hands it over: a day stays that day, in the new owner's zone."""
    actor.require("next_steps.write")
    before = _shown(step)
    step.owner_id = await context.owner(session, actor, owner_id, step.brand_id)
    _set_due(step, in_zone(_due_of(step), await zone_of(session, actor, step.owner_id)))
    await _save(session, actor, "reassigned", step, before)
    return step


async def delete_step(session: AsyncSession, actor: Actor, step: NextStep) -> NextStep:
    """Into the bin; `undelete_step` brings it back as it was, done or open."""
    actor.require("next_steps.write")
    await set_deleted(session, actor, [step], deleted=True)
    return step


async def delete_steps(session: AsyncSession, actor: Actor, steps: Sequence[NextStep]) -> None:
    """Several of one brand at once."""
    actor.require("next_steps.write")
    await set_deleted(session, actor, steps, deleted=True)


async def undelete_step(session: AsyncSession, actor: Actor, step: NextStep) -> NextStep:
    actor.require("next_steps.write")
    await set_deleted(session, actor, [step], deleted=False)
    return step


async def set_deleted(session: AsyncSession, actor: Actor, steps: Iterable[NextStep], *, deleted: bool) -> None:
    """Several at once: those that came out of an exchange that is taken back."""
    changing = [step for step in steps if (step.deleted_at is not None) != deleted]
    for step in changing:
        step.deleted_at = now() if deleted else None
        step.is_open = not deleted and step.done_at is None
        step.touch()
    await _changed(session, actor, "deleted" if deleted else "undeleted", changing)


async def _save(session: AsyncSession, actor: Actor, verb: str, step: NextStep, before: dict[str, Any]) -> None:
    """Writes what differs from `before`; nothing when nothing does."""
    after = _shown(step)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changes:
        step.touch()
        await _changed(session, actor, verb, [step], changes)


async def _changed(
    session: AsyncSession, actor: Actor, verb: str, steps: Sequence[NextStep], changes: dict[str, Any] | None = None
) -> None:
    """Writes the steps, their events, the relations' facts, and what stands above."""
    if not steps:
        return
    brand_id = steps[0].brand_id
    held = await context.relations(session, actor, {s.blogger_id for s in steps if s.blogger_id}, brand_id)
    await session.flush()
    await facts.write_steps(session, held.ids)
    await record_all(session, [_event(actor, verb, step, changes) for step in steps])
    await tell(session, actor, [step.id for step in steps])


async def tell(session: AsyncSession, actor: Actor, step_ids: Sequence[UUID]) -> None:
    """Sets off what stands above (`on_steps_changed`)."""
    for told in on_steps_changed:
        await told(session, actor, step_ids)


def _event(actor: Actor, verb: str, step: NextStep, changes: dict[str, Any] | None) -> dict[str, Any]:
    if verb == "created":
        changes = {"title": [None, step.title], "due": [None, step.due_on]}
    return entry(
        actor,
        f"next_step.{verb}",
        "next_step",
        step.id,
        changes,
        name=step.title,
        brand_id=step.brand_id,
        blogger_id=step.blogger_id,
        campaign_id=step.campaign_id,
    )


def _made(
    actor: Actor,
    given: StepIn,
    name: str,
    due: Due,
    owner_id: UUID | None,
    brand_id: UUID,
    blogger_id: UUID | None,
    campaign_id: UUID | None,
) -> NextStep:
    return NextStep(
        workspace_id=actor.workspace_id,
        title=given.title or default_title(name),
        due_at=due.due_at,
        due_on=due.due_on,
        all_day=due.all_day,
        owner_id=owner_id,
        brand_id=brand_id,
        blogger_id=blogger_id,
        campaign_id=campaign_id,
    )


def default_title(name: str) -> str:
    return _("Get back to %(name)s", name=name)[:300]


async def _due(session: AsyncSession, actor: Actor, given: StepIn, owner_id: UUID | None) -> Due:
    return _due_in(given, await zone_of(session, actor, owner_id))


def _due_in(given: StepIn, zone: str) -> Due:
    return at_moment(given.due_at, zone) if given.due_at else on_day(_day(given), given.due_time, zone)


def _day(given: StepIn) -> date:
    if given.due is None:
        raise Invalid({"due": _("Give the next step a date.")})
    return given.due


async def _new_due(session: AsyncSession, actor: Actor, step: NextStep, values: dict[str, Any]) -> Due:
    zone = await zone_of(session, actor, step.owner_id)
    if values.get("due_at"):
        return at_moment(values["due_at"], zone)
    if values.get("due") or "due_time" in values:
        kept = None if step.all_day else step.due_at.astimezone(ZoneInfo(zone)).time()
        return on_day(values.get("due") or step.due_on, values.get("due_time", kept), zone)
    return in_zone(_due_of(step), zone)


def _due_of(step: NextStep) -> Due:
    return Due(step.due_at, step.due_on, step.all_day)


def _set_due(step: NextStep, due: Due) -> None:
    step.due_at, step.due_on, step.all_day = due.due_at, due.due_on, due.all_day


def _shown(step: NextStep) -> dict[str, Any]:
    return {
        "title": step.title,
        "due": step.due_on if step.all_day else step.due_at,
        "owner_id": step.owner_id,
        "done_at": step.done_at,
    }
