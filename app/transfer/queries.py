"""Reading imports."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.pagination import Slice, paginate
from app.core.queue import Job
from app.transfer.models import ImportBatch, ImportRow

BATCH = 1_000


def job_key(batch_id: UUID, name: str) -> str:
    """Under which the one job of an import, or of its preview, waits."""
    return f"{name}:{batch_id}"


def visible_to(actor: Actor) -> Select[Any]:
    """Imports of this workspace: for those who may import."""
    actor.require("imports.write")
    return select(ImportBatch).where(col(ImportBatch.workspace_id) == actor.workspace_id)


async def get_import(session: AsyncSession, actor: Actor, batch_id: UUID) -> ImportBatch:
    """Raises NotFound."""
    found = await session.execute(visible_to(actor).where(col(ImportBatch.id) == batch_id))
    if (batch := found.scalar_one_or_none()) is None:
        raise NotFound
    return batch


async def page(session: AsyncSession, actor: Actor, cursor: str | None = None, limit: int = 50) -> Slice[ImportBatch]:
    """Imports, the latest first."""
    order = [col(ImportBatch.created_at), col(ImportBatch.id)]
    found = await paginate(session, visible_to(actor), order, descending=True, cursor=cursor, limit=limit)
    return found.map(lambda row: row[0])


async def rows(
    session: AsyncSession, actor: Actor, batch: ImportBatch, cursor: str | None = None, limit: int = 50
) -> Slice[ImportRow]:
    """The rows of one import that were skipped or failed, in the order of the file."""
    statement = select(ImportRow).where(
        col(ImportRow.workspace_id) == actor.workspace_id, col(ImportRow.batch_id) == batch.id
    )
    found = await paginate(session, statement, [col(ImportRow.line), col(ImportRow.id)], cursor=cursor, limit=limit)
    return found.map(lambda row: row[0])


async def every_row(session: AsyncSession, actor: Actor, batch: ImportBatch) -> AsyncIterator[ImportRow]:
    """The same, all of them, a thousand at a time."""
    cursor: str | None = None
    while True:
        page = await rows(session, actor, batch, cursor, BATCH)
        for row in page.items:
            yield row
        if (cursor := page.next) is None:
            return


async def job_of(session: AsyncSession, batch: ImportBatch) -> Job | None:
    """The job that waits or runs for it."""
    keys = [job_key(batch.id, name) for name in ("transfer.preview", "transfer.import")]
    waiting = select(Job).where(col(Job.unique_key).in_(keys), col(Job.state).in_(("queued", "running")))
    return (await session.execute(waiting.limit(1))).scalar_one_or_none()
