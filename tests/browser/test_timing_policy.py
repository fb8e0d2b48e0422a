"""The numbers of timing and the slider of what-if in a real browser: with and without JavaScript, on a phone."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

WIDTH = "document.documentElement.scrollWidth"


@pytest.fixture
def asked(program) -> None:
    """Four people who were asked twice within a month, two months ago."""
    for n in range(4):
        given = {"name": f"Zoé Lambert {n}", "source": "fair", "legal_basis": "legitimate_interest"}
        who = program.post("/bloggers", json=given).json()["id"]
        for ago in (80, 60):
            at = (datetime.now(UTC) - timedelta(days=ago)).isoformat()
            ask = {"kind": "email", "direction": "out", "nature": "ask", "occurred_at": at, "summary": "Asked"}
            assert program.post(f"/bloggers/{who}/interactions", json=ask).status_code == 201


def test_a_number_is_tried_before_it_is_kept(olga: Page, asked, accessible, watch):
    olga.goto("/settings/timing")
    accessible(olga)
    olga.get_by_label("Half-life").fill("60")
    olga.get_by_role("button", name="Try it").click()
    expect(olga.locator("#preview")).to_contain_text("With this, 4 of 8 requests of the last 90 days")
    expect(olga.get_by_label("Half-life")).to_have_value("60")
    expect(olga).to_have_url(re.compile(r"/settings/timing$"))
    watch.expected.append("status of 422")
    olga.get_by_label("Half-life").fill("0")
    olga.get_by_role("button", name="Try it").click()
    expect(olga.locator("#field-half_life_days-error")).to_have_text("At least 1.")
    accessible(olga)
    olga.get_by_label("Half-life").fill("30")
    olga.get_by_role("button", name="Save", exact=True).click()
    expect(olga.locator(".toast")).to_contain_text("Saved.")
    expect(olga.locator("#timing-log")).to_contain_text("Half-life: 21 → 30")
    olga.get_by_role("button", name="Back to 21").click()
    expect(olga.locator("#timing-log")).to_contain_text("Half-life: 30 → 21")


def test_the_slider_shows_the_cost_at_once(olga: Page, asked, accessible):
    olga.goto("/reports/what-if")
    expect(olga.locator("#what-if")).to_contain_text("At 100%, 4 of 8 requests would have been postponed")
    accessible(olga)
    slider = olga.get_by_label("How much may be asked of one person")
    slider.focus()
    for _step in range(5):
        olga.keyboard.press("ArrowLeft")
    expect(olga.locator("#what-if")).to_contain_text("At 50%, 8 of 8 requests would have been postponed")
    expect(slider).to_be_focused()
    accessible(olga)
    olga.goto("/reports")
    olga.get_by_role("link", name="The right moment, month by month").click()
    expect(olga.locator("#report-timing")).to_contain_text("What people did with the advice they were given.")
    accessible(olga)


def test_without_javascript(enter, people, asked):
    page = enter("manager", java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto("/settings/timing")
    page.get_by_label("Half-life").fill("60")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("#preview")).to_contain_text("With this, 4 of 8 requests of the last 90 days")
    expect(page.get_by_label("Half-life")).to_have_value("60")
    page.goto("/reports/what-if?ceilings=0.5&months=3")
    expect(page.locator("#what-if")).to_contain_text("At 50%, 8 of 8 requests would have been postponed")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#what-if")).to_contain_text("At 50%")


def test_on_a_phone_nothing_runs_over(enter, asked, accessible):
    page = enter("owner", viewport={"width": 360, "height": 740})
    for path in ("/settings/timing", "/reports/what-if", "/reports/timing"):
        page.goto(path)
        assert page.evaluate(WIDTH) <= 360
        accessible(page)
