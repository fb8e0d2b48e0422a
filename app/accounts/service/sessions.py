"""Signing in and out. Verbs that hash a password open their own short units: hashing must not hold the writers."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Member, SignInLink, User, UserSession
from app.accounts.schemas import PasswordIn, SignInIn
from app.accounts.service.throttle import Attempt
from app.accounts.service.users import email_key, end_sessions, user_by_email
from app.core.actor import Actor
from app.core.clock import now
from app.core.db import Database
from app.core.errors import Gone, Invalid, NotFound
from app.core.i18n import _
from app.core.security import check_password, digest, hash_password, new_secret

ABSOLUTE = timedelta(days=90)
LINK_LASTS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a request comes from."""

    address: str = ""
    user_agent: str = ""
    is_loopback: bool = False
    cookie: str = ""
    """The session this browser holds already: entering anew ends it (T9)."""

    def at(self, email: str) -> Attempt:
        """Their try at the password of `email`."""
        return Attempt(email_key(email), self.address)


async def sign_in(database: Database, form: SignInIn, visitor: Visitor) -> str:
    """The token of a new session. Whether the address is unknown, the password wrong or the account disabled, the work
    and the answer are the same (T17); TooMany after ten of them."""
    await visitor.at(form.email).claim(database)
    async with database.read() as session:
        user = await user_by_email(session, form.email)
        workspace_id = await _last_workspace(session, user.id if user else UUID(int=0))
    known = user.password_hash if user and not user.disabled_at and workspace_id else ""
    if not await check_password(form.password, known) or user is None:
        raise Invalid({"": _("This address and this password do not fit together.")})
    await visitor.at(form.email).forgive(database)
    async with database.write() as session:
        return await open_session(session, user.id, workspace_id, visitor)


async def change_password(database: Database, actor: Actor, form: PasswordIn, visitor: Visitor) -> str:
    """Replaces one's password and ends every session; returns the token of the one that takes this one's place. A user
    who came by a link has no present password to give."""
    async with database.read() as session:
        known = (await session.get_one(User, actor.user_id)).password_hash
    attempt = Attempt(str(actor.user_id), visitor.address)
    if known:
        await attempt.claim(database)
        if not await check_password(form.current, known):
            raise Invalid({"current": _("This is not your present password.")})
        await attempt.forgive(database)
    fresh = await hash_password(form.password)
    async with database.write() as session:
        user = await session.get_one(User, actor.user_id)
        user.password_hash = fresh
        await end_sessions(session, user.id)
        return await open_session(session, user.id, actor.workspace_id, visitor)


async def open_session(session: AsyncSession, user_id: UUID, workspace_id: UUID | None, visitor: Visitor) -> str:
    """A new session, under an id of its own; returns the token for the cookie."""
    if visitor.cookie:
        held = update(UserSession).where(col(UserSession.token_hash) == digest(visitor.cookie))
        await session.execute(held.where(col(UserSession.revoked_at).is_(None)).values(revoked_at=now()))
    token = new_secret()
    session.add(
        UserSession(
            token_hash=digest(token),
            user_id=user_id,
            workspace_id=workspace_id,
            last_seen_at=now(),
            expires_at=now() + ABSOLUTE,
            ip=visitor.address,
            user_agent=visitor.user_agent[:300],
        )
    )
    here = col(Member.workspace_id) == workspace_id, col(Member.user_id) == user_id
    await session.execute(update(Member).where(*here).values(last_seen_at=now()))
    return token


async def sign_out(session: AsyncSession, actor: Actor) -> None:
    """Ends the session that asks."""
    await _end(session, actor, actor.session_id)


async def end_session(session: AsyncSession, actor: Actor, session_id: UUID) -> None:
    """Ends one of one's own sessions; NotFound for anybody else's."""
    if not await _end(session, actor, session_id):
        raise NotFound


async def end_other_sessions(session: AsyncSession, actor: Actor) -> int:
    """Ends all of one's own but this; returns how many."""
    return await end_sessions(session, actor.user_id, keep=actor.session_id)


async def create_sign_in_link(
    session: AsyncSession, user_id: UUID, workspace_id: UUID, *, loopback_only: bool = True
) -> str:
    """A token for `/sign-in/{token}`, which signs `user_id` in once, within a day."""
    token = new_secret()
    session.add(
        SignInLink(
            token_hash=digest(token),
            user_id=user_id,
            workspace_id=workspace_id,
            loopback_only=loopback_only,
            expires_at=now() + LINK_LASTS,
        )
    )
    await session.flush()
    return token


async def use_sign_in_link(session: AsyncSession, token: str, visitor: Visitor) -> str:
    """The token of a new session. Gone when the link is unknown, used, too old, or followed from elsewhere."""
    statement = select(SignInLink).where(
        col(SignInLink.token_hash) == digest(token),
        col(SignInLink.used_at).is_(None),
        col(SignInLink.expires_at) > now(),
    )
    link = (await session.execute(statement.with_for_update())).scalar_one_or_none()
    if link is None or (link.loopback_only and not visitor.is_loopback):
        raise Gone(_("This link was used already, is too old, or works only on the computer that runs Tact."))
    link.used_at = now()
    return await open_session(session, link.user_id, link.workspace_id, visitor)


async def _end(session: AsyncSession, actor: Actor, session_id: UUID | None) -> bool:
    statement = (
        update(UserSession)
        .where(
            col(UserSession.id) == session_id,
            col(UserSession.user_id) == actor.user_id,
            col(UserSession.revoked_at).is_(None),
        )
        .values(revoked_at=now())
    )
    connection = await session.connection()
    return (await connection.execute(statement)).rowcount == 1


async def _last_workspace(session: AsyncSession, user_id: UUID) -> UUID | None:
    """Where they worked last, else where they came first; None when they are a member nowhere."""
    mine = select(col(Member.workspace_id)).where(col(Member.user_id) == user_id, col(Member.removed_at).is_(None))
    last = (
        select(col(UserSession.workspace_id))
        .where(col(UserSession.user_id) == user_id, col(UserSession.workspace_id).in_(mine))
        .order_by(col(UserSession.last_seen_at).desc())
        .limit(1)
    )
    first = mine.order_by(col(Member.created_at)).limit(1)
    found = [(await session.execute(each)).scalar() for each in (last, first)]  # both, whoever asks (T17)
    return found[0] or found[1]


async def first_member(session: AsyncSession, workspace_id: UUID) -> User | None:
    """Who made the workspace: the user of the demo's link."""
    statement = (
        select(User)
        .join(Member, col(Member.user_id) == User.id)
        .where(col(Member.workspace_id) == workspace_id, col(Member.removed_at).is_(None))
        .order_by(col(Member.created_at))
        .limit(1)
    )
    return (await session.execute(statement)).scalar_one_or_none()
