"""The main job, as a newcomer does it in a real browser with an empty workspace and a real spreadsheet."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import MOVING

SPREADSHEET = Path(__file__).parents[1] / "transfer" / "files" / "sixty.csv"
LONG = 60_000
"""Milliseconds: the worker claims the import within seconds, on a busy machine later."""


def test_from_a_spreadsheet_to_a_campaign(enter):
    olga = enter("owner", **MOVING)
    import_the_spreadsheet(olga)
    find_and_log_a_call(olga)
    share_a_campaign_with_five(olga)
    move_one_along_the_board(olga)


def import_the_spreadsheet(olga: Page) -> None:
    olga.goto("/bloggers")
    olga.locator("main").get_by_role("link", name="Import").first.click()
    olga.locator("input[type=file]").set_input_files(SPREADSHEET)
    olga.get_by_role("button", name="Look at the file").click()
    olga.get_by_role("button", name="Show what would happen").click()
    olga.get_by_role("button", name="Import 60 people").click(timeout=LONG)
    expect(olga.get_by_text("60 + 0 + 0 + 0 + 0 = 60 of 60 rows")).to_be_visible(timeout=LONG)


def find_and_log_a_call(olga: Page) -> None:
    olga.keyboard.press("/")
    olga.keyboard.type("chloe oeuv")
    olga.locator("#search-results").get_by_text("Chloé Œuvrard").click()
    expect(olga.locator("h1")).to_contain_text("Chloé Œuvrard")
    olga.locator(".composer .choice", has_text="Call").click()
    olga.locator(".composer [name=summary]").fill("Agreed on March")
    olga.locator(".composer .due-choices .choice").nth(2).click()
    olga.get_by_role("button", name="Log it").click()
    expect(olga.locator("#timeline-panel")).to_contain_text("Agreed on March")
    expect(olga.locator("#next-steps")).to_contain_text("Get back to")


def share_a_campaign_with_five(olga: Page) -> None:
    olga.goto("/campaigns/new")
    olga.locator("[name=name]").fill("Slow suppers")
    olga.get_by_role("button", name="Make the campaign").click()
    expect(olga.locator("h1")).to_have_text("Slow suppers")
    olga.goto("/bloggers")
    for row in range(5):
        olga.locator("input[name=ids]").nth(row).check()
    olga.get_by_role("button", name="Add to a campaign").click()
    olga.get_by_role("button", name="Add to Slow suppers").click()
    expect(olga.locator(".toast")).to_contain_text("5 people join Slow suppers.")
    olga.goto("/campaigns")  # from the rehearsal, where those are shown who should wait
    olga.get_by_role("main").get_by_role("link", name="Slow suppers").first.click()
    expect(olga.locator("[data-column=prospect] [data-card]")).to_have_count(5)


def move_one_along_the_board(olga: Page) -> None:
    olga.goto("/partnerships")
    card = olga.locator("[data-column=prospect] [data-card]").first
    name = card.get_attribute("data-name")
    card.locator("[data-primary]").focus()
    olga.keyboard.press("m")
    olga.keyboard.press("2")
    expect(olga.locator(f'[data-column=contacted] [data-card][data-name="{name}"]')).to_be_visible()
