"""The search box at the top of every page: people first."""

from fastapi import APIRouter, Response

from app.accounts.doors import Page
from app.bloggers import queries

router = APIRouter()
SHOWN_BELOW_THE_BOX, SHOWN_ON_THE_PAGE = 8, 50


@router.get("/search", name="search")
async def search(page: Page, q: str = "") -> Response:
    """Under the box while one types; on a page of its own, unless only one person can be meant."""
    page.actor.require("bloggers.read")
    limit = SHOWN_BELOW_THE_BOX if page.partial else SHOWN_ON_THE_PAGE
    hits = await queries.search(page.session, page.actor, q, limit) if q.strip() else []
    if len(hits) == 1 and not page.partial:
        return page.redirect("bloggers.show", blogger_id=hits[0].id)
    return page.render("bloggers/_hits.html" if page.partial else "bloggers/search.html", q=q.strip(), hits=hits)
