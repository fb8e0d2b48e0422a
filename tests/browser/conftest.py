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
from typing import Any, Literal
from uuid import UUID, uuid4

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, WebError, expect

from app.accounts.doors import PLAIN_COOKIE
from app.accounts.models import User
from app.core.db import Database
from tests import postgres
from tests.cast import Person
from tests.conftest import DATABASE
from tests.everything import CHROMIUMS
from tests.tools.server import Tact, arrive, aside, serving

expect.set_options(timeout=30_000)  # as long as Playwright waits for a click: how busy the machine is, no test asks


BROWSERS_OWN = (
    "Service Worker registration blocked",
    # Chromium gives up the transition between two pages where the second is there before it: no script asked for one.
    "Transition was aborted because of invalid state. Page already revealed",
)


@dataclass
class Watch:
    """What went wrong on the pages of one test."""

    wrong: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=lambda: [*BROWSERS_OWN])
    """Patterns that a test expects to see in the console: `watch.expected.append("status of 422")`."""

    def over(self, context: BrowserContext, url: str) -> BrowserContext:
        context.on("console", self.heard)
        context.on("weberror", self.failed)
        context.on("request", lambda request: self.asked(request, url))
        return context

    def heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"console: {message.text}")

    def failed(self, error: WebError) -> None:
        self.wrong.append(f"script: {error.error}")

    def asked(self, request: Request, url: str) -> None:
        if not request.url.startswith((url, "data:", "blob:", "about:")):
            self.wrong.append(f"asked elsewhere: {request.url}")

    @property
    def unexpected(self) -> list[str]:
        return [text for text in self.wrong if not any(re.search(pattern, text) for pattern in self.expected)]


NOTHING = '<!doctype html><link rel="icon" href="data:,">'


class Lent:
    """A browser context that one test after the other uses: what a worker's first test has fetched need not be fetched
    again, and everything else is taken away between two tests. A page with nothing on it stays, as another tab would,
    and with it the process that draws them all: to start one takes longer than to draw a page."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context, self.url, self.watch = context, url, Watch()
        self.is_free = True
        context.on("console", lambda message: self.watch.heard(message))  # noqa: PLW0108 - it changes
        context.on("weberror", lambda error: self.watch.failed(error))  # noqa: PLW0108
        context.on("request", lambda request: self.watch.asked(request, url))
        self.stays = context.new_page()
        self.stays.route(url, lambda route: route.fulfill(content_type="text/html", body=NOTHING))
        self.stays.goto(url)
        self._cleaner = context.new_cdp_session(self.stays)

    def lend(self, watch: Watch) -> BrowserContext:
        self.is_free, self.watch = False, watch
        return self.context

    def take_back(self) -> None:
        context = self.context
        context.set_offline(False)
        context.unroute_all(behavior="ignoreErrors")
        for page in context.pages:
            if page is not self.stays:
                page.close()
        kinds = "local_storage,indexeddb,cache_storage"
        self._cleaner.send("Storage.clearDataForOrigin", {"origin": self.url, "storageTypes": kinds})
        context.clear_cookies()
        self.is_free = True


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium, without the services it would phone at start."""
    found = os.environ.get("TACT_TEST_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)
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
            "--process-per-site",
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
        "reduced_motion": "reduce",  # and tests of what moves let it move: `enter("owner", **MOVING)`
    }


@pytest.fixture
def watch() -> Iterator[Watch]:
    watching = Watch()
    yield watching
    assert not watching.unexpected, "\n".join(watching.unexpected)


@pytest.fixture
def context(context: BrowserContext, tact: Tact, watch: Watch) -> BrowserContext:
    return watch.over(context, tact.url)


@pytest.fixture(scope="session")
def kept() -> dict[str, list[Lent]]:
    """The contexts of this worker by their options."""
    return {}


