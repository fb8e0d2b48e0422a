"""A selection of partnerships moved or assigned at once, and back: as many statements for one as for 500 of them, and
one entry in the log for each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.queries import resolve_member
from app.activity.models import Activity
from app.activity.service import entry, record_all
from app.bloggers.models import Blogger
from app.core.actor import Actor
from app.core.bulk import delete_rows, insert_rows, update_rows
from app.core.clock import now
from app.core.errors import Invalid, choose_among
from app.core.i18n import _
from app.partnerships import queries
from app.partnerships.defaults import ENDS
from app.partnerships.models import Partnership, PartnershipMove, Stage
from app.partnerships.queries.filters import visible_to
from app.partnerships.service.history import move_row
from app.partnerships.service.partnerships import WRITE
from app.partnerships.service.timing import follow

CHUNK = 500
LONGEST = timedelta(minutes=10)
Rows = Sequence[Row[Any]]
"""Locked partnerships, with the names of their people."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of it: every id given is counted once."""

    changed: int = 0
    unchanged: int = 0
    """They were so already, or their pipeline has no such stage."""
    unknown: int = 0


async def move_many(
    session: AsyncSession, actor: Actor, ids: Iterable[UUID], stage_key: str, reason: str = ""
) -> Changed:
    """Each goes to the stage of this name in its own pipeline, at the top, in the order given. Raises Invalid where no
    pipeline has it, or it asks for a reason."""
    actor.require(WRITE)
    wanted = list(dict.fromkeys(ids))
    held = await _hold(session, actor, wanted)
    stages = await queries.all_stages(session, actor)
    goals = {stage.pipeline_id: stage for stage in stages.values() if stage.key == stage_key}
    if not goals:
        raise Invalid({"stage": choose_among(dict.fromkeys(stage.key for stage in stages.values()))})
    moving = [row for row in held if row.pipeline_id in goals and row.stage_id != goals[row.pipeline_id].id]
    asking = any(goals[row.pipeline_id].asks_reason and goals[row.pipeline_id].kind in ENDS for row in moving)
    if asking and not reason:
        raise Invalid({"reason": _("Say in a few words why.")})
    moment = now()
    values = {row.id: _moved(goals[row.pipeline_id], moment, reason) for row in moving}
    await _to_top(session, actor, values)
    await _write(session, moving, values)
    steps = [
        move_row(actor, row.id, stages.get(row.stage_id), goals[row.pipeline_id], moment, since=row.stage_since)
        | {"reason": reason}
        for row in moving
    ]
    await insert_rows(session, PartnershipMove, steps)
    await follow(session, actor, [row.id for row in moving])
    told = [(row, _told(row, stages.get(row.stage_id), goals[row.pipeline_id], reason)) for row in moving]
    await _tell(session, actor, "moved", told)
    return Changed(len(moving), len(held) - len(moving), len(wanted) - len(held))


async def assign_many(session: AsyncSession, actor: Actor, ids: Iterable[UUID], owner_id: UUID | None) -> Changed:
    """All of them to one colleague (None: nobody). Raises Invalid for who does not work here."""
    actor.require(WRITE)
    if owner_id is not None:
        await resolve_member(session, actor, owner_id)
    wanted = list(dict.fromkeys(ids))
    held = await _hold(session, actor, wanted)
    changing = [row for row in held if row.owner_id != owner_id]
    await _write(session, changing, {row.id: {"owner_id": owner_id} for row in changing})
    told = [(row, {"owner_id": [row.owner_id, owner_id]}) for row in changing]
    await _tell(session, actor, "updated", told)
    return Changed(len(changing), len(held) - len(changing), len(wanted) - len(held))


async def undo_many(session: AsyncSession, actor: Actor, since: datetime, until: datetime) -> int:
    """Puts back what the actor did by these verbs between two moments, unless it was changed again since. Returns how
    many were put back."""
    actor.require(WRITE)
    events = await _events(session, actor, since, min(until, since + LONGEST))
    held = await _hold(session, actor, [event.subject_id for event in events])
    moved = {event.subject_id: event for event in events if event.verb == "partnership.moved"}
    done = await _move_back(session, actor, [row for row in held if row.id in moved], moved, since)
    for owner_id, ids in _owned_before(events, held).items():
        done += (await assign_many(session, actor, ids, owner_id)).changed
    return done


async def _move_back(
    session: AsyncSession, actor: Actor, held: Rows, events: Mapping[UUID, Activity], since: datetime
) -> int:
    """As if the last moves had not been. What has moved again, or came from a stage that is gone, stays."""
    stages, last = await queries.all_stages(session, actor), await _last_moves(session, actor, held)
    back = [
        (row, step, stage)
        for row in held
        if (step := last.get(row.id)) and step.by == actor.user_id and step.at >= since
        if step.to_stage_id == row.stage_id and (stage := _stage(stages, step.from_stage_id))
    ]
    values: dict[UUID, dict[str, Any]] = {}
    for row, step, stage in back:
        before = (events[row.id].changes.get("closed_reason") or [row.closed_reason])[0]
        since_then = step.at - timedelta(seconds=step.seconds_before)
        values[row.id] = {"stage_id": stage.id, "stage_since": since_then, "closed_reason": before}
    rows = [row for row, _step, _stage in back]
    await _to_top(session, actor, values)
    await _write(session, rows, values)
    await delete_rows(session, PartnershipMove, [{"id": step.id} for _row, step, _stage in back])
    await follow(session, actor, [row.id for row in rows])
    told = [(row, {"stage": [stages[row.stage_id].key, stage.key]}) for row, _step, stage in back]
    await _tell(session, actor, "move_undone", told)
    return len(back)


