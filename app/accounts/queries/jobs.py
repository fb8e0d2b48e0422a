"""Background jobs that need somebody to look at them: those of the workspace, and those of the installation."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import stuck_jobs
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.pagination import Slice, paginate
from app.core.queue import Job


class JobRow(NamedTuple):
    """One of them, without what it works on and without the text of its error: both may hold people's data."""

    id: UUID
    name: str
    trouble: str
    error: str
    attempts: int
    created_at: datetime
    run_at: datetime
    finished_at: datetime | None
    everywhere: bool

    @classmethod
    def of(cls, row: Any) -> "JobRow":
        error = stuck_jobs.error_class(row.last_error)
        everywhere = row.workspace_id is None
        its = (row.attempts, row.created_at, row.run_at, row.finished_at)
        return cls(row.id, row.name, row.trouble, error, *its, everywhere)


async def get_job(session: AsyncSession, actor: Actor, job_id: UUID) -> Job:
    """One of this workspace's, for everybody in it: what it works on is not told. Raises NotFound."""
    statement = select(Job).where(col(Job.workspace_id) == actor.workspace_id, col(Job.id) == job_id)
    if (job := (await session.execute(statement)).scalar_one_or_none()) is None:
        raise NotFound
    return job


async def running_jobs(session: AsyncSession, actor: Actor, limit: int = 20) -> list[Job]:
    """Those of this workspace that wait or run and are in no trouble, the oldest first."""
    actor.require("workspace.manage")
    statement = select(Job).where(col(Job.workspace_id) == actor.workspace_id, stuck_jobs.under_way())
    return list((await session.execute(statement.order_by(col(Job.created_at)).limit(limit))).scalars())


async def troubled_jobs(session: AsyncSession, actor: Actor, cursor: str | None = None, limit: int = 50) -> Slice[Any]:
    """The newest first."""
    actor.require("workspace.manage")
    order = [col(Job.created_at), col(Job.id)]
    statement = stuck_jobs.troubled().where(_visible_to(actor))
    found = await paginate(session, statement, order, descending=True, cursor=cursor, limit=limit)
    return found.map(JobRow.of)


async def get_troubled_job(session: AsyncSession, actor: Actor, job_id: UUID) -> JobRow:
    """Raises NotFound, also for one that has been done meanwhile."""
    actor.require("workspace.manage")
    statement = stuck_jobs.troubled().where(_visible_to(actor), col(Job.id) == job_id)
    row = (await session.execute(statement)).first()
    if row is None:
        raise NotFound
    return JobRow.of(row)


def _visible_to(actor: Actor) -> Any:
    return (col(Job.workspace_id) == actor.workspace_id) | col(Job.workspace_id).is_(None)
