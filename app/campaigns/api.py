"""JSON routes of campaigns. Who takes part is added and listed through partnerships."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.doors import Call
from app.campaigns import queries, service
from app.campaigns.models import Campaign
from app.campaigns.schemas import CampaignFilters, CampaignIn, CampaignOut, CampaignPatch, CampaignRow
from app.core.actor import Actor
from app.core.schemas import Listing

router = APIRouter(tags=["Campaigns"])


Filters = Annotated[CampaignFilters, Depends()]
Limit = Annotated[int, Query(ge=1, le=500)]


@router.get("/campaigns", name="api.campaigns.index", response_model=Listing[CampaignRow])
async def index(call: Call, filters: Filters, cursor: str | None = None, limit: Limit = 50) -> Response:
    """Campaigns, the latest start first."""
    call.actor.require("campaigns.read")
    return call.listing((await queries.page(call.session, call.actor, filters, cursor, limit)).map(CampaignRow.of))


@router.post("/campaigns", name="api.campaigns.create", response_model=CampaignOut, status_code=201)
async def create(call: Call, given: CampaignIn) -> Response:
    """A new campaign; only `name` is needed."""
    campaign = await service.create(call.session, call.actor, given)
    body = await out(call.session, call.actor, campaign)
    location = call.url_for("api.campaigns.show", campaign_id=campaign.id)
    return call.created(body, location, version=campaign.version)


@router.get("/campaigns/{campaign_id}", name="api.campaigns.show", response_model=CampaignOut)
async def show(call: Call, campaign_id: UUID) -> Response:
    """One campaign with its audience profile and the users who share it."""
    call.actor.require("campaigns.read")
    campaign = await queries.get_campaign(call.session, call.actor, campaign_id)
    return call.answer(await out(call.session, call.actor, campaign), version=campaign.version)


@router.patch("/campaigns/{campaign_id}", name="api.campaigns.update", response_model=CampaignOut)
async def update(call: Call, campaign_id: UUID, given: CampaignPatch) -> Response:
    """Changes what is sent."""
    campaign = await queries.get_campaign(call.session, call.actor, campaign_id)
    call.check_version(campaign)
    await service.update(call.session, call.actor, campaign, given.changes())
    return call.answer(await out(call.session, call.actor, campaign), version=campaign.version)


@router.delete("/campaigns/{campaign_id}", name="api.campaigns.delete", status_code=204)
async def delete(call: Call, campaign_id: UUID) -> Response:
    """Into the bin; `undelete` brings it back."""
    await service.delete(call.session, call.actor, await queries.get_campaign(call.session, call.actor, campaign_id))
    return call.done()


@router.post("/campaigns/{campaign_id}/undelete", name="api.campaigns.undelete", response_model=CampaignOut)
async def undelete(call: Call, campaign_id: UUID) -> Response:
    """Out of the bin."""
    campaign = await queries.get_campaign(call.session, call.actor, campaign_id, deleted=True)
    await service.undelete(call.session, call.actor, campaign)
    return call.answer(await out(call.session, call.actor, campaign), version=campaign.version)


@router.post("/campaigns/{campaign_id}/archive", name="api.campaigns.archive", response_model=CampaignOut)
async def archive(call: Call, campaign_id: UUID) -> Response:
    """Out of the lists, everything kept."""
    campaign = await queries.get_campaign(call.session, call.actor, campaign_id)
    await service.archive(call.session, call.actor, campaign)
    return call.answer(await out(call.session, call.actor, campaign), version=campaign.version)


@router.post("/campaigns/{campaign_id}/restore", name="api.campaigns.restore", response_model=CampaignOut)
async def restore(call: Call, campaign_id: UUID) -> Response:
    """Back into the lists."""
    campaign = await queries.get_campaign(call.session, call.actor, campaign_id)
    await service.restore(call.session, call.actor, campaign)
    return call.answer(await out(call.session, call.actor, campaign), version=campaign.version)


async def out(session: AsyncSession, actor: Actor, campaign: Campaign) -> CampaignOut:
    """A campaign as the API shows it."""
    made = CampaignOut.of(campaign)
    made.member_ids = await queries.member_ids(session, actor, campaign.id)
    return made
