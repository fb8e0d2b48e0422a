"""The page of one person, and the way from a selection in the list into a campaign."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from app.accounts.doors import Page
from app.bloggers import queries as bloggers
from app.bloggers.filters import BloggerFilters
from app.campaigns import queries as campaigns
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.pages import PageContext
from app.core.schemas import Input
from app.outreach.timing.view import asked_of
from app.partnerships.schemas import MOST_PEOPLE
from app.screens.blogger import blogger_page

router = APIRouter()
COMPOSER = ("kind", "direction", "nature", "compensation", "angle", "campaign_id", "brand_id", "held")


class Chosen(Input):
    """The list's form: who is selected, or everybody whom `query` finds."""

    model_config = Input.model_config | {"extra": "ignore"}

    ids: list[UUID] = Field(default=[], max_length=MOST_PEOPLE)
    all: bool = False
    query: str = Field(default="", max_length=4_000)


@router.get("/bloggers/{blogger_id}", name="bloggers.show")
async def show(page: Page, blogger_id: UUID) -> Response:
    """The address may ask whether a touch is right now (`nature`, `via` …), and fill the composer (`kind` …)."""
    asked = page.request.query_params
    typed = {name: asked[name] for name in COMPOSER if asked.get("kind") and name in asked}
    found = await blogger_page(page.session, page.actor, blogger_id, asked_of(asked), typed)
    return page.render("screens/blogger.html", **found.context())


@router.post("/bloggers/bulk/campaign", name="bloggers.choose_campaign")
async def choose_campaign(page: Page) -> Response:
    """The people selected in the list, and the campaigns they may be put into. Nothing is written yet."""
    page.actor.require("campaigns.write")
    given = await page.form(Chosen, "errors/refused.html")
    ids = await _chosen(page, given)
    offered = await campaigns.choices(page.session, page.actor)
    return page.render("screens/choose_campaign.html", ids=ids, query=given.query, campaigns=offered)


async def _chosen(page: PageContext, given: Chosen) -> list[UUID]:
    if not given.all:
        found = await bloggers.known_ids(page.session, page.actor, given.ids)
    else:
        filters = BloggerFilters.from_query(given.query)
        found = await bloggers.matching_ids(page.session, page.actor, filters, MOST_PEOPLE)
    if not found:
        raise Invalid({"": _("Nobody is selected yet.")})
    return list(found)
