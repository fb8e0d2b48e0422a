"""Background jobs in the database: enqueued in the transaction of the change, claimed once, retried, fenced.

A job's lease is renewed while it runs; when a worker dies its lease lapses and another takes over. `fence` goes
up at every claim, so that a late owner cannot complete what somebody else has taken (reliability F3, F6).
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, case, delete, func, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.clock import now
from app.core.db import Database
from app.core.errors import TactError
from app.core.failpoints import failpoint
from app.core.ids import new_id
from app.core.models import Json, Timestamped
from app.core.progress import Progress

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 5
KEPT = timedelta(days=7)
"""Done jobs are kept this long, failed ones until somebody removes them."""
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
    done: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How much of `total` is done, as the job told last; `total` 0: it does not tell."""
    total: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    began_with: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    began_at: datetime | None = None
    """When its present run told first how far it is, and `began_with` how far that was."""

    @property
    def progress(self) -> Progress:
        return Progress(self.done, self.total, self.began_at, self.began_with)


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
    attempt: int = 1

    @contextlib.asynccontextmanager
    async def unit(self, *, progress: bool = False) -> AsyncIterator[AsyncSession]:
        """A write transaction of this job: `async with context.unit() as session:`.

        With `progress` the count of attempts starts again: for jobs that remember in this very transaction how far
        they have come, so that a long one may be interrupted more often than MAX_ATTEMPTS.
        """
        async with self.database.write() as session:
            await renew(session, self.job_id, self.fence, progress=progress)
            yield session

    async def tell(self, session: AsyncSession, done: int, total: int) -> None:
        """How far the job has come, in the unit that brought it there: what is told survives with the work itself. The
        page of the work, Settings and the API show it (`Job.progress`)."""
        first = col(Job.began_at).is_(None)
        await session.execute(
            update(Job)
            .where(col(Job.id) == self.job_id, col(Job.fence) == self.fence)
            .values(
                done=min(done, total),
                total=total,
                began_with=case((first, min(done, total)), else_=Job.began_with),
                began_at=case((first, now()), else_=Job.began_at),
            )
            .execution_options(synchronize_session=False)
        )

    @property
    def is_last_attempt(self) -> bool:
        return self.attempt >= MAX_ATTEMPTS


Handler = Callable[..., Awaitable[None]]
_handlers: dict[str, Handler] = {}
_periods: dict[str, timedelta] = {}


def job(name: str, *, every: timedelta | None = None) -> Callable[[Handler], Handler]:
    """Registers `async def run(context: JobContext, **payload)` under `name`; with `every` it starts by itself."""

    def register(handler: Handler) -> Handler:
        if name in _handlers:
            raise ValueError(f"two jobs are named {name}")
        _handlers[name] = handler
        if every:
            _periods[name] = every
        return handler

    return register


# --- adding ------------------------------------------------------------------------------------------------------


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
    row = Job(
        name=name, payload=payload or {}, workspace_id=workspace_id, run_at=run_at or now(), unique_key=unique_key
    )
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    while True:
        added = await session.execute(
            insert(Job).values(row.model_dump()).on_conflict_do_nothing().returning(col(Job.id))
        )
        # When another holds the key it is found here, unless it has just finished: then the key is free again.
        if found := added.scalar_one_or_none() or await _waiting(session, unique_key):
            return found


async def enqueue_periodic(database: Database) -> None:
    """Adds every periodic job whose last run began longer ago than its period."""
    for name, every in _periods.items():
        latest = select(col(Job.id)).where(col(Job.name) == name, col(Job.created_at) > now() - every).limit(1)
        async with database.read() as session:
            if (await session.execute(latest)).first():
                continue
        async with database.write() as session:
            await enqueue(session, name, unique_key=f"periodic:{name}")


# --- claiming and running ----------------------------------------------------------------------------------------


async def claim(session: AsyncSession) -> Job | None:
    """Takes the next due job, or one whose owner's lease lapsed; None when there is nothing to do."""
    moment = now()
    due = select(col(Job.id)).where(_is_due(moment)).order_by(col(Job.run_at), col(Job.id)).limit(1)
    claimed = await session.execute(
        update(Job)
        .where(col(Job.id) == due.with_for_update(skip_locked=True).scalar_subquery())
        .values(
            state="running",
            attempts=Job.attempts + 1,
            fence=Job.fence + 1,
            lease_until=moment + LEASE,
            began_at=None,
            updated_at=moment,
        )
        .returning(Job)
        .execution_options(synchronize_session=False)
    )
    return claimed.scalar_one_or_none()


