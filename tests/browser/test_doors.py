"""The way in, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect


def test_who_is_not_signed_in_is_asked_to(page: Page, accessible):
    page.goto("/bloggers")
    expect(page).to_have_url(re.compile("/(login|welcome)"))
    accessible(page)


@pytest.mark.parametrize("path", ["/", "/bloggers", "/partnerships", "/campaigns", "/reports", "/settings"])
def test_every_section_opens_and_axe_finds_nothing(olga: Page, accessible, path):
    olga.goto(path)
    expect(olga.locator("h1")).to_be_visible()
    accessible(olga)


@pytest.mark.parametrize("path", ["/", "/bloggers", "/partnerships", "/campaigns", "/reports", "/settings"])
def test_nothing_is_wider_than_a_small_phone(enter, path):
    phone = enter("owner", viewport={"width": 360, "height": 740})
    phone.goto(path)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_dark_theme_is_as_legible(enter, accessible):
    night = enter("owner", color_scheme="dark")
    for path in ("/", "/bloggers", "/partnerships"):
        night.goto(path)
        accessible(night)


def test_a_french_reader_gets_french(browser, tact):
    context = browser.new_context(base_url=tact.url, locale="fr-FR")
    french = context.new_page()
    french.goto("/login")
    expect(french.locator("html")).to_have_attribute("lang", "fr")
    context.close()
