"""The first screen: the administrator and their workspace; and the demo beside it, until it is removed."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlalchemy import delete, exists, select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Member, Role, User, UserSession, Workspace
from app.accounts.queries.workspaces import administers_demo, demo_workspace, needs_setup
from app.accounts.schemas import FirstRunIn
from app.accounts.service.sessions import Visitor, open_session
from app.accounts.service.users import create_user
from app.accounts.service.workspaces import create_workspace, join, lock_setup
from app.core.actor import Actor
from app.core.db import Database
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.i18n import _
from app.core.security import hash_password
from app.core.settings import Settings

BeforeDelete = Callable[[AsyncSession, UUID], Awaitable[None]]
_before_delete: list[BeforeDelete] = []


def setup_token(settings: Settings) -> str:
    """What the first screen asks for when it is not seen from this machine. Derived from the secret, so that every
    process knows it, a restart keeps it, and it is stored nowhere; worth nothing once there is a workspace."""
    made = hmac.new(settings.secret.encode(), b"first run", hashlib.sha256).hexdigest()
    return "-".join(made[start : start + 5] for start in range(0, 20, 5))


def may_set_up(settings: Settings, visitor: Visitor, token: str) -> bool:
    """From this machine anybody, from elsewhere who can read its terminal."""
    return visitor.is_loopback or hmac.compare_digest(token.strip().lower().encode(), setup_token(settings).encode())


async def set_up(database: Database, settings: Settings, form: FirstRunIn, visitor: Visitor) -> str:
    """Makes the administrator and their empty workspace; returns the token of their session. Forbidden once there is a
    workspace that is not the demo. The administrator may look into the demo, too, and so remove it."""
    if not visitor.is_loopback:
        await visitor.at("first run").claim(database)
    if not may_set_up(settings, visitor, form.token):
        raise Invalid({"token": _("This is not the token that Tact printed when it started.")})
    password_hash = await hash_password(form.password)
    async with database.write() as session:
        await lock_setup(session)
        if not await needs_setup(session):
            raise Forbidden(_("This Tact has its administrator already. Sign in."))
        user = await create_user(session, email=form.email, name=form.name, password_hash=password_hash)
        workspace = await create_workspace(
            session,
            user,
            form.workspace_name,
            locale=form.locale,
            time_zone=form.time_zone,
            currency=form.currency,
        )
        user.locale = form.locale
        if demo := await demo_workspace(session):
            await join(session, demo.id, user.id, Role.ADMIN)
        return await open_session(session, user.id, workspace.id, visitor)


def before_workspace_delete(work: BeforeDelete) -> BeforeDelete:
    """Registers what a higher feature keeps outside of foreign keys (a full-text index) and must clear."""
    _before_delete.append(work)
    return work


async def remove_demo(session: AsyncSession, actor: Actor) -> None:
    """Deletes the demo workspace, everything in it, and the people who exist only there."""
    demo = await demo_workspace(session)
    if demo is None or not await administers_demo(session, actor):
        raise NotFound
    for work in _before_delete:
        await work(session, demo.id)
    await _move_sessions_out(session, demo.id)
    only_here = (
        select(col(Member.user_id))
        .where(col(Member.workspace_id) == demo.id)
        .except_(select(col(Member.user_id)).where(col(Member.workspace_id) != demo.id))
    )
    users = list((await session.execute(only_here)).scalars())
    await session.execute(delete(Workspace).where(col(Workspace.id) == demo.id))
    await session.execute(delete(User).where(col(User.id).in_(users)))


async def _move_sessions_out(session: AsyncSession, workspace_id: UUID) -> None:
    """Sessions of people who work elsewhere too go on there; the others end with the workspace."""
    elsewhere = (
        select(col(Member.workspace_id))
        .where(
            col(Member.user_id) == UserSession.user_id,
            col(Member.workspace_id) != workspace_id,
            col(Member.removed_at).is_(None),
        )
        .correlate(UserSession)
    )
    await session.execute(
        update(UserSession)
        .where(col(UserSession.workspace_id) == workspace_id, exists(elsewhere))
        .values(workspace_id=elsewhere.limit(1).scalar_subquery())
        .execution_options(synchronize_session=False)
    )
