"""The bin: what was deleted can be brought back until a job deletes it for good, and that is told."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.service import entry, record_all
from app.core.actor import Actor
from app.core.clock import now
from app.core.queue import JobContext

PERIOD = timedelta(hours=12)
"""How often the bin is looked through."""
BATCH = 500


def deadline(context: JobContext) -> datetime:
    """What was deleted before this moment goes (`TACT_BIN_DAYS`)."""
    return now() - timedelta(days=context.settings.bin_days)


async def empty(context: JobContext, what: str, model: Any, *old: ColumnElement[bool]) -> None:
    """Deletes the `old` rows of `model` for good, with all that hangs on them, and records how many of `what`."""
    while True:
        async with context.unit() as session:
            few = select(col(model.id)).where(*old).limit(BATCH)
            statement = delete(model).where(col(model.id).in_(few)).returning(col(model.workspace_id))
            gone = (await session.execute(statement.execution_options(synchronize_session=False))).scalars().all()
            await record_emptied(session, what, gone)
        if len(gone) < BATCH:
            return


async def record_emptied(session: AsyncSession, what: str, gone: Iterable[UUID]) -> None:
    """One event in each workspace of `gone`, which names it once for each row: how many there were."""
    await record_all(
        session,
        [
            entry(Actor(it, None), "workspace.bin_emptied", "workspace", it, {what: [number, 0]})
            for it, number in Counter(gone).items()
        ],
    )
