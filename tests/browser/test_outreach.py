"""Log an exchange in a real browser: by key, by mouse, without JavaScript, on a phone, in French."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

WIDTH = "document.documentElement.scrollWidth"


@pytest.fixture
def say(program):
    """`say("POST", "/bloggers", {...})` as the owner's program."""

    def call(method: str, path: str, body: dict | None = None) -> dict:
        answer = program.request(method, path, json=body)
        assert answer.status_code < 300, answer.text
        return answer.json()

    return call


@pytest.fixture
def meet(say):
    """`meet("Camille Moreau")`: the id of a person in the list."""

    def add(name: str) -> str:
        return say("POST", "/bloggers", {"name": name, "source": "fair", "legal_basis": "legitimate_interest"})["id"]

    return add


@pytest.fixture
def camille(meet) -> str:
    return meet("Camille Moreau")


def test_the_key_c_opens_the_dialog_anywhere_and_people_are_chosen_with_enter(olga: Page, camille, meet, accessible):
    meet("Zoé Lambert")
    olga.goto("/")
    olga.keyboard.press("c")
    dialog = olga.locator("#dialog")
    expect(dialog.locator("[name=line]")).to_be_focused()
    olga.keyboard.press("Tab")
    expect(dialog.locator("[name=q]")).to_be_focused()
    for typed, name in (("zoe", "Zoé Lambert"), ("camille", "Camille Moreau")):
        olga.keyboard.type(typed)
        expect(dialog.locator("#people")).to_contain_text(name)
        olga.keyboard.press("Enter")
        expect(dialog.locator("#people :checked + span", has_text=name)).to_be_visible()
    accessible(olga)
    dialog.locator(".choice", has_text="Event").click()
    dialog.locator("[name=summary]").fill("Book fair")
    olga.keyboard.press("Enter")
    expect(olga.locator(".toast")).to_contain_text("Camille Moreau and Zoé Lambert")


def test_a_refused_form_stays_in_the_dialog_with_what_was_typed(olga: Page, camille, watch):
    watch.expected.append("422")
    olga.goto("/")
    olga.keyboard.press("c")
    dialog = olga.locator("#dialog")
    dialog.locator("[name=summary]").fill("With nobody")
    dialog.get_by_role("button", name="Log it").last.click()
    expect(dialog.locator(".error-summary")).to_contain_text("Choose with whom.")
    expect(dialog.locator("[name=summary]")).to_have_value("With nobody")


def test_nine_people_from_a_pasted_list(olga: Page, meet):
    names = [f"Guest {word}" for word in ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"]]
    for name in names:
        meet(name)
    olga.goto("/interactions/new")
    olga.locator("main [name=q]").fill("\n".join(names))
    expect(olga.locator("#people :checked")).to_have_count(9)
    olga.locator(".choice", has_text="Event").click()
    olga.locator("[name=summary]").fill("Book fair")
    olga.locator(".due-choices .choice", has_text="Tomorrow").click()
    olga.get_by_role("button", name="Log it").last.click()
    expect(olga.locator(".toast")).to_contain_text("9 people")
    olga.goto("/next-steps?owner=me")
    expect(olga.locator(".step")).to_have_count(9)


def test_without_javascript(enter, camille):
    plain = enter("owner", java_script_enabled=False)
    plain.goto("/interactions/new")
    plain.locator("main [name=q]").fill("camille")
    plain.get_by_role("button", name="Find").click()
    plain.locator("#people .choice", has_text="Camille").click()
    plain.locator("[name=summary]").fill("By hand")
    plain.locator(".due-choices .choice", has_text="Tomorrow").click()
    plain.get_by_role("button", name="Log it").last.click()
    expect(plain.locator(".toast")).to_contain_text("Noted with Camille Moreau.")
    plain.goto("/")
    step = plain.locator(".step").first
    step.get_by_role("button", name=re.compile("Snooze until tomorrow")).click()
    expect(plain.locator(".toast")).to_contain_text("Until ")
    plain.locator(".step").first.get_by_role("button", name=re.compile("Done")).click()
    expect(plain.locator(".toast")).to_contain_text("Done: Get back to Camille Moreau.")
    plain.get_by_role("button", name="Undo").click()
    expect(plain.locator(".step")).to_have_count(1)


def test_done_with_one_click_and_back(olga: Page, say, camille):
    say("POST", "/next-steps", {"blogger_id": camille, "title": "Send the box", "due": "2026-11-02"})
    olga.goto("/")
    expect(olga.locator(".due-late")).to_contain_text("Overdue")
    olga.get_by_role("button", name="Done: Send the box").click()
    expect(olga.locator(".step-done")).to_contain_text("Send the box")
    olga.locator(".toast").get_by_role("button", name="Undo").click()
    expect(olga.locator(".step:not(.step-done)")).to_contain_text("Send the box")


def test_axe_finds_nothing(olga: Page, say, camille, accessible):
    step = {"title": "Send the box", "due": "2026-11-02"}
    links = ["https://files.example.org/brief.pdf"]
    mail = {"kind": "email", "summary": "Brief", "agreed": "A box", "body": "**x**", "links": links, "next_step": step}
    made = say("POST", f"/bloggers/{camille}/interactions", mail)
    say("POST", f"/bloggers/{camille}/interactions", {"kind": "email", "direction": "in", "summary": "Thanks"})
    path = f"/interactions/{made['id']}"
    for where in (
        "/",
        "/next-steps",
        "/interactions/new",
        "/next-steps/new",
        path,
        f"{path}/edit",
        f"/bloggers/{camille}/timeline",
    ):
        olga.goto(where)
        accessible(olga)


def test_a_phone_in_the_street(enter, say, camille):
    step = {"title": "Send the box with the long name that does not fit", "due": "2026-11-02"}
    say("POST", f"/bloggers/{camille}/interactions", {"kind": "email", "summary": "x" * 200, "next_step": step})
    phone = enter("owner", viewport={"width": 360, "height": 740}, has_touch=True)
    for where in ("/", "/next-steps", "/interactions/new", f"/bloggers/{camille}/timeline"):
        phone.goto(where)
        assert phone.evaluate(WIDTH) <= 360, where
    phone.goto(f"/interactions/new?blogger_ids={camille}&kind=call")
    phone.locator(".due-choices .choice", has_text="Tomorrow").tap()
    phone.get_by_role("button", name="Log it").last.tap()
    expect(phone.locator(".toast")).to_contain_text("Noted with Camille Moreau.")


def test_in_french(enter, say, camille, speak_french):
    due = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    mail = {"kind": "email", "summary": "Bonjour", "next_step": {"title": "Relire", "due": due}}
    say("POST", f"/bloggers/{camille}/interactions", mail)
    speak_french("owner")
    page = enter("owner")
    page.goto("/")
    expect(page.locator("h1")).to_have_text("Aujourd’hui")
    expect(page.locator("main")).to_contain_text("À qui un mot ferait plaisir")
    page.keyboard.press("c")
    dialog = page.locator("#dialog")
    expect(dialog.locator("h1")).to_have_text("Noter un échange")
    expect(dialog).to_contain_text("De notre part")
    expect(dialog.get_by_role("button", name="Noter l’échange").last).to_be_visible()
