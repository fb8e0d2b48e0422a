"""The first screen, and the end of the demo."""

from fastapi import APIRouter, Response

from app.accounts import queries, service
from app.accounts.doors import GuestPage, LonePage, Page
from app.accounts.labels import choices
from app.accounts.schemas import FirstRunIn
from app.accounts.web.common import database_of, entered, visitor_of
from app.core.forms import FormState
from app.core.i18n import _, current_locale

router = APIRouter()
TEMPLATE = "accounts/first_run.html"


@router.get("/welcome", name="first_run")
async def show(page: GuestPage) -> Response:
    if not await queries.needs_setup(page.session):
        return page.redirect("sign_in")
    needs_token = not visitor_of(page.request).is_loopback
    form = FormState({"locale": current_locale(), "time_zone": "Europe/Paris" if current_locale() == "fr" else "UTC"})
    return page.render(TEMPLATE, form=form, needs_token=needs_token, **choices())


@router.post("/welcome", name="first_run.create")
async def create(page: LonePage) -> Response:
    visitor = visitor_of(page.request)
    form = await page.form(FirstRunIn, TEMPLATE, needs_token=not visitor.is_loopback, **choices())
    secret = await service.set_up(database_of(page), page.request.app.state.settings, form, visitor)
    return entered(page, secret, notice=_("Welcome. Your workspace is ready."))


@router.post("/demo/remove", name="demo.remove")
async def remove_demo(page: Page) -> Response:
    await service.remove_demo(page.session, page.actor)
    return page.redirect_to("/", notice=_("The demo and everything in it is gone."))
