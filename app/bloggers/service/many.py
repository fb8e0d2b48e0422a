"""Verbs on a selection, a dozen statements for any 500 people: each returns how many it changed, told one by one."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.service import entry, record_all
from app.bloggers.models import Blogger, BloggerState, Relation
from app.bloggers.service import derived, marks
from app.bloggers.service.relations import CHUNK
from app.core.actor import Actor
from app.core.clock import now

ACTIVE, ARCHIVED, DELETED = BloggerState.ACTIVE.value, BloggerState.ARCHIVED.value, BloggerState.DELETED.value
UNDO_NEW_WITHIN = timedelta(hours=1)


async def archive_many(session: AsyncSession, actor: Actor, ids: Iterable[UUID]) -> int:
    actor.require("bloggers.write")
    return await _move(session, actor, ids, [ACTIVE], ARCHIVED, "blogger.archived")


async def restore_many(session: AsyncSession, actor: Actor, ids: Iterable[UUID]) -> int:
    actor.require("bloggers.write")
    return await _move(session, actor, ids, [ARCHIVED], ACTIVE, "blogger.restored")


async def delete_many(session: AsyncSession, actor: Actor, ids: Iterable[UUID]) -> int:
    actor.require("bloggers.delete")
    return await _move(session, actor, ids, [ACTIVE, ARCHIVED], DELETED, "blogger.deleted")


async def undelete_many(session: AsyncSession, actor: Actor, ids: Iterable[UUID]) -> int:
    """Each back as they were before."""
    actor.require("bloggers.delete")
    return await _move(session, actor, ids, [DELETED], "", "blogger.undeleted")


async def take_back_new(session: AsyncSession, actor: Actor, made_at: datetime) -> int:
    """Into the bin with those whom the actor made at that moment, unless something was done with them since: whoever
    makes many people by mistake may undo it, without the right to delete."""
    actor.require("bloggers.write")
    if now() - made_at > UNDO_NEW_WITHIN:
        return 0
    spoken_to = select(col(Relation.blogger_id)).where(
        col(Relation.blogger_id) == col(Blogger.id), col(Relation.interaction_count) + col(Relation.next_step_count) > 0
    )
    statement = select(col(Blogger.id)).where(
        col(Blogger.workspace_id) == actor.workspace_id,
        col(Blogger.state) == ACTIVE,
        col(Blogger.created_at) == made_at,
        col(Blogger.collected_by) == actor.user_id,
        col(Blogger.version) == 1,
        ~spoken_to.exists(),
    )
    ids = list((await session.execute(statement)).scalars())
    return await _move(session, actor, ids, [ACTIVE], DELETED, "blogger.deleted")


async def _move(session: AsyncSession, actor: Actor, ids: Iterable[UUID], states: list[str], to: str, verb: str) -> int:
    """Those in one of `states` to the state `to`, '' being the one before."""
    await session.flush()
    wanted, moved, more = sorted(set(ids)), 0, 0
    for start in range(0, len(wanted), CHUNK):
        held = await _held(session, actor, wanted[start : start + CHUNK], states)
        ways: dict[tuple[str, str], list[Any]] = {}
        for person in held:
            ways.setdefault((person.state, to or person.state_before or ACTIVE), []).append(person)
        for (before, after), people in ways.items():
            await _set(session, [person.id for person in people], before, after)
            await record_all(session, [_event(actor, verb, person, before, after) for person in people])
            more += len(people) * ((after == ACTIVE) - (before == ACTIVE))
        changed = [person.id for person in held]
        await derived.reindex(session, actor.workspace_id, changed)
        await marks.stale(session, actor.workspace_id, changed)
        moved += len(changed)
    await derived.count_changed(session, actor, more)
    return moved


async def _held(session: AsyncSession, actor: Actor, ids: list[UUID], states: list[str]) -> list[Any]:
    """Nobody else changes them until we are done."""
    statement = (
        select(col(Blogger.id), col(Blogger.name), col(Blogger.state), col(Blogger.state_before))
        .where(
            col(Blogger.workspace_id) == actor.workspace_id, col(Blogger.state).in_(states), col(Blogger.id).in_(ids)
        )
        .order_by(col(Blogger.id))
        .with_for_update()
    )
    return list((await session.execute(statement)).all())


async def _set(session: AsyncSession, ids: list[UUID], before: str, after: str) -> None:
    changed = {"state": after, "state_since": now(), "state_before": before if after == DELETED else ""}
    newer = {"version": Blogger.version + 1, "updated_at": now()}
    await session.execute(update(Blogger).where(col(Blogger.id).in_(ids)).values(**changed, **newer))


def _event(actor: Actor, verb: str, person: Any, before: str, after: str) -> dict[str, Any]:
    changes = {"state": [before, after]}
    return entry(actor, verb, "blogger", person.id, changes, name=person.name, blogger_id=person.id)
