"""The review: one card after the other, each with what decides it and one key per answer."""

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from app.accounts.doors import Page
from app.core.pages import PageContext
from app.outreach.labels import KINDS
from app.partnerships import queries
from app.partnerships.schemas import PartnershipQuery
from app.partnerships.web.common import asked

router = APIRouter()


@router.get("/partnerships/review", name="partnerships.review")
async def review(page: Page, cursor: str | None = None) -> Response:
    query = asked(page)
    walk = await queries.review_at(page.session, page.actor, query, cursor)
    here, after = (_at(page, query, place) for place in (walk.stop.here, walk.stop.after))
    around: dict[str, Any] = {"address": query.address(), "here": here, "after": after, "kinds": KINDS}
    return page.render("partnerships/review.html", walk=walk, **around)


def _at(page: PageContext, query: PartnershipQuery, cursor: str) -> str:
    """Where the review goes on from `cursor`."""
    return f"{page.url_for('partnerships.review')}?{urlencode({**query.address(), 'cursor': cursor}, doseq=True)}"
