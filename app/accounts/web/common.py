"""What the pages around signing in share: the visitor, the cookie, and where to go next."""

import re
from urllib.parse import unquote, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from app.accounts.doors import actor_of_session, cookie_name
from app.accounts.service.sessions import ABSOLUTE, Visitor
from app.core.actor import Actor
from app.core.db import Database
from app.core.errors import Unauthenticated
from app.core.network import address_of, is_loopback
from app.core.pages import PageContext

_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")


def database_of(page: PageContext) -> Database:
    return page.request.app.state.database


def visitor_of(request: Request) -> Visitor:
    return Visitor(
        address=address_of(request),
        user_agent=request.headers.get("user-agent", ""),
        is_loopback=is_loopback(request),
        cookie=request.cookies.get(cookie_name(request), ""),
    )


async def reader(page: PageContext) -> Actor | None:
    """Who is signed in, on a page that asks nobody to be."""
    token = page.request.cookies.get(cookie_name(page.request), "")
    try:
        return await actor_of_session(page.session, token) if token else None
    except Unauthenticated:
        return None


def entered(page: PageContext, token: str, path: str = "/", notice: str | None = None) -> Response:
    """On to `path` with the cookie of a new session."""
    response = page.redirect_to(path, notice=notice)
    response.set_cookie(
        cookie_name(page.request),
        token,
        max_age=int(ABSOLUTE.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=page.request.app.state.settings.is_https,
    )
    return response


def left(page: PageContext, response: Response) -> Response:
    """The same answer without the cookie."""
    response.delete_cookie(
        cookie_name(page.request), httponly=True, samesite="lax", secure=page.request.app.state.settings.is_https
    )
    return response


async def posted_target(page: PageContext) -> str:
    """Where the posted form wants to go next."""
    return safe_path((await page.request.form()).get("next"))


def safe_path(target: object) -> str:
    """`target` if it is a path of this application (T13), else "/". What hides in percent signs counts as written,
    except in its query: that leads nowhere, and what somebody shares may have lines."""
    if not isinstance(target, str) or not target.startswith("/"):
        return "/"
    seen = target.split("?")[0]
    for _round in range(3):
        seen = unquote(seen)
        if _UNSAFE.search(seen.replace(" ", "")) or urlsplit(seen).path.startswith("//") or "//" in seen.split("?")[0]:
            return "/"
    return "/" if _UNSAFE.search(target) or urlsplit(target).netloc else target
