"""Keeping the core's own tables small, and telling the planner of the database what the tables hold."""

from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import col

from app.core import queue
from app.core.clock import now
from app.core.idempotency import IdempotencyKey
from app.core.queue import JobContext, job

REMEMBERED = timedelta(hours=48)
LOOKED_AT = 1_000
"""Rows of an index that SQLite reads to know it."""


@job("core.tidy", every=timedelta(hours=1))
async def tidy(context: JobContext) -> None:
    """Forgets answers after two days, done jobs after a week."""
    async with context.unit() as session:
        await session.execute(delete(IdempotencyKey).where(col(IdempotencyKey.created_at) < now() - REMEMBERED))
        await queue.purge(session)


@job("core.analyze")
async def analyze(context: JobContext) -> None:
    """Counts what the planner goes by, once so much was written that it would plan for the tables of yesterday."""
    async with context.unit() as session:
        connection = await session.connection()
        if context.database.is_sqlite:
            await connection.exec_driver_sql(f"PRAGMA analysis_limit = {LOOKED_AT}")
        await connection.exec_driver_sql("ANALYZE")
