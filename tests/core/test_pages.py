"""Pages, fragments, notices, addresses and assets, on an application of three routes and no database."""

import gzip
import re
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI
from jinja2 import UndefinedError
from pydantic import SecretStr
from starlette.requests import Request
from starlette.testclient import TestClient

from app.core import assets, pages
from app.core.actor import Actor
from app.core.colours import tokens
from app.core.errors import Invalid
from app.core.forms import FormState
from app.core.markdown import markdown
from app.core.pages import PageContext, Pages
from app.core.settings import Settings
from app.core.showroom import colours, sample_clash, sample_pictures, sample_work
from tests.tools import basecoat

READER = Actor(UUID(int=1), UUID(int=2), name="Ana Lopes", locale="fr", workspace_name="Maison Olier")
PARTIAL = {"HX-Request-Type": "partial"}


@pytest.fixture(autouse=True)
def in_english():
    with pages.i18n.speaking("en"):
        yield


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    made = FastAPI()
    settings = Settings(_env_file=None, data_dir=tmp_path, secret_key=SecretStr("x"), development=True)
    made.state.pages = Pages(settings)
    made.state.pages.install(made)

    @made.get("/", name="today")
    async def today():
        return "today"

    @made.get("/people/{person_id}", name="people.show")
    async def show(request: Request, person_id: str):
        return PageContext(request, None, READER).render(
            "dev/components.html",
            sample_form=FormState(),
            tokens=tokens(),
            colours=colours(),
            pictures=sample_pictures(),
            work_samples=sample_work(),
            clash=sample_clash(),
        )

    @made.post("/people/{person_id}/archive", name="people.archive")
    async def archive(request: Request, person_id: str):
        page = PageContext(request, None, READER)
        undo = page.url_for("people.archive", person_id=person_id)
        return page.redirect("people.show", person_id=person_id, notice="Rangé <b>", undo=undo, tab="notes")

    @made.post("/away", name="away")
    async def away(request: Request):
        return PageContext(request, None, READER).redirect_to(request.query_params["to"])

    return made


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)


def test_a_whole_page_speaks_the_readers_language(client):
    answer = client.get("/people/7")
    assert '<html lang="fr"' in answer.text
    assert "Aller au contenu" in answer.text
    assert answer.headers["vary"] == "HX-Request-Type"
    assert answer.headers["cache-control"] == "no-store"


def test_htmx_gets_the_content_alone(client):
    fragment = client.get("/people/7", headers=PARTIAL).text
    assert fragment.startswith('<div class="fragment">')
    assert "<html" not in fragment


def test_no_page_holds_a_style_or_a_script_of_its_own(client):
    text = client.get("/people/7").text
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\bsrc=)", text)


def test_a_redirect_leaves_a_notice_that_is_shown_once(client):
    answer = client.post("/people/7/archive")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/people/7?tab=notes"
    shown = client.get("/people/7?tab=notes").text
    assert "Rangé &lt;b&gt;" in shown
    assert 'action="/people/7/archive"' in shown
    assert "Rangé" not in client.get("/people/7").text


def test_a_notice_reaches_a_fragment_too(client):
    client.post("/people/7/archive")
    fragment = client.get("/people/7", headers=PARTIAL).text
    assert '<hx-partial hx-target="#toaster"' in fragment
    assert "Rangé" in fragment


def test_a_forged_notice_is_not_shown(client):
    client.cookies.set(pages.NOTICE_COOKIE, "eyJ0ZXh0IjoieCJ9.forged.forged")
    assert client.get("/people/7").status_code == 200


def test_a_redirect_of_a_partial_request_changes_the_whole_page(client):
    answer = client.post("/people/7/archive", headers=PARTIAL)
    assert answer.status_code == 200
    assert answer.headers["hx-redirect"] == "/people/7?tab=notes"


