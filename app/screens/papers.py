"""What is made for paper: one person on one page, and a campaign with what came of it."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import case, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts import queries as accounts
from app.accounts.queries import brand_visible
from app.bloggers import labels
from app.bloggers import queries as bloggers
from app.campaigns import queries as campaigns
from app.campaigns.labels import STATUSES
from app.core.actor import Actor
from app.outreach.models import Direction, Interaction, InteractionBlogger
from app.partnerships import queries as partnerships
from app.screens.timeline import timeline

LAST = 5
"""Exchanges that fit on the page."""
MOST = 500
"""People that a report lists."""


async def profile(session: AsyncSession, actor: Actor, blogger_id: UUID, brand_id: UUID | None) -> dict[str, Any]:
    """Raises NotFound. Contact details are told only where writing is wanted."""
    blogger = await bloggers.get_blogger(session, actor, blogger_id)
    panel = await bloggers.panel(session, actor, blogger, brand_id)
    return {
        **panel.context(),
        "person": await bloggers.sheet(session, actor, blogger),
        "history": await timeline(session, actor, blogger_id=blogger_id, kinds=["exchange"], limit=LAST),
        "partnerships": await partnerships.for_blogger(session, actor, blogger_id),
        "reachable": not (blogger.do_not_contact or blogger.objected_at),
        "labels": labels,
    }


class Exchanged(NamedTuple):
    """With one person, about the campaign."""

    out: int
    heard: int


async def campaign_report(session: AsyncSession, actor: Actor, campaign_id: UUID) -> dict[str, Any]:
    """Raises NotFound."""
    campaign = await campaigns.get_campaign(session, actor, campaign_id)
    cards = await partnerships.for_campaign(session, actor, campaign_id, MOST + 1)
    order = list((await partnerships.all_stages(session, actor)).keys())
    cards.sort(key=lambda card: (order.index(card.stage_id), card.sort_name))
    numbers = await partnerships.numbers_of_campaigns(session, actor, [campaign_id])
    members = await accounts.members(session, actor)
    return {
        "campaign": campaign,
        "cards": cards[:MOST],
        "numbers": numbers[campaign_id],
        "exchanged": await exchanged(session, actor, campaign_id),
        "owner": next((member.name for member in members if member.user_id == campaign.owner_id), ""),
        "brand": next((one.name for one in await accounts.brands(session, actor) if one.id == campaign.brand_id), ""),
        "statuses": STATUSES,
    }


async def exchanged(session: AsyncSession, actor: Actor, campaign_id: UUID) -> Mapping[UUID, Exchanged]:
    """By person. One statement."""
    actor.require("interactions.read")
    part = InteractionBlogger

    def counted(direction: Direction) -> Any:
        return func.sum(case((col(part.direction) == direction, 1), else_=0))

    statement = (
        select(col(part.blogger_id), counted(Direction.OUT), counted(Direction.IN))
        .join(Interaction, col(Interaction.id) == part.interaction_id)
        .where(
            col(Interaction.workspace_id) == actor.workspace_id,
            col(Interaction.campaign_id) == campaign_id,
            col(part.workspace_id) == actor.workspace_id,
            col(part.deleted).is_(False),
            brand_visible(actor, col(part.brand_id)),
        )
        .group_by(col(part.blogger_id))
    )
    return {who: Exchanged(int(out), int(heard)) for who, out, heard in await session.execute(statement)}
