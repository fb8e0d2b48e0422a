"""Background work of bloggers: searching again through what a change of many left behind, emptying the bin."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import col

from app.activity import bin as binned
from app.activity.service import entry, record_all
from app.bloggers import service
from app.bloggers.models import Blogger, BloggerState
from app.core.actor import Actor
from app.core.queue import JobContext, job

BATCH = 200
AT_ONCE = 1_000


@job("bloggers.reindex")
async def reindex(context: JobContext, workspace_id: str, ids: list[str]) -> None:
    """Writes the search index of these people anew: after a tag of many was renamed or deleted."""
    for start in range(0, len(ids), AT_ONCE):
        async with context.unit() as session:
            await context.tell(session, start, len(ids))
            await service.reindex(session, UUID(workspace_id), [UUID(it) for it in ids[start : start + AT_ONCE]])


@job("bloggers.empty_bin", every=binned.PERIOD)
async def empty_bin(context: JobContext) -> None:
    """Deletes for good who was deleted long ago, with everything that hangs on them. Each is told by name."""
    while True:
        async with context.unit() as session:
            old = (col(Blogger.state) == BloggerState.DELETED, col(Blogger.state_since) < binned.deadline(context))
            statement = select(col(Blogger.id), col(Blogger.workspace_id), col(Blogger.name)).where(*old).limit(BATCH)
            gone = (await session.execute(statement)).all()
            if not gone:
                return
            await record_all(session, [_purged(it) for it in gone])
            await binned.record_emptied(session, "bloggers", [it.workspace_id for it in gone])
            await session.execute(delete(Blogger).where(col(Blogger.id).in_([it.id for it in gone])))


def _purged(gone: Any) -> dict[str, Any]:
    actor = Actor(gone.workspace_id, None)
    return entry(actor, "blogger.purged", "blogger", gone.id, name=gone.name, blogger_id=gone.id)
