"""Brands: made, renamed, archived, restored; one is the default."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Brand, MemberBrand
from app.accounts.schemas import BrandIn
from app.accounts.service.workspaces import count_brands
from app.activity.service import record
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Conflict, Invalid, Stale
from app.core.i18n import _
from app.core.text import fold


async def create_brand(session: AsyncSession, actor: Actor, form: BrandIn) -> Brand:
    """Another brand to speak for. A member who is limited to some brands gets this one, too."""
    actor.require("brands.manage")
    await _check_name(session, actor, form.name)
    brand = Brand(workspace_id=actor.workspace_id, name=form.name, name_key=_key(form.name), colour=form.colour)
    session.add(brand)
    await session.flush()
    if actor.brand_ids is not None and actor.member_id:
        session.add(MemberBrand(workspace_id=actor.workspace_id, member_id=actor.member_id, brand_id=brand.id))
    await count_brands(session, actor.workspace_id)
    await _record(session, actor, brand, "created", {"name": [None, brand.name]})
    return brand


async def update_brand(
    session: AsyncSession, actor: Actor, brand: Brand, values: dict[str, Any], *, version: int | None = None
) -> Brand:
    """Its name and colour. Raises Stale when `version` is an old one."""
    actor.require("brands.manage")
    if version is not None and version != brand.version:
        current = {"name": brand.name, "colour": brand.colour}
        raise Stale(_("Someone changed this brand meanwhile."), current=current, version=brand.version)
    if name := values.get("name"):
        await _check_name(session, actor, name, but=brand.id)
        brand.name_key = _key(name)
    if changes := brand.apply({field: value for field, value in values.items() if value}):
        await _record(session, actor, brand, "updated", changes)
    return brand


async def make_default(session: AsyncSession, actor: Actor, brand: Brand) -> Brand:
    """The brand a new row belongs to when nobody says."""
    actor.require("brands.manage")
    if brand.archived_at:
        raise Conflict(_("An archived brand cannot be the default."))
    statement = select(Brand).where(col(Brand.workspace_id) == actor.workspace_id, col(Brand.is_default).is_(True))
    for other in (await session.execute(statement)).scalars():
        other.apply({"is_default": False})
    if brand.apply({"is_default": True}):
        await _record(session, actor, brand, "updated", {"is_default": [False, True]})
    return brand


async def archive_brand(session: AsyncSession, actor: Actor, brand: Brand) -> Brand:
    """Takes it out of forms and lists; what belongs to it stays. Conflict for the default brand."""
    actor.require("brands.manage")
    if brand.is_default:
        raise Conflict(_("The default brand stays. Make another one the default first."))
    if brand.archived_at is None:
        brand.apply({"archived_at": now()})
        await count_brands(session, actor.workspace_id)
        await _record(session, actor, brand, "archived")
    return brand


async def restore_brand(session: AsyncSession, actor: Actor, brand: Brand) -> Brand:
    """Brings an archived brand back."""
    actor.require("brands.manage")
    if brand.archived_at is not None:
        brand.apply({"archived_at": None})
        await count_brands(session, actor.workspace_id)
        await _record(session, actor, brand, "restored")
    return brand


def _key(name: str) -> str:
    return fold(name)[:200]


async def _check_name(session: AsyncSession, actor: Actor, name: str, but: UUID | None = None) -> None:
    statement = select(col(Brand.id)).where(
        col(Brand.workspace_id) == actor.workspace_id, col(Brand.name_key) == _key(name), col(Brand.id) != but
    )
    if (await session.execute(statement)).first():
        raise Invalid({"name": _("Another brand has this name.")})


async def _record(
    session: AsyncSession, actor: Actor, brand: Brand, verb: str, changes: dict[str, Any] | None = None
) -> None:
    await record(session, actor, f"brand.{verb}", "brand", brand.id, changes, name=brand.name, brand_id=brand.id)
