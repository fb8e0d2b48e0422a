"""Emptying the bin."""

from sqlmodel import col

from app.activity import bin as binned
from app.campaigns.models import Campaign
from app.core.queue import JobContext, job


@job("campaigns.empty_bin", every=binned.PERIOD)
async def empty_bin(context: JobContext) -> None:
    """Deletes for good the campaigns that were deleted long ago; partnerships and exchanges stay with their people."""
    old = (col(Campaign.deleted).is_(True), col(Campaign.updated_at) < binned.deadline(context))
    await binned.empty(context, "campaigns", Campaign, *old)
