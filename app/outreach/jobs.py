"""Emptying the bin; what timing does by itself is registered with it."""

from sqlalchemy import exists
from sqlmodel import col

from app.activity import bin as binned
from app.core.queue import JobContext, job
from app.outreach.models import Interaction, InteractionBlogger, NextStep
from app.outreach.timing import jobs as timing_jobs


@job("outreach.empty_bin", every=binned.PERIOD)
async def empty_bin(context: JobContext) -> None:
    """Deletes for good what was deleted long ago, and what is about nobody any more: exchanges whose people are all
    gone, next steps of a campaign that is gone."""
    before = binned.deadline(context)
    await binned.empty(context, "next_steps", NextStep, col(NextStep.deleted_at) < before)
    about_nothing = (col(NextStep.blogger_id).is_(None), col(NextStep.campaign_id).is_(None))
    await binned.empty(context, "next_steps", NextStep, *about_nothing)
    await binned.empty(context, "interactions", Interaction, col(Interaction.deleted_at) < before)
    someone = exists().where(col(InteractionBlogger.interaction_id) == col(Interaction.id))
    await binned.empty(context, "interactions", Interaction, ~someone)


__all__ = ["empty_bin", "timing_jobs"]
