"""Capture: from a bookmark, a phone's share menu or a pasted link to the person's essentials, or to a short form."""

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Response
from starlette.responses import JSONResponse

from app.accounts import queries as accounts
from app.accounts.doors import LonePage, Page
from app.bloggers import labels
from app.core.forms import FormState
from app.core.i18n import _, current_locale
from app.core.network import public_address
from app.core.pages import PageContext
from app.outreach import labels as outreach_labels
from app.screens.capture import Captured, bookmarklet, capture

router = APIRouter()
LONGEST = 4_000
ICONS = (
    ("icon-192", "192x192", "any"),
    ("icon-512", "512x512", "any"),
    ("icon-maskable-512", "512x512", "maskable"),
)


@router.get("/capture", name="capture")
async def show(page: Page, url: str = "", title: str = "", text: str = "") -> Response:
    """Known: who they are, whether to ask, one line to log. Unknown: a form filled with what was shared."""
    url, title, text = (one.replace("\x00", "")[:LONGEST].strip() for one in (url, title, text))
    captured = await capture(page.session, page.actor, url, title, text)
    here = f"{page.url_for('capture')}?{urlencode({'url': url, 'title': title, 'text': text})}"
    shared = {"url": url, "shared_title": title, "text": text, "here": here}
    context: dict[str, Any] = {"captured": captured, **shared, **await _around(page, captured)}
    return page.render("screens/capture.html", **context)


@router.get("/capture/setup", name="capture.setup")
async def setup(page: Page) -> Response:
    """How to capture: a bookmark to drag, the share menu of a phone, an address to copy."""
    page.actor.require("bloggers.read")
    address = public_address(page.request, page.url_for("capture"))
    return page.render("screens/capture_setup.html", bookmarklet=bookmarklet(address), address=address)


@router.get("/manifest.webmanifest", name="manifest")
async def manifest(page: LonePage) -> Response:
    """What a phone needs to install Tact, and to offer it where something is shared."""
    return JSONResponse(_manifest(page), media_type="application/manifest+json")


def _manifest(page: PageContext) -> dict[str, Any]:
    asset = page.pages.assets.url
    return {
        "name": "Tact",
        "short_name": "Tact",
        "description": _("Knows when to speak and when to stay quiet."),
        "lang": current_locale(),
        "id": page.url_for("today"),
        "start_url": page.url_for("today"),
        "scope": page.url_for("today"),
        "display": "standalone",
        "icons": [
            {"src": asset("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
            *(
                {"src": asset(f"img/{name}.png"), "sizes": size, "type": "image/png", "purpose": use}
                for name, size, use in ICONS
            ),
        ],
        "share_target": {
            "action": page.url_for("capture"),
            "method": "GET",
            "params": {"title": "title", "text": "text", "url": "url"},
        },
    }


async def _around(page: PageContext, captured: Captured) -> dict[str, Any]:
    """What the form for somebody new offers."""
    brands = await accounts.brands(page.session, page.actor) if captured.form else []
    offered = {"brands": [(str(brand.id), brand.name) for brand in brands]}
    return {"form": FormState(captured.form), "choices": offered, "labels": labels, "words": outreach_labels}
