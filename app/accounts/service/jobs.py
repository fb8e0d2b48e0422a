"""What an administrator does about a background job that failed."""

from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.queries.jobs import JobRow
from app.activity.service import record
from app.core import stuck_jobs
from app.core.actor import Actor


async def retry_job(session: AsyncSession, actor: Actor, job: JobRow) -> None:
    """Tried again at once. Raises Conflict when it runs, or its work waits anew already."""
    actor.require("workspace.manage")
    await stuck_jobs.retry(session, job.id)
    await record(session, actor, "job.retried", "job", job.id, name=job.name)


async def discard_job(session: AsyncSession, actor: Actor, job: JobRow) -> None:
    """Given up for good. Raises Conflict when it runs."""
    actor.require("workspace.manage")
    await stuck_jobs.discard(session, job.id)
    await record(session, actor, "job.discarded", "job", job.id, name=job.name)
