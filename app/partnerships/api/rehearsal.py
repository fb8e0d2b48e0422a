"""`/campaigns/{id}/rehearsal`: a campaign's approaches tried before anybody is written to, and planned."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Call
from app.campaigns.queries import get_campaign
from app.partnerships import service
from app.partnerships.queries.rehearsal import rehearse
from app.partnerships.schemas import PlanIn, PlanOut, RehearsalOut

router = APIRouter(tags=["Campaigns"])


@router.get(
    "/campaigns/{campaign_id}/rehearsal",
    name="api.campaigns.rehearsal",
    response_model=RehearsalOut,
    summary="Rehearse a campaign",
)
async def show(call: Call, campaign_id: UUID) -> Response:
    """Of those not contacted yet: what advice says of each for an ask in this campaign, the day on which to write
    within everyone's rules and the team's capacity, and people who could step in. Writes nothing."""
    call.actor.require("partnerships.read")
    campaign = await get_campaign(call.session, call.actor, campaign_id)
    return call.answer(RehearsalOut.told(await rehearse(call.session, call.actor, campaign)))


@router.post(
    "/campaigns/{campaign_id}/rehearsal",
    name="api.campaigns.plan",
    response_model=PlanOut,
    status_code=201,
    summary="Plan approaches",
)
async def plan(call: Call, campaign_id: UUID, given: PlanIn) -> Response:
    """Next steps "Write to …" on the days given, all or none; substitutes join the campaign. Those advised against
    and left out are noted as avoided."""
    call.actor.require("partnerships.read")
    campaign = await get_campaign(call.session, call.actor, campaign_id)
    rehearsal = await rehearse(call.session, call.actor, campaign)
    steps = await service.plan(call.session, call.actor, rehearsal, given.days(), given.owners())
    return call.created({"next_step_ids": steps}, call.url_for("api.campaigns.rehearsal", campaign_id=campaign_id))
