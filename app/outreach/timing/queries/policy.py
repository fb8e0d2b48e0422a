"""The policy as it is kept, and the log of its changes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.queries import ActivityFilters, page
from app.core.actor import Actor
from app.outreach.timing.models import TimingPolicy

SUBJECT = "timing_policy"
SHOWN = 20


async def policy_record(session: AsyncSession, actor: Actor, *, lock: bool = False) -> TimingPolicy | None:
    """None while nobody has changed a number."""
    statement = select(TimingPolicy).where(col(TimingPolicy.workspace_id) == actor.workspace_id)
    return (await session.execute(statement.with_for_update() if lock else statement)).scalar_one_or_none()


async def policy_changes(session: AsyncSession, actor: Actor) -> Sequence[Any]:
    """The last changes, newest first."""
    actor.require("timing.manage")
    return (await page(session, actor, ActivityFilters(subject_type=SUBJECT), limit=SHOWN)).items
