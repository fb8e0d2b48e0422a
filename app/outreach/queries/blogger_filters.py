"""What lists of bloggers may ask about exchanges; bloggers know of none."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col

from app.accounts.queries import brand_visible
from app.bloggers import filters
from app.core.actor import Actor
from app.outreach.models import Direction, Interaction, InteractionBlogger, Nature


def asked_since(actor: Actor, wanted: tuple[datetime, UUID | None]) -> Select[Any]:
    """Bloggers of whom something was asked since then, chasers counted, for this brand or any that the actor sees."""
    since, brand_id = wanted
    touch = InteractionBlogger
    asked = (
        select(col(touch.blogger_id))
        .join(Interaction, col(Interaction.id) == col(touch.interaction_id))
        .where(
            col(touch.workspace_id) == actor.workspace_id,
            col(touch.occurred_at) >= since,
            col(touch.direction) == Direction.OUT,
            col(touch.deleted).is_(False),
            col(Interaction.nature).in_((Nature.ASK, Nature.CHASER)),
            brand_visible(actor, col(touch.brand_id)),
        )
    )
    return asked.where(col(touch.brand_id) == brand_id) if brand_id else asked


filters.register("asked_before", asked_since)
