"""A timeline alone: for its filters and its following pages, with and without JavaScript."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.accounts.doors import Page
from app.bloggers.queries import get_blogger
from app.campaigns.queries import get_campaign
from app.core.pages import PageContext
from app.partnerships.queries import get_partnership
from app.screens.timeline import Timeline, timeline

router = APIRouter()
Kinds = Annotated[tuple[str, ...], Query()]


@router.get("/bloggers/{blogger_id}/timeline", name="bloggers.timeline")
async def of_blogger(page: Page, blogger_id: UUID, kinds: Kinds = (), cursor: str | None = None) -> Response:
    blogger = await get_blogger(page.session, page.actor, blogger_id)
    entries = await timeline(page.session, page.actor, blogger_id=blogger.id, kinds=kinds, cursor=cursor)
    return _shown(page, entries, blogger.name, page.url_for("bloggers.show", blogger_id=blogger_id), cursor)


@router.get("/campaigns/{campaign_id}/timeline", name="campaigns.timeline")
async def of_campaign(page: Page, campaign_id: UUID, kinds: Kinds = (), cursor: str | None = None) -> Response:
    campaign = await get_campaign(page.session, page.actor, campaign_id)
    entries = await timeline(page.session, page.actor, campaign_id=campaign.id, kinds=kinds, cursor=cursor)
    return _shown(page, entries, campaign.name, page.url_for("campaigns.show", campaign_id=campaign_id), cursor)


@router.get("/partnerships/{partnership_id}/timeline", name="partnerships.timeline")
async def of_partnership(page: Page, partnership_id: UUID, kinds: Kinds = (), cursor: str | None = None) -> Response:
    partnership = await get_partnership(page.session, page.actor, partnership_id)
    entries = await timeline(page.session, page.actor, partnership_id=partnership.id, kinds=kinds, cursor=cursor)
    home = page.url_for("partnerships.show", partnership_id=partnership_id)
    return _shown(page, entries, partnership.title, home, cursor)


def _shown(page: PageContext, entries: Timeline, name: str, home: str, cursor: str | None) -> Response:
    page.actor.require("interactions.read")
    if page.partial:
        return page.render("screens/_timeline_more.html" if cursor else "screens/_timeline.html", entries=entries)
    return page.render("screens/timeline.html", entries=entries, name=name, home=home)
