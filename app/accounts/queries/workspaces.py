"""Workspaces: the actor's, and what there is at all."""

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Member, Role, User, Workspace
from app.core.actor import Actor


async def get_workspace(session: AsyncSession, actor: Actor) -> Workspace:
    """The one the actor works in."""
    return await session.get_one(Workspace, actor.workspace_id)


async def real_workspaces(session: AsyncSession) -> list[Workspace]:
    """Every workspace that is not the demo, the oldest first."""
    statement = select(Workspace).where(col(Workspace.is_demo).is_(False)).order_by(col(Workspace.created_at))
    return list((await session.execute(statement)).scalars())


async def demo_workspace(session: AsyncSession) -> Workspace | None:
    statement = select(Workspace).where(col(Workspace.is_demo).is_(True)).order_by(col(Workspace.created_at)).limit(1)
    return (await session.execute(statement)).scalar_one_or_none()


async def needs_setup(session: AsyncSession) -> bool:
    """Whether the first screen is still to be shown: there is no workspace but the demo."""
    real = select(col(Workspace.id)).where(col(Workspace.is_demo).is_(False)).limit(1)
    return (await session.execute(real)).first() is None


async def administers_demo(session: AsyncSession, actor: Actor) -> bool:
    """Whether the actor may remove the demo."""
    statement = (
        select(col(Member.id))
        .join(Workspace, col(Workspace.id) == Member.workspace_id)
        .where(
            col(Workspace.is_demo).is_(True),
            col(Member.user_id) == actor.user_id,
            col(Member.role) == Role.ADMIN,
            col(Member.removed_at).is_(None),
        )
    )
    return (await session.execute(statement)).first() is not None


async def has_users(session: AsyncSession) -> bool:
    return (await session.execute(select(col(User.id)).limit(1))).first() is not None
