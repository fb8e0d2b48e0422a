"""Members: their role, their brands, and their leaving."""

from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Member, Role, User
from app.accounts.queries.brands import every_brand
from app.accounts.queries.members import member_row
from app.accounts.schemas import MemberPatch
from app.accounts.service.users import end_sessions
from app.accounts.service.workspaces import limit
from app.activity.service import record
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Conflict, Invalid, NotFound
from app.core.i18n import _


async def change_member(session: AsyncSession, actor: Actor, member: Member, form: MemberPatch) -> Member:
    """Their role and the brands they are limited to. They sign in again: a session keeps what it may do."""
    actor.require("members.manage")
    before = await member_row(session, actor, member.id)
    given = form.changes()
    role = Role(given.get("role", member.role))
    brand_ids = list(given["brand_ids"] or []) if "brand_ids" in given else list(before.brand_ids)
    if role != Role.ADMIN and await _is_last_admin(session, member):
        raise Invalid({"role": _("This is the last administrator. Give someone else this role first.")})
    await check_brands(session, actor, brand_ids)
    changes = {}
    if role != before.role:
        changes["role"] = [before.role, role]
    if set(brand_ids) != set(before.brand_ids):
        changes["brand_ids"] = [list(before.brand_ids), brand_ids]
    if changes:
        member.role = role
        await limit(session, member, brand_ids)
        member.touch()
        await end_sessions(session, member.user_id, workspace_id=member.workspace_id)
        await _record(session, actor, member, "updated", changes)
    return member


async def remove_member(session: AsyncSession, actor: Actor, member: Member) -> None:
    """They are out at their next request, their tokens too; what they did stays under their name."""
    actor.require("members.manage")
    if await _is_last_admin(session, member):
        raise Conflict(_("This is the last administrator. Give someone else this role first."))
    member.removed_at = now()
    member.touch()
    await end_sessions(session, member.user_id, workspace_id=member.workspace_id)
    await _record(session, actor, member, "removed")


async def restore_member(session: AsyncSession, actor: Actor, member_id: UUID) -> Member:
    """Undoes a removal."""
    actor.require("members.manage")
    statement = select(Member).where(
        col(Member.workspace_id) == actor.workspace_id, col(Member.id) == member_id, col(Member.removed_at).is_not(None)
    )
    member = (await session.execute(statement)).scalar_one_or_none()
    if member is None:
        raise NotFound
    member.removed_at = None
    member.touch()
    await _record(session, actor, member, "restored")
    return member


async def check_brands(session: AsyncSession, actor: Actor, brand_ids: list[UUID]) -> None:
    """Raises Invalid unless all are brands that the actor sees."""
    known = {brand.id for brand in await every_brand(session, actor)}
    if not known.issuperset(brand_ids):
        raise Invalid({"brand_ids": _("Choose among your brands.")})


async def _is_last_admin(session: AsyncSession, member: Member) -> bool:
    """Somebody must be able to let others in."""
    statement = (
        select(func.count())
        .select_from(Member)
        .join(User, col(User.id) == Member.user_id)
        .where(
            col(Member.workspace_id) == member.workspace_id,
            col(Member.id) != member.id,
            col(Member.role) == Role.ADMIN,
            col(Member.removed_at).is_(None),
            col(User.disabled_at).is_(None),
        )
    )
    return member.role == Role.ADMIN and not (await session.execute(statement)).scalar_one()


async def _record(session: AsyncSession, actor: Actor, member: Member, verb: str, changes: dict | None = None) -> None:
    user = await session.get_one(User, member.user_id)
    await record(session, actor, f"member.{verb}", "member", member.id, changes, name=user.name)
