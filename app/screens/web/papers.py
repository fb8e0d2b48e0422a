"""Pages for paper: a person's profile, a campaign's report."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Page
from app.screens.papers import campaign_report
from app.screens.papers import profile as profile_of

router = APIRouter()


@router.get("/bloggers/{blogger_id}/profile", name="bloggers.profile")
async def profile(page: Page, blogger_id: UUID, brand: UUID | None = None) -> Response:
    found = await profile_of(page.session, page.actor, blogger_id, brand)
    return page.render("screens/profile_print.html", **found)


@router.get("/campaigns/{campaign_id}/report", name="campaigns.report")
async def report(page: Page, campaign_id: UUID) -> Response:
    found = await campaign_report(page.session, page.actor, campaign_id)
    return page.render("screens/campaign_print.html", **found)
