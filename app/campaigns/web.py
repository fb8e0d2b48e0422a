"""The list of campaigns, their forms and their state changes. One campaign's page is a screen."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from app.accounts import queries as accounts
from app.accounts.doors import Page
from app.campaigns import queries, service
from app.campaigns.labels import STATUSES
from app.campaigns.schemas import CampaignFilters, CampaignForm
from app.core.forms import FormState
from app.core.i18n import _
from app.core.money import plain_money
from app.core.pages import PageContext
from app.core.vocabulary import PLATFORMS

router = APIRouter()


Filters = Annotated[CampaignFilters, Depends()]


@router.get("/campaigns", name="campaigns.index")
async def index(page: Page, filters: Filters, cursor: str | None = None) -> Response:
    campaigns = await queries.page(page.session, page.actor, filters, cursor)
    template = "campaigns/_rows.html" if page.partial and cursor else "campaigns/index.html"
    return page.render(template, campaigns=campaigns, filters=filters, **await _people(page), statuses=STATUSES)


@router.get("/campaigns/new", name="campaigns.new")
async def new(page: Page) -> Response:
    page.actor.require("campaigns.write")
    form = FormState({"currency": page.actor.workspace["currency"], "owner_id": page.actor.user_id})
    return page.render("campaigns/new.html", form=form, **await _choices(page))


@router.post("/campaigns", name="campaigns.create")
async def create(page: Page) -> Response:
    given = await page.form(CampaignForm, "campaigns/new.html", **await _choices(page))
    campaign = await service.create(page.session, page.actor, given)
    return page.redirect("campaigns.show", campaign_id=campaign.id, notice=_("%(name)s is ready.", name=campaign.name))


@router.get("/campaigns/{campaign_id}/edit", name="campaigns.edit")
async def edit(page: Page, campaign_id: UUID) -> Response:
    page.actor.require("campaigns.write")
    campaign = await queries.get_campaign(page.session, page.actor, campaign_id)
    shared_with = await queries.member_ids(page.session, page.actor, campaign_id)
    form = FormState.to_merge(
        campaign, budget=plain_money(campaign.budget_minor, campaign.currency), member_ids=shared_with
    )
    return page.render("campaigns/edit.html", form=form, campaign=campaign, **await _choices(page))


@router.post("/campaigns/{campaign_id}", name="campaigns.update")
async def update(page: Page, campaign_id: UUID) -> Response:
    campaign = await queries.get_campaign(page.session, page.actor, campaign_id)
    given = await page.form(CampaignForm, "campaigns/edit.html", campaign=campaign, **await _choices(page))
    values = given.model_dump(exclude={"brand_id", "budget"})
    await service.update(page.session, page.actor, campaign, values, version=page.version, was=page.was)
    return page.redirect("campaigns.show", campaign_id=campaign_id, notice=_("Saved."))


@router.post("/campaigns/{campaign_id}/archive", name="campaigns.archive")
async def archive(page: Page, campaign_id: UUID) -> Response:
    campaign = await queries.get_campaign(page.session, page.actor, campaign_id)
    await service.archive(page.session, page.actor, campaign)
    undo = page.url_for("campaigns.restore", campaign_id=campaign_id)
    return page.redirect("campaigns.index", notice=_("%(name)s is archived.", name=campaign.name), undo=undo)


@router.post("/campaigns/{campaign_id}/restore", name="campaigns.restore")
async def restore(page: Page, campaign_id: UUID) -> Response:
    campaign = await queries.get_campaign(page.session, page.actor, campaign_id)
    await service.restore(page.session, page.actor, campaign)
    return page.redirect("campaigns.show", campaign_id=campaign_id, notice=_("%(name)s is back.", name=campaign.name))


@router.post("/campaigns/{campaign_id}/delete", name="campaigns.delete")
async def delete(page: Page, campaign_id: UUID) -> Response:
    campaign = await queries.get_campaign(page.session, page.actor, campaign_id)
    await service.delete(page.session, page.actor, campaign)
    undo = page.url_for("campaigns.undelete", campaign_id=campaign_id)
    return page.redirect("campaigns.index", notice=_("%(name)s is deleted.", name=campaign.name), undo=undo)


@router.post("/campaigns/{campaign_id}/undelete", name="campaigns.undelete")
async def undelete(page: Page, campaign_id: UUID) -> Response:
    campaign = await queries.get_campaign(page.session, page.actor, campaign_id, deleted=True)
    await service.undelete(page.session, page.actor, campaign)
    return page.redirect("campaigns.show", campaign_id=campaign_id, notice=_("%(name)s is back.", name=campaign.name))


async def _people(page: PageContext) -> dict[str, Any]:
    """Members and brands, for names and select boxes."""
    members = await accounts.members(page.session, page.actor)
    brands = await accounts.brands(page.session, page.actor)
    return {"members": members, "brands": brands, "names": {member.user_id: member.name for member in members}}


async def _choices(page: PageContext) -> dict[str, Any]:
    people = await _people(page)
    options = {
        "members": [(member.user_id, member.name) for member in people["members"]],
        "brands": [(brand.id, brand.name) for brand in people["brands"]],
        "statuses": list(STATUSES.items()),
        "platforms": list(PLATFORMS.items()),
    }
    return {"options": options}
