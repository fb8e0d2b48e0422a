"""The command palette: a dialog by Ctrl K, a page without JavaScript."""

from fastapi import APIRouter, Response

from app.accounts.doors import Page
from app.screens.palette import palette
from app.views.subjects import address

router = APIRouter()


@router.get("/palette", name="palette")
async def show(page: Page, q: str | None = None) -> Response:
    """With `q` a partial request is answered with what it finds alone."""
    found = await palette(page.session, page.actor, q or "")
    template = "screens/_palette_found.html" if page.partial and q is not None else "screens/palette.html"
    addresses = {view.id: address(page, view) for view in found.views}
    return page.render(template, found=found, addresses=addresses)
