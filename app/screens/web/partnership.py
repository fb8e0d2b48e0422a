"""The page of one partnership."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Page
from app.screens.partnership import partnership_page

router = APIRouter()


@router.get("/partnerships/{partnership_id}", name="partnerships.show")
async def show(page: Page, partnership_id: UUID) -> Response:
    found = await partnership_page(page.session, page.actor, partnership_id)
    return page.render("screens/partnership.html", **found)
