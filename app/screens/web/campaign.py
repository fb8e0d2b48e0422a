"""One campaign: brief beside progress, its small board, who may join, what happened."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts import queries as accounts
from app.accounts.doors import Page
from app.bloggers import queries as bloggers
from app.campaigns import queries as campaigns
from app.campaigns.labels import STATUSES
from app.campaigns.models import Campaign
from app.core.pages import PageContext
from app.core.vocabulary import PLATFORMS
from app.outreach.timing.sentences import label
from app.partnerships import queries as partnerships
from app.partnerships.schemas import PartnershipQuery
from app.partnerships.service import advice_in
from app.screens.timeline import timeline
from app.views import queries as views
from app.views.schemas import Subject

router = APIRouter()
OFFERED = 8


@router.get("/campaigns/{campaign_id}", name="campaigns.show")
async def show(page: Page, campaign_id: UUID) -> Response:
    campaign = await campaigns.get_campaign(page.session, page.actor, campaign_id)
    return page.render("screens/campaign.html", campaign=campaign, **await context(page, campaign))


@router.get("/campaigns/{campaign_id}/pick", name="campaigns.pick")
async def pick(page: Page, campaign_id: UUID, q: str = "") -> Response:
    page.actor.require("campaigns.write")
    campaign = await campaigns.get_campaign(page.session, page.actor, campaign_id)
    hits = await bloggers.search(page.session, page.actor, q, OFFERED) if q.strip() else []
    advised = await advice_in(page.session, page.actor, campaign, [hit.id for hit in hits])
    template = "screens/_campaign_hits.html" if page.partial else "screens/campaign_pick.html"
    return page.render(template, campaign=campaign, hits=hits, q=q, advised=advised, label=label)


async def context(page: PageContext, campaign: Campaign) -> dict[str, Any]:
    """What the page shows around the campaign itself."""
    session, actor = page.session, page.actor
    course = await partnerships.get_course(session, actor)
    query = PartnershipQuery(campaign=campaign.id)
    shared = set(await campaigns.member_ids(session, actor, campaign.id))
    members = await accounts.members(session, actor)
    return {
        "board": await partnerships.board(session, actor, course, query, size=6),
        "query": query,
        "numbers": (await partnerships.numbers_of_campaigns(session, actor, [campaign.id]))[campaign.id],
        "entries": await timeline(session, actor, campaign_id=campaign.id),
        "views": await views.views(session, actor, Subject.BLOGGERS),
        "owner": next((member.name for member in members if member.user_id == campaign.owner_id), ""),
        "shared": [(member.user_id, member.name) for member in members if member.user_id in shared],
        "brand": next((one.name for one in await accounts.brands(session, actor) if one.id == campaign.brand_id), ""),
        "speaks_for": campaign.brand_id,
        "statuses": STATUSES,
        "platforms": PLATFORMS,
    }
