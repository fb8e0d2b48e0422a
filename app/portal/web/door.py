"""How a private link becomes a page: no account, no cookie, no script, and no word to anybody else about where it is.

The link itself is what proves that a form comes from its page; the checks of core's guard come on top.
"""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, Query
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.accounts.service import Guess
from app.core import i18n
from app.core.db import SAFE_METHODS, unit_of_work
from app.core.network import address_of
from app.core.pages import PageContext
from app.core.rate import rate_limit
from app.core.security import digest
from app.portal import queries, service
from app.portal.labels import WORDS
from app.portal.queries import Visit
from app.portal.service import UnknownLink

CALLS_A_MINUTE = 60
POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""No script at all."""
HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


class VisitContext(PageContext):
    """A page's bundle with the visit in it; every answer keeps the link to itself."""

    def __init__(self, request: Request, session: AsyncSession, visit: Visit, token: str, language: str) -> None:
        super().__init__(request, session, None)
        self.visit, self._token, self._language = visit, token, language

    def to(self, name: str, **query: Any) -> str:
        """A path of this link, in the language chosen."""
        return self.url_for(name, token=self._token, **{"lang": self._language or None, **query})

    def render(self, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        response = super().render(template, status, visit=self.visit, to=self.to, **WORDS, **context)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    def back(self, saved: str = "yes") -> Response:
        """303 to the page, which says what happens now. No cookie carries it."""
        return self.redirect_to(f"{self.to('portal.show', saved=saved)}#said")


async def admitted(request: Request, token: str, lang: Annotated[str, Query(max_length=5)] = "") -> tuple[str, str]:
    """The token of a link that opens, and the language chosen. Wrong ones are counted by address, in a unit of their
    own; what is chosen nowhere is the browser's to say."""
    language = lang if lang in i18n.SUPPORTED else ""
    accepted = i18n.negotiate(language, accept_language=request.headers.get("accept-language"))
    i18n.activate(accepted)
    request.state.answer_headers = HEADERS
    database, guess = request.app.state.database, Guess(address_of(request))
    async with database.read() as session:
        await guess.admit(session)
        known = await queries.visit(session, token)
    if known is None:
        await guess.count(database)
        raise UnknownLink
    rate_limit(CALLS_A_MINUTE).hit(f"link:{digest(token)}")
    i18n.activate(accepted, known.zone)
    return token, language


async def visit_context(
    request: Request, link: Annotated[tuple[str, str], Depends(admitted)]
) -> AsyncIterator[VisitContext]:
    token, language = link
    async with unit_of_work(request) as session:
        visit = await service.enter(session, token, lock=request.method not in SAFE_METHODS)
        async with VisitContext(request, session, visit, token, language) as page:
            yield page


VisitPage = Annotated[VisitContext, Depends(visit_context, scope="function")]
