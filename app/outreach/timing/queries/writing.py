"""Who is writing to whom at this moment."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.actor import Actor
from app.core.clock import now
from app.outreach.timing.facts import Fact
from app.outreach.timing.models import Circumstance

LONGEST = timedelta(days=1)
"""Nobody holds a turn for longer."""


async def writing(session: AsyncSession, workspaces: Collection[UUID]) -> Sequence[Row[Any]]:
    """The open turns of these workspaces: id, workspace, person, brand, who and until when."""
    moment = now()
    columns = ("id", "workspace_id", "blogger_id", "brand_id", "by", "until")
    statement = select(*(col(getattr(Circumstance, name)) for name in columns)).where(
        col(Circumstance.workspace_id).in_(workspaces),
        col(Circumstance.is_open).is_(True),
        col(Circumstance.until) > moment,
        col(Circumstance.until) <= moment + LONGEST,
        col(Circumstance.kind) == Fact.WRITING,
    )
    return (await session.execute(statement)).all()


async def writing_to(session: AsyncSession, actor: Actor, blogger_id: UUID) -> Sequence[Row[Any]]:
    """Who (`by`) is writing to one person, for whatever brand."""
    statement = select(col(Circumstance.by)).where(
        col(Circumstance.workspace_id) == actor.workspace_id,
        col(Circumstance.blogger_id) == blogger_id,
        col(Circumstance.is_open).is_(True),
        col(Circumstance.kind) == Fact.WRITING,
        col(Circumstance.until) > now(),
    )
    return (await session.execute(statement)).all()
