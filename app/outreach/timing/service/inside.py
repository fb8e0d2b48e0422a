"""Which practical messages of ours were said inside something agreed: there they weigh nothing."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.actor import Actor
from app.outreach.models import Direction, Interaction, InteractionBlogger, Nature
from app.outreach.timing.facts import Fact
from app.outreach.timing.models import Circumstance

CHUNK = 500


async def write_live(session: AsyncSession, actor: Actor, interaction_ids: Collection[UUID]) -> None:
    """Of these exchanges."""
    await _write(session, actor, col(InteractionBlogger.interaction_id), interaction_ids)


async def write_live_of(session: AsyncSession, actor: Actor, blogger_ids: Collection[UUID]) -> None:
    """Of all that was said to these people, after what was agreed has changed."""
    await _write(session, actor, col(InteractionBlogger.blogger_id), blogger_ids, practical())


async def _write(session: AsyncSession, actor: Actor, key: Any, ids: Collection[UUID], *conditions: Any) -> None:
    wanted = sorted(ids)
    for start in range(0, len(wanted), CHUNK):
        mine = col(InteractionBlogger.workspace_id) == actor.workspace_id, key.in_(wanted[start : start + CHUNK])
        statement = update(InteractionBlogger).where(*mine, *conditions).values(live=was_live())
        await session.execute(statement, execution_options={"synchronize_session": False})


def practical() -> Any:
    return exists().where(
        col(Interaction.id) == col(InteractionBlogger.interaction_id), col(Interaction.nature) == Nature.SERVICE
    )


def was_live() -> Any:
    """A condition on `interaction_blogger`; checks compare with it."""
    agreed = exists().where(
        col(Circumstance.workspace_id) == col(InteractionBlogger.workspace_id),
        col(Circumstance.blogger_id) == col(InteractionBlogger.blogger_id),
        col(Circumstance.kind) == Fact.LIVE,
        col(Circumstance.deleted_at).is_(None),
        or_(col(Circumstance.brand_id).is_(None), col(Circumstance.brand_id) == col(InteractionBlogger.brand_id)),
        col(Circumstance.since) <= col(InteractionBlogger.occurred_at),
        or_(col(Circumstance.until).is_(None), col(Circumstance.until) > col(InteractionBlogger.occurred_at)),
    )
    return and_(func.coalesce(col(InteractionBlogger.direction), "") == Direction.OUT, practical(), agreed)
