"""Without a connection: the service worker, and the page it keeps to be shown then."""

import json

from fastapi import APIRouter, Response

from app.accounts.doors import LonePage
from app.core import i18n
from app.core.assets import ROOT

router = APIRouter()
SCRIPTS = ("app", "notices", "dialogs", "forms", "lists", "focus", "keys", "copy", "bloggers", "outreach", "timing")
SHELL = (
    "css/app.css",
    "js/vendor.js",
    "img/favicon.svg",
    *(f"js/{name}.js" for name in (*SCRIPTS, "accounts", "outbox")),
)


@router.get("/service-worker.js", name="service_worker")
async def worker(page: LonePage, lang: str = "") -> Response:
    """Its address carries the reader's language, its text the version of the files it keeps: either new, it is new."""
    assets, language = page.pages.assets, i18n.negotiate(lang)
    kept = {
        "VERSION": assets.version,
        "OFFLINE": page.url_for("offline", lang=language),
        "SHELL": [assets.url(name) for name in SHELL],
    }
    constants = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in kept.items())
    text = constants + (ROOT / "js" / "worker.js").read_text()
    return Response(text, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@router.get("/offline", name="offline")
async def offline(page: LonePage, lang: str = "") -> Response:
    """What one can do without a connection: note a line, which is sent later. The same for everybody."""
    i18n.activate(i18n.negotiate(lang, i18n.current_locale()))
    return page.render("screens/offline.html")
