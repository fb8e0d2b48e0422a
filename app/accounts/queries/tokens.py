"""API tokens and sign-in sessions, as their owners see them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, true
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import IDLE, ApiToken, Member, User, UserSession, Workspace
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import NotFound
from app.core.pagination import Slice, paginate

_COLUMNS: tuple[Any, ...] = (
    col(ApiToken.id),
    col(ApiToken.name),
    col(ApiToken.prefix),
    col(ApiToken.role),
    col(ApiToken.scopes),
    col(ApiToken.created_at),
    col(ApiToken.expires_at),
    col(ApiToken.last_used_at),
    col(User.name).label("maker"),
    col(ApiToken.member_id),
)


def _visible_to(actor: Actor, *columns: Any) -> Select[Any]:
    """One's own tokens; an administrator sees everyone's."""
    statement = (
        select(*columns)
        .join(Member, col(Member.id) == ApiToken.member_id)
        .join(User, col(User.id) == Member.user_id)
        .where(
            col(ApiToken.workspace_id) == actor.workspace_id,
            col(ApiToken.revoked_at).is_(None),
            col(Member.removed_at).is_(None),
        )
    )
    return statement if actor.may("tokens.manage") else statement.where(col(ApiToken.member_id) == actor.member_id)


async def tokens(session: AsyncSession, actor: Actor, cursor: str | None = None, limit: int = 50) -> Slice[Any]:
    """Tokens that are not revoked, the newest first."""
    order = [col(ApiToken.created_at), col(ApiToken.id)]
    statement = _visible_to(actor, *_COLUMNS)
    return await paginate(session, statement, order, descending=True, cursor=cursor, limit=limit)


async def get_token(session: AsyncSession, actor: Actor, token_id: UUID) -> ApiToken:
    statement = _visible_to(actor, ApiToken).where(col(ApiToken.id) == token_id)
    token = (await session.execute(statement)).scalar_one_or_none()
    if token is None:
        raise NotFound
    return token


async def member_of_email(session: AsyncSession, email: str, workspace: str = "") -> Member | None:
    """The member with this address in the workspace of that name; without one, in the first that is not the demo."""
    statement = (
        select(Member)
        .join(User, col(User.id) == Member.user_id)
        .join(Workspace, col(Workspace.id) == Member.workspace_id)
        .where(
            col(User.email_key) == email.strip().casefold(),
            col(Member.removed_at).is_(None),
            col(Workspace.name) == workspace if workspace else true(),
        )
        .order_by(col(Workspace.is_demo), col(Workspace.created_at))
    )
    return (await session.execute(statement.limit(1))).scalar_one_or_none()


async def sessions(session: AsyncSession, actor: Actor) -> list[UserSession]:
    """The actor's own that still let in, the last used first."""
    statement = (
        select(UserSession)
        .where(
            col(UserSession.user_id) == actor.user_id,
            col(UserSession.revoked_at).is_(None),
            col(UserSession.expires_at) > now(),
            col(UserSession.last_seen_at) > now() - IDLE,
        )
        .order_by(col(UserSession.last_seen_at).desc())
    )
    return list((await session.execute(statement)).scalars())
