"""Emptying the bin."""

from sqlmodel import col

from app.activity import bin as binned
from app.core.queue import JobContext, job
from app.partnerships.models import Partnership


@job("partnerships.empty_bin", every=binned.PERIOD)
async def empty_bin(context: JobContext) -> None:
    """Deletes for good the partnerships that were deleted long ago, with the history of their stages; exchanges and
    next steps stay with their people."""
    old = (col(Partnership.deleted).is_(True), col(Partnership.updated_at) < binned.deadline(context))
    await binned.empty(context, "partnerships", Partnership, *old)
