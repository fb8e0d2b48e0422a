"""Verbs on a selection: each returns how many it changed."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers.models import Blogger, BloggerState
from app.bloggers.service import person
from app.core.actor import Actor


async def archive_many(session: AsyncSession, actor: Actor, ids: Iterable[UUID]) -> int:
    actor.require("bloggers.write")
    found = await _in_state(session, actor, ids, BloggerState.ACTIVE)
    for blogger in found:
        await person.archive(session, actor, blogger)
    return len(found)


async def restore_many(session: AsyncSession, actor: Actor, ids: Iterable[UUID]) -> int:
    actor.require("bloggers.write")
    found = await _in_state(session, actor, ids, BloggerState.ARCHIVED)
    for blogger in found:
        await person.restore(session, actor, blogger)
    return len(found)


async def delete_many(session: AsyncSession, actor: Actor, ids: Iterable[UUID]) -> int:
    actor.require("bloggers.delete")
    found = await _in_state(session, actor, ids, BloggerState.ACTIVE, BloggerState.ARCHIVED)
    for blogger in found:
        await person.delete(session, actor, blogger)
    return len(found)


async def undelete_many(session: AsyncSession, actor: Actor, ids: Iterable[UUID]) -> int:
    actor.require("bloggers.delete")
    found = await _in_state(session, actor, ids, BloggerState.DELETED)
    for blogger in found:
        await person.undelete(session, actor, blogger)
    return len(found)


async def _in_state(session: AsyncSession, actor: Actor, ids: Iterable[UUID], *states: str) -> list[Blogger]:
    wanted, found = sorted(set(ids)), []
    for start in range(0, len(wanted), 500):
        rows = await session.execute(
            select(Blogger).where(
                col(Blogger.workspace_id) == actor.workspace_id,
                col(Blogger.state).in_(states),
                col(Blogger.id).in_(wanted[start : start + 500]),
            )
        )
        found += rows.scalars()
    return found
