"""Workspaces: made, joined, switched, changed."""

from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Brand, Member, MemberBrand, Role, User, UserSession, Workspace
from app.accounts.queries.workspaces import get_workspace, real_workspaces
from app.accounts.schemas import WorkspaceIn, WorkspaceSettings
from app.accounts.service.users import create_user, user_by_email
from app.activity.service import record
from app.core.actor import Actor
from app.core.errors import Conflict, NotFound, Stale
from app.core.i18n import _
from app.core.text import fold

SETTING_UP = 0x7AC8
"""PostgreSQL's advisory lock: two first screens at once make one administrator."""


async def create_workspace(
    session: AsyncSession,
    user: User,
    name: str,
    *,
    locale: str = "en",
    time_zone: str = "UTC",
    currency: str = "EUR",
    is_demo: bool = False,
) -> Workspace:
    """An empty workspace with its one brand, and `user` as its administrator."""
    workspace = Workspace(name=name, locale=locale, time_zone=time_zone, currency=currency, is_demo=is_demo)
    session.add(workspace)
    await session.flush()
    session.add(Brand(workspace_id=workspace.id, name=name, name_key=fold(name)[:200], is_default=True))
    await join(session, workspace.id, user.id, Role.ADMIN)
    return workspace


async def join(
    session: AsyncSession, workspace_id: UUID, user_id: UUID, role: str, brand_ids: list[UUID] | None = None
) -> Member:
    """Makes `user` a member, limited to `brand_ids` if there are any. Who was removed comes back as the same member."""
    statement = select(Member).where(col(Member.workspace_id) == workspace_id, col(Member.user_id) == user_id)
    member = (await session.execute(statement)).scalar_one_or_none()
    if member and member.removed_at is None:
        raise Conflict(_("This person is a member already."))
    member = member or Member(workspace_id=workspace_id, user_id=user_id, role=role)
    member.role, member.removed_at = role, None
    session.add(member)
    await limit(session, member, brand_ids or [])
    return member


async def limit(session: AsyncSession, member: Member, brand_ids: list[UUID]) -> None:
    """Keeps `member` to these brands; none: every brand."""
    member.limited = bool(brand_ids)
    await session.flush()
    connection = await session.connection()
    await connection.execute(
        MemberBrand.__table__.delete().where(  # type: ignore[attr-defined]  # ty: ignore[missing-attribute]
            col(MemberBrand.workspace_id) == member.workspace_id, col(MemberBrand.member_id) == member.id
        )
    )
    session.add_all(
        MemberBrand(workspace_id=member.workspace_id, member_id=member.id, brand_id=brand_id)
        for brand_id in dict.fromkeys(brand_ids)
    )
    await session.flush()


async def found(session: AsyncSession, actor: Actor, form: WorkspaceIn) -> Workspace:
    """Another workspace for someone who administers one; their session moves there."""
    actor.require("workspace.manage")
    user = await session.get_one(User, actor.user_id)
    workspace = await create_workspace(
        session, user, form.name, locale=form.locale, time_zone=form.time_zone, currency=form.currency
    )
    await switch(session, actor, workspace.id)
    return workspace


async def switch(session: AsyncSession, actor: Actor, workspace_id: UUID) -> None:
    """Moves the actor's session to another of their workspaces; NotFound if it is not one of them."""
    statement = select(col(Member.id)).where(
        col(Member.workspace_id) == workspace_id,
        col(Member.user_id) == actor.user_id,
        col(Member.removed_at).is_(None),
    )
    if (await session.execute(statement)).first() is None:
        raise NotFound
    await session.execute(
        update(UserSession).where(col(UserSession.id) == actor.session_id).values(workspace_id=workspace_id)
    )


async def change_settings(
    session: AsyncSession, actor: Actor, form: WorkspaceSettings, *, version: int | None = None
) -> Workspace:
    """Name, language, zone, currency, the word for people, presets. Raises Stale when `version` is an old one."""
    actor.require("workspace.manage")
    workspace = await get_workspace(session, actor)
    if version is not None and version != workspace.version:
        current = workspace.model_dump(include=set(WorkspaceSettings.model_fields))
        raise Stale(_("Someone changed the settings meanwhile."), current=current, version=workspace.version)
    changes = {
        field: [getattr(workspace, field), value]
        for field, value in form.model_dump().items()
        if getattr(workspace, field) != value
    }
    for field, (_before, after) in changes.items():
        setattr(workspace, field, after)
    if changes:
        workspace.version += 1
        await record(session, actor, "workspace.updated", "workspace", workspace.id, changes, name=workspace.name)
    return workspace


async def enrol(
    session: AsyncSession, *, email: str, name: str, role: str, password_hash: str, workspace: str = ""
) -> tuple[User, Workspace]:
    """For the command line: a user with a role in the workspace of that name; without one in the first that is no demo,
    which is made if there is none (its first member then is its administrator)."""
    await lock_setup(session)
    candidates = await real_workspaces(session)
    chosen = next((found for found in candidates if not workspace or found.name == workspace), None)
    if chosen is None and workspace and candidates:
        raise NotFound(_("There is no workspace called “%(name)s”.", name=workspace))
    user = await user_by_email(session, email)
    user = user or await create_user(session, email=email, name=name, password_hash=password_hash)
    if chosen is None:
        return user, await create_workspace(session, user, workspace or _("%(name)s's workspace", name=name))
    await join(session, chosen.id, user.id, role)
    return user, chosen


async def count_brands(session: AsyncSession, workspace_id: UUID) -> None:
    """Maintains `brand_count`, after every verb that changes how many brands are not archived."""
    await session.flush()
    alive = (
        select(func.count())
        .select_from(Brand)
        .where(col(Brand.workspace_id) == workspace_id, col(Brand.archived_at).is_(None))
        .scalar_subquery()
    )
    await session.execute(update(Workspace).where(col(Workspace.id) == workspace_id).values(brand_count=alive))


async def lock_setup(session: AsyncSession) -> None:
    """One at a time makes the first workspace."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text(f"SELECT pg_advisory_xact_lock({SETTING_UP})"))
