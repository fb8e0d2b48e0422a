"""What lists of bloggers may ask about partnerships; bloggers know of neither."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col

from app.accounts.queries import brand_visible
from app.bloggers import filters
from app.core.actor import Actor
from app.partnerships.models import Partnership, Stage


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


filters.register("campaign", in_campaigns)
filters.register("partnership_stage", in_stages)
