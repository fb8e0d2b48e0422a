"""The board in a real browser: by mouse, by keyboard, without JavaScript, on a phone, in French."""

import re
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import MOVING


class Desk:
    """What the tests work on, made over the API as Olga's program would."""

    def __init__(self, program: httpx2.Client) -> None:
        self._api = program

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        answer = self._api.post(path, json=body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def card(self, name: str, **values: Any) -> dict[str, Any]:
        person = self.post("/bloggers", name=name, source="met at a fair", legal_basis="legitimate_interest")
        return self.post("/partnerships", blogger_id=person["id"], **values)

    def find(self, card: dict[str, Any]) -> dict[str, Any]:
        return self._api.get(f"/partnerships/{card['id']}").json()


@pytest.fixture
def desk(program) -> Desk:
    return Desk(program)


@pytest.fixture
def camille(desk: Desk) -> dict[str, Any]:
    return desk.card("Camille Moreau", expected_minor=50_000, stage="negotiating")


@pytest.fixture
def board(enter, camille) -> Page:
    page = enter("owner", **MOVING)
    page.goto("/partnerships")
    page.mouse.move(9, 9)
    expect(page.locator("[data-cards][data-ready]").first).to_be_attached()  # cards can be dragged from then on
    return page


def column(page: Page, key: str) -> Locator:
    return page.locator(f"[data-column={key}]")


def press(page: Page, key: str) -> None:
    """Once the page hears its keys."""
    expect(page.locator("html[data-keys]")).to_be_attached()
    page.keyboard.press(key)


def card(place: Page | Locator, name: str = "Camille Moreau") -> Locator:
    return place.locator(f'[data-card][data-name="{name}"]')


def test_a_card_dropped_where_a_reason_is_asked_waits_for_it(board: Page, desk, camille):
    board.set_viewport_size({"width": 3000, "height": 900})
    card(board).drag_to(column(board, "declined").locator("[data-cards]"))
    dialog = board.get_by_role("dialog")
    expect(dialog.get_by_label("Why")).to_be_focused()
    expect(card(column(board, "negotiating"))).to_be_attached()
    board.keyboard.type("Their calendar is full")
    board.keyboard.press("Enter")
    expect(card(column(board, "declined"))).to_be_visible()
    assert desk.find(camille)["closed_reason"] == "Their calendar is full"


def test_agreed_with_its_value_by_keyboard_in_five_keys_and_the_value(board: Page, desk, camille):
    board.locator(f"#card-{camille['id']} [data-primary]").focus()
    board.keyboard.press("m")
    board.keyboard.press("5")
    expect(board.get_by_label("Agreed value, in EUR")).to_be_focused()
    board.keyboard.type("450.50")
    board.keyboard.press("Enter")
    expect(card(column(board, "agreed"))).to_contain_text("€450.50")
    expect(board.locator("#spoken")).to_have_text("Camille Moreau moved to Agreed.")
    expect(card(board).locator("[data-primary]")).to_be_focused()
    found = desk.find(camille)
    assert (found["stage"], found["agreed_minor"]) == ("agreed", 45_050)


def test_a_card_moves_where_the_browser_skips_the_motion(board: Page, desk, camille):
    """As it does while the page itself is still arriving; whatever is thrown would be found by the watch."""
    board.evaluate(
        """() => {
            const start = document.startViewTransition.bind(document);
            document.startViewTransition = (change) => {
                const shown = start(change);
                shown.skipTransition();
                return shown;
            };
        }"""
    )
    board.locator(f"#card-{camille['id']} [data-primary]").focus()
    board.keyboard.press("m")
    board.keyboard.press("1")
    expect(board.get_by_role("button", name="Undo")).to_be_visible()
    expect(card(column(board, "prospect"))).to_be_visible()
    assert desk.find(camille)["stage"] == "prospect"


def test_a_bad_value_is_said_beside_it_and_stays_typed(board: Page, desk, camille, watch):
    watch.expected.append("status of 422")
    board.locator(f"#card-{camille['id']} [data-primary]").focus()
    board.keyboard.press("m")
    board.keyboard.press("5")
    expect(board.get_by_label("Agreed value, in EUR")).to_be_focused()
    board.keyboard.type("about 400")
    board.keyboard.press("Enter")
    expect(board.get_by_role("dialog")).to_contain_text("An amount is expected")
    expect(board.get_by_label("Agreed value, in EUR")).to_have_value("about 400")
    assert desk.find(camille)["stage"] == "negotiating"


def test_letters_choose_a_stage_and_enter_alone_moves_nothing(board: Page, desk, camille):
    board.locator(f"#card-{camille['id']} [data-primary]").focus()
    board.keyboard.press("m")
    menu = board.get_by_role("dialog", name="Move Camille Moreau to…")
    expect(menu).to_be_focused()
    board.keyboard.press("Enter")
    expect(menu).to_be_visible()
    board.keyboard.type("no")
    expect(menu.get_by_role("button", name="No answer")).to_be_focused()
    board.keyboard.type("con")
    expect(menu.get_by_role("button", name="Contacted")).to_be_focused()
    board.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    assert desk.find(camille)["stage"] == "negotiating"
    board.keyboard.press("m")
    board.keyboard.press("ArrowUp")  # from none, the last
    expect(menu.locator("[data-goal]").last).to_be_focused()
    board.keyboard.type("pro")
    board.keyboard.press("Enter")
    expect(card(column(board, "prospect"))).to_be_visible()
    expect(board.locator("#spoken")).to_have_text("Camille Moreau moved to Prospect.")


def test_from_the_top_of_the_page_onto_a_card(board: Page, camille):
    link = card(board).locator("[data-primary]")
    board.keyboard.press("Tab")
    board.keyboard.press("Tab")
    skip = board.get_by_role("link", name="Skip to the board")
    expect(skip).to_be_focused()
    board.keyboard.press("Enter")
    expect(board.locator("#board")).to_be_focused()
    board.keyboard.press("ArrowDown")
    expect(link).to_be_focused()
    column(board, "negotiating").locator(".board-cards").evaluate("cards => cards.closest('[data-board]').focus()")
    board.keyboard.press("m")
    expect(link).to_be_focused()
    expect(board.locator(".toast")).to_contain_text("On a card, m opens the list of stages")
    expect(board.get_by_role("dialog")).to_have_count(0)


def test_arrows_walk_over_the_cards(olga: Page, desk, camille):
    desk.card("Zoé Lambert", stage="negotiating")
    desk.card("Ada Finch", stage="prospect")
    olga.goto("/partnerships")
    olga.keyboard.press("ArrowDown")
    expect(card(olga, "Ada Finch").locator("[data-primary]")).to_be_focused()
    olga.keyboard.press("ArrowRight")
    expect(card(olga, "Zoé Lambert").locator("[data-primary]")).to_be_focused()
    olga.keyboard.press("j")
    expect(card(olga).locator("[data-primary]")).to_be_focused()
    olga.keyboard.press("k")
    expect(card(olga, "Zoé Lambert").locator("[data-primary]")).to_be_focused()


def test_a_colleague_who_was_faster_is_named_and_the_card_goes_back(board: Page, desk, camille, watch):
    watch.expected.append("status of 409")
    board.route("**/live?*", lambda route: route.fulfill(status=204))  # faster than the news of it
    board.reload()
    desk.post(f"/partnerships/{camille['id']}/move", stage="contacted")
    board.locator(f"#card-{camille['id']} [data-primary]").focus()
    board.keyboard.press("m")
    board.keyboard.press("3")
    expect(board.get_by_role("alert").first).to_contain_text("Olga has moved Camille Moreau to “Contacted” meanwhile")
    expect(card(column(board, "negotiating"))).to_be_visible()


def test_a_move_is_taken_back_by_one_click(board: Page, desk, camille):
    board.locator(f"#card-{camille['id']} [data-primary]").focus()
    board.keyboard.press("m")
    board.keyboard.press("1")
    board.get_by_role("button", name="Undo").click()
    expect(card(column(board, "negotiating"))).to_be_visible()
    assert desk.find(camille)["stage"] == "negotiating"


def test_without_javascript_a_plain_form_moves_it(enter, desk, camille):
    plain = enter("owner", java_script_enabled=False)
    plain.goto("/partnerships")
    plain.get_by_role("link", name="Move Camille Moreau to…").click()
    plain.locator(".choice", has_text="Agreed").click()
    plain.get_by_label("Agreed value, in EUR").fill("400")
    plain.get_by_role("button", name="Move").click()
    expect(card(column(plain, "agreed"))).to_contain_text("€400")
    plain.get_by_role("button", name="Undo").click()
    expect(card(column(plain, "negotiating"))).to_contain_text("€500")


def test_columns_page_on_their_own(olga: Page, desk):
    for n in range(14):
        desk.card(f"Person {n:02}")
    olga.goto("/partnerships")
    cards = column(olga, "prospect").locator("[data-card]")
    expect(cards).to_have_count(10)
    column(olga, "prospect").get_by_role("link", name="Show more").click()
    expect(cards).to_have_count(14)
    expect(column(olga, "prospect").get_by_role("link", name="Show more")).to_have_count(0)


def test_the_review_answers_by_one_key_each(olga: Page, desk, camille):
    others = [desk.card(name, stage="contacted") for name in ("Zoé Lambert", "Ada Finch")]
    olga.goto("/partnerships/review")
    expect(olga.get_by_text("1 of 3")).to_be_visible()
    expect(olga.get_by_role("heading", name="Camille Moreau")).to_be_visible()
    press(olga, "k")
    expect(olga.get_by_text("2 of 3")).to_be_visible()
    press(olga, "m")
    olga.keyboard.press("2")
    expect(olga.get_by_text("3 of 3")).to_be_visible()
    assert desk.find(others[0])["stage"] == "in_conversation"
    press(olga, "x")
    expect(olga.get_by_label("Why")).to_be_focused()
    olga.keyboard.type("Never answered")
    olga.get_by_role("button", name="No answer").click()
    expect(olga.get_by_text("Every card is seen.")).to_be_visible()
    assert desk.find(others[1])["stage"] == "no_answer"


def test_the_owner_is_asked_by_one_key(olga: Page, desk, people, camille):
    desk.card("Zoé Lambert", stage="contacted", owner_id=str(people["mate"].user.id))
    olga.goto("/partnerships/review?owner=" + str(people["mate"].user.id))
    expect(olga.get_by_role("heading", name="Zoé Lambert")).to_be_visible()
    expect(olga.get_by_text("Nothing noted yet.")).to_be_visible()
    olga.keyboard.press("a")
    expect(olga.get_by_label("Question for Malik")).to_be_focused()
    olga.keyboard.press("Enter")
    expect(olga.locator(".toast")).to_contain_text("Malik will be asked about Zoé Lambert.")
    expect(olga.get_by_text("Every card is seen.")).to_be_visible()


def test_a_view_of_the_board_is_kept_found_and_deleted(olga: Page, camille, accessible):
    olga.goto("/partnerships")
    olga.get_by_label("Owner", exact=True).select_option(label="Nobody")
    expect(olga).to_have_url(re.compile("owner=none"))
    olga.get_by_role("link", name="Save this view").click()
    olga.get_by_label("Name of the view").fill("Orphans")
    olga.get_by_role("button", name="Save for me").click()
    expect(olga.get_by_role("link", name="Orphans")).to_have_attribute("aria-current", "page")
    accessible(olga)
    olga.goto("/settings/views")
    expect(olga.get_by_role("row", name="Orphans")).to_contain_text("without owner")
    accessible(olga)
    olga.get_by_role("row", name="Orphans").get_by_role("button", name="Delete").click()
    expect(olga.get_by_text("No saved view yet.")).to_be_visible()
    olga.locator(".toast").get_by_role("button", name="Undo").click()
    expect(olga.get_by_role("link", name="Orphans")).to_have_attribute("aria-current", "page")


def test_everybody_in_a_saved_view_joins_a_campaign(olga: Page, desk, camille):
    campaign = desk.post("/campaigns", name="Spring table")
    desk.post("/views", name="Everybody named Camille", query="q=camille")
    olga.goto(f"/campaigns/{campaign['id']}")
    for field, button in (("Name, handle or address", "Find"), ("Everybody in a saved view", "Add them")):
        boxes = [it.bounding_box() for it in (olga.get_by_label(field), olga.get_by_role("button", name=button))]
        assert boxes[0]["height"] == pytest.approx(boxes[1]["height"], abs=1), field
    olga.get_by_label("Everybody in a saved view").select_option(label="Everybody named Camille")
    olga.get_by_role("button", name="Add them").click()
    expect(olga.locator(".toast")).to_contain_text("1 person joins Spring table.")
    olga.goto(f"/campaigns/{campaign['id']}")  # from the rehearsal, where those are shown who should wait
    expect(olga.locator("[data-card][data-name='Camille Moreau']")).to_be_visible()


def test_axe_finds_nothing(olga: Page, desk, camille, accessible):
    desk.card("Zoé Lambert", stage="negotiating", title="Two posts")
    for path in (
        "/partnerships",
        "/partnerships?view=list",
        "/partnerships/review",
        f"/partnerships/{camille['id']}",
        f"/partnerships/{camille['id']}/edit",
        f"/partnerships/{camille['id']}/move",
        f"/partnerships/{camille['id']}/next-step",
        "/partnerships/new",
        "/settings/pipelines",
    ):
        olga.goto(path)
        accessible(olga)
    olga.goto("/partnerships")
    olga.locator(f"#card-{camille['id']} [data-primary]").focus()
    olga.keyboard.press("m")
    expect(olga.get_by_role("dialog").get_by_role("heading")).to_be_visible()
    accessible(olga)
    olga.keyboard.press("5")
    expect(olga.get_by_label("Agreed value, in EUR")).to_be_focused()
    accessible(olga)


def test_on_a_phone_one_column_at_a_time(enter, desk, camille):
    phone = enter("owner", viewport={"width": 360, "height": 740})
    paths = ["/partnerships", "/partnerships?view=list", "/partnerships/review", f"/partnerships/{camille['id']}"]
    for path in [*paths, f"/partnerships/{camille['id']}/move", "/settings/pipelines"]:
        phone.goto(path)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360, path
    phone.goto("/partnerships")
    phone.get_by_role("navigation", name="Stages").get_by_role("link", name="Negotiating").click()
    expect(card(column(phone, "negotiating"))).to_be_in_viewport(ratio=0.9)


def test_in_french(enter, speak_french, desk, camille):
    speak_french("owner")
    page = enter("owner", locale="fr-FR")
    page.goto("/partnerships")
    expect(page.get_by_role("heading", name="Partenariats")).to_be_visible()
    expect(column(page, "negotiating")).to_contain_text("En négociation")
    expect(card(page)).to_contain_text("500 €")
    page.locator(f"#card-{camille['id']} [data-primary]").focus()
    page.keyboard.press("m")
    page.keyboard.type("a c")  # for À
    expect(page.get_by_role("dialog").get_by_role("button", name="À contacter")).to_be_focused()
    page.keyboard.press("5")
    expect(page.get_by_label("Montant convenu, en EUR")).to_be_focused()
    page.keyboard.type("1 234,56")
    page.keyboard.press("Enter")
    expect(card(column(page, "agreed"))).to_contain_text(re.compile("1\\s234,56\\s€"))
    assert desk.find(camille)["agreed_minor"] == 123_456
