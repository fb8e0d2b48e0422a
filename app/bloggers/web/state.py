"""Archive and restore, delete with undo, and no outreach any more."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Page
from app.bloggers import queries, service
from app.bloggers.web.forms import StopContact
from app.core.i18n import _

router = APIRouter()


@router.post("/bloggers/{blogger_id}/archive", name="bloggers.archive")
async def archive(page: Page, blogger_id: UUID) -> Response:
    blogger = await queries.get_blogger(page.session, page.actor, blogger_id)
    await service.archive(page.session, page.actor, blogger)
    undo = page.url_for("bloggers.restore", blogger_id=blogger_id)
    return page.redirect("bloggers.index", notice=_("%(name)s is in the archive now.", name=blogger.name), undo=undo)


@router.post("/bloggers/{blogger_id}/restore", name="bloggers.restore")
async def restore(page: Page, blogger_id: UUID) -> Response:
    blogger = await queries.get_blogger(page.session, page.actor, blogger_id)
    await service.restore(page.session, page.actor, blogger)
    notice = _("%(name)s is back in the list.", name=blogger.name)
    return page.redirect("bloggers.show", blogger_id=blogger_id, notice=notice)


@router.post("/bloggers/{blogger_id}/delete", name="bloggers.delete")
async def delete(page: Page, blogger_id: UUID) -> Response:
    blogger = await queries.get_blogger(page.session, page.actor, blogger_id)
    await service.delete(page.session, page.actor, blogger)
    undo = page.url_for("bloggers.undelete", blogger_id=blogger_id)
    return page.redirect("bloggers.index", notice=_("%(name)s is in the bin.", name=blogger.name), undo=undo)


@router.post("/bloggers/{blogger_id}/undelete", name="bloggers.undelete")
async def undelete(page: Page, blogger_id: UUID) -> Response:
    blogger = await queries.get_blogger(page.session, page.actor, blogger_id)
    await service.undelete(page.session, page.actor, blogger)
    notice = _("%(name)s is back, with everything.", name=blogger.name)
    return page.redirect("bloggers.show", blogger_id=blogger_id, notice=notice)


@router.get("/bloggers/{blogger_id}/stop-contact", name="bloggers.stop_contact_form")
async def stop_contact_form(page: Page, blogger_id: UUID) -> Response:
    page.actor.require("bloggers.write")
    blogger = await queries.get_blogger(page.session, page.actor, blogger_id)
    return page.render("bloggers/stop_contact.html", blogger=blogger)


@router.post("/bloggers/{blogger_id}/stop-contact", name="bloggers.stop_contact")
async def stop_contact(page: Page, blogger_id: UUID) -> Response:
    blogger = await queries.get_blogger(page.session, page.actor, blogger_id)
    given = await page.form(StopContact, "bloggers/stop_contact.html", blogger=blogger)
    values = {"do_not_contact": True, "do_not_contact_reason": given.reason}
    await service.update_blogger(page.session, page.actor, blogger, values)
    may_undo = page.actor.may("do_not_contact.clear")
    undo = page.url_for("bloggers.allow_contact", blogger_id=blogger_id) if may_undo else None
    return page.redirect("bloggers.show", blogger_id=blogger_id, notice=_("Noted: no more outreach."), undo=undo)


@router.post("/bloggers/{blogger_id}/allow-contact", name="bloggers.allow_contact")
async def allow_contact(page: Page, blogger_id: UUID) -> Response:
    blogger = await queries.get_blogger(page.session, page.actor, blogger_id)
    values = {"do_not_contact": False, "do_not_contact_reason": ""}
    await service.update_blogger(page.session, page.actor, blogger, values)
    return page.redirect("bloggers.show", blogger_id=blogger_id, notice=_("Contact is allowed again."))
