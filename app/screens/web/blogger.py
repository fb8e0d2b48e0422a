"""The page of one person."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Page
from app.screens.blogger import blogger_page

router = APIRouter()


@router.get("/bloggers/{blogger_id}", name="bloggers.show")
async def show(page: Page, blogger_id: UUID, brand: str = "") -> Response:
    found = await blogger_page(page.session, page.actor, blogger_id, _uuid(brand))
    return page.render("screens/blogger.html", **found.context())


def _uuid(text: str) -> UUID | None:
    """An address cut or changed by hand shows the page all the same."""
    try:
        return UUID(text)
    except ValueError:
        return None
