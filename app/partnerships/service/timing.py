"""What a partnership tells timing: something agreed and not over, or a no. Whatever writes partnerships calls `follow`
in its transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.actor import Actor
from app.outreach.timing import service as timing
from app.outreach.timing.facts import Fact
from app.partnerships import queries
from app.partnerships.models import Partnership, Stage, StageKind

SOURCE = "partnership"
CHUNK = 500


async def follow(session: AsyncSession, actor: Actor, partnership_ids: Sequence[UUID]) -> None:
    """Makes what timing knows of these partnerships what their stages say. Set-based."""
    if not partnership_ids:
        return
    await session.flush()
    live = live_stages((await queries.all_stages(session, actor)).values())
    for start in range(0, len(partnership_ids), CHUNK):
        chunk = list(partnership_ids[start : start + CHUNK])
        statement = (
            select(
                *(col(Partnership.id), col(Partnership.blogger_id), col(Partnership.brand_id)),
                *(col(Partnership.stage_id), col(Partnership.stage_since), col(Partnership.title), col(Stage.kind)),
            )
            .join(Stage, col(Stage.id) == Partnership.stage_id)
            .where(
                col(Partnership.workspace_id) == actor.workspace_id,
                col(Partnership.id).in_(chunk),
                col(Partnership.deleted).is_(False),
            )
        )
        rows = (await session.execute(statement)).all()
        wanted = {(row.id, kind): _fact(row) for row in rows for kind in facts_of(row.kind, row.stage_id in live)}
        await timing.follow_source(session, actor, SOURCE, chunk, wanted)


async def follow_pipeline(session: AsyncSession, actor: Actor, pipeline_id: UUID) -> None:
    """The same of every partnership of a pipeline whose stages have changed."""
    await session.flush()
    statement = select(col(Partnership.id)).where(
        col(Partnership.workspace_id) == actor.workspace_id,
        col(Partnership.pipeline_id) == pipeline_id,
        col(Partnership.deleted).is_(False),
    )
    await follow(session, actor, (await session.execute(statement)).scalars().all())


def live_stages(stages: Iterable[Stage]) -> set[UUID]:
    """Those in which something is agreed and not over: won, but the last of several such is where it is completed."""
    by_pipeline: dict[UUID, list[Stage]] = {}
    for stage in sorted(stages, key=lambda stage: stage.position):
        if stage.kind == StageKind.WON:
            by_pipeline.setdefault(stage.pipeline_id, []).append(stage)
    return {stage.id for won in by_pipeline.values() for stage in (won[:-1] or won)}


def facts_of(kind: str, live: bool) -> list[Fact]:
    if live:
        return [Fact.LIVE]
    return [Fact.REFUSAL] if kind == StageKind.LOST else []


def _fact(row: Any) -> tuple[UUID, UUID, datetime, str]:
    return row.blogger_id, row.brand_id, row.stage_since, row.title
