"""Changing the list without leaving it: by mouse, by keyboard, on a phone, without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def people_known(program) -> list[str]:
    found = []
    for name in ("Ana Costa", "Zoé Lambert"):
        body = {"name": name, "source": "a fair", "legal_basis": "legitimate_interest", "tags": ["press"]}
        answer = program.post("/bloggers", json=body)
        assert answer.status_code == 201, answer.text
        found.append(answer.json()["id"])
    return found


def arrive(page: Page, path: str) -> None:
    """Once its cells open in their place."""
    page.goto(path)
    expect(page.locator("html[data-cells]")).to_be_attached()


def cell(page: Page, who: str, column: str):
    return page.locator(f"#row-{who} td:has([data-cell={column}])")


def pen(page: Page, who: str, column: str):
    return page.locator(f"#row-{who} [data-cell={column}]")


def test_by_mouse_a_line_is_changed_and_taken_back(olga: Page, people_known, accessible, watch):
    ana, zoe = people_known
    arrive(olga, "/bloggers?columns=stage&columns=tags&columns=step")
    cell(olga, ana, "stage").dblclick()
    olga.get_by_label("Stage", exact=True).select_option("trusted")
    accessible(olga)
    olga.keyboard.press("Enter")
    expect(cell(olga, ana, "stage")).to_contain_text("Trusted")
    expect(pen(olga, ana, "stage")).to_be_focused()
    cell(olga, zoe, "step").hover()
    pen(olga, zoe, "step").click()
    olga.get_by_label("Day").fill("")
    olga.get_by_label("What to do").fill("Send the box")
    watch.expected.append("status of 422")
    olga.get_by_role("button", name="Save").click()
    expect(olga.get_by_text("Give the next step a date.")).to_be_visible()
    expect(olga.get_by_label("Day")).to_be_focused()
    expect(olga.get_by_label("What to do")).to_have_value("Send the box")
    olga.get_by_label("Day").fill("2031-03-04")
    olga.get_by_role("button", name="Save").click()
    expect(olga.locator(f"#row-{zoe} time.due")).to_contain_text("2031")
    olga.get_by_role("status").filter(has_text="Zoé Lambert").get_by_role("button", name="Undo").click()
    expect(olga).to_have_url(re.compile(rf"/bloggers\?columns=stage&columns=tags&columns=step#row-{zoe}$"))
    expect(olga.locator(f"#row-{zoe} time.due")).to_have_count(0)


def test_by_keyboard_cell_after_cell(olga: Page, people_known):
    ana, _zoe = people_known
    arrive(olga, "/bloggers?columns=stage&columns=owner&columns=tags&columns=city")
    olga.keyboard.press("j")
    expect(olga.locator(f"#row-{ana} [data-primary]")).to_be_focused()
    olga.keyboard.press("e")
    expect(olga.get_by_label("Stage", exact=True)).to_be_focused()
    olga.get_by_label("Stage", exact=True).select_option("acquainted")
    olga.keyboard.press("Tab")
    expect(olga.get_by_label("Owner", exact=True)).to_be_focused()
    expect(cell(olga, ana, "stage")).to_contain_text("Acquainted")
    olga.keyboard.press("Tab")
    expect(olga.get_by_label("City", exact=True)).to_be_focused()
    olga.keyboard.type("Metz")
    olga.keyboard.press("Escape")
    expect(pen(olga, ana, "city")).to_be_focused()
    expect(cell(olga, ana, "city")).not_to_contain_text("Metz")
    olga.keyboard.press("Enter")
    expect(olga.get_by_label("City", exact=True)).to_be_focused()
    olga.keyboard.type("Nice")
    olga.keyboard.press("Tab")
    expect(olga.get_by_label("Tags", exact=True)).to_be_focused()
    expect(cell(olga, ana, "city")).to_contain_text("Nice")
    olga.keyboard.type("tea")
    olga.keyboard.press("Tab")
    expect(pen(olga, ana, "tags")).to_be_focused()
    expect(cell(olga, ana, "tags")).to_contain_text("tea")


def test_on_a_phone_in_french(enter, people_known, accessible):
    ana, _zoe = people_known
    page = enter("owner", viewport={"width": 360, "height": 720}, has_touch=True, is_mobile=True, locale="fr-FR")
    arrive(page, "/bloggers")
    pen(page, ana, "stage").tap()
    page.locator("[data-cell-form] select").select_option("trusted")
    accessible(page)
    page.locator("[data-cell-form] button").tap()
    expect(page.locator("[data-cell-form]")).to_have_count(0)
    expect(pen(page, ana, "stage")).to_be_focused()


def test_without_javascript_the_list_is_where_it_was(enter, people_known):
    ana, _zoe = people_known
    page = enter("owner", java_script_enabled=False)
    page.goto("/bloggers?tag=press&columns=city")
    page.locator(f"#row-{ana} [data-cell=city]").focus()
    page.keyboard.press("Enter")
    page.get_by_label("City", exact=True).fill("Metz")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile(rf"/bloggers\?tag=press&columns=city#row-{ana}$"))
    expect(cell(page, ana, "city")).to_contain_text("Metz")
