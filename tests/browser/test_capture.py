"""Capture in a real browser: walkthrough tasks 5, 8 and 22 within their budgets, one line, writing and coming back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

WIDTH = "document.documentElement.scrollWidth"
ZOE = "https://www.instagram.com/zoe.cuisine/"


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
    def add(name: str, **more) -> str:
        return say("POST", "/bloggers", {"name": name, "source": "fair", "legal_basis": "legitimate_interest"} | more)[
            "id"
        ]

    return add


@pytest.fixture
def zoe(meet) -> str:
    points = [{"kind": "email", "value": "zoe@carnet.example.org"}]
    return meet("Zoé Lambert", channels=[{"url": ZOE}], contact_points=points)


@pytest.fixture
def counted() -> Callable[..., list[str]]:
    """`counted("what was done", action, …)` does it; the list tells how much was needed."""
    done: list[str] = []

    def act(what: str, action, *values) -> list[str]:
        action(*values)
        done.append(what)
        return done

    act.done = done
    return act


def test_nine_people_met_at_one_event_with_a_next_step_each_in_fourteen_actions(olga: Page, meet, say, counted):
    """Walkthrough task 5."""
    names = [f"Guest {word}" for word in ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"]]
    ids = [meet(name) for name in names]
    olga.goto("/interactions/new")
    counted("their names", olga.locator(".talk [name=q]").fill, "\n".join(names))
    expect(olga.locator(".each-row")).to_have_count(9)
    counted("an event", olga.locator(".talk .choice", has_text="Event").click)
    counted("the note", olga.locator(".talk [name=summary]").fill, "Book fair")
    counted("a day for all", olga.locator(".due-choices .choice").nth(2).click)
    rows = olga.locator(".each-row")
    assert rows.first.locator("[data-each=due]").input_value(), "prefilled from the common day"
    for n in range(9):
        counted("their own", rows.nth(n).locator("[data-each=title]").fill, f"Send {n}")
    counted("log it", olga.get_by_role("button", name="Log it").last.click)
    expect(olga.locator(".toast")).to_contain_text("9 people")
    assert len(counted.done) <= 14
    titles = {step["title"] for one in ids for step in say("GET", f"/next-steps?blogger={one}")["items"]}
    assert titles == {f"Send {n}" for n in range(9)}


def test_twelve_links_and_which_are_new_in_four_actions(olga: Page, zoe, say, accessible, counted):
    """Walkthrough task 8."""
    olga.goto("/bloggers")
    counted("to the box", olga.get_by_role("link", name="Paste a list").click)
    olga.wait_for_load_state()  # what is typed before the scripts come is read by a button
    links = [ZOE, *(f"https://www.tiktok.com/@guest.{n}/video/1?lang=fr" for n in range(11))]
    counted("paste", olga.locator("#field-text").fill, "\n".join(links))
    expect(olga.locator(".recognised-count")).to_have_text("1 known, 11 new")
    accessible(olga)
    counted("make them", olga.get_by_role("button", name="Add those ticked").click)
    expect(olga.locator(".toast")).to_contain_text("11 people are in your list now.")
    expect(olga.locator(".recognised-count")).to_have_text("12 known, 0 new")
    assert len(counted.done) <= 4
    olga.locator(".toast").get_by_role("button", name="Undo").click()
    expect(olga.locator(".toast")).to_contain_text("11 people are taken back.")


def test_a_phone_in_the_street_in_four_taps_in_french(enter, people, zoe, say, counted, accessible):
    """Walkthrough task 22: task 4 from a shared profile link, at 360 px, in French."""
    phone = enter("owner", viewport={"width": 360, "height": 740}, has_touch=True)
    phone.goto("/account")
    phone.locator("[name=locale]").select_option("fr")
    phone.locator("main form.form").first.get_by_role("button").last.tap()
    expect(phone.locator(".toast")).to_be_visible()
    phone.goto(f"/capture?title=Zo%C3%A9&text={quote('Regarde ' + ZOE + '?igsh=1')}")
    expect(phone.locator("h1")).to_have_text("Zoé Lambert")
    assert phone.evaluate(WIDTH) <= 360
    counted("the box", phone.locator("[name=line]").tap)
    counted("the line", phone.locator("[name=line]").press_sequentially, "tél ok pour mars, rappeler mardi")
    expect(phone.locator(".reading [name=kind]")).to_have_value("call")
    expect(phone.locator(".reading [name=summary]")).to_have_value("ok pour mars")
    assert phone.evaluate(WIDTH) <= 360
    accessible(phone)
    counted("log it", phone.get_by_role("button", name="Noter l’échange").tap)
    expect(phone.locator(".toast")).to_contain_text("Zoé Lambert")
    assert len(counted.done) <= 4
    (step,) = say("GET", f"/next-steps?blogger={zoe}")["items"]
    assert (step["title"], datetime.fromisoformat(step["due"]).weekday()) == ("Rappeler", 1)
    expect(phone.locator(".capture-facts")).to_contain_text("ok pour mars")


def test_one_line_from_anywhere_by_keyboard(olga: Page, zoe, say):
    olga.goto("/")
    olga.keyboard.press("c")
    dialog = olga.locator("#dialog")
    expect(dialog.locator("[name=line]")).to_be_focused()
    olga.keyboard.type("called Zoé yesterday, ok for March, remind Tuesday")
    expect(dialog.locator(".reading [name=kind]")).to_have_value("call")
    expect(dialog.locator(".reading .choice", has_text="Zoé Lambert")).to_be_visible()
    expect(dialog.locator(".talk")).to_be_hidden()
    olga.keyboard.press("Enter")
    expect(olga.locator(".toast")).to_contain_text("Noted with Zoé Lambert.")
    (said,) = say("GET", f"/bloggers/{zoe}/interactions")["items"]
    assert (said["kind"], said["summary"]) == ("call", "ok for March")
    assert datetime.fromisoformat(said["occurred_at"]) < datetime.now(UTC) - timedelta(hours=6)


def test_a_line_sent_at_once_is_read_whole(olga: Page, zoe, say):
    olga.goto("/")
    olga.locator(".line-form [name=line]").fill("called Zoé, ok for March")
    olga.keyboard.press("Enter")
    expect(olga.locator(".toast")).to_contain_text("Noted with Zoé Lambert.")
    assert [it["summary"] for it in say("GET", f"/bloggers/{zoe}/interactions")["items"]] == ["ok for March"]


def test_somebody_new_from_a_page_one_reads(olga: Page, say, accessible):
    olga.goto(f"/capture?url={quote('https://carnet.example.org/2026/tarte')}&title={quote('Ana Silva – Recettes')}")
    expect(olga.locator("[name=name]")).to_have_value("Ana Silva")
    accessible(olga)
    olga.get_by_role("button", name="Add").click()
    expect(olga.locator(".toast")).to_contain_text("Ana Silva is in your list.")
    expect(olga.locator("h1")).to_have_text("Ana Silva")


def test_write_come_back_and_say_so(olga: Page, zoe, say, accessible):
    olga.goto(f"/bloggers/{zoe}")
    olga.locator(".page-actions").get_by_role("link", name="Write").click()
    dialog = olga.locator("#dialog")
    dialog.locator("[name=summary]").fill("Spring box")
    accessible(olga)
    mail = dialog.locator("[data-mail]")
    expect(mail).to_have_attribute("href", "mailto:zoe@carnet.example.org?subject=Spring%20box")
    olga.evaluate("document.addEventListener('click', (it) => it.target.closest('[data-mail]') && it.preventDefault())")
    mail.click()
    olga.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(dialog.get_by_role("button", name="Yes, log it")).to_be_focused()
    olga.keyboard.press("Enter")
    expect(olga.locator(".toast")).to_contain_text("Noted with Zoé Lambert.")
    (said,) = say("GET", f"/bloggers/{zoe}/interactions")["items"]
    assert (said["kind"], said["nature"], said["summary"]) == ("email", "ask", "Spring box")


def test_written_or_not_no_writes_nothing(olga: Page, zoe, say):
    olga.goto(f"/bloggers/{zoe}/write")
    olga.locator("main").get_by_role("link", name="No", exact=True).click()
    expect(olga.locator("h1")).to_contain_text("Zoé Lambert")
    assert say("GET", f"/bloggers/{zoe}/interactions")["items"] == []


def test_without_javascript(enter, zoe, say):
    plain = enter("owner", java_script_enabled=False)
    plain.goto("/")
    plain.locator("[name=line]").fill("called Zoé, ok for March, remind Tuesday")
    plain.get_by_role("button", name="Read it").click()
    expect(plain.locator("#people :checked + span")).to_have_text("Zoé Lambert")
    plain.get_by_role("button", name="Log it").last.click()
    expect(plain.locator(".toast")).to_contain_text("Noted with Zoé Lambert.")
    plain.goto("/capture/list")
    plain.locator("#field-text").fill(f"{ZOE}\n@guest.one")
    plain.get_by_role("button", name="Who is known?").click()
    expect(plain.locator(".recognised-count")).to_have_text("1 known, 1 new")
    plain.get_by_role("button", name="Add those ticked").click()
    expect(plain.locator(".toast")).to_contain_text("1 person is in your list now.")
    plain.goto(f"/bloggers/{zoe}/write?summary=Hello")
    expect(plain.locator("[data-mail]")).to_have_attribute("href", "mailto:zoe@carnet.example.org?subject=Hello")
    plain.get_by_role("button", name="Yes, log it").click()
    expect(plain.locator(".toast")).to_contain_text("Noted with Zoé Lambert.")
    assert len(say("GET", f"/bloggers/{zoe}/interactions")["items"]) == 2


def test_the_bookmark_is_dragged_and_not_clicked(olga: Page):
    olga.goto("/capture/setup")
    bookmark = olga.locator("[data-bookmarklet]")
    assert bookmark.get_attribute("href").startswith("javascript:void(open('http://127.0.0.1")
    bookmark.click()
    expect(bookmark).to_contain_text("Drag it into the bookmarks bar")
    expect(olga.locator("h1")).to_have_text("Capture")


def test_axe_finds_nothing(olga: Page, zoe, accessible):
    for where in (
        "/capture",
        "/capture/setup",
        "/capture/list",
        f"/capture?url={quote(ZOE)}",
        f"/bloggers/{zoe}/write",
    ):
        olga.goto(where)
        accessible(olga)
