"""Every SELECT of campaigns."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.queries import brand_visible
from app.campaigns.models import Campaign, CampaignMember, CampaignStatus
from app.campaigns.schemas import CampaignFilters
from app.core import pagination
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.pagination import Slice
from app.core.sql import bound, built_once, fetch, flush, given
from app.core.text import fold

SORTS = {
    "-start": (True, (Campaign.sort_on, Campaign.id)),
    "start": (False, (Campaign.sort_on, Campaign.id)),
    "name": (False, (Campaign.sort_name, Campaign.id)),
    "-name": (True, (Campaign.sort_name, Campaign.id)),
}
ROW = tuple(
    col(getattr(Campaign, name))
    for name in (
        "id",
        "version",
        "name",
        "brand_id",
        "status",
        "owner_id",
        "starts_on",
        "ends_on",
        "budget_minor",
        "currency",
        "archived",
        "updated_at",
    )
)


def conditions(filters: CampaignFilters) -> list[ColumnElement[bool]]:
    """What the filters ask for; archived ones only when asked for."""
    wanted = {"status": filters.status, "brand_id": filters.brand, "owner_id": filters.owner}
    found = [col(getattr(Campaign, name)) == value for name, value in wanted.items() if value is not None]
    if filters.q:
        found.append(col(Campaign.sort_name).contains(fold(filters.q), autoescape=True))
    return [*found, col(Campaign.archived) == filters.archived]


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Campaigns of the actor's workspace and brands that are not in the bin."""
    return (
        (col(Campaign.workspace_id) == actor.workspace_id)
        & col(Campaign.deleted).is_(False)
        & brand_visible(actor, col(Campaign.brand_id))
    )


async def get_campaign(session: AsyncSession, actor: Actor, campaign_id: UUID, *, deleted: bool = False) -> Campaign:
    """The campaign, or NotFound; with `deleted` one that is in the bin."""
    statement = select(Campaign).where(
        col(Campaign.id) == campaign_id,
        col(Campaign.workspace_id) == actor.workspace_id,
        col(Campaign.deleted) == deleted,
        brand_visible(actor, col(Campaign.brand_id)),
    )
    found = (await session.execute(statement)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


async def page(
    session: AsyncSession, actor: Actor, filters: CampaignFilters, cursor: str | None = None, limit: int = 50
) -> Slice[Any]:
    """Campaigns as list rows."""
    descending, order = SORTS[filters.sort]
    statement = select(*ROW).where(visible_to(actor), *conditions(filters))
    return await pagination.paginate(
        session, statement, [col(key) for key in order], descending=descending, cursor=cursor, limit=limit
    )


async def count(session: AsyncSession, actor: Actor, filters: CampaignFilters) -> int:
    statement = select(func.count()).select_from(Campaign).where(visible_to(actor), *conditions(filters))
    return (await session.execute(statement)).scalar_one()


async def choices(session: AsyncSession, actor: Actor, limit: int = 200) -> list[Any]:
    """`(id, name, brand_id)` of the campaigns one can still work in, newest first: for select boxes."""
    await flush(session)
    return list(await fetch(session, _choices(actor), bound(actor, most=limit)))


@built_once
def _choices(actor: Actor) -> Any:
    return (
        select(col(Campaign.id), col(Campaign.name), col(Campaign.brand_id))
        .where(visible_to(actor), col(Campaign.archived).is_(False), col(Campaign.status) != CampaignStatus.CANCELLED)
        .order_by(col(Campaign.sort_on).desc(), col(Campaign.id).desc())
        .limit(given("most"))
    )


async def names(session: AsyncSession, actor: Actor, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by id, of those the actor may see."""
    wanted = set(ids)
    if not wanted:
        return {}
    statement = select(col(Campaign.id), col(Campaign.name)).where(visible_to(actor), col(Campaign.id).in_(wanted))
    return {row.id: row.name for row in await session.execute(statement)}


async def member_ids(session: AsyncSession, actor: Actor, campaign_id: UUID) -> list[UUID]:
    """The users who share it."""
    statement = select(col(CampaignMember.user_id)).where(
        col(CampaignMember.workspace_id) == actor.workspace_id, col(CampaignMember.campaign_id) == campaign_id
    )
    return list((await session.execute(statement)).scalars())
