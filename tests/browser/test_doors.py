"""The way in, in a real browser."""

import re

from playwright.sync_api import Page, expect


def test_who_is_not_signed_in_is_asked_to(page: Page, accessible):
    page.goto("/bloggers")
    expect(page).to_have_url(re.compile("/(login|welcome)"))
    accessible(page)


def test_every_section_opens_fits_a_small_phone_and_axe_finds_nothing(olga: Page, accessible):
    for path in ("/", "/bloggers", "/partnerships", "/campaigns", "/reports", "/settings"):
        olga.goto(path)
        expect(olga.locator("h1")).to_be_visible()
        accessible(olga)
        olga.set_viewport_size({"width": 360, "height": 740})
        assert olga.evaluate("document.documentElement.scrollWidth") <= 360, path
        olga.set_viewport_size({"width": 1280, "height": 800})


def test_a_french_reader_gets_french(lend):
    french = lend(locale="fr-FR").new_page()
    french.goto("/login")
    expect(french.locator("html")).to_have_attribute("lang", "fr")
