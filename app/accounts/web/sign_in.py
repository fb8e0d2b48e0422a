"""Signing in and out, and the language of those who are not signed in."""

from fastapi import APIRouter, Response

from app.accounts import queries, service
from app.accounts.doors import GuestPage, LonePage, Page
from app.accounts.schemas import LanguageIn, SignInIn
from app.accounts.web.common import database_of, entered, left, posted_target, reader, safe_path, visitor_of
from app.core.middleware import LOCALE_COOKIE

router = APIRouter()
A_YEAR = 365 * 24 * 3600


@router.get("/login", name="sign_in")
async def show(page: GuestPage, next: str = "/") -> Response:  # noqa: A002 - the word in the address
    if not await queries.has_users(page.session):
        return page.redirect("first_run")
    if await reader(page):
        return page.redirect_to(safe_path(next))
    needs_setup = await queries.needs_setup(page.session)
    return page.render("accounts/sign_in.html", next=safe_path(next), needs_setup=needs_setup)


@router.post("/login", name="sign_in.create")
async def create(page: LonePage) -> Response:
    target = await posted_target(page)
    form = await page.form(SignInIn, "accounts/sign_in.html", next=target, needs_setup=False)
    return entered(page, await service.sign_in(database_of(page), form, visitor_of(page.request)), target)


@router.post("/logout", name="sign_out")
async def destroy(page: Page) -> Response:
    await service.sign_out(page.session, page.actor)
    return left(page, page.redirect("sign_in"))


@router.get("/sign-in/{token}", name="sign_in_link")
async def follow(page: LonePage, token: str) -> Response:
    """The link of the first start works with one click. Typed or clicked outside of a browser's page, it is used at
    once: the one GET that writes, by its own unit. Anything a page could have caused gets a button instead."""
    headers = page.request.headers
    if headers.get("sec-fetch-site", "none") == "none" and "prefetch" not in headers.get("sec-purpose", ""):
        return await use(page, token)
    return page.render("accounts/sign_in_link.html", token=token)


@router.post("/sign-in/{token}", name="sign_in_link.use")
async def use(page: LonePage, token: str) -> Response:
    async with database_of(page).write() as session:
        secret = await service.use_sign_in_link(session, token, visitor_of(page.request))
    return entered(page, secret)


@router.post("/language", name="language")
async def language(page: LonePage) -> Response:
    target = await posted_target(page)
    form = await page.form(LanguageIn, "accounts/sign_in.html", next=target, needs_setup=False)
    response = page.redirect_to(target)
    response.set_cookie(LOCALE_COOKIE, form.locale, max_age=A_YEAR, samesite="lax", httponly=True)
    return response
