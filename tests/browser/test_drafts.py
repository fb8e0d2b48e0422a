"""What is typed into the forms of next steps and circumstances comes back after an accident, until it is saved."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_phone import KEPT, nothing_kept


@pytest.fixture
def zoe(program) -> str:
    body = {"name": "Zoé Lambert", "source": "a fair", "legal_basis": "legitimate_interest"}
    return program.post("/bloggers", json=body).json()["id"]


def typed_and_left(page: Page, path: str, name: str, words: str) -> None:
    """Words are typed, the page is left without a save, and they are there again, with a line that says so."""
    page.goto(path)
    page.locator(f"main [name={name}]").fill(words)
    page.goto("/campaigns")
    page.goto(path)
    expect(page.locator("main .draft-line")).to_contain_text("Restored what you had typed.")
    expect(page.locator(f"main [name={name}]")).to_have_value(words)


def test_next_steps_and_what_weighs_on_timing_keep_what_was_typed(olga: Page, program, zoe):
    typed_and_left(olga, f"/next-steps/new?blogger_ids={zoe}", "title", "Send her the long brief")
    olga.goto("/next-steps/new")
    expect(olga.locator("main .draft-line")).to_have_count(0)
    olga.goto(f"/next-steps/new?blogger_ids={zoe}")
    olga.locator("main .due-choices .choice").first.click()
    olga.locator("main form .form-actions button").click()
    expect(olga.locator(".toast").first).to_be_visible()
    nothing_kept(olga)
    step = program.get(f"/bloggers/{zoe}/next-steps").json()["items"][0]
    typed_and_left(olga, f"/next-steps/{step['id']}/edit", "title", "Send her two briefs")
    olga.locator("main form .form-actions button").first.click()
    nothing_kept(olga)
    typed_and_left(olga, f"/bloggers/{zoe}/circumstances/new", "label", "The photographs of May")
    assert olga.evaluate(KEPT) == 1
    olga.locator("main [name=until_day]").fill("2031-03-04")
    olga.locator("main form .form-actions button").click()
    expect(olga.locator("h1")).to_contain_text("Zoé Lambert")
    nothing_kept(olga)


def test_in_the_dialog_too(olga: Page, zoe):
    olga.goto(f"/bloggers/{zoe}")
    note = olga.locator(f"main a[data-dialog][href*='/bloggers/{zoe}/circumstances/new']").first
    note.click()
    label = olga.get_by_role("dialog").locator("[name=label]")
    label.fill("The photographs of May")
    olga.keyboard.press("Escape")
    note.click()
    expect(olga.get_by_role("dialog").locator(".draft-line")).to_contain_text("Restored")
    expect(label).to_have_value("The photographs of May")


def test_what_was_kept_of_a_line_is_replaced_by_the_next_line(olga: Page, zoe):
    dialog, line = olga.locator("#dialog"), olga.locator("#dialog [name=line]")
    olga.goto("/")
    olga.keyboard.press("c")
    expect(line).to_be_focused()
    olga.keyboard.type("met Ada Finch")
    expect(dialog.locator(".reading [name=kind]")).to_have_value("meeting")
    olga.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    olga.keyboard.press("c")
    expect(dialog.locator(".line-box + .draft-line")).to_be_in_viewport()
    expect(line).to_have_value("met Ada Finch")
    expect(line).to_be_focused()
    expect(dialog.locator(".reading [name=kind]")).to_have_value("meeting")
    olga.keyboard.type("called Zoé")
    expect(line).to_have_value("called Zoé")
    expect(dialog.locator(".reading .choice", has_text="Zoé Lambert")).to_be_visible()


@pytest.mark.parametrize("key", ["Control", "Meta"])
def test_control_and_enter_send_what_is_being_written(olga: Page, program, zoe, key):
    olga.goto("/")
    olga.keyboard.press("c")
    expect(olga.locator("#dialog [name=line]")).to_be_focused()
    olga.keyboard.type("called Zoé, ok for March")
    expect(olga.locator("#dialog .reading .choice", has_text="Zoé Lambert")).to_be_visible()
    olga.keyboard.press(f"{key}+Enter")
    expect(olga.locator(".toast")).to_contain_text("Noted with Zoé Lambert.")
    olga.goto(f"/bloggers/{zoe}")
    olga.locator("#talk-form [name=summary]").fill("Her new studio")
    olga.locator("#talk-form .more-fields summary").click()
    olga.locator("#talk-form [name=body]").fill("It has a garden")
    olga.keyboard.press(f"{key}+Enter")
    expect(olga.locator("#timeline")).to_contain_text("Her new studio")
    said = program.get(f"/bloggers/{zoe}/interactions").json()["items"]
    assert [it["summary"] for it in said] == ["Her new studio", "ok for March"]
