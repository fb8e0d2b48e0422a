"""Invitations: those still open, and the one a link names."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Invitation
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Gone, NotFound
from app.core.i18n import _
from app.core.security import digest


def _open() -> Select[Invitation]:
    return select(Invitation).where(
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
        col(Invitation.expires_at) > now(),
    )


async def invitations(session: AsyncSession, actor: Actor) -> list[Invitation]:
    """Those nobody has accepted yet, the newest first."""
    statement = _open().where(col(Invitation.workspace_id) == actor.workspace_id)
    return list((await session.execute(statement.order_by(col(Invitation.created_at).desc()))).scalars())


async def get_invitation(session: AsyncSession, actor: Actor, invitation_id: UUID) -> Invitation:
    statement = _open().where(col(Invitation.workspace_id) == actor.workspace_id, col(Invitation.id) == invitation_id)
    invitation = (await session.execute(statement)).scalar_one_or_none()
    if invitation is None:
        raise NotFound
    return invitation


async def open_invitation(session: AsyncSession, token: str, *, lock: bool = False) -> Invitation:
    """The invitation of a link; Gone when it is unknown, used, revoked or too old."""
    statement = _open().where(col(Invitation.token_hash) == digest(token))
    statement = statement.with_for_update() if lock else statement
    invitation = (await session.execute(statement)).scalar_one_or_none()
    if invitation is None:
        raise Gone(_("This invitation was used, withdrawn, or is older than a week. Ask for a new one."))
    return invitation
