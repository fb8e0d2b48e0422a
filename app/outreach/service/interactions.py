"""Exchanges: logged, corrected, taken back."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy import delete as sql_delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.merge import merged
from app.activity.service import entry, record_all
from app.core.actor import Actor
from app.core.bulk import insert_rows
from app.core.clock import now
from app.core.errors import Invalid
from app.core.forms import Was
from app.core.i18n import _
from app.outreach import guesses
from app.outreach.models import Compensation, Direction, Interaction, InteractionBlogger, Nature, NextStep
from app.outreach.schemas import InteractionIn
from app.outreach.service import context, facts, steps
from app.outreach.timing import service as timing
from app.outreach.timing.queries import Reading

GRACE = timedelta(minutes=5)
"""Clocks differ; what is later than this has not happened."""
_KINDS = ("kind", "direction", "nature", "compensation", "via")
_PLAIN = ("angle", "summary", "body", "agreed", "links", "no_answer_expected", "refusal", "campaign_id")


async def log(session: AsyncSession, actor: Actor, given: InteractionIn) -> Interaction:
    """One exchange with one or several people, and a next step for each, perhaps their own. It may lie in the past.

    Whoever did it is the actor. Raises Invalid on `blogger_ids`, `brand_id`, `campaign_id`, `occurred_at`,
    `mentions`, `next_step.owner_id`, `next_steps`.
    """
    actor.require("interactions.write")
    wanted = given.brand_id, given.campaign_id, given.blogger_ids
    brand_id, campaign = await context.brand_and_campaign(session, actor, *wanted)
    names = await context.people(session, actor, given.blogger_ids)
    await timing.hold(session, names)
    occurred_at = _happened(given.occurred_at)
    held = await context.relations(session, actor, names, brand_id)
    before = await _before(session, actor, given, brand_id, names)
    into_silence = given.nature is None and _into_silence(before, occurred_at)
    known = _kinds(
        {name: getattr(given, name) for name in _KINDS}, _they_spoke_last(held.rows, occurred_at), into_silence
    )
    interaction = Interaction(
        workspace_id=actor.workspace_id,
        brand_id=brand_id,
        author_id=actor.user_id,
        occurred_at=occurred_at,
        mentions=await context.mentioned(session, actor, given.mentions, given.summary, given.body),
        **{name: getattr(given, name) for name in _PLAIN},
        **known,
    )
    interaction.angle = guesses.angle_of(interaction.nature, interaction.angle, campaign.name if campaign else "")
    interaction.refusal = interaction.refusal and interaction.direction == Direction.IN
    session.add(interaction)
    await session.flush()
    await insert_rows(session, InteractionBlogger, [participant(interaction, one) for one in names])
    await _live(session, actor, interaction)
    themes = campaign.themes if campaign else ()
    await timing.keep(session, actor, interaction, before, themes, given.why, given.why_sentence)
    await facts.write_exchanges(session, held)
    await _record(session, actor, "logged", interaction, names, {"kind": [None, interaction.kind]})
    await steps.add_steps_of(session, actor, given.next_step, interaction, names, given.next_steps)
    return interaction


async def edit(
    session: AsyncSession,
    actor: Actor,
    interaction: Interaction,
    values: dict[str, Any],
    *,
    version: int | None = None,
    was: Was | None = None,
) -> Interaction:
    """Changes what `values` holds, the people too (`blogger_ids`), and puts every fact right. Raises Stale when
    `version` is no longer current (see `merged`)."""
    actor.require("interactions.write")
    values = await merged(session, actor, interaction, values, version, was)
    before = {(blogger_id, interaction.brand_id) for blogger_id in await _who(session, interaction)}
    people = [pair[0] for pair in before]
    if values.get("blogger_ids") is not None:
        people = list(await context.people(session, actor, values["blogger_ids"]))
    changes = interaction.apply(await _corrected(session, actor, interaction, values))
    after = {(blogger_id, interaction.brand_id) for blogger_id in people}
    if {pair[0] for pair in before} != set(people):
        changes["blogger_ids"] = [sorted(str(pair[0]) for pair in before), sorted(map(str, people))]
        interaction.touch()
    if changes:
        await context.relations(session, actor, people, interaction.brand_id)
        await session.flush()
        await _join(session, interaction, people)
        await _live(session, actor, interaction)
        await facts.recompute(session, actor, before | after)
        touched = dict.fromkeys([*people, *(pair[0] for pair in before)])
        await _record(session, actor, "updated", interaction, touched, _cut(changes))
    return interaction


async def delete(
    session: AsyncSession, actor: Actor, interaction: Interaction, *, with_steps: bool = False
) -> Interaction:
    """Into the bin: it counts for nothing until `undelete`. With `with_steps` the open steps it led to go with it."""
    actor.require("interactions.write")
    await _set_deleted(session, actor, interaction, deleted=True, with_steps=with_steps)
    return interaction


async def undelete(
    session: AsyncSession, actor: Actor, interaction: Interaction, *, with_steps: bool = False
) -> Interaction:
    """Back as it was."""
    actor.require("interactions.write")
    await _set_deleted(session, actor, interaction, deleted=False, with_steps=with_steps)
    return interaction


def values_of(interaction: Interaction) -> dict[str, Any]:
    """What people edit."""
    names = ("kind", "direction", "nature", "compensation", "via", "brand_id", "occurred_at", "mentions", *_PLAIN)
    return {name: getattr(interaction, name) for name in names}


async def _set_deleted(
    session: AsyncSession, actor: Actor, interaction: Interaction, *, deleted: bool, with_steps: bool
) -> None:
    if (interaction.deleted_at is not None) == deleted:
        return
    interaction.deleted_at = now() if deleted else None
    interaction.touch()
    people = await _who(session, interaction)
    held = await facts.lock(session, actor, [(blogger_id, interaction.brand_id) for blogger_id in people])
    await session.flush()
    await _join(session, interaction, people)
    await _live(session, actor, interaction)
    await facts.write_exchanges(session, held)
    await _record(session, actor, "deleted" if deleted else "undeleted", interaction, people)
    if with_steps:
        led_to = await _steps_of(session, interaction)
        await steps.set_deleted(session, actor, [s for s in led_to if not deleted or s.is_open], deleted=deleted)


async def _corrected(
    session: AsyncSession, actor: Actor, interaction: Interaction, values: dict[str, Any]
) -> dict[str, Any]:
    """The columns that `values` sets, with what follows from them."""
    found = {name: values[name] for name in _PLAIN if values.get(name) is not None or name == "campaign_id" in values}
    if "brand_id" in values or "campaign_id" in values:
        wanted = values.get("brand_id") or interaction.brand_id
        campaign_id = values.get("campaign_id", interaction.campaign_id)
        found["brand_id"], _campaign = await context.brand_and_campaign(session, actor, wanted, campaign_id)
    if values.get("occurred_at"):
        found["occurred_at"] = _happened(values["occurred_at"])
    if changed := values.keys() & _KINDS:
        kept = {name: getattr(interaction, name) for name in _KINDS}
        if values.get("kind") not in (None, interaction.kind) and "via" not in values:
            kept["via"] = None
        found |= _kinds(kept | {name: values[name] for name in changed if name != "kind" or values[name]})
    if {"mentions", "summary", "body"} & values.keys():
        ids = values.get("mentions")
        texts = [found.get("summary", interaction.summary), found.get("body", interaction.body)]
        if ids is None:
            ids = [UUID(user_id) for user_id in interaction.mentions]
        found["mentions"] = await context.mentioned(session, actor, ids, *texts)
    if found.get("direction", interaction.direction) != Direction.IN:
        found["refusal"] = False
    return found


async def _before(
    session: AsyncSession, actor: Actor, given: InteractionIn, brand_id: UUID, people: Iterable[UUID]
) -> Reading:
    """What was known of these people before a touch of ours; nothing is needed before one of theirs."""
    ours = guesses.direction_of(given.kind, given.direction) == Direction.OUT
    return await timing.read(session, actor, [(one, brand_id) for one in people] if ours else ())


def _into_silence(before: Reading, occurred_at: datetime) -> bool:
    """Known only where one person takes part."""
    return len(before.facts) == 1 and timing.into_silence(before, next(iter(before.facts)), occurred_at)


async def _live(session: AsyncSession, actor: Actor, interaction: Interaction) -> None:
    if interaction.nature == Nature.SERVICE:
        await timing.write_live(session, actor, [interaction.id])


def _kinds(values: dict[str, Any], they_spoke_last: bool = False, into_silence: bool = False) -> dict[str, Any]:
    """Kind, direction, nature, compensation and via, guessed where they are not given, plain strings."""
    kind = str(values["kind"])
    direction = guesses.direction_of(kind, values["direction"])
    nature = values["nature"] or guesses.nature_of(kind, direction, they_spoke_last, into_silence)
    ask = nature == Nature.ASK and direction == Direction.OUT
    found = {
        "kind": kind,
        "direction": direction,
        "nature": Nature.NEUTRAL if direction is None else nature,
        "compensation": (values["compensation"] or Compensation.UNPAID) if ask else None,
        "via": guesses.via_of(kind, values["via"]) if direction else None,
    }
    return {name: value if value is None else str(value) for name, value in found.items()}


def _happened(moment: datetime | None) -> datetime:
    """`moment`, or now; what is still to come is a next step."""
    if moment is not None and moment > now() + GRACE:
        raise Invalid({"occurred_at": _("This is still to come: set a next step instead.")})
    return moment or now()


def _they_spoke_last(held: list[Row[Any]], occurred_at: datetime) -> bool:
    """Known only where one person took part."""
    return len(held) == 1 and held[0].last_contacted_at < held[0].last_heard_at <= occurred_at


async def _join(session: AsyncSession, interaction: Interaction, blogger_ids: Iterable[UUID]) -> None:
    """Writes again who took part, with what timelines and facts read there."""
    await session.execute(
        sql_delete(InteractionBlogger).where(
            col(InteractionBlogger.workspace_id) == interaction.workspace_id,
            col(InteractionBlogger.interaction_id) == interaction.id,
        )
    )
    await insert_rows(session, InteractionBlogger, [participant(interaction, one) for one in blogger_ids])


def participant(interaction: Interaction, blogger_id: UUID) -> dict[str, Any]:
    return {
        "workspace_id": interaction.workspace_id,
        "interaction_id": interaction.id,
        "blogger_id": blogger_id,
        "occurred_at": interaction.occurred_at,
        "brand_id": interaction.brand_id,
        "direction": interaction.direction,
        "author_id": interaction.author_id,
        "expects_answer": guesses.expects_answer(
            interaction.kind, interaction.direction, interaction.nature, interaction.no_answer_expected
        ),
        "live": False,
        "deleted": interaction.deleted_at is not None,
    }


async def _who(session: AsyncSession, interaction: Interaction) -> list[UUID]:
    statement = select(col(InteractionBlogger.blogger_id)).where(
        col(InteractionBlogger.workspace_id) == interaction.workspace_id,
        col(InteractionBlogger.interaction_id) == interaction.id,
    )
    return list((await session.execute(statement)).scalars())


async def _steps_of(session: AsyncSession, interaction: Interaction) -> list[NextStep]:
    statement = select(NextStep).where(
        col(NextStep.workspace_id) == interaction.workspace_id, col(NextStep.interaction_id) == interaction.id
    )
    return list((await session.execute(statement)).scalars())


async def _record(
    session: AsyncSession,
    actor: Actor,
    verb: str,
    interaction: Interaction,
    blogger_ids: Iterable[UUID],
    changes: dict[str, Any] | None = None,
) -> None:
    """One event for each person, so that every timeline tells it."""
    events = [
        entry(
            actor,
            f"interaction.{verb}",
            "interaction",
            interaction.id,
            changes,
            name=interaction.summary,
            brand_id=interaction.brand_id,
            blogger_id=blogger_id,
            campaign_id=interaction.campaign_id,
        )
        for blogger_id in blogger_ids
    ]
    await record_all(session, events)


def _cut(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The log keeps that a text changed, not all of it."""
    return {
        name: [value[:200] if isinstance(value, str) else value for value in pair] for name, pair in changes.items()
    }
