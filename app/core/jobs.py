"""Keeping the core's own tables small: remembered answers and finished jobs."""

from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import col

from app.core import queue
from app.core.clock import now
from app.core.idempotency import IdempotencyKey
from app.core.queue import JobContext, job

REMEMBERED = timedelta(hours=48)


@job("core.tidy", every=timedelta(hours=1))
async def tidy(context: JobContext) -> None:
    """Forgets answers after two days, done jobs after a week."""
    async with context.unit() as session:
        await session.execute(delete(IdempotencyKey).where(col(IdempotencyKey.created_at) < now() - REMEMBERED))
        await queue.purge(session)
