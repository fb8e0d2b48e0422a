"""A real `tact serve` in a real Chromium, on a database of its own (`TACT_TEST_DATABASE=postgres`: on PostgreSQL).

- `tact`: the running server (`tact.url`, `tact.settings`, `tact.output`).
- `olga`, `vera`: pages (Playwright) that a member of a fresh workspace is signed in to; `page` is nobody's.
- `program`: the API with the owner's token, for what a test begins with.
- `accessible(page)`: fails on anything axe finds.

A test fails on an error in the console, an exception in a script, a blocked resource, or a request to elsewhere.
"""

import contextlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from app.accounts.doors import PLAIN_COOKIE
from tests import postgres
from tests.cast import Person
from tests.conftest import DATABASE
from tests.tools.server import Tact, arrive, aside, serving

KNOWN = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass
class Watch:
    """What went wrong on the pages of one test."""

    wrong: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=lambda: ["Service Worker registration blocked"])
    """Patterns that a test expects to see in the console: `watch.expected.append("status of 422")`."""

    def over(self, context: BrowserContext, url: str) -> BrowserContext:
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.wrong.append(f"script: {error.error}"))
        context.on("request", lambda request: self._asked(request, url))
        return context

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"console: {message.text}")

    def _asked(self, request: Request, url: str) -> None:
        if not request.url.startswith((url, "data:", "blob:", "about:")):
            self.wrong.append(f"asked elsewhere: {request.url}")

    @property
    def unexpected(self) -> list[str]:
        return [text for text in self.wrong if not any(re.search(pattern, text) for pattern in self.expected)]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium, without the services it would phone at start."""
    found = os.environ.get("TACT_TEST_CHROMIUM") or next(filter(None, map(shutil.which, KNOWN)), None)
    assert found, "no Chromium: install one, or name it in TACT_TEST_CHROMIUM"
    return {
        "executable_path": found,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }


@pytest.fixture(scope="session")
def tact(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tact]:
    """`tact serve` on a free port. For what `make run` does on an empty folder: `serving(folder, demo=True)`."""
    environment = {}
    if DATABASE == "postgres":
        given = getattr(request.config, "workerinput", None)
        place = given["postgres"] if given else request.config.stash[postgres.SERVER].url
        worker = given["workerid"] if given else "alone"
        environment["TACT_DATABASE_URL"] = aside(postgres.create_database(place, f"tact_browser_{worker}"))
    with serving(tmp_path_factory.mktemp("tact"), **environment) as server:
        yield server


@pytest.fixture(scope="session")
def base_url(tact: Tact) -> str:
    return tact.url


@pytest.fixture(scope="session")
def browser_context_args(tact: Tact) -> dict[str, Any]:
    return {
        "base_url": tact.url,
        "locale": "en-GB",
        "timezone_id": "Europe/Paris",
        "viewport": {"width": 1280, "height": 800},
        "service_workers": "block",  # tests of what works without a connection allow it
    }


@pytest.fixture
def watch() -> Iterator[Watch]:
    watching = Watch()
    yield watching
    assert not watching.unexpected, "\n".join(watching.unexpected)


@pytest.fixture
def context(context: BrowserContext, tact: Tact, watch: Watch) -> BrowserContext:
    return watch.over(context, tact.url)


@pytest.fixture
def people(tact: Tact) -> dict[str, Person]:
    """The cast of tests/cast.py, in a workspace of this test's own."""
    return aside(arrive(tact.settings, f"Atelier {uuid4().hex[:8]}"))


@pytest.fixture
def program(tact: Tact, people: dict[str, Person]) -> Iterator[httpx2.Client]:
    """The JSON API as a program of the owner calls it."""
    headers = {"Authorization": f"Bearer {people['owner'].token}"}
    with httpx2.Client(base_url=f"{tact.url}/api/v1", headers=headers, timeout=30) as client:
        yield client


@pytest.fixture
def enter(browser: Browser, tact: Tact, people: dict[str, Person], browser_context_args: dict, watch: Watch):
    """`enter("owner", locale="fr-FR", java_script_enabled=False)`: their page, with options of a browser context."""
    with contextlib.ExitStack() as leaving:

        def arrive(who: str, **options: Any) -> Page:
            context = browser.new_context(**{**browser_context_args, **options})
            leaving.callback(context.close)
            context.add_cookies([{"name": PLAIN_COOKIE, "value": people[who].cookie, "url": tact.url}])
            return watch.over(context, tact.url).new_page()

        yield arrive


@pytest.fixture
def olga(enter: Callable[..., Page]) -> Page:
    """A page of the owner of a fresh workspace."""
    return enter("owner")


@pytest.fixture
def vera(enter: Callable[..., Page]) -> Page:
    """A page of somebody who may only look."""
    return enter("viewer")


@pytest.fixture(scope="session")
def accessible() -> Callable[[Page], None]:
    """Fails with what axe finds on the page: WCAG 2.2 A and AA (targets of 24 px with them), and its best practices."""
    axe = Axe()

    def check(page: Page) -> None:
        ending = "document.getAnimations().filter(it => it.effect.getComputedTiming().iterations !== Infinity)"
        page.evaluate(f"Promise.all({ending}.map(it => it.finished.catch(() => {{}})))")
        # What is open covers targets that are large enough without it.
        covered = page.locator("details[data-menu][open], dialog[open]").count() > 0
        rules = {"target-size": {"enabled": not covered}}
        found = axe.run(page, options={"rules": rules}).response["violations"]
        lines = [f"{it['id']}: {it['help']} at {[node['target'] for node in it['nodes'][:3]]}" for it in found]
        assert not lines, f"{page.url}\n" + "\n".join(lines)

    return check
