"""Many at once, for imports and the demo: rows by the thousand, then the facts by set."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.service import entry, record_all
from app.bloggers import queries
from app.bloggers import service as bloggers
from app.core.actor import Actor
from app.core.bulk import insert_rows
from app.core.clock import now
from app.core.ids import new_id
from app.outreach import guesses
from app.outreach.due import on_day
from app.outreach.models import Compensation, Direction, Interaction, InteractionBlogger, Nature, NextStep
from app.outreach.service import facts, steps
from app.outreach.timing import service as timing

CHUNK = 2_000
_DEFAULTS: dict[str, Any] = {
    "direction": None,
    "nature": None,
    "compensation": None,
    "via": None,
    "angle": "",
    "campaign_id": None,
    "summary": "",
    "body": "",
    "agreed": "",
    "links": (),
    "mentions": (),
    "no_answer_expected": False,
    "refusal": False,
}


async def log_many(
    session: AsyncSession, actor: Actor, rows: Iterable[Mapping[str, Any]], *, at_occurrence: bool = False
) -> list[UUID]:
    """Logs `rows`, each a mapping with the names of `InteractionIn` (`kind`, `blogger_ids`, `brand_id` and
    `occurred_at` are needed; `author_id` may differ from the actor). Returns their ids, in order.

    What is checked one by one in `log` is the caller's to have checked: people, brands and campaigns of this
    workspace, dates that are past. `at_occurrence` dates the log's entries like the exchanges (the demo's past year).
    """
    actor.require("interactions.write")
    ids: list[UUID] = []
    pairs: set[facts.Pair] = set()
    given = list(rows)
    for start in range(0, len(given), CHUNK):
        chunk = given[start : start + CHUNK]
        made = [_interaction(actor, row) for row in chunk]
        each = [(one, who) for one, row in zip(made, chunk, strict=True) for who in row["blogger_ids"]]
        await insert_rows(session, Interaction, made)
        await insert_rows(session, InteractionBlogger, [_participant(one, who) for one, who in each])
        await record_all(session, [_event(actor, one, who, at_occurrence) for one, who in each])
        ids += [one["id"] for one in made]
        pairs |= {(who, one["brand_id"]) for one, who in each}
        await timing.write_live(session, actor, [one["id"] for one in made if one["nature"] == Nature.SERVICE])
    await _make_relations(session, actor, pairs)
    await facts.recompute(session, actor, pairs)
    return ids


async def add_steps_many(session: AsyncSession, actor: Actor, rows: Iterable[Mapping[str, Any]]) -> list[UUID]:
    """Next steps by the thousand: mappings with `title`, `due` (and `due_time`), `brand_id`, and as it may be
    `blogger_id`, `campaign_id`, `owner_id` (the actor unless given), `interaction_id`, `done_at`, and `created_at` (the
    demo's past). Dates are in the actor's zone. Returns their ids, in order."""
    actor.require("next_steps.write")
    made = [_step(actor, row) for row in rows]
    for start in range(0, len(made), CHUNK):
        chunk = made[start : start + CHUNK]
        await insert_rows(session, NextStep, chunk)
        await record_all(session, [_step_event(actor, one) for one in chunk])
    pairs = {(one["blogger_id"], one["brand_id"]) for one in made if one["blogger_id"]}
    await _make_relations(session, actor, pairs)
    await facts.write_steps(session, (await facts.lock(session, actor, pairs)).ids)
    ids = [one["id"] for one in made]
    for start in range(0, len(ids), facts.CHUNK):
        await steps.tell(session, actor, ids[start : start + facts.CHUNK])
    return ids


def _interaction(actor: Actor, row: Mapping[str, Any]) -> dict[str, Any]:
    kind = str(row["kind"])
    values = _DEFAULTS | {name: row[name] for name in _DEFAULTS if name in row}
    direction = guesses.direction_of(kind, values["direction"])
    nature = values["nature"] or guesses.nature_of(kind, direction)
    ask = nature == Nature.ASK and direction == Direction.OUT
    return values | {
        **_new(actor),
        "kind": kind,
        "direction": direction and str(direction),
        "nature": str(nature if direction else Nature.NEUTRAL),
        "compensation": str(values["compensation"] or Compensation.UNPAID) if ask else None,
        "via": str(guesses.via_of(kind, values["via"])) if direction else None,
        "brand_id": row["brand_id"],
        "occurred_at": row["occurred_at"],
        "author_id": row.get("author_id", actor.user_id),
        "links": list(values["links"]),
        "mentions": [str(user_id) for user_id in values["mentions"]],
    }


def _new(actor: Actor) -> dict[str, Any]:
    """The columns of every record."""
    moment = now()
    return {
        "id": new_id(),
        "workspace_id": actor.workspace_id,
        "created_at": moment,
        "updated_at": moment,
        "version": 1,
        "deleted_at": None,
    }


def _participant(one: Mapping[str, Any], blogger_id: UUID) -> dict[str, Any]:
    expects = guesses.expects_answer(one["kind"], one["direction"], one["nature"], one["no_answer_expected"])
    same = ("workspace_id", "occurred_at", "brand_id", "direction", "author_id")
    return {name: one[name] for name in same} | {
        "interaction_id": one["id"],
        "blogger_id": blogger_id,
        "expects_answer": expects,
        "live": False,
        "deleted": False,
    }


def _event(actor: Actor, one: Mapping[str, Any], blogger_id: UUID, at_occurrence: bool) -> dict[str, Any]:
    return entry(
        actor,
        "interaction.logged",
        "interaction",
        one["id"],
        {"kind": [None, one["kind"]]},
        name=one["summary"],
        at=one["occurred_at"] if at_occurrence else None,
        brand_id=one["brand_id"],
        blogger_id=blogger_id,
        campaign_id=one["campaign_id"],
    )


def _step(actor: Actor, row: Mapping[str, Any]) -> dict[str, Any]:
    due_time: time | None = row.get("due_time")
    due = on_day(row["due"], due_time, actor.time_zone)
    done_at: datetime | None = row.get("done_at")
    owner_id = row.get("owner_id", actor.user_id)
    made = _new(actor)
    made["created_at"] = made["updated_at"] = row.get("created_at", made["created_at"])
    return {
        **made,
        "snoozes": 0,
        "title": row["title"],
        "due_at": due.due_at,
        "due_on": due.due_on,
        "all_day": due.all_day,
        "owner_id": owner_id,
        "brand_id": row["brand_id"],
        "blogger_id": row.get("blogger_id"),
        "campaign_id": row.get("campaign_id"),
        "interaction_id": row.get("interaction_id"),
        "is_open": done_at is None,
        "done_at": done_at,
        "done_by": owner_id if done_at else None,
    }


def _step_event(actor: Actor, one: Mapping[str, Any]) -> dict[str, Any]:
    return entry(
        actor,
        "next_step.created",
        "next_step",
        one["id"],
        {"title": [None, one["title"]], "due": [None, one["due_on"]]},
        name=one["title"],
        at=one["created_at"],
        brand_id=one["brand_id"],
        blogger_id=one["blogger_id"],
        campaign_id=one["campaign_id"],
    )


async def _make_relations(session: AsyncSession, actor: Actor, pairs: set[facts.Pair]) -> None:
    """Relations that do not exist yet, with their history; those that do stay."""
    people: dict[UUID, set[UUID]] = {}
    for blogger_id, brand_id in pairs:
        people.setdefault(brand_id, set()).add(blogger_id)
    for brand_id, ids in people.items():
        await bloggers.ensure_relations(session, actor, await queries.names(session, actor, ids), brand_id)
