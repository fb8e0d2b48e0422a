"""Keeping the tables of sign-in small."""

from datetime import timedelta

from sqlalchemy import delete, or_
from sqlmodel import col

from app.accounts.models import SignInLink, Throttle, UserSession
from app.core.clock import now
from app.core.queue import JobContext, job

KEPT = timedelta(days=7)
"""Ended sessions and links stay this long, to be looked at."""


@job("accounts.tidy", every=timedelta(hours=6))
async def tidy(context: JobContext) -> None:
    """Deletes sessions and links that no longer open anything, and counts of failed tries that are over."""
    before = now() - KEPT
    async with context.unit() as session:
        ended = or_(col(UserSession.expires_at) < before, col(UserSession.revoked_at) < before)
        await session.execute(delete(UserSession).where(ended))
        await session.execute(delete(SignInLink).where(col(SignInLink.expires_at) < before))
        await session.execute(delete(Throttle).where(col(Throttle.window_ends_at) < before))
