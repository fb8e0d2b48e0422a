"""A phone in the hand: drafts that come back, a connection that goes and comes, four taps, 320 px."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from app.accounts.doors import PLAIN_COOKIE

WIDTH = "document.documentElement.scrollWidth"
KEPT = "Object.keys(localStorage).filter((key) => /^tact.(draft|outbox):/.test(key)).length"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


def comes(page: Page, what: Callable[[], object]) -> None:
    """Waits until `what` is true. (A strict policy forbids Playwright to poll in the page.)"""
    for _look in range(300):
        if what():
            return
        page.wait_for_timeout(100)
    pytest.fail("it did not come")


def nothing_kept(page: Page) -> None:
    comes(page, lambda: not page.evaluate(KEPT))


class Line:
    """A connection between browser and server that can be cut, and that can lose the answer to what was sent."""

    def __init__(self, port: int) -> None:
        self.port, self.up, self.loses_answers = port, True, False
        self._open: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def cut(self) -> None:
        self.up = False
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = self._listening.accept()
                if not self.up:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self.port))
                self._open += [near, far]
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(source, target, target is near), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if is_answer and self.loses_answers:
                    self.cut()
                target.sendall(data)
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        self.cut()
        self._listening.close()


@pytest.fixture
def connection(tact) -> Iterator[Line]:
    line = Line(urlsplit(tact.url).port or 0)
    yield line
    line.end()


@pytest.fixture
def zoe(program) -> str:
    points = [{"kind": "email", "value": "zoe@carnet.example.org"}, {"kind": "phone", "value": "+33 6 12 34 56 78"}]
    body = {"name": "Zoé Lambert", "source": "fair", "legal_basis": "legitimate_interest", "contact_points": points}
    return program.post("/bloggers", json=body).json()["id"]


@pytest.fixture
def said(program, zoe):
    return lambda: [it["summary"] for it in program.get(f"/bloggers/{zoe}/interactions").json()["items"]]


def test_a_draft_comes_back_until_it_is_saved_or_discarded(olga: Page, zoe, said, watch):
    composer, where = "#talk-form [name=summary]", f"/bloggers/{zoe}"
    olga.goto(where)
    olga.locator(composer).press_sequentially("Liked the tart")
    olga.goto("/campaigns")
    olga.goto(where)
    expect(olga.locator("#talk-form .draft-line")).to_contain_text("Restored what you had typed.")
    expect(olga.locator(composer)).to_have_value("Liked the tart")
    olga.get_by_role("button", name="Discard").click()
    expect(olga.locator(composer)).to_have_value("")
    nothing_kept(olga)
    olga.locator(composer).fill("Sent the box")
    olga.locator("#talk-form").get_by_role("button", name="Log it").click()
    expect(olga.locator(".toast")).to_contain_text("Noted with Zoé Lambert.")
    nothing_kept(olga)
    assert said() == ["Sent the box"]


def test_a_draft_survives_a_refusal_in_a_dialog_and_a_change_by_somebody_else(olga: Page, program, zoe, watch):
    watch.expected.append("status of 4")
    olga.goto("/campaigns/new")
    olga.locator("[name=brief]").fill("For **spring**")
    olga.get_by_role("button", name="Make the campaign").click()
    expect(olga.locator(".error-summary")).to_be_visible()
    assert olga.evaluate(KEPT) == 1
    olga.goto("/campaigns/new")
    expect(olga.locator("[name=brief]")).to_have_value("For **spring**")
    olga.locator("[name=name]").fill("Spring")
    olga.get_by_role("button", name="Make the campaign").click()
    expect(olga.locator("h1")).to_contain_text("Spring")
    nothing_kept(olga)
    edit = f"/bloggers/{zoe}/edit/notes"
    olga.goto(edit)
    olga.locator("[name=notes]").fill("Mine")
    found = program.get(f"/bloggers/{zoe}")
    program.patch(f"/bloggers/{zoe}", json={"notes": "Theirs"}, headers={"If-Match": found.headers["etag"]})
    olga.goto("/")
    olga.goto(edit)
    expect(olga.locator("[name=notes]")).to_have_value("Theirs")
    olga.get_by_role("button", name="Put it back").click()
    expect(olga.locator("[name=notes]")).to_have_value("Mine")
    olga.get_by_role("button", name="Save").click()
    nothing_kept(olga)


def test_without_a_connection_a_note_is_kept_and_sent_once(
    browser, browser_context_args, people, connection, watch, said, zoe, accessible
):
    watch.expected += ["ERR_", "Failed to fetch", "status of 422", "ViewTransition opt-in disabled"]
    context = browser.new_context(**{**browser_context_args, **PHONE, "service_workers": "allow"})
    context.add_cookies([{"name": PLAIN_COOKIE, "value": people["owner"].cookie, "url": connection.url}])
    phone = watch.over(context, connection.url).new_page()
    phone.goto(f"{connection.url}/bloggers/{zoe}")
    phone.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    stored = phone.evaluate(
        "caches.keys().then(async (all) => (await (await caches.open(all[0])).keys()).map((it) => it.url))"
    )
    assert all("/static/" in url or "/offline" in url for url in stored)
    # the answer to a contact is lost: it has been logged, and is sent again under the same nonce
    expect(phone.locator("html[data-outbox]")).to_be_attached()
    phone.locator("#talk-form [name=summary]").fill("Box arrived")
    connection.loses_answers = True
    phone.locator("#talk-form .form-actions .btn").tap()
    expect(phone.locator("h1")).to_have_text("No connection")
    expect(phone.locator(".outbox li")).to_contain_text("Box arrived")
    accessible(phone)
    # a line is noted on the page that stands in, another names nobody
    phone.locator("#offline-line").fill("called zoé ok for March")
    phone.locator(".offline-note .btn").tap()
    phone.locator("#offline-line").fill("thank you for the evening")
    phone.locator(".offline-note .btn").tap()
    expect(phone.locator(".outbox li")).to_have_count(3)
    connection.up, connection.loses_answers = True, False
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.locator(".outbox li")).to_have_count(1)
    expect(phone.locator(".outbox li")).to_contain_text("Choose with whom.")
    assert sorted(said()) == ["Box arrived", "ok for March"]
    phone.goto(f"{connection.url}/")
    phone.get_by_role("link", name="Correct and send").tap()
    expect(phone.locator("[name=line]").first).to_have_value("thank you for the evening")
    phone.locator("summary.account").tap()
    phone.get_by_role("button", name="Sign out").tap()
    expect(phone.locator("[name=password]")).to_be_visible()
    nothing_kept(phone)
    context.close()


def test_a_contact_in_four_taps_from_the_start_page(enter, zoe, said, accessible):
    phone = enter("owner", **PHONE)
    phone.goto("/")
    taps = 0
    for place in ("[name=line]", "the line", ".reading-acts .btn >> nth=0"):
        if place == "the line":
            phone.locator("[name=line]").press_sequentially("called zoé ok for March")
            expect(phone.locator(".reading .choice", has_text="Zoé Lambert")).to_be_visible()
        else:
            phone.locator(place).tap()
            taps += 1
    expect(phone.locator(".toast")).to_contain_text("Noted with Zoé Lambert.")
    assert (taps <= 4, said()) == (True, ["ok for March"])
    phone.goto(f"/bloggers/{zoe}")
    for address in ("tel:+33612345678", "mailto:zoe%40carnet.example.org"):
        for place in (".reach", ".contacts"):
            link = phone.locator(f"{place} a[href='{address}']")
            height = link.evaluate("it => it.getBoundingClientRect().height")
            assert height >= 44, (place, address)
    accessible(phone)


def test_no_scrolling_in_two_directions_at_320_px(enter, program, zoe):
    campaign = program.post("/campaigns", json={"name": "Spring"}).json()["id"]
    program.post("/partnerships", json={"blogger_id": zoe, "campaign_id": campaign})
    phone = enter("owner", viewport={"width": 320, "height": 640}, has_touch=True)
    for where in ("/", "/bloggers", f"/bloggers/{zoe}", "/partnerships", f"/campaigns/{campaign}"):
        phone.goto(where)
        wide = "[...document.querySelectorAll('main *')].filter((it) => it.getBoundingClientRect().right > 321).length"
        assert phone.evaluate(WIDTH) <= 320, (where, phone.evaluate(wide))
    phone.goto("/partnerships")
    column = phone.locator(".board-column").nth(1)
    expect(column.locator(".board-place")).to_have_text(f"2 of {phone.locator('.board-column').count()}")
    column.scroll_into_view_if_needed()
    comes(phone, lambda: (column.bounding_box() or {})["x"] >= 0)


def test_a_step_is_ticked_at_once_and_taken_back_when_refused(olga: Page, program, zoe, watch):
    watch.expected.append("status of 503")
    program.post("/next-steps", json={"blogger_id": zoe, "title": "Send the box", "due": "2030-01-07"})
    olga.goto(f"/bloggers/{zoe}")
    step, held = olga.locator(".step").first, []
    olga.route("**/complete", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks it
    step.locator("[data-tick] .btn").click()
    expect(step).to_have_class("step step-done")
    comes(olga, lambda: held)
    held.pop().fulfill(status=503, body="")
    expect(step).to_have_class("step")
    olga.unroute("**/complete")
    step.locator("[data-tick] .btn").click()
    expect(olga.locator(".toast").last).to_contain_text("Done")


def test_a_page_is_fetched_when_one_is_about_to_open_it(browser, browser_context_args, people, tact, watch, zoe):
    context = browser.new_context(**{**browser_context_args, "service_workers": "allow"})
    context.add_cookies([{"name": PLAIN_COOKIE, "value": people["owner"].cookie, "url": tact.url}])
    page = watch.over(context, tact.url).new_page()
    page.goto("/bloggers")
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    page.goto("/bloggers")
    told: list[str] = []
    listening = context.new_cdp_session(page)
    listening.on("Preload.prefetchStatusUpdated", lambda it: told.append(it["status"]))
    listening.send("Preload.enable")
    link = page.locator("a[data-primary]").first
    link.hover()
    comes(page, lambda: "Ready" in told)
    link.click()
    expect(page.locator("h1")).to_contain_text("Zoé Lambert")
    how = "performance.getEntriesByType('navigation')[0].deliveryType"
    assert page.evaluate(how) == "navigational-prefetch"
    context.close()
