"""The page under a private link, in a real browser: a small phone, no script, both themes, both languages."""

import re

import pytest
from playwright.sync_api import Page, expect

WIDTH = "document.documentElement.scrollWidth"
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def camille(program) -> tuple[str, str]:
    """Her id, and her private link."""
    person = {
        "name": "Camille Moreau",
        "languages": ["fr"],
        "source": "Met at the Lyon food fair",
        "contact_points": [{"kind": "email", "value": "camille.moreau.bread.and.cheese@a-long-carnet.example.org"}],
        "channels": [{"platform": "instagram", "handle": "camille"}],
    }
    made = program.post("/bloggers", json=person).json()["id"]
    return made, program.post(f"/bloggers/{made}/preferences-link").json()["url"]


@pytest.fixture
def visit(lend):
    """`visit(url, locale="fr-FR")`: the page of somebody without an account, on a small phone."""

    def arrive(url: str, **options) -> Page:
        page = lend(**{"viewport": PHONE, "java_script_enabled": False, **options}).new_page()
        page.goto(url)
        return page

    return arrive


@pytest.mark.parametrize("locale", ["en-GB", "fr-FR"])
def test_it_fits_a_small_phone_and_axe_finds_nothing(visit, camille, accessible, locale):
    """axe needs script; the page has none of its own."""
    page = visit(camille[1], locale=locale, java_script_enabled=True, bypass_csp=True)
    for path in ("", "/object", "?saved=yes"):
        page.goto(camille[1] + path)
        expect(page.locator("h1")).to_be_visible()
        assert page.evaluate(WIDTH) <= PHONE["width"]
        accessible(page)
    assert page.locator("script").count() == 0


def test_she_says_what_she_prefers_without_script_or_cookie(visit, camille, watch):
    watch.expected.append("status of 422")
    page = visit(camille[1])
    page.get_by_label("At most a number").check()
    page.get_by_label("How you are greeted").fill("Camille")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".field-error")).to_have_text("Say how many a month at most.")
    expect(page.get_by_label("How you are greeted")).to_have_value("Camille")
    page.get_by_label("Messages a month, at most").fill("2")
    page.get_by_label("By email", exact=True).check()
    page.get_by_label("tu", exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#said")).to_contain_text("at most 2 messages a month and only by email")
    assert page.context.cookies() == []


def test_she_closes_a_door_objects_and_comes_back(visit, camille, enter):
    page = visit(camille[1])
    page.get_by_role("button", name="Close: By email").click()
    expect(page.locator("#said")).to_contain_text("never by email")
    page.get_by_role("link", name="Object to every message").click()
    page.get_by_role("button", name="Yes, no message at all").click()
    expect(page.locator("#said")).to_contain_text("not even to answer you")
    olga = enter("owner")
    olga.goto(f"/bloggers/{camille[0]}")
    expect(olga.locator("#preferences")).to_contain_text("Objects to every message")
    page.get_by_role("button", name="Allow messages again").click()
    page.get_by_role("button", name="Reopen: By email").click()
    expect(page.locator("#said")).to_contain_text("We may write to you")
    page.get_by_label("Your idea").fill("A walk through the market")
    page.get_by_role("button", name="Send the idea").click()
    expect(page.locator("#said")).to_contain_text("Your idea has arrived.")
    olga.reload()
    expect(olga.locator("#timeline-panel")).to_contain_text("A walk through the market")
    expect(olga.locator("#relation")).to_contain_text("Our turn")


def test_she_changes_the_language_and_keeps_it(visit, camille):
    page = visit(camille[1])
    page.get_by_role("link", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.get_by_role("button", name="Fermer : Par téléphone").click()
    expect(page.locator("#said")).to_contain_text("jamais par téléphone")


def test_a_link_that_opens_nothing(visit, camille, accessible, watch):
    watch.expected.append("status of 404")
    page = visit(f"{camille[1]}x", java_script_enabled=True)
    expect(page.locator("h1")).to_have_text("This link opens nothing")
    page = visit(f"{camille[1]}x", java_script_enabled=True, bypass_csp=True)
    accessible(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_member_makes_copies_and_revokes_the_link(enter, camille, accessible, width):
    olga = enter("owner", viewport={"width": width, "height": 800}, permissions=["clipboard-write"])
    olga.goto(f"/bloggers/{camille[0]}")
    olga.locator("#preferences").get_by_role("link", name="Preferences link").click()
    olga.get_by_role("button", name="Make a new link").click()
    link = olga.get_by_label("Link", exact=True)
    expect(link).to_have_value(re.compile(r"/p/[\w-]{43}$"))
    expect(olga.get_by_label("Words to send with it")).to_have_value(re.compile("Cette page est à vous"))
    assert olga.evaluate(WIDTH) <= width
    accessible(olga)
    olga.get_by_role("button", name="Copy the link").click()
    expect(olga.get_by_role("button", name="Copied")).to_be_visible()
    olga.goto(f"/bloggers/{camille[0]}/preferences-link")
    accessible(olga)
    olga.get_by_role("button", name="Revoke the link").click()
    expect(olga.locator(".toast")).to_contain_text("opens nothing any more")
    olga.goto(f"/bloggers/{camille[0]}/preferences")
    accessible(olga)
    assert olga.evaluate(WIDTH) <= width
