"""By keyboard alone: every key that the help shows does what it says, none while one types, no focus is lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.core.migrate import ROOT
from tests.browser.test_board import Desk


@pytest.fixture
def desk(program) -> Desk:
    return Desk(program)


@pytest.fixture
def camille(desk: Desk):
    return desk.card("Camille Moreau", stage="prospect")


def test_what_the_help_shows_is_what_is_bound(olga: Page):
    olga.goto("/")
    shown = set(olga.locator("[data-does]").evaluate_all("rows => rows.map(row => row.dataset.does)"))
    actions = (ROOT / "static/js/keys.js").read_text().split("const actions = {")[1].split("\n};")[0]
    assert shown == set(re.findall(r"^  (\w+)\(", actions, re.MULTILINE)) | {"move"}
    olga.keyboard.press("?")
    expect(olga.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    olga.keyboard.press("g")
    olga.keyboard.press("b")
    olga.keyboard.press("Escape")
    expect(olga.get_by_role("dialog")).to_have_count(0)
    assert olga.url.endswith("/")


def test_a_day_by_keyboard_alone(olga: Page, desk, camille):
    keys = olga.keyboard.press
    olga.goto("/")
    for letter, place in (("p", "/partnerships"), ("c", "/campaigns"), ("t", "/"), ("b", "/bloggers")):
        keys("g")
        with olga.expect_navigation(url=re.compile(re.escape(place) + "$")):
            keys(letter)
    keys("j")
    expect(olga.locator("[data-primary]").first).to_be_focused()
    keys("x")
    expect(olga.locator("[data-bulk]")).to_contain_text("1")
    keys("x")
    keys("/")
    expect(olga.locator(".search [data-search-input]")).to_be_focused()
    olga.keyboard.type("gbcxje?")  # letters, while one types
    expect(olga.locator(".search [data-search-input]")).to_have_value("gbcxje?")
    keys("Escape")
    keys("j")
    with olga.expect_navigation(url=re.compile(f"/bloggers/{camille['blogger_id']}")):
        keys("Enter")
    keys("c")
    expect(olga.locator("[data-composer] :is(textarea, input):focus")).to_have_count(1)
    olga.locator("#main").focus()
    keys("e")
    expect(olga.locator("#block-person.block-editing")).to_be_visible()
    # Save: the form goes, and the focus stays where it was.
    olga.locator("#block-person [name=city]").fill("Lyon")
    keys("Enter")
    expect(olga.locator("#block-person:not(.block-editing)")).to_be_visible()
    expect(olga.locator("#block-person :focus, #block-person:focus")).to_have_count(1)


def test_the_board_by_keyboard_is_spoken_and_keeps_the_focus(olga: Page, camille):
    olga.goto("/partnerships")
    olga.keyboard.press("j")
    link = olga.locator(f"#card-{camille['id']} [data-primary]")
    expect(link).to_be_focused()
    olga.keyboard.press("Shift+ArrowRight")
    expect(olga.locator("#spoken")).to_have_text("Camille Moreau moved to Contacted.")
    expect(link).to_be_focused()


def test_single_keys_are_turned_off_in_ones_account(olga: Page, camille):
    olga.goto("/account")
    olga.get_by_role("button", name="Turn single keys off").click()
    expect(olga.get_by_text("Single keys are turned off.")).to_be_visible()
    olga.goto("/partnerships")
    for key in ("j", "?", "c", "g", "b"):
        olga.keyboard.press(key)
    expect(olga.get_by_role("dialog")).to_have_count(0)
    assert olga.evaluate("document.activeElement === document.body")
    olga.keyboard.press("Control+k")
    expect(olga.get_by_role("dialog")).to_be_visible()


def test_a_dialog_opened_again_at_once_stays(olga: Page):
    """Browsers tell of the closing a little later: by then it may be open again."""
    olga.goto("/")
    olga.keyboard.press("c")
    line = olga.locator("#dialog [name=line]")
    expect(line).to_be_focused()
    olga.evaluate("document.querySelector('#dialog').dispatchEvent(new Event('close'))")
    olga.keyboard.type("met Ada")
    expect(line).to_have_value("met Ada")
