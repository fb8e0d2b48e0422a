"""Background work of bloggers: searching again through what a change of many left behind."""

from uuid import UUID

from app.bloggers import service
from app.core.queue import JobContext, job


@job("bloggers.reindex")
async def reindex(context: JobContext, workspace_id: str, ids: list[str]) -> None:
    """Writes the search index of these people anew: after a tag of many was renamed or deleted."""
    async with context.unit() as session:
        await service.reindex(session, UUID(workspace_id), [UUID(it) for it in ids])