@pytest.mark.parametrize("to", ["https://evil.example", "//evil.example", "/\\evil.example", "people"])
def test_a_redirect_never_leaves_the_application(client, to):
    with pytest.raises(ValueError, match="not a path"):
        client.post("/away", params={"to": to})


def test_addresses_take_paths_and_queries(app):
    urls = pages.Urls(app)
    assert urls("people.show", person_id="a b/ç") == "/people/a%20b/%C3%A7"
    assert urls("people.show", person_id=7, tag=["x", "y"], q=None) == "/people/7?tag=x&tag=y"
    assert urls.has("people.show")
    assert not urls.has("nowhere")


def test_an_unknown_name_in_a_template_is_an_error(app):
    template = app.state.pages.environment.from_string("{{ nobody.name }}")
    with pytest.raises(UndefinedError):
        template.render()


def test_values_are_escaped_also_inside_translations(app):
    template = app.state.pages.environment.from_string("{{ _('Remove %(name)s', name=name) }}{{ name }}")
    assert "<script>" not in template.render(name="<script>")


def test_what_is_printed_is_not_frozen_in_the_first_readers_language(app):
    template = app.state.pages.environment.from_string("{{ 1234567|format_number }}")
    with pages.i18n.speaking("en"):
        assert template.render() == "1,234,567"
    with pages.i18n.speaking("fr"):
        assert template.render() == "1\u202f234\u202f567"


def test_an_unchanged_asset_is_kept_for_a_year(client):
    stylesheet, *_rare = re.findall(r'rel="stylesheet" href="([^"]+)"', client.get("/people/7").text)
    answer = client.get(stylesheet)
    assert "immutable" in answer.headers["cache-control"]
    assert "@layer tact.components" in answer.text
    old = client.get(re.sub(r"/static/\w+/", "/static/0000000000/", stylesheet))
    assert old.headers["cache-control"] == "no-cache"
    assert client.get(stylesheet.replace("app.css", "../../app/main.py")).status_code == 404


def test_our_own_styles_and_scripts_stay_small():
    styles = b"".join(assets._squeezed(path) for path in sorted(pages.STATIC.glob("css/*.css")))
    # Loaded where they are used, or once the page is there.
    rare = {"board", "cells", "progress", "docs", "capture", "live", "drafts", "outbox", "tick", "worker", "writes"}
    scripts = b"".join(path.read_bytes() for path in pages.STATIC.glob("js/*.js") if path.stem not in rare)
    assert len(gzip.compress(styles, 9)) < 17_000
    assert len(gzip.compress(scripts, 9)) < 9_000
    assert len(gzip.compress((pages.STATIC / "js" / "live.js").read_bytes(), 9)) < 4_000


def test_what_is_served_of_basecoat_styles_all_that_our_pages_name():
    """Else: `make style`."""
    assert not basecoat.unstyled()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("**bold** <b onclick=x>", "<strong>bold</strong> &lt;b onclick=x&gt;"),
        ("# Title", "<h3>Title</h3>"),
        ("[x](https://example.org)", '<a href="https://example.org" rel="noopener noreferrer">x</a>'),
    ],
)
def test_markdown_is_safe(written, shown):
    assert shown in markdown(written)


def test_an_image_in_markdown_is_not_fetched():
    assert "<img" not in markdown("![tracked](https://spy.example/pixel.gif)")


def test_initials_of_any_name():
    assert [pages.initials(name) for name in ("Camille Moreau", "Mei", "", "🌻 Tournesol", "de la Tour Ève")] == [
        "CM",
        "M",
        "?",
        "🌻T",
        "DÈ",
    ]


def test_a_refused_form_comes_back_before_the_transaction_ends(app):
    request = Request({"type": "http", "app": app, "headers": [], "method": "POST", "path": "/", "query_string": b""})
    request.state.form_meta = {}
    page = PageContext(request, None, READER)
    page._typed = "components/_toasts.html", {}, {"name": ["Camille"]}
    answer = page.invalid(Invalid({"name": "No."}))
    assert answer is not None
    assert answer.status_code == 422
