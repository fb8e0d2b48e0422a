"""For every hand and eye: at 400 %, in the colours of the system, without motion. Nothing that has the focus is
covered, and the focus is never lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from app.core.clock import now
from tests.browser.test_board import Desk

ENLARGED = {"viewport": {"width": 320, "height": 256}, "reduced_motion": "reduce"}
"""A window of 1280 × 1024 at 400 %."""
WIDE = """() => [document.documentElement, ...document.querySelectorAll("dialog[open], dialog[open] .sheet-body")]
  .filter((it) => it.scrollWidth > it.clientWidth + 1 || it.getBoundingClientRect().right > innerWidth + 1)
  .map((it) => `${it.tagName} ${it.className} ${it.scrollWidth}`)"""
FOCUSED = """() => {
  const it = document.activeElement;
  if (it === document.body) return null;
  const box = (it.matches("[type=radio], [type=checkbox]") && it.closest("label")) || it;
  const isSeen = [...box.getClientRects()].some(({ left, top, right, bottom }) => {
    const [x, y] = [Math.max(left, 0), Math.max(top, 0)];
    const [wide, high] = [Math.min(right, innerWidth) - x, Math.min(bottom, innerHeight) - y];
    const parts = wide > 2 && high > 2 ? [0.1, 0.5, 0.9] : [];
    return parts.some((a) => parts.some((b) => box.contains(document.elementFromPoint(x + wide * a, y + high * b))));
  });
  const isMarked = [it, it.nextElementSibling, it.closest(".board-card")].some((one) => {
    const style = one && getComputedStyle(one);
    return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  });
  const name = it.getAttribute("aria-label") ?? (it.textContent.trim() || it.name);
  return [`${it.tagName} ${name.slice(0, 40)}`, isSeen, isMarked];
}"""


@pytest.fixture
def desk(program) -> Desk:
    return Desk(program)


@pytest.fixture
def camille(desk: Desk) -> dict:
    """Somebody with something of everything."""
    campaign = desk.post("/campaigns", name="Spring table", budget_minor=100_000)["id"]
    card = desk.card("Camille Moreau", stage="prospect", campaign_id=campaign)
    who = f"/bloggers/{card['blogger_id']}"
    desk.post(f"{who}/contact-points", kind="email", value="camille.moreau.bread@a-long-carnet.example.org")
    mail = {"kind": "email", "direction": "in", "summary": "Which dates?"}
    desk.post(f"{who}/interactions", **mail, occurred_at=(now() - timedelta(days=4)).isoformat())
    for n in range(3):
        desk.post("/next-steps", blogger_id=card["blogger_id"], title=f"Send box {n}", due="2026-11-02")
    return card


def screens(card: dict) -> list[str]:
    return ["/", f"/bloggers/{card['blogger_id']}", "/bloggers", "/partnerships", f"/campaigns/{card['campaign_id']}"]


def test_at_400_percent_nothing_scrolls_in_two_directions(enter, camille):
    page = enter("owner", **ENLARGED)
    who = f"/bloggers/{camille['blogger_id']}"
    further = ["/campaigns", "/reports", "/reports/pictures", "/reports/what-if", "/settings", "/settings/timing"]
    further += ["/next-steps", "/capture", "/capture/list", "/bloggers/new", "/partnerships/review", "/account"]
    for path in [*screens(camille), *further, f"{who}/write", f"/partnerships/{camille['id']}", "/imports/new"]:
        page.goto(path)
        assert page.evaluate(WIDE) == [], path
    for path, opener in (
        ("/bloggers", "a[href^='/bloggers/filters']"),
        ("/bloggers", "[data-log-contact]"),
        ("/partnerships", "[data-move]"),
        (who, f"a[href^='{who}/write']"),
    ):
        page.goto(path)
        page.locator(opener).first.click()
        expect(page.locator("dialog[open] :is(h1, h2)").first).to_be_attached()
        assert page.evaluate(WIDE) == [], opener
    page.goto("/bloggers")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("searchbox", name="Go to, or do")).to_be_focused()
    assert page.evaluate(WIDE) == []


@pytest.mark.parametrize("colours", ["none", "active"])
def test_what_has_the_focus_is_seen_and_marked(enter, camille, colours):
    """WCAG 2.4.7 and 2.4.11, at 400 %, where bars would cover most; then in the colours of the system."""
    page = enter("owner", **ENLARGED, forced_colors=colours)
    for path in screens(camille):
        page.goto(path)
        for _step in range(100):
            page.keyboard.press("Tab")
            focused = page.evaluate(FOCUSED)
            if focused is None:
                break
            assert focused[1:] == [True, True], (path, focused)
    page.goto("/bloggers")
    page.get_by_label("Select Camille Moreau").focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-bulk]")).to_contain_text("1")
    assert page.evaluate(FOCUSED)[1:] == [True, True]


def test_what_is_chosen_is_told_in_the_colours_of_the_system(enter, camille):
    page = enter("owner", forced_colors="active")
    page.goto(f"/bloggers/{camille['blogger_id']}")

    def ground(of: Locator) -> str:
        return of.evaluate("it => getComputedStyle(it).backgroundColor")

    kinds = page.locator("#talk-form .choice span")
    assert ground(kinds.nth(0)) != ground(kinds.nth(1))
    places = page.locator(".rail-link")
    assert ground(page.locator(".rail-link[aria-current]").first) != ground(places.first)
    expect(page.locator("#advice-answer .verdict")).to_contain_text("Answer first")  # by its word, too
    assert page.locator("#advice-answer .verdict svg").bounding_box()


def test_without_motion_nothing_moves(enter, camille):
    page = enter("owner", reduced_motion="reduce")
    page.goto("/partnerships")
    moving = "document.getAnimations().filter((it) => it.effect.getComputedTiming().activeDuration > 1).length"
    page.locator("[data-card] [data-primary]").focus()
    page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate(moving) == 0
    expect(page.locator("#spoken")).to_contain_text("moved to Contacted")
    page.keyboard.press("m")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate(moving) == 0


@contextmanager
def kept(page: Page) -> Iterator[None]:
    """What is done in the block leaves the focus somewhere on the page."""
    yield
    for _look in range(2):
        expect(page.locator("body:has(:focus)")).to_have_count(1)
        page.wait_for_timeout(150)  # nothing takes it away a moment later


def enter_on(goal: Locator) -> None:
    goal.focus()
    goal.page.keyboard.press("Enter")


def test_the_focus_is_never_lost_on_today(olga: Page, camille):
    olga.goto("/")
    with kept(olga):
        enter_on(olga.get_by_role("button", name="Done: Send box 0"))
        expect(olga.locator(".step-done")).to_have_count(1)
    with kept(olga):
        enter_on(olga.locator(".toast").last.get_by_role("button", name="Undo"))
        expect(olga.locator(".step-done")).to_have_count(0)
    with kept(olga):
        enter_on(olga.get_by_role("button", name="Snooze until tomorrow").first)
        expect(olga.locator(".toast").last).to_contain_text("Until")


def test_the_focus_is_never_lost_in_the_list(olga: Page, desk, camille):
    for n in range(60):
        desk.post("/bloggers", name=f"Person {n:02}", source="fair", legal_basis="legitimate_interest", country="FR")
    olga.goto("/bloggers")
    with kept(olga):
        enter_on(olga.locator("main").get_by_role("link", name="Show more"))
        expect(olga.locator("#rows tr")).to_have_count(61)
    olga.goto("/bloggers?country=FR")
    with kept(olga):
        enter_on(olga.get_by_role("link", name="Without: in France"))
        expect(olga.get_by_role("link", name="Without: in France")).to_have_count(0)


def test_the_focus_is_never_lost_when_a_dialog_closes(olga: Page, camille):
    who = f"/bloggers/{camille['blogger_id']}"
    keys: dict[str, Callable[[Page], None]] = {
        "Control+k": lambda page: page.keyboard.press("Control+k"),
        "c": lambda page: page.keyboard.press("c"),
        "?": lambda page: page.keyboard.press("?"),
    }
    for path, openers in (
        ("/campaigns", keys),
        ("/bloggers", {"filters": lambda page: enter_on(page.get_by_role("link", name="Add filter"))}),
        ("/partnerships", {"m": lambda page: enter_on(page.locator("[data-move]").first)}),
        (who, {"write": lambda page: enter_on(page.locator(f".page-actions a[href^='{who}/write']"))}),
    ):
        olga.goto(path)
        for opening in openers.values():
            opening(olga)
            expect(olga.locator("dialog[open] :is(h1, h2)").first).to_be_attached()
            with kept(olga):
                olga.keyboard.press("Escape")
                expect(olga.locator("dialog[open]")).to_have_count(0)
