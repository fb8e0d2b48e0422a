"""Background jobs in the database: enqueued in the transaction of the change, claimed once, retried, fenced.

A job's lease is renewed while it runs; when a worker dies its lease lapses and another takes over. `fence` goes
up at every claim, so that a late owner cannot complete what somebody else has taken (reliability F3, F6).
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, or_, select, text, update
from sqlmodel import Field, col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.clock import now
from app.core.db import Database
from app.core.errors import TactError
from app.core.ids import new_id
from app.core.models import Json, Timestamped

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 5
log = logging.getLogger(__name__)


class Job(Timestamped, table=True):
    """One piece of work. `failed` after `MAX_ATTEMPTS`: the visible dead letter."""

    __table_args__ = (
        Index("ix_job_due", "state", "run_at"),
        Index(
            "uq_job_unique_key",
            "unique_key",
            unique=True,
            sqlite_where=text("unique_key IS NOT NULL AND state IN ('queued', 'running')"),
            postgresql_where=text("unique_key IS NOT NULL AND state IN ('queued', 'running')"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    workspace_id: UUID | None = Field(default=None, foreign_key="workspace.id", ondelete="CASCADE")
    name: str = Field(max_length=100)
    payload: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    state: str = Field(default="queued", max_length=10)
    run_at: datetime = Field(default_factory=now)
    attempts: int = 0
    fence: int = 0
    lease_until: datetime | None = None
    unique_key: str | None = Field(default=None, max_length=200)
    last_error: str = Field(default="", max_length=2_000)
    finished_at: datetime | None = None


class LostLease(TactError):
    """Another worker has taken the job over; what this one was about to write is rolled back."""

    status, slug = 409, "lost-lease"


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a running job works with. Every `unit()` renews the lease and fails if the job was taken over."""

    database: Database
    job_id: UUID
    fence: int
    settings: Any

    def unit(self) -> "Unit":
        """A write transaction of this job: `async with context.unit() as session:`."""
        return Unit(self)


class Unit:
    """One committed step of a job."""

    def __init__(self, context: JobContext) -> None:
        self._context = context
        self._write = context.database.write()

    async def __aenter__(self) -> AsyncSession:
        session = await self._write.__aenter__()
        try:
            await renew(session, self._context.job_id, self._context.fence)
        except BaseException as error:
            await self._write.__aexit__(type(error), error, error.__traceback__)
            raise
        return session

    async def __aexit__(self, *raised: Any) -> bool | None:
        return await self._write.__aexit__(*raised)


Handler = Callable[..., Awaitable[None]]
_handlers: dict[str, Handler] = {}


def job(name: str) -> Callable[[Handler], Handler]:
    """Registers `async def run(context: JobContext, **payload)` under `name`."""

    def register(handler: Handler) -> Handler:
        if name in _handlers:
            raise ValueError(f"two jobs are named {name}")
        _handlers[name] = handler
        return handler

    return register


async def enqueue(
    session: AsyncSession,
    name: str,
    payload: dict[str, Any] | None = None,
    *,
    workspace_id: UUID | None = None,
    run_at: datetime | None = None,
    unique_key: str | None = None,
) -> UUID:
    """Adds a job in the caller's transaction; with a `unique_key` that waits already, returns that one."""
    if unique_key and (waiting := await _waiting(session, unique_key)):
        return waiting
    row = Job(
        name=name,
        payload=payload or {},
        workspace_id=workspace_id,
        run_at=run_at or now(),
        unique_key=unique_key,
    )
    session.add(row)
    await session.flush()
    return row.id


async def claim(session: AsyncSession) -> Job | None:
    """Takes the next due job, or one whose owner's lease lapsed; None when there is nothing to do."""
    moment = now()
    due = (
        select(col(Job.id))
        .where(
            or_(
                (col(Job.state) == "queued") & (col(Job.run_at) <= moment),
                (col(Job.state) == "running") & (col(Job.lease_until) < moment),
            )
        )
        .order_by(col(Job.run_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    claimed = await session.execute(
        update(Job)
        .where(col(Job.id).in_(due.scalar_subquery() if session.get_bind().dialect.name == "sqlite" else due))
        .values(
            state="running",
            attempts=Job.attempts + 1,
            fence=Job.fence + 1,
            lease_until=moment + LEASE,
            updated_at=moment,
        )
        .returning(Job)
        .execution_options(synchronize_session=False)
    )
    return claimed.scalar_one_or_none()


async def renew(session: AsyncSession, job_id: UUID, fence: int) -> None:
    """Extends the lease; raises LostLease if the job is no longer ours."""
    held = await session.execute(
        update(Job)
        .where(col(Job.id) == job_id, col(Job.fence) == fence, col(Job.state) == "running")
        .values(lease_until=now() + LEASE)
        .execution_options(synchronize_session=False)
    )
    if held.rowcount != 1:  # type: ignore[attr-defined]
        raise LostLease("the job was taken over")


async def run_one(database: Database, settings: Any) -> bool:
    """Claims and runs one job; False when none is due. A failure is retried later, at last left as `failed`."""
    async with database.write() as session:
        claimed = await claim(session)
    if claimed is None:
        return False
    context = JobContext(database, claimed.id, claimed.fence, settings)
    try:
        await _handlers[claimed.name](context, **claimed.payload)
    except LostLease:
        log.warning("job %s %s was taken over", claimed.name, claimed.id)
    except Exception as error:
        log.exception("job %s %s failed", claimed.name, claimed.id)
        await _finish(database, claimed, error)
    else:
        await _finish(database, claimed, None)
    return True


async def _finish(database: Database, claimed: Job, error: Exception | None) -> None:
    over = error is None or claimed.attempts >= MAX_ATTEMPTS
    async with database.write() as session:
        await session.execute(
            update(Job)
            .where(col(Job.id) == claimed.id, col(Job.fence) == claimed.fence, col(Job.state) == "running")
            .values(
                state=("done" if error is None else "failed") if over else "queued",
                run_at=now() + timedelta(seconds=2**claimed.attempts),
                finished_at=now() if over else None,
                lease_until=None,
                last_error=f"{type(error).__name__}: {error}"[:2_000] if error else "",
            )
            .execution_options(synchronize_session=False)
        )


async def _waiting(session: AsyncSession, unique_key: str) -> UUID | None:
    found = await session.execute(
        select(col(Job.id)).where(col(Job.unique_key) == unique_key, col(Job.state).in_(("queued", "running")))
    )
    return found.scalar_one_or_none()
