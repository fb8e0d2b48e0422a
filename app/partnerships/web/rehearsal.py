"""A campaign rehearsed: who can be approached now, who later and why, and a calendar to approve person by person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Page
from app.accounts.queries import members
from app.campaigns.queries import get_campaign
from app.core.clock import now
from app.core.i18n import _, ngettext
from app.core.pages import PageContext
from app.partnerships import service
from app.partnerships.queries.rehearsal import Rehearsal, rehearse
from app.partnerships.rehearsal import WHYS
from app.partnerships.schemas import PlanForm

router = APIRouter()
SHOW = "partnerships/rehearsal.html"


@router.get("/campaigns/{campaign_id}/rehearsal", name="campaigns.rehearsal")
async def show(page: Page, campaign_id: UUID, why: str = "") -> Response:
    rehearsal = await _rehearsal(page, campaign_id)
    return page.render(SHOW, **await _context(page, rehearsal), why=why if why in WHYS else "")


@router.post("/campaigns/{campaign_id}/rehearsal", name="campaigns.plan")
async def plan(page: Page, campaign_id: UUID) -> Response:
    rehearsal, since = await _rehearsal(page, campaign_id), now()
    given = await page.form(PlanForm, SHOW, **await _context(page, rehearsal), why="")
    steps = await service.plan(page.session, page.actor, rehearsal, given.days(), given.owners())
    span = {"campaign_id": campaign_id, "since": since.isoformat(), "until": now().isoformat()}
    notice = ngettext("%(n)s approach is planned.", "%(n)s approaches are planned.", len(steps))
    undo = page.url_for("campaigns.unplan", **span)
    return page.redirect("campaigns.rehearsal", campaign_id=campaign_id, notice=notice, undo=undo)


@router.post("/campaigns/{campaign_id}/rehearsal/undo", name="campaigns.unplan")
async def unplan(page: Page, campaign_id: UUID, since: datetime, until: datetime) -> Response:
    """Takes back one approval whole: steps, and people who had joined by it."""
    campaign = await get_campaign(page.session, page.actor, campaign_id)
    await service.unplan(page.session, page.actor, campaign, since, until)
    return page.redirect("campaigns.rehearsal", campaign_id=campaign_id, notice=_("The plan is taken back."))


async def _rehearsal(page: PageContext, campaign_id: UUID) -> Rehearsal:
    page.actor.require("partnerships.read")
    return await rehearse(page.session, page.actor, await get_campaign(page.session, page.actor, campaign_id))


async def _context(page: PageContext, rehearsal: Rehearsal) -> dict[str, Any]:
    owners = {member.user_id: member.name for member in await members(page.session, page.actor)}
    return {"campaign": rehearsal.campaign, "rehearsal": rehearsal, "owners": owners, "whys": WHYS}
