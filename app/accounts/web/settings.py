"""The settings' first page, from which everything else is reached."""

from fastapi import APIRouter, Response

from app.accounts import queries
from app.accounts.doors import Page

router = APIRouter()


@router.get("/settings", name="settings.index")
async def index(page: Page) -> Response:
    may_remove_demo = await queries.administers_demo(page.session, page.actor)
    return page.render("accounts/settings.html", may_remove_demo=may_remove_demo)
