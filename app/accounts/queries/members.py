"""Who works here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Member, MemberBrand, User
from app.core.actor import Actor
from app.core.errors import Invalid, NotFound
from app.core.i18n import _
from app.core.pagination import Slice, paginate
from app.core.sql import bound, built_once, fetch, flush, one_given
from app.core.text import fold


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member as lists and select boxes show them."""

    member_id: UUID
    user_id: UUID
    name: str
    email: str
    role: str
    limited: bool
    brand_ids: tuple[UUID, ...]
    """The brands they are limited to; empty unless `limited`."""
    joined_at: datetime
    last_seen_at: datetime | None
    version: int


_COLUMNS: tuple[Any, ...] = (
    col(Member.id),
    col(Member.user_id),
    col(User.name),
    col(User.email),
    col(Member.role),
    col(Member.limited),
    col(Member.created_at),
    col(Member.last_seen_at),
    col(Member.version),
)


def _rows(actor: Actor) -> Select[Any]:
    return (
        select(*_COLUMNS)
        .join(User, col(User.id) == Member.user_id)
        .where(col(Member.workspace_id) == actor.workspace_id, col(Member.removed_at).is_(None))
    )


_everyone = built_once(_rows)


async def members(session: AsyncSession, actor: Actor) -> list[MemberRow]:
    """Everyone who works in this workspace now, by name."""
    await flush(session)
    rows = await fetch(session, _everyone(actor), bound(actor))
    _known_names(session, actor).update((row.user_id, row.name) for row in rows)
    limits = await _limits(session, actor, [row.id for row in rows if row.limited])
    return sorted((_row(row, limits) for row in rows), key=lambda member: fold(member.name))


async def members_page(session: AsyncSession, actor: Actor, cursor: str | None, limit: int) -> Slice[MemberRow]:
    """The same for programs: page by page, in the order they came."""
    page = await paginate(session, _rows(actor), [col(Member.id)], cursor=cursor, limit=limit)
    limits = await _limits(session, actor, [row.id for row in page.items if row.limited])
    return page.map(lambda row: _row(row, limits))


async def member_row(session: AsyncSession, actor: Actor, member_id: UUID) -> MemberRow:
    """One of them; NotFound for a removed member too."""
    row = (await session.execute(_rows(actor).where(col(Member.id) == member_id))).one_or_none()
    if row is None:
        raise NotFound
    return _row(row, await _limits(session, actor, [member_id] if row.limited else []))


async def get_member(session: AsyncSession, actor: Actor, member_id: UUID) -> Member:
    """The record, for verbs that change it; NotFound for a removed member too."""
    statement = select(Member).where(
        col(Member.workspace_id) == actor.workspace_id, col(Member.id) == member_id, col(Member.removed_at).is_(None)
    )
    member = (await session.execute(statement)).scalar_one_or_none()
    if member is None:
        raise NotFound
    return member


async def resolve_member(session: AsyncSession, actor: Actor, user_id: UUID, field: str = "owner_id") -> UUID:
    """`user_id`, when that user works here; else Invalid on `field`."""
    statement = select(col(Member.user_id)).where(
        col(Member.workspace_id) == actor.workspace_id,
        col(Member.user_id) == user_id,
        col(Member.removed_at).is_(None),
    )
    if (await session.execute(statement)).scalar_one_or_none() is None:
        raise Invalid({field: _("Choose one of your colleagues.")})
    return user_id


async def user_names(session: AsyncSession, actor: Actor, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names of users who work or worked here; ids of anybody else are left out."""
    wanted, known = {user_id for user_id in ids if user_id}, _known_names(session, actor)
    if unknown := wanted - known.keys():
        await flush(session)
        known.update((row.id, row.name) for row in await fetch(session, _names(actor), bound(actor, ids=list(unknown))))
    return {user_id: known[user_id] for user_id in wanted if user_id in known}


def _known_names(session: AsyncSession, actor: Actor) -> dict[UUID, str]:
    """What this unit of work has read of them: the parts of one page name the same few."""
    return session.info.setdefault(("names", actor.workspace_id), {})


@built_once
def _names(actor: Actor) -> Any:
    return (
        select(col(User.id), col(User.name))
        .join(Member, col(Member.user_id) == User.id)
        .where(col(Member.workspace_id) == actor.workspace_id, one_given(col(User.id), "ids"))
    )


async def _limits(session: AsyncSession, actor: Actor, member_ids: list[UUID]) -> dict[UUID, list[UUID]]:
    if not member_ids:
        return {}
    statement = select(col(MemberBrand.member_id), col(MemberBrand.brand_id)).where(
        col(MemberBrand.workspace_id) == actor.workspace_id, col(MemberBrand.member_id).in_(member_ids)
    )
    found: dict[UUID, list[UUID]] = {}
    for member_id, brand_id in await session.execute(statement):
        found.setdefault(member_id, []).append(brand_id)
    return found


def _row(row: Any, limits: dict[UUID, list[UUID]]) -> MemberRow:
    return MemberRow(
        member_id=row.id,
        user_id=row.user_id,
        name=row.name,
        email=row.email,
        role=row.role,
        limited=row.limited,
        brand_ids=tuple(limits.get(row.id, ())),
        joined_at=row.created_at,
        last_seen_at=row.last_seen_at,
        version=row.version,
    )