def _owned_before(events: Iterable[Activity], held: Rows) -> dict[UUID | None, list[UUID]]:
    """By whose they were, those who are still whose they became."""
    now_of = {row.id: str(row.owner_id or "") for row in held}
    found: dict[UUID | None, list[UUID]] = {}
    for event in events:
        if event.verb == "partnership.updated" and (change := event.changes.get("owner_id")):
            before, after = (value or "" for value in change)
            if now_of.get(event.subject_id) == after:
                found.setdefault(UUID(before) if before else None, []).append(event.subject_id)
    return found


def _stage(stages: Mapping[UUID, Stage], stage_id: UUID | None) -> Stage | None:
    return stages.get(stage_id) if stage_id else None


async def _events(session: AsyncSession, actor: Actor, since: datetime, until: datetime) -> list[Activity]:
    statement = select(Activity).where(
        col(Activity.workspace_id) == actor.workspace_id,
        col(Activity.user_id) == actor.user_id,
        col(Activity.at) >= since,
        col(Activity.at) <= until,
        col(Activity.verb).in_(("partnership.moved", "partnership.updated")),
    )
    return list((await session.execute(statement)).scalars())


async def _last_moves(session: AsyncSession, actor: Actor, held: Rows) -> dict[UUID, PartnershipMove]:
    found: dict[UUID, PartnershipMove] = {}
    for chunk in _chunks(held):
        statement = select(PartnershipMove).where(
            col(PartnershipMove.workspace_id) == actor.workspace_id,
            col(PartnershipMove.partnership_id).in_([row.id for row in chunk]),
        )
        order = (col(PartnershipMove.at), col(PartnershipMove.id))
        for step in (await session.execute(statement.order_by(*order))).scalars():
            found[step.partnership_id] = step
    return found


async def _hold(session: AsyncSession, actor: Actor, ids: Iterable[UUID]) -> Rows:
    """Those that the actor sees, in the order given, nobody else's until the transaction ends."""
    await session.flush()
    wanted = list(dict.fromkeys(ids))
    it = Partnership
    columns = (it.id, it.version, it.pipeline_id, it.stage_id, it.stage_since, it.rank, it.owner_id, it.closed_reason)
    columns += (it.brand_id, it.blogger_id, it.campaign_id)
    found: dict[UUID, Row[Any]] = {}
    for start in range(0, len(wanted), CHUNK):
        statement = (
            select(*map(col, columns), col(Blogger.name).label("name"))
            .join(Blogger, col(Blogger.id) == it.blogger_id)
            .where(visible_to(actor), col(it.id).in_(wanted[start : start + CHUNK]))
            .order_by(col(it.id))
            .with_for_update(of=it)
        )
        found |= {row.id: row for row in await session.execute(statement)}
    return [found[one] for one in wanted if one in found]


def _moved(goal: Stage, moment: datetime, reason: str) -> dict[str, Any]:
    return {"stage_id": goal.id, "stage_since": moment, "closed_reason": reason if goal.kind in ENDS else ""}


async def _to_top(session: AsyncSession, actor: Actor, values: Mapping[UUID, dict[str, Any]]) -> None:
    """Ranks above every card of the stage that each goes to, in the order given."""
    goals = {one["stage_id"] for one in values.values()}
    if not goals:
        return
    statement = select(col(Partnership.stage_id), func.min(Partnership.rank)).where(
        col(Partnership.workspace_id) == actor.workspace_id,
        col(Partnership.deleted).is_(False),
        col(Partnership.stage_id).in_(goals),
    )
    rows = await session.execute(statement.group_by(col(Partnership.stage_id)))
    tops: dict[UUID, float] = {row[0]: row[1] for row in rows}
    for one in reversed(list(values.values())):
        tops[one["stage_id"]] = one["rank"] = tops.get(one["stage_id"], 1.0) - 1.0


async def _write(session: AsyncSession, rows: Rows, values: Mapping[UUID, dict[str, Any]]) -> None:
    moment = now()
    for chunk in _chunks(rows):
        newer = [{"id": row.id, "version": row.version + 1, "updated_at": moment, **values[row.id]} for row in chunk]
        await update_rows(session, Partnership, newer)


def _told(row: Row[Any], before: Stage | None, goal: Stage, reason: str) -> dict[str, Any]:
    """The same as of one that is moved."""
    closed = reason if goal.kind in ENDS else ""
    told: dict[str, Any] = {"stage": [before.key if before else None, goal.key]}
    told |= {"reason": ["", reason[:200]]} if reason else {}
    return told | ({"closed_reason": [row.closed_reason[:200], closed[:200]]} if closed != row.closed_reason else {})


async def _tell(session: AsyncSession, actor: Actor, verb: str, told: Sequence[tuple[Row[Any], dict]]) -> None:
    events = [
        entry(
            actor,
            f"partnership.{verb}",
            "partnership",
            row.id,
            changes,
            name=row.name,
            brand_id=row.brand_id,
            blogger_id=row.blogger_id,
            partnership_id=row.id,
            campaign_id=row.campaign_id,
        )
        for row, changes in told
    ]
    await record_all(session, events)


def _chunks(rows: Rows) -> Iterable[Rows]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
