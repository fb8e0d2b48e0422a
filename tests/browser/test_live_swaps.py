"""A page that is told of what it shows already asks, and leaves everything where it is."""

import pytest
from playwright.sync_api import Page, expect

COUNT = """() => {
  window.swapped = [];
  new MutationObserver((changes) => changes.forEach((change) => change.removedNodes.forEach(
    (gone) => gone.dataset?.live && window.swapped.push(gone.id)
  ))).observe(document.querySelector("main"), { childList: true, subtree: true });
}"""


@pytest.fixture
def camille(program) -> str:
    said = {"contact_points": [{"kind": "email", "value": "camille@example.org"}], "notes": "Likes **tea**."}
    body = {"name": "Camille Moreau", "source": "a fair", "legal_basis": "legitimate_interest", "tags": ["press"]}
    return program.post("/bloggers", json=body | said).json()["id"]


def test_what_the_page_shows_already_is_not_swapped(olga: Page, program, camille):
    # Told a moment ago, it is news to the page that opens now: what it shows may have been read before.
    program.post(f"/bloggers/{camille}/interactions", json={"kind": "call", "summary": "Agreed on March"})
    olga.add_init_script(f"document.addEventListener('DOMContentLoaded', {COUNT})")
    with olga.expect_response(lambda answer: answer.request.headers.get("x-live") == "1") as told:
        olga.goto(f"/bloggers/{camille}")
    told.value.finished()
    olga.wait_for_timeout(500)
    assert olga.evaluate("window.swapped") == []
    # What does change comes in, alone.
    etag = program.get(f"/bloggers/{camille}").headers["etag"]
    program.patch(f"/bloggers/{camille}", json={"notes": "Likes coffee."}, headers={"If-Match": etag})
    expect(olga.locator("#block-notes")).to_contain_text("Likes coffee.")
    assert "block-contacts" not in olga.evaluate("window.swapped")
