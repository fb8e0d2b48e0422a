"""One pure-ASGI layer around every answer: request id, host, CSRF, security headers, the reader's language.

CSRF follows Go 1.25's CrossOriginProtection: an unsafe request must say `Sec-Fetch-Site: same-origin` or `none`;
a browser too old to say must send an `Origin` that is this host. The API authenticates by header and is exempt.
On a private page, which keeps its address from everybody (`no-referrer`), such a browser sends `Origin: null`: there
the address is the secret that another site would have to know.
"""

import logging
import re
import time
from urllib.parse import urlsplit
from uuid import uuid4

from sqlalchemy.exc import DBAPIError
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core import i18n
from app.core.answers import on_crash
from app.core.db import SAFE_METHODS, record_aside
from app.core.settings import Settings

CSP = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
LOCALE_COOKIE = "tact_locale"
_HOST = re.compile(r"^([\w.-]+|\[[0-9a-fA-F:.]+\])(:\d{1,5})?$")
_SECRET = re.compile(r"^/(p|join|sign-in)/[^/]+")
PRIVATE = "/p/"
"""Pages that whoever has their address may use."""
_REQUEST_ID = re.compile(r"^[\w.-]{8,64}$")
log = logging.getLogger("tact.access")


class Guard:
    """Wraps the application; see the module."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        public = urlsplit(settings.public_url)
        self._public_host = public.netloc
        self._headers = {
            "Content-Security-Policy": CSP,
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
        }
        if settings.is_https:
            self._headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        state = scope.setdefault("state", {})
        given = headers.get("x-request-id", "")
        state["aside"] = []
        state["request_id"] = given if _REQUEST_ID.match(given) else uuid4().hex
        cookies = Request(scope).cookies
        i18n.activate(i18n.negotiate(cookies.get(LOCALE_COOKIE), accept_language=headers.get("accept-language")))
        started, status = time.perf_counter(), 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                out = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    out.setdefault(name, value)
                out["X-Request-Id"] = state["request_id"]
                if scope["method"] not in SAFE_METHODS and not scope["path"].startswith("/api/"):
                    out.setdefault("Clear-Site-Data", '"prefetchCache"')  # fetched ahead, it may say what was
                out.update(state.get("answer_headers", {}))
            await send(message)

        if problem := self._problem(scope, headers):
            await problem(scope, receive, answer)
        else:
            try:
                await self.app(scope, receive, answer)
            except Exception as error:
                if not status:  # answered here, for Starlette answers a crash outside of this layer: without headers
                    await (await on_crash(Request(scope), error))(scope, receive, answer)
                raise
            await _write_aside(scope)
        log.info(
            "%s %s %d %.1f ms", scope["method"], _told(scope["path"]), status, (time.perf_counter() - started) * 1000
        )

    def _problem(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        host = headers.get("host", "")
        if not _HOST.match(host) or (self._public_host and host != self._public_host and not _is_probe(scope, host)):
            return PlainTextResponse("This is not the address of this Tact.\n", 400)
        if scope["method"] in SAFE_METHODS or scope["path"].startswith("/api/"):
            return None
        if _same_origin(headers, host) or (scope["path"].startswith(PRIVATE) and _is_too_old_to_say(headers)):
            return None
        return PlainTextResponse("This request came from another site and was refused.\n", 403)


async def _write_aside(scope: Scope) -> None:
    """Writes last-use times once the answer is out: reading stays reading, and nobody waits for it."""
    if statements := scope["state"]["aside"]:
        try:
            await record_aside(scope["app"].state.database, *statements)
        except DBAPIError as error:
            log.warning("a last-use time was not written: %s", error)


def _same_origin(headers: Headers, host: str) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == host


def _is_too_old_to_say(headers: Headers) -> bool:
    return "sec-fetch-site" not in headers and headers.get("origin") == "null"


def _told(path: str) -> str:
    """A path as the log may keep it: links that let somebody in stay out of it."""
    return _SECRET.sub(r"/\1/…", path)


def _is_probe(scope: Scope, host: str) -> bool:
    """Health checks come by address, not by the public name."""
    return scope["path"] in ("/healthz", "/readyz") or host.split(":", maxsplit=1)[0] in (
        "127.0.0.1",
        "localhost",
        "[::1]",
        "testserver",
    )
