"""Two people at once: what one does appears before the other, who loses neither focus nor words."""

import re
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.browser.test_board import Desk, card, column
from tests.browser.test_phone import comes


@pytest.fixture
def desk(tact, people) -> Iterator[Desk]:
    """What Malik's program does."""
    headers = {"Authorization": f"Bearer {people['mate'].token}"}
    with httpx2.Client(base_url=f"{tact.url}/api/v1", headers=headers, timeout=30) as program:
        yield Desk(program)


@pytest.fixture
def camille(desk: Desk) -> dict[str, Any]:
    said = {"contact_points": [{"kind": "email", "value": "camille@example.org"}]}
    person = desk.post("/bloggers", name="Camille Moreau", source="met at a fair", notes="Likes calls.", **said)
    return desk.post("/partnerships", blogger_id=person["id"], stage="negotiating")


@pytest.fixture
def mate(desk: Desk, tact, people):
    """What Malik's program changes."""

    def change(path: str, **body: Any) -> None:
        answer = desk._api.patch(path, json=body, headers={"If-Match": "*"})
        assert answer.status_code == 200, answer.text

    return change


def opened(page: Page, path: str) -> Page:
    with page.expect_request(re.compile(r"/live\?")):
        page.goto(path)
    return page


def test_a_persons_page_follows_a_colleague_and_keeps_what_is_typed(olga: Page, desk, camille, mate):
    who = camille["blogger_id"]
    streams = []
    olga.on("request", lambda request: streams.append(request.url) if "/live?" in request.url else None)
    opened(olga, f"/bloggers/{who}")
    # What nobody is at comes in by itself: a block, the timeline.
    mate(f"/bloggers/{who}", notes="Prefers mail.", biography="Cooks in Lyon.")
    expect(olga.locator("#block-notes")).to_contain_text("Prefers mail.")
    expect(olga.locator("#block-person")).to_contain_text("Cooks in Lyon.")
    desk.post(f"/bloggers/{who}/interactions", kind="call", summary="Agreed on March")
    expect(olga.locator("#timeline-entries")).to_contain_text("Agreed on March")
    # What she types in stays; who changed it is said, and theirs is shown beside hers.
    olga.locator("#block-notes .block-edit").click()
    typed = olga.locator("#block-notes textarea")
    typed.fill("Likes calls. In the morning.")
    mate(f"/bloggers/{who}", notes="Never on Mondays.", city="Lyon")
    note = olga.locator("#block-notes .live-note")
    expect(note).to_contain_text("Malik changed this.")
    expect(typed).to_have_value("Likes calls. In the morning.")
    expect(typed).to_be_focused()
    expect(olga.locator(".blogger-line")).to_contain_text("Lyon")
    note.get_by_role("button", name="Show").click()
    expect(olga.locator("#block-notes .live-theirs")).to_contain_text("Never on Mondays.")
    expect(typed).to_have_value("Likes calls. In the morning.")
    # Parts of the page were swapped all along: there is still one stream.
    assert len(streams) == 1


def test_the_board_follows_a_colleague_and_the_focus_stays(olga: Page, desk, camille, mate):
    other = desk.card("Zoé Lambert", stage="prospect")
    opened(olga, "/partnerships")
    link = olga.locator(f"#card-{other['id']} [data-primary]")
    link.focus()
    desk.post(f"/partnerships/{camille['id']}/move", stage="in_conversation")
    expect(olga.locator(f"[data-column=in_conversation] #card-{camille['id']}")).to_be_visible()
    expect(olga.locator("[data-column=negotiating] .count")).to_have_text("0")
    expect(link).to_be_focused()
    new = desk.card("Hugo Petit", stage="prospect")
    expect(olga.locator(f"[data-column=prospect] #card-{new['id']}")).to_be_visible()
    # The card she is on does not leave from under her.
    desk.post(f"/partnerships/{other['id']}/move", stage="contacted")
    note = olga.locator(f"#card-{other['id']} .live-note")
    expect(note).to_contain_text("Malik changed this.")
    expect(link).to_be_focused()
    note.get_by_role("button").click()
    expect(olga.locator(f"[data-column=contacted] #card-{other['id']} [data-primary]")).to_be_focused()


def test_who_is_writing_is_seen_beside_the_person_until_it_is_over(olga: Page, enter, camille):
    where = f"/bloggers/{camille['blogger_id']}"
    opened(olga, where)
    malik = enter("mate")
    malik.goto(f"{where}/write")
    malik.evaluate(
        "document.querySelector('a[data-means]').addEventListener('click', (event) => event.preventDefault())"
    )
    with malik.expect_response(re.compile("/writing$")):
        malik.locator("a[data-means]").first.click()
    presence = olga.locator("#presence")
    expect(presence).to_contain_text("Malik is writing to Camille Moreau.")
    malik.goto(where)
    malik.get_by_role("button", name="Not any more").click()
    expect(presence).not_to_contain_text("Malik")


def test_what_happened_while_nobody_looked_is_there_on_return(olga: Page, camille, mate, watch):
    watch.expected.append("ERR_INTERNET_DISCONNECTED")
    who = camille["blogger_id"]
    opened(olga, f"/bloggers/{who}")
    olga.context.set_offline(True)
    mate(f"/bloggers/{who}", notes="Said while she was away.")
    time.sleep(1.5)
    olga.context.set_offline(False)
    expect(olga.locator("#block-notes")).to_contain_text("Said while she was away.")


def test_a_page_fetched_before_a_move_does_not_take_it_back(olga: Page, desk, camille):
    opened(olga, "/partnerships")
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        """The first fetch of the board shows it as it was before the move, and arrives while that is being written."""
        if held or not route.request.headers.get("x-live"):
            return route.continue_()
        return held.append((route, route.fetch()))

    def move(route: Route) -> None:
        early, answer = held[0]
        early.fulfill(response=answer)
        olga.wait_for_timeout(300)
        route.continue_()

    olga.route(re.compile(r"/partnerships(\?|$)"), hold)
    olga.route(re.compile(r"/move\b"), move)
    desk.card("Lina Petit", stage="prospect")
    comes(olga, lambda: held)
    olga.locator("[data-card] [data-primary]").first.focus()
    olga.keyboard.press("Shift+ArrowLeft")
    expect(olga.locator("#toaster")).to_contain_text("is in “In conversation” now")
    expect(card(column(olga, "prospect"), "Lina Petit")).to_be_visible()
    expect(card(column(olga, "in_conversation"))).to_be_visible()
    expect(card(olga)).to_have_count(1)
