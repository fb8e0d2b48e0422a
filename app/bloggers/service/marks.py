"""Marks are what timing answers for an ask, kept on the relation for lists. Whatever they rest on and is written here
makes them old: they are computed again soon, and lists do not trust them until then."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers.models import Relation
from app.core.clock import NEVER
from app.core.sql import one_of


async def stale(session: AsyncSession, workspace_id: UUID, blogger_ids: Iterable[UUID]) -> None:
    """The marks of these people, for every brand. Relations are taken in one order, so that two never wait for each
    other."""
    if not (wanted := set(blogger_ids)):
        return
    held = (
        select(col(Relation.id))
        .where(
            col(Relation.workspace_id) == workspace_id,
            one_of(col(Relation.blogger_id), wanted),
            col(Relation.marked_until) > NEVER,
        )
        .order_by(col(Relation.id))
        .with_for_update()
    )
    statement = update(Relation).where(col(Relation.id).in_(held.scalar_subquery())).values(marked_until=NEVER)
    await session.execute(statement, execution_options={"synchronize_session": False})


async def all_stale(session: AsyncSession, workspace_id: UUID) -> None:
    """Every mark of the workspace: the policy changed."""
    statement = update(Relation).where(col(Relation.workspace_id) == workspace_id).values(marked_until=NEVER)
    await session.execute(statement, execution_options={"synchronize_session": False})
