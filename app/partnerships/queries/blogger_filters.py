"""What lists of bloggers may ask about partnerships; bloggers know of neither."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.queries import brand_visible
from app.bloggers import choices, filters
from app.campaigns import queries as campaigns
from app.core.actor import Actor
from app.core.i18n import lazy
from app.partnerships.defaults import stage_name
from app.partnerships.models import Partnership, Stage
from app.partnerships.queries.pipelines import all_stages


def in_campaigns(actor: Actor, campaign_ids: list[UUID]) -> Select[Any]:
    """Bloggers with a partnership in one of these campaigns."""
    return _partners(actor).where(col(Partnership.campaign_id).in_(campaign_ids))


def in_stages(actor: Actor, keys: list[str]) -> Select[Any]:
    """Bloggers with a partnership in a stage of one of these keys, in any pipeline."""
    stages = select(col(Stage.id)).where(col(Stage.workspace_id) == actor.workspace_id, col(Stage.key).in_(keys))
    return _partners(actor).where(col(Partnership.stage_id).in_(stages))


def _partners(actor: Actor) -> Select[Any]:
    return select(col(Partnership.blogger_id)).where(
        col(Partnership.workspace_id) == actor.workspace_id,
        col(Partnership.deleted).is_(False),
        brand_visible(actor, col(Partnership.brand_id)),
    )


async def campaigns_offered(session: AsyncSession, actor: Actor) -> list[tuple[str, str]]:
    return [(str(row.id), row.name) for row in await campaigns.choices(session, actor)]


async def stages_offered(session: AsyncSession, actor: Actor) -> list[tuple[str, str]]:
    """By key, each once: pipelines share keys."""
    found = (await all_stages(session, actor)).values()
    return list({stage.key: stage_name(stage) for stage in found}.items())


choices.offer("campaign", lazy("Campaign"), campaigns_offered)
choices.offer("partnership_stage", lazy("Partnership"), stages_offered)
filters.register("campaign", in_campaigns)
filters.register("partnership_stage", in_stages)
