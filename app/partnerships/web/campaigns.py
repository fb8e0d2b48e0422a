"""Putting people into a campaign: some by name, everybody in a saved view, or everybody that a list's filters find."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from app.accounts.doors import Page
from app.bloggers import queries as bloggers
from app.bloggers.filters import BloggerFilters
from app.campaigns import queries as campaigns
from app.campaigns.schemas import CampaignIn
from app.campaigns.service import create as make_campaign
from app.core.errors import Invalid
from app.core.i18n import _, format_list, ngettext
from app.core.pages import PageContext
from app.core.schemas import Input
from app.partnerships import service
from app.partnerships.schemas import MOST_PEOPLE
from app.partnerships.service import Added
from app.views import queries as views
from app.views.schemas import Subject

router = APIRouter()


class AddForm(Input):
    """Ids, a saved view, or a list's query string; the first that is given holds."""

    model_config = Input.model_config | {"extra": "ignore"}

    blogger_ids: list[UUID] = []
    view_id: UUID | None = None
    query: str = ""


class NewWith(AddForm):
    name: str = Field(min_length=1, max_length=200)


@router.post("/campaigns/new/bloggers", name="campaigns.create_with")
async def create_with(page: Page) -> Response:
    """A new campaign, of which only the name is said, with these people."""
    form = await page.form(NewWith, "errors/refused.html")
    campaign = await make_campaign(page.session, page.actor, CampaignIn(name=form.name))
    added = await service.add_to_campaign(page.session, page.actor, campaign, await _chosen(page, form))
    return page.redirect("campaigns.show", campaign_id=campaign.id, notice=told(added, campaign.name))


@router.post("/campaigns/{campaign_id}/bloggers", name="campaigns.add_bloggers")
async def add_bloggers(page: Page, campaign_id: UUID) -> Response:
    campaign = await campaigns.get_campaign(page.session, page.actor, campaign_id)
    form = await page.form(AddForm)
    added = await service.add_to_campaign(page.session, page.actor, campaign, await _chosen(page, form))
    shown = "campaigns.rehearsal" if added.waiting else "campaigns.show"
    return page.redirect(shown, campaign_id=campaign_id, notice=told(added, campaign.name))


async def _chosen(page: PageContext, form: AddForm) -> list[UUID]:
    if form.blogger_ids:
        return form.blogger_ids
    query = form.query
    if form.view_id:
        query = (await views.get_view(page.session, page.actor, form.view_id, Subject.BLOGGERS)).query
    elif not query:
        raise Invalid({"blogger_ids": _("Choose whom to add.")})
    filters = BloggerFilters.from_query(query)
    return await bloggers.matching_ids(page.session, page.actor, filters, MOST_PEOPLE)


def told(added: Added, campaign: str) -> str:
    """How many joined, and why the others did not."""
    said = ngettext(
        "%(n)s person joins %(campaign)s.", "%(n)s people join %(campaign)s.", added.added, campaign=campaign
    )
    if added.waiting:
        later = ngettext("%(n)s should wait", "%(n)s should wait", added.waiting)
        below = _("%(who)s: see below who, and until when.", who=later)
        said = f"{said} {below}"
    left = [
        ngettext("%(n)s takes part already", "%(n)s take part already", added.already_in) if added.already_in else "",
        ngettext("%(n)s wants no outreach", "%(n)s want no outreach", added.do_not_contact)
        if added.do_not_contact
        else "",
        ngettext("%(n)s is deleted or not known", "%(n)s are deleted or not known", added.deleted + added.unknown)
        if added.deleted + added.unknown
        else "",
    ]
    return f"{said} {_('Left out: %(why)s.', why=format_list([why for why in left if why]))}" if added.skipped else said
