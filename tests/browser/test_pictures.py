"""Pictures and pages for paper in a real browser: seen, lazy, without a script, on a phone, on A4 and Letter."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.core.clock import now
from tests.browser.test_board import Desk


@pytest.fixture
def desk(program) -> Desk:
    return Desk(program)


@pytest.fixture
def camille(desk: Desk) -> dict[str, Any]:
    """Somebody of whom as much is known as a page has room for, and more."""
    who = {"name": "Camille Moreau", "source": "met at a fair", "legal_basis": "legitimate_interest"}
    person = desk.post("/bloggers", **who, biography="Tells of markets. " * 40, topics=["cuisine", "travel"])
    path = f"/bloggers/{person['id']}"
    for n in range(8):
        channel = desk.post(f"{path}/channels", platform="blog", url=f"https://camille{n}.example.org")
        for month in (1, 5, 9):
            figure = {"value": 1_000 * month + n, "measured_on": f"2026-0{month}-05", "source": "their page"}
            desk.post(f"{path}/channels/{channel['id']}/audience", **figure)
        desk.post(
            f"{path}/contact-points", kind="email", value=f"camille{n}@carnet.example.org", label="Press and samples"
        )
        desk.post(f"{path}/needs", text="A quiet kitchen with light from the north for two days in spring " * 3)
        desk.post(f"{path}/rates", format="A piece with three pictures", amount_minor=90_000, currency="EUR")
        desk.post("/partnerships", blogger_id=person["id"], title="Two posts and a reel about the spring menu")
        desk.post(
            f"{path}/interactions",
            kind="email",
            direction="out" if n % 2 else "in",
            summary="We spoke of spring " * 12,
            agreed="One piece and three pictures " * 6,
            occurred_at=(now() - timedelta(days=9 * n + 1)).isoformat(),
        )
    return person


def pages(page: Page, size: str) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=size)))


def test_a_person_fits_on_one_page_of_either_paper(olga: Page, camille, accessible):
    olga.goto(f"/bloggers/{camille['id']}")
    olga.get_by_label("More about Camille Moreau").click()
    olga.get_by_role("link", name="Print", exact=True).click()
    expect(olga.get_by_role("heading", name="Camille Moreau")).to_be_visible()
    accessible(olga)
    assert [pages(olga, size) for size in ("A4", "Letter")] == [1, 1]


def test_pictures_of_a_person_come_when_they_are_seen(olga: Page, camille, accessible):
    olga.goto(f"/bloggers/{camille['id']}")
    panel = olga.get_by_role("region", name="In pictures")
    olga.locator("[hx-get*='/pictures']").scroll_into_view_if_needed()
    expect(panel.get_by_role("img", name="Exchanges, day by day")).to_be_visible()
    accessible(olga)
    olga.goto(f"/bloggers/{camille['id']}/pictures")
    expect(olga.get_by_role("img", name=re.compile("^Audience of"))).to_have_count(8)
    olga.locator("#picture-pressure").get_by_text("The figures").click()
    expect(olga.get_by_role("region", name="How much was asked lately").get_by_role("row")).to_have_count(27)
    accessible(olga)
    with olga.expect_download() as got:
        olga.get_by_role("link", name="Download: Exchanges, day by day (SVG)").click()
    assert got.value.suggested_filename == "calendar.svg"


def test_without_a_script_on_a_phone_and_in_the_dark(enter, camille, accessible):
    page = enter("viewer", java_script_enabled=False, viewport={"width": 360, "height": 780}, color_scheme="dark")
    page.goto("/reports")
    page.get_by_role("link", name="In pictures").click()
    expect(page.get_by_role("img", name=re.compile("^Partnerships in each stage"))).to_be_visible()
    box = page.locator("#picture-calendar svg.drawing").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360


def test_reports_in_pictures_are_for_everyone(enter, camille, accessible):
    page = enter("owner", viewport={"width": 360, "height": 780})
    page.goto("/reports/pictures")
    expect(page.get_by_role("img", name=re.compile("^When in the week we write"))).to_be_visible()
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.goto("/reports?paper=1")
    accessible(page)


def test_a_campaign_on_paper(olga: Page, desk, camille, accessible):
    campaign = desk.post("/campaigns", name="Spring table", brief="A meal", budget_minor=200_000)
    desk.post("/partnerships", blogger_id=camille["id"], campaign_id=campaign["id"])
    olga.goto(f"/campaigns/{campaign['id']}")
    olga.get_by_label("More", exact=True).click()
    olga.get_by_role("link", name="Print the report").click()
    expect(olga.get_by_role("heading", name="Person by person")).to_be_visible()
    accessible(olga)
    assert [pages(olga, size) for size in ("A4", "Letter")] == [1, 1]