@pytest.fixture
def lend(browser: Browser, tact: Tact, browser_context_args: dict, watch: Watch, kept: dict[str, list[Lent]]):
    """`lend(**options)`: a browser context in which nobody has been, as far as pages can tell."""
    with contextlib.ExitStack() as leaving:

        def give(**options: Any) -> BrowserContext:
            alike = kept.setdefault(repr(sorted(options.items())), [])
            lent = next((one for one in alike if one.is_free), None)
            if not lent:
                lent = Lent(browser.new_context(**{**browser_context_args, **options}), tact.url)
                alike.append(lent)
            leaving.callback(lent.take_back)
            return lent.lend(watch)

        yield give


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
def enter(lend: Callable[..., BrowserContext], tact: Tact, people: dict[str, Person]) -> Callable[..., Page]:
    """`enter("owner", locale="fr-FR", java_script_enabled=False)`: their page, with options of a browser context."""

    def arrive(who: str, **options: Any) -> Page:
        context = lend(**options)
        context.add_cookies([{"name": PLAIN_COOKIE, "value": people[who].cookie, "url": tact.url}])
        return context.new_page()

    return arrive


@pytest.fixture
def speak_french(tact: Tact, people: dict[str, Person]) -> Callable[[str], None]:
    """`speak_french("owner")`: their account is in French from now on."""

    async def write(user_id: UUID) -> None:
        database = Database(tact.settings)
        async with database.write() as session:
            (await session.get_one(User, user_id)).locale = "fr"
        await database.dispose()

    return lambda who: aside(write(people[who].user.id))


@pytest.fixture
def olga(enter: Callable[..., Page]) -> Page:
    """A page of the owner of a fresh workspace."""
    return enter("owner")


@pytest.fixture
def vera(enter: Callable[..., Page]) -> Page:
    """A page of somebody who may only look."""
    return enter("viewer")


MOVING = {"reduced_motion": "no-preference"}
AXE = """async ([isOther]) => {
  // Colours pass from theme to theme, a child's after its parent's.
  const ends = (it) => it.effect.getComputedTiming().iterations !== Infinity;
  const passing = () => document.getAnimations().some((it) => it.playState === "running" && ends(it));
  const frame = () => new Promise(requestAnimationFrame);
  const late = performance.now() + 2000;
  do { await frame(); await frame(); } while (passing() && performance.now() < late);
  const found = async (where, options) =>
    (await axe.run(where, { resultTypes: ["violations"], ...options })).violations.map(({ id, help, nodes }) =>
      `${id}: ${help} at ${JSON.stringify(nodes.slice(0, 3).map((node) => node.target))}`);
  if (isOther) return found(document, { runOnly: ["color-contrast", "link-in-text-block"] });
  // What is open covers targets that are large enough without it; its own are looked at by themselves.
  const open = [...document.querySelectorAll("details[data-menu][open], dialog[open]")];
  const all = await found(document, { rules: { "target-size": { enabled: !open.length } } });
  return open.length ? [...all, ...(await found({ include: open }, { runOnly: ["target-size"] }))] : all;
}"""
OTHER: dict[bool, Literal["light", "dark"]] = {True: "light", False: "dark"}


@pytest.fixture(scope="session")
def accessible() -> Callable[[Page], None]:
    """Fails with what axe finds on the page: WCAG 2.2 A and AA (targets of 24 px with them), and its best practices.
    Colours are looked at in both themes."""
    script = Axe().axe_script

    def check(page: Page) -> None:
        page.wait_for_load_state()
        if not page.evaluate("'axe' in window"):
            page.evaluate(script)
        is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        found = page.evaluate(AXE, [False])
        page.emulate_media(color_scheme=OTHER[is_dark])
        found += [f"{line} ({OTHER[is_dark]})" for line in page.evaluate(AXE, [True])]
        page.emulate_media(color_scheme=OTHER[not is_dark])
        assert not found, f"{page.url}\n" + "\n".join(found)

    return check
