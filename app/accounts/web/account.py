"""One's own account: profile, password, sessions."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts import queries, service
from app.accounts.doors import Page, SlowPage
from app.accounts.labels import browser_name, choices
from app.accounts.models import User
from app.accounts.schemas import MePatch, PasswordIn, ProfileIn, TourIn
from app.accounts.web.common import database_of, entered, visitor_of
from app.core.forms import FormState
from app.core.i18n import _, activate, ngettext

router = APIRouter()


@router.get("/account", name="account.show")
async def show(page: Page) -> Response:
    user = await page.session.get_one(User, page.actor.user_id)
    return page.render("accounts/profile.html", form=FormState.of(user), user=user, **choices())


@router.post("/account", name="account.update")
async def update(page: Page) -> Response:
    user = await page.session.get_one(User, page.actor.user_id)
    form = await page.form(ProfileIn, "accounts/profile.html", user=user, **choices())
    await service.change_profile(page.session, page.actor, form)
    activate(form.locale or page.actor.locale)
    return page.redirect("account.show", notice=_("Saved."))


@router.post("/account/tour", name="tour")
async def tour(page: Page) -> Response:
    """On to the next step, where it is to be seen; step 0 leaves the tour."""
    form = await page.form(TourIn)
    await service.go_on(page.session, page.actor, form.step)
    return page.redirect(("today", "today", "bloggers.index", "today")[form.step])


@router.post("/account/shortcuts", name="account.shortcuts")
async def shortcuts(page: Page) -> Response:
    """Turns single keys on or off, on every device of theirs."""
    chosen = await page.form(MePatch)
    await service.set_single_keys(page.session, page.actor, act=chosen.single_keys)
    return page.redirect("account.show", notice=_("Saved."))


@router.get("/account/password", name="password.edit")
async def edit_password(page: Page) -> Response:
    user = await page.session.get_one(User, page.actor.user_id)
    return page.render("accounts/password.html", has_password=bool(user.password_hash))


@router.post("/account/password", name="password.update")
async def update_password(page: SlowPage) -> Response:
    form = await page.form(PasswordIn, "accounts/password.html", has_password=True)
    token = await service.change_password(database_of(page), page.actor, form, visitor_of(page.request))
    notice = _("Your password is changed. Other devices are signed out.")
    return entered(page, token, page.url_for("account.show"), notice)


@router.get("/account/sessions", name="sessions.index")
async def sessions(page: Page) -> Response:
    sessions = await queries.sessions(page.session, page.actor)
    return page.render("accounts/sessions.html", sessions=sessions, browser_name=browser_name)


@router.post("/account/sessions/{session_id}/end", name="sessions.end")
async def end(page: Page, session_id: UUID) -> Response:
    await service.end_session(page.session, page.actor, session_id)
    return page.redirect("sessions.index", notice=_("Signed out there."))


@router.post("/account/sessions/end-others", name="sessions.end_others")
async def end_others(page: Page) -> Response:
    ended = await service.end_other_sessions(page.session, page.actor)
    return page.redirect(
        "sessions.index", notice=ngettext("Signed out on %(n)s device.", "Signed out on %(n)s devices.", ended)
    )
