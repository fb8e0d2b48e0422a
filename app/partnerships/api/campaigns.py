"""`/campaigns/{id}/bloggers`: who takes part in a campaign is a partnership each."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.accounts.doors import Call
from app.campaigns.queries import get_campaign
from app.core.schemas import Listing
from app.partnerships import queries, service
from app.partnerships.queries import as_output
from app.partnerships.schemas import AddBloggersIn, AddedOut, PartnershipOut, PartnershipQuery

router = APIRouter(tags=["Campaigns"])


@router.get(
    "/campaigns/{campaign_id}/bloggers",
    name="api.campaigns.bloggers",
    response_model=Listing[PartnershipOut],
    summary="List who takes part",
)
async def index(
    call: Call,
    campaign_id: UUID,
    cursor: Annotated[str | None, Query(max_length=2_000)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Response:
    """The partnerships of this campaign, by name."""
    await get_campaign(call.session, call.actor, campaign_id)
    query = PartnershipQuery(campaign=campaign_id, sort="name")
    page = await queries.page(call.session, call.actor, query, cursor, limit, whole=True)
    return call.listing(page.map(as_output))


@router.post(
    "/campaigns/{campaign_id}/bloggers",
    name="api.campaigns.add_bloggers",
    response_model=AddedOut,
    status_code=201,
    summary="Add bloggers to a campaign",
)
async def add(call: Call, campaign_id: UUID, given: AddBloggersIn) -> Response:
    """Each gets a partnership in the first stage; who is left out is counted by reason. Told of each who joins: what
    advice says for an ask in this campaign."""
    campaign = await get_campaign(call.session, call.actor, campaign_id)
    added = await service.add_to_campaign(call.session, call.actor, campaign, given.blogger_ids)
    location = call.url_for("api.campaigns.bloggers", campaign_id=campaign_id)
    return call.created(AddedOut.told(added), location)
