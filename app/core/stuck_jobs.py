"""Jobs that do not get done by themselves: given up after `MAX_ATTEMPTS`, waiting for another try, or left lying."""

import re
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, delete, or_, select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.clock import now
from app.core.errors import Conflict
from app.core.i18n import _
from app.core.queue import Job

LATE = timedelta(minutes=5)
"""A worker takes up what is due within seconds: what is due for longer has none."""


class Trouble(StrEnum):
    """Why a job needs somebody to look at it."""

    FAILED = "failed"
    """Tried as often as jobs are; nobody tries again by itself."""
    RETRYING = "retrying"
    """It failed and will be tried again soon."""
    STALLED = "stalled"
    """Due for long, or begun by a worker that is gone: no worker runs."""


def troubled() -> Select[Any]:
    """Their columns, with `trouble`."""
    moment = now()
    stalled = or_(
        (col(Job.state) == "queued") & (col(Job.run_at) < moment - LATE),
        (col(Job.state) == "running") & (col(Job.lease_until) < moment - LATE),
    )
    retrying = (col(Job.state) == "queued") & (col(Job.attempts) > 0) & (col(Job.last_error) != "interrupted")
    failed = col(Job.state) == "failed"
    trouble = case((failed, Trouble.FAILED.value), (stalled, Trouble.STALLED.value), else_=Trouble.RETRYING.value)
    return select(*Job.__table__.columns, trouble.label("trouble")).where(  # ty: ignore[missing-attribute]
        or_(failed, stalled, retrying)
    )


def under_way() -> ColumnElement[bool]:
    """Waiting for its first try, or running: nobody needs to look at it."""
    fresh = (col(Job.state) == "queued") & (col(Job.attempts) == 0) & (col(Job.run_at) >= now() - LATE)
    interrupted = (col(Job.state) == "queued") & (col(Job.last_error) == "interrupted")
    return or_(fresh, interrupted, (col(Job.state) == "running") & (col(Job.lease_until) >= now() - LATE))


def error_class(last_error: str) -> str:
    """What kind of error it was, without its text: that may hold people's data."""
    named = re.match(r"[A-Za-z_][\w.]*(?=: )", last_error)
    return named[0] if named else "WorkerDied" if last_error else ""


async def retry(session: AsyncSession, job_id: UUID) -> None:
    """Due at once, with all its attempts again. Raises Conflict for one that runs, or whose work waits anew already."""
    job = await session.get_one(Job, job_id)
    same = (col(Job.unique_key) == job.unique_key, col(Job.state).in_(("queued", "running")), col(Job.id) != job_id)
    if job.unique_key and (await session.execute(select(col(Job.id)).where(*same))).first():
        raise Conflict(_("The same work is waiting anew already. Discard this one."))
    values = {"state": "queued", "attempts": 0, "run_at": now(), "finished_at": None, "lease_until": None}
    await _act(session, update(Job).where(*_at_rest(job_id)).values(**values).returning(col(Job.id)))


async def discard(session: AsyncSession, job_id: UUID) -> None:
    """Never done. Raises Conflict for one that runs."""
    await _act(session, delete(Job).where(*_at_rest(job_id)).returning(col(Job.id)))


def _at_rest(job_id: UUID) -> list[ColumnElement[bool]]:
    """A worker may have taken it up since the page was shown."""
    abandoned = (col(Job.state) == "running") & (col(Job.lease_until) < now() - LATE)
    return [col(Job.id) == job_id, or_(col(Job.state).in_(("failed", "queued")), abandoned)]


async def _act(session: AsyncSession, statement: Any) -> None:
    done = await session.execute(statement.execution_options(synchronize_session=False))
    if done.first() is None:
        raise Conflict(_("This job runs at this moment."))