async def renew(session: AsyncSession, job_id: UUID, fence: int, *, progress: bool = False) -> None:
    """Extends the lease; raises LostLease if the job is no longer ours."""
    values: dict[str, Any] = {"lease_until": now() + LEASE} | ({"attempts": 1} if progress else {})
    held = await session.execute(
        update(Job)
        .where(col(Job.id) == job_id, col(Job.fence) == fence, col(Job.state) == "running")
        .values(values)
        .returning(col(Job.id))
        .execution_options(synchronize_session=False)
    )
    if held.one_or_none() is None:
        raise LostLease("the job was taken over")


async def run_one(database: Database, settings: Any) -> bool:
    """Claims and runs one job; False when none is due. A failure is retried later, at last left as `failed`.

    When this is cancelled (the worker stops) the job is handed back at once, its attempt not counted.
    """
    async with database.read() as session:  # a look costs no writer its turn
        if (await session.execute(select(col(Job.id)).where(_is_due(now())).limit(1))).first() is None:
            return False
    async with database.write() as session:
        claimed = await claim(session)
    if claimed is None:
        return False
    failpoint("job.claimed")
    if claimed.attempts > MAX_ATTEMPTS:
        await _end(database, claimed, "failed", claimed.last_error or "the worker died every time it ran this")
        return True
    try:
        await _run(database, settings, claimed)
    except LostLease:
        log.warning("job %s %s was taken over", claimed.name, claimed.id)
    except asyncio.CancelledError:
        await _end(database, claimed, "queued", "interrupted", attempts=claimed.attempts - 1)
        raise
    except Exception as error:
        log.exception("job %s %s failed", claimed.name, claimed.id)
        await _end_failed(database, claimed, error)
    else:
        failpoint("job.ran")
        await _end(database, claimed, "done", "")
    return True


async def purge(session: AsyncSession) -> int:
    """Deletes what was done longer ago than KEPT."""
    old = delete(Job).where(col(Job.state) == "done", col(Job.finished_at) < now() - KEPT)
    return len((await session.execute(old.returning(col(Job.id)))).all())


async def counts(session: AsyncSession) -> dict[str, int]:
    """How many jobs there are by state."""
    found = await session.execute(select(col(Job.state), func.count()).group_by(col(Job.state)))
    return {row.state: row[1] for row in found}


def _is_due(moment: datetime) -> Any:
    return or_(
        (col(Job.state) == "queued") & (col(Job.run_at) <= moment),
        (col(Job.state) == "running") & (col(Job.lease_until) < moment),
    )


async def _run(database: Database, settings: Any, claimed: Job) -> None:
    """Runs the handler while a heartbeat keeps the lease; the loss of the lease ends the handler."""
    context = JobContext(database, claimed.id, claimed.fence, settings, claimed.attempts)
    handler = asyncio.ensure_future(_handlers[claimed.name](context, **claimed.payload))
    heart = asyncio.ensure_future(_beat(context))
    try:
        await asyncio.wait({handler, heart}, return_when=asyncio.FIRST_COMPLETED)
        await (handler if handler.done() else heart)
    finally:
        for task in (handler, heart):
            task.cancel()
        await asyncio.gather(handler, heart, return_exceptions=True)


async def _beat(context: JobContext) -> None:
    while True:
        await asyncio.sleep(LEASE.total_seconds() / 3)
        async with context.unit():
            pass


async def _end_failed(database: Database, claimed: Job, error: Exception) -> None:
    async with database.read() as session:  # a job that made progress has fewer attempts than when it was claimed
        attempts = (
            await session.execute(select(col(Job.attempts)).where(col(Job.id) == claimed.id))
        ).scalar_one_or_none()
    attempts = attempts or claimed.attempts
    wait = timedelta(seconds=2**attempts * random.uniform(1, 1.5))  # noqa: S311 - spreads retries, hides nothing
    state = "failed" if attempts >= MAX_ATTEMPTS else "queued"
    await _end(database, claimed, state, f"{type(error).__name__}: {error}", run_at=now() + wait)


async def _end(database: Database, claimed: Job, state: str, error: str, **values: Any) -> None:
    """Writes how it ended, unless somebody else has taken it over."""
    async with database.write() as session:
        await session.execute(
            update(Job)
            .where(col(Job.id) == claimed.id, col(Job.fence) == claimed.fence, col(Job.state) == "running")
            .values(
                state=state,
                finished_at=None if state == "queued" else now(),
                lease_until=None,
                last_error=error[:2_000],
                **values,
            )
            .execution_options(synchronize_session=False)
        )


async def _waiting(session: AsyncSession, unique_key: str | None) -> UUID | None:
    found = await session.execute(
        select(col(Job.id)).where(col(Job.unique_key) == unique_key, col(Job.state).in_(("queued", "running")))
    )
    return found.scalar_one_or_none()
