"""The main task of each of the five screens: by mouse, by keyboard alone, without JavaScript, on a phone, in French.
What came of it is looked at in what is stored."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Locator, Page, expect

from app.core.i18n import _, activate
from tests.browser.conftest import MOVING
from tests.browser.test_board import Desk, card, column

WAYS: dict[str, dict[str, Any]] = {
    "mouse": MOVING,
    "keyboard": {},
    "no script": {"java_script_enabled": False},
    "360 px": {"viewport": {"width": 360, "height": 740}, "has_touch": True},
    "French": {"locale": "fr-FR"},
}
FURTHEST = 150
"""Steps with Tab after which somebody has given up."""


class Hand:
    """Does the same in each way: `press(button)`, `write(box, "text")`, `choose(radio)`."""

    def __init__(self, page: Page, way: str) -> None:
        self.page, self.way = page, way
        self.main = page.get_by_role("main")

    @property
    def has_keys(self) -> bool:
        return self.way == "keyboard"

    def press(self, goal: Locator) -> None:
        if self.has_keys:
            self.walk(goal)
            self.page.keyboard.press("Enter")
        elif self.way == "360 px":
            goal.tap()
        else:
            goal.click()

    def write(self, box: Locator, text: str) -> None:
        if self.has_keys:
            self.walk(box)
            self.page.keyboard.type(text)
        else:
            box.fill(text)

    def choose(self, radio: Locator) -> None:
        """One of a group: Tab goes to the one that is chosen, arrows go on from there."""
        if not self.has_keys:
            return self.press(radio.locator("xpath=.."))
        name = radio.get_attribute("name")
        self.walk(radio.page.locator(f"form:has(:focus) [name='{name}'], main [name='{name}']"))
        for _step in range(12):
            if radio.is_checked():
                return None
            self.page.keyboard.press("ArrowRight")
        raise AssertionError(f"no arrow leads to {radio}")

    def tick(self, box: Locator) -> None:
        if self.has_keys:
            self.walk(box)
            self.page.keyboard.press("Space")
        else:
            self.press(box)
        expect(box).to_be_checked()

    def walk(self, goal: Locator) -> None:
        """By Tab, until the focus is there, and seen."""
        expect(goal.first).to_be_attached()
        for _step in range(FURTHEST):
            if goal.evaluate_all("all => all.includes(document.activeElement)"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {goal}")


@pytest.fixture
def desk(program: httpx2.Client) -> Desk:
    return Desk(program)


@pytest.fixture
def found(program: httpx2.Client) -> Callable[..., Any]:
    """`found("/tags")`: what is stored, as the API tells it."""
    return lambda path: program.get(path).raise_for_status().json()


@pytest.fixture(params=list(WAYS))
def hand(request: pytest.FixtureRequest, enter, speak_french) -> Hand:
    if request.param == "French":
        speak_french("owner")
        activate("fr")
    return Hand(enter("owner", **WAYS[request.param]), request.param)


def meet(desk: Desk, name: str, **values: Any) -> str:
    return desk.post("/bloggers", name=name, source="fair", legal_basis="legitimate_interest", **values)["id"]


def said(page: Page, text: str) -> None:
    expect(page.locator(".toast").last).to_contain_text(text)


def test_today_who_waits_is_answered(hand: Hand, desk, found):
    who = meet(desk, "Camille Moreau")
    at = (datetime.now(UTC) - timedelta(days=4)).isoformat()
    desk.post(
        "/interactions", blogger_ids=[who], kind="direct_message", direction="in", summary="Dates?", occurred_at=at
    )
    page = hand.page
    page.goto("/")
    expect(page.locator(".asks").first).to_contain_text("Dates?")
    hand.press(page.get_by_role("link", name=_("Answer %(name)s", name="Camille Moreau")))
    place = hand.main if hand.way == "no script" else page.locator("#dialog")
    expect(place.locator("[name=kind][value=direct_message]")).to_be_checked()
    hand.write(place.locator("[name=summary]"), "The 3rd")
    hand.press(place.get_by_role("button", name=_("Log it")).last)
    said(page, _("Noted with %(names)s.", names="Camille Moreau"))
    newest = found(f"/bloggers/{who}/interactions")["items"][0]
    told = " ".join(newest[it] for it in ("direction", "kind", "nature", "summary"))
    assert told == "out direct_message reply The 3rd"
    page.goto("/")
    expect(page.get_by_role("link", name=_("Answer %(name)s", name="Camille Moreau"))).to_have_count(0)


def test_blogger_an_exchange_is_noted_with_what_comes_next(hand: Hand, desk, found):
    who = meet(desk, "Camille Moreau")
    page = hand.page
    page.goto(f"/bloggers/{who}")
    form = page.locator("#talk-form")
    hand.choose(form.locator("[name=kind][value=call]"))
    hand.write(form.locator("[name=summary]"), "She likes the spring box")
    hand.choose(form.locator("[name=step_due]").nth(2))
    hand.press(form.get_by_role("button", name=_("Log it")))
    said(page, _("Noted with %(names)s.", names="Camille Moreau"))
    expect(page.locator("#timeline-panel")).to_contain_text("She likes the spring box")
    (noted,) = found(f"/bloggers/{who}/interactions")["items"]
    assert (noted["kind"], noted["summary"]) == ("call", "She likes the spring box")
    (step,) = found(f"/next-steps?blogger={who}")["items"]
    expect(page.locator("#next-steps")).to_contain_text(step["title"])


def test_bloggers_some_are_found_and_tagged(hand: Hand, desk, found):
    ids = {name: meet(desk, name) for name in ("Zoé Lambert", "Zoé Petit", "Hugo Martin")}
    page = hand.page
    page.goto("/bloggers")
    box = page.get_by_role("searchbox", name=_("Search in this list"))
    hand.write(box, "zoe")
    if hand.way == "no script":
        page.keyboard.press("Enter")
    expect(page.locator("#rows [data-primary]")).to_have_text(["Zoé Lambert", "Zoé Petit"])
    for name in ("Zoé Lambert", "Zoé Petit"):
        hand.tick(page.get_by_label(_("Select %(name)s", name=name), exact=True))
    bar = page.locator("[data-bulk]")
    hand.press(bar.locator("summary").first)
    hand.write(bar.get_by_label(_("Tag")), "spring")
    hand.press(bar.get_by_role("button", name=_("Add"), exact=True))
    expect(page.locator(".toast").last).to_contain_text("spring")
    tags = {name: found(f"/bloggers/{who}")["tags"] for name, who in ids.items()}
    assert tags == {"Zoé Lambert": ["spring"], "Zoé Petit": ["spring"], "Hugo Martin": []}


def test_board_a_card_goes_to_the_next_stage(hand: Hand, desk):
    camille = desk.card("Camille Moreau", stage="negotiating", expected_minor=50_000)
    page = hand.page
    page.goto("/partnerships")
    if hand.way in ("mouse", "French"):
        page.mouse.move(9, 9)  # a hand is near
        expect(page.locator("[data-cards][data-ready]").first).to_be_attached()
        drag(page, card(page), column(page, "in_conversation").locator("[data-cards]"))
    elif hand.has_keys:
        hand.walk(card(page).locator("[data-primary]"))
        page.keyboard.press("Shift+ArrowLeft")
        expect(page.locator("#spoken")).to_have_text("Camille Moreau moved to In conversation.")
        expect(card(page).locator("[data-primary]")).to_be_focused()
    else:
        hand.press(page.get_by_role("link", name="Move Camille Moreau to…"))
        if hand.way == "no script":
            hand.choose(page.get_by_role("radio", name="In conversation"))
            hand.press(page.get_by_role("button", name="Move", exact=True))
        else:
            hand.press(page.get_by_role("dialog").get_by_role("button", name="In conversation"))
    expect(card(column(page, "in_conversation"))).to_be_visible()
    said(page, _("In conversation"))
    expect(column(page, "in_conversation").locator(".count")).to_have_text("1")
    expect(column(page, "negotiating").locator(".count")).to_have_text("0")
    assert desk.find(camille)["stage"] == "in_conversation"


def drag(page: Page, start: Locator, goal: Locator) -> None:
    with page.expect_response(re.compile(r"/move")) as sent:
        start.locator("footer").hover()
        page.mouse.down()
        box = goal.bounding_box()
        assert box
        page.mouse.move(box["x"] + 60, box["y"] + 60, steps=8)
        page.mouse.move(box["x"] + 80, box["y"] + 20, steps=8)
        page.mouse.up()
    assert sent.value.status == 200


def test_campaign_somebody_joins(hand: Hand, desk, found):
    who = meet(desk, "Camille Moreau")
    campaign = desk.post("/campaigns", name="Spring table")["id"]
    page = hand.page
    page.goto(f"/campaigns/{campaign}")
    hand.write(page.get_by_role("searchbox", name=_("Name, handle or address")), "camille")
    if hand.way == "no script":
        hand.press(page.get_by_role("button", name=_("Find")))
    hits = page.locator(".told li", has_text="Camille Moreau")
    hand.press(hits.get_by_role("button", name=re.compile(f"^{_('Add')}")))
    said(page, "Spring table")
    (joined,) = found(f"/partnerships?campaign={campaign}")["items"]
    assert (joined["blogger_id"], joined["stage"]) == (who, "prospect")
    page.goto(f"/campaigns/{campaign}")
    expect(card(column(page, "prospect"))).to_be_visible()
