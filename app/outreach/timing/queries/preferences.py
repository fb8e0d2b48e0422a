"""What one person prefers, and by which link they say so."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.actor import Actor
from app.core.security import digest
from app.core.sql import bound, built_once, given
from app.outreach.timing.models import Preference


async def preference_of(session: AsyncSession, actor: Actor, blogger_id: UUID) -> Preference | None:
    """None: nobody said anything yet."""
    return (await session.execute(_preference(actor), bound(actor, person=blogger_id))).scalar_one_or_none()


@built_once
def _preference(actor: Actor) -> Any:
    actor.require("bloggers.read")
    return select(Preference).where(
        col(Preference.workspace_id) == actor.workspace_id, col(Preference.blogger_id) == given("person")
    )


async def preference_by_link(session: AsyncSession, token: str) -> Preference | None:
    """Whose private link this is; None when it is none, or is none any more."""
    statement = select(Preference).where(col(Preference.link_hash) == digest(token))
    return (await session.execute(statement)).scalar_one_or_none()
