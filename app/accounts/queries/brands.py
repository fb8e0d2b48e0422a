"""Brands, and the condition that hides rows of brands a member does not see."""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Brand
from app.core.actor import Actor
from app.core.errors import Invalid, NotFound
from app.core.i18n import _
from app.core.pagination import Slice, paginate
from app.core.sql import bound, built_once, fetch, flush


def brand_visible(actor: Actor, column: Any) -> ColumnElement[bool]:
    """The rows of `column` (a brand id, perhaps null) that `actor` may see."""
    if actor.brand_ids is None:
        return true()
    return or_(column.is_(None), column.in_(actor.brand_ids))


def _visible_to(actor: Actor) -> Select[Brand]:
    return select(Brand).where(col(Brand.workspace_id) == actor.workspace_id, brand_visible(actor, col(Brand.id)))


_brands = built_once(_visible_to)


async def brands(session: AsyncSession, actor: Actor) -> list[Brand]:
    """The brands `actor` works for, the default first, then by name; without archived ones."""
    return [brand for brand in await every_brand(session, actor) if brand.archived_at is None]


class BrandMark(NamedTuple):
    """What every page shows of a brand. Plain values: the page that tells of an error has no unit of work to ask."""

    id: UUID
    name: str
    shade: int


async def brand_marks(session: AsyncSession, actor: Actor) -> list[BrandMark]:
    return [BrandMark(brand.id, brand.name, brand.shade) for brand in await brands(session, actor)]


async def every_brand(session: AsyncSession, actor: Actor) -> list[Brand]:
    """The same with archived ones, which come last."""
    found = (await session.execute(_brands(actor), bound(actor))).scalars().all()
    return sorted(found, key=lambda brand: (brand.archived_at is not None, not brand.is_default, brand.name_key))


async def brands_page(
    session: AsyncSession, actor: Actor, *, archived: bool = False, cursor: str | None = None, limit: int = 50
) -> Slice[Brand]:
    """The same for programs: page by page, in the order they were made."""
    put_away = col(Brand.archived_at).is_not(None) if archived else col(Brand.archived_at).is_(None)
    page = await paginate(session, _visible_to(actor).where(put_away), [col(Brand.id)], cursor=cursor, limit=limit)
    return page.map(lambda row: row[0])


async def get_brand(session: AsyncSession, actor: Actor, brand_id: UUID) -> Brand:
    """Raises NotFound for a brand of another workspace, or one the actor is kept from."""
    brand = (await session.execute(_visible_to(actor).where(col(Brand.id) == brand_id))).scalar_one_or_none()
    if brand is None:
        raise NotFound
    return brand


async def resolve_brand(session: AsyncSession, actor: Actor, brand_id: UUID | None) -> UUID:
    """The brand a new row belongs to. None: the default, or the first that the actor sees.

    Raises Invalid when it is unknown, archived or not visible.
    """
    await flush(session)
    usable = await fetch(session, _usable(actor), bound(actor))
    found = min(usable, key=lambda brand: (not brand.is_default, brand.name_key)).id if usable else None
    if brand_id not in {None, *(brand.id for brand in usable)} or found is None:
        raise Invalid({"brand_id": _("Choose one of your brands.")})
    return brand_id or found


@built_once
def _usable(actor: Actor) -> Any:
    return select(col(Brand.id), col(Brand.is_default), col(Brand.name_key)).where(
        col(Brand.workspace_id) == actor.workspace_id,
        col(Brand.archived_at).is_(None),
        brand_visible(actor, col(Brand.id)),
    )
