"""Emptying the bin."""

from datetime import timedelta

from sqlalchemy import delete, exists
from sqlmodel import col

from app.core.clock import now
from app.core.queue import JobContext, job
from app.outreach.models import Interaction, InteractionBlogger, NextStep

KEPT = timedelta(days=30)


@job("outreach.empty_bin", every=timedelta(hours=12))
async def empty_bin(context: JobContext) -> None:
    """Deletes for good what was deleted thirty days ago, and exchanges whose people are all gone."""
    before = now() - KEPT
    async with context.unit() as session:
        await session.execute(delete(NextStep).where(col(NextStep.deleted_at) < before))
        await session.execute(delete(Interaction).where(col(Interaction.deleted_at) < before))
        someone = exists().where(col(InteractionBlogger.interaction_id) == col(Interaction.id))
        await session.execute(delete(Interaction).where(~someone))
