"""What members do: read and note what somebody prefers, make their private link, show it once."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Page
from app.accounts.queries import get_brand, user_names
from app.bloggers.queries import brand_for, get_blogger, require_contact
from app.core.forms import FormState
from app.core.i18n import _
from app.core.network import public_address
from app.core.pages import PageContext
from app.outreach.timing import service as timing
from app.outreach.timing.queries import preference_of
from app.portal import queries
from app.portal.labels import WORDS
from app.portal.schemas import LinkForm, NotedWishes, shown
from app.portal.sentences import invitation
from app.portal.view import filled, whole

router = APIRouter()


@router.get("/bloggers/{blogger_id}/preferences", name="bloggers.preferences")
async def edit(page: Page, blogger_id: UUID) -> Response:
    context = await _about(page, blogger_id)
    preference = context["preference"]
    form = FormState(shown(preference), version=preference.version if preference else None)
    return page.render("portal/edit.html", form=form, **context)


@router.post("/bloggers/{blogger_id}/preferences", name="bloggers.preferences.update")
async def update(page: Page, blogger_id: UUID) -> Response:
    context = await _about(page, blogger_id)
    form = await page.form(NotedWishes, "portal/edit.html", **context)
    values = form.preference() | {"opted_out": form.opted_out}
    await timing.prefer(page.session, page.actor, context["blogger"], values, version=page.version)
    return page.redirect("bloggers.show", blogger_id=blogger_id, notice=_("Noted."))


@router.get("/bloggers/{blogger_id}/seen", name="bloggers.seen")
async def see(page: Page, blogger_id: UUID, brand: UUID | None = None) -> Response:
    """The page as they would see it, behind the link of this brand. Nothing can be said there for them."""
    blogger = await get_blogger(page.session, page.actor, blogger_id)
    speaking = await get_brand(page.session, page.actor, await brand_for(page.session, page.actor, blogger.id, brand))
    require_contact(page.actor, blogger)
    visit = await queries.visit_of(page.session, page.actor, blogger, speaking)
    shown = await whole(page.session, visit)
    around: dict[str, Any] = {"speaks_for": speaking.id, "switches": True, "to": lambda *_name, **_query: "", **WORDS}
    return page.render("portal/seen.html", visit=visit, form=filled(visit, shown["held"]), **around, **shown)


@router.get("/bloggers/{blogger_id}/preferences-link", name="bloggers.preferences_link")
async def link(page: Page, blogger_id: UUID, brand: UUID | None = None) -> Response:
    return page.render("portal/link.html", brand_id=brand, **await _about(page, blogger_id))


@router.post("/bloggers/{blogger_id}/preferences-link", name="bloggers.preferences_link.create")
async def make(page: Page, blogger_id: UUID) -> Response:
    page.actor.require("bloggers.write")
    form = await page.form(LinkForm)
    blogger = await get_blogger(page.session, page.actor, blogger_id)
    brand_id = await brand_for(page.session, page.actor, blogger.id, form.brand_id)
    brand = await get_brand(page.session, page.actor, brand_id)
    _made, token = await timing.make_link(page.session, page.actor, blogger, brand.id)
    address = await queries.address_form(page.session, blogger, brand.id)
    url = public_address(page.request, page.url_for("portal.show", token=token))
    language, text = invitation(blogger, brand.name, url, address)
    return page.render("portal/link_shown.html", blogger=blogger, url=url, language=language, text=text)


@router.post("/bloggers/{blogger_id}/preferences-link/revoke", name="bloggers.preferences_link.revoke")
async def revoke(page: Page, blogger_id: UUID) -> Response:
    blogger = await get_blogger(page.session, page.actor, blogger_id)
    await timing.revoke_link(page.session, page.actor, blogger)
    return page.redirect("bloggers.show", blogger_id=blogger_id, notice=_("The link opens nothing any more."))


async def _about(page: PageContext, blogger_id: UUID) -> dict:
    page.actor.require("bloggers.write")
    blogger = await get_blogger(page.session, page.actor, blogger_id)
    preference = await preference_of(page.session, page.actor, blogger_id)
    names = await user_names(page.session, page.actor, [preference.said_by] if preference else [])
    return {"blogger": blogger, "preference": preference, "names": names, **WORDS}
