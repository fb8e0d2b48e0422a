"""Background work of bloggers: searching again through what a change of many left behind, emptying the bin."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import col

from app.accounts.doors import actor_of_member
from app.activity import bin as binned
from app.activity.service import entry, record_all
from app.bloggers import service
from app.bloggers.models import Blogger, BloggerState
from app.bloggers.service import background
from app.core import i18n
from app.core.actor import Actor
from app.core.queue import Job, JobContext, job

BATCH = 200
AT_ONCE = 1_000


@job("bloggers.reindex")
async def reindex(context: JobContext, workspace_id: str, ids: list[str]) -> None:
    """Writes the search index of these people anew: after a tag of many was renamed or deleted."""
    for start in range(0, len(ids), AT_ONCE):
        async with context.unit() as session:
            await context.tell(session, start, len(ids))
            await service.reindex(session, UUID(workspace_id), [UUID(it) for it in ids[start : start + AT_ONCE]])


@job(background.JOB)
async def change_many(
    context: JobContext, workspace_id: str, user_id: str, ids: list[str], what: background.Change, **_told: Any
) -> None:
    """Goes on with a change of very many. How far it is, is written with the changes: killed, it goes on from there."""
    async with context.database.read() as session:
        actor = await actor_of_member(session, UUID(workspace_id), UUID(user_id))
        done = max((await session.get_one(Job, context.job_id)).done, background.AT_ONCE)
    i18n.activate(actor.locale, actor.time_zone)
    async with context.unit() as session:
        await context.tell(session, done, len(ids))
    for start in range(done, len(ids), background.AT_ONCE):
        chunk = ids[start : start + background.AT_ONCE]
        async with context.unit(progress=True) as session:
            await background.change(session, actor, [UUID(one) for one in chunk], what)
            await context.tell(session, start + len(chunk), len(ids))


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
