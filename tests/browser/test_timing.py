"""May I ask Camille today? In a real browser: at once, by mouse, by key, without JavaScript, on a phone, in French."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_outreach import camille, meet, say

__all__ = ["camille", "meet", "say"]
WIDTH = "document.documentElement.scrollWidth"


@pytest.fixture
def asked_yesterday(say, camille) -> str:
    """Camille wrote a week ago, was answered, and had an ask yesterday."""
    for days, mail in (
        (9, {"direction": "in"}),
        (8, {"nature": "reply"}),
        (1, {"nature": "ask", "summary": "A post?"}),
    ):
        at = (datetime.now(UTC) - timedelta(days=days)).isoformat()
        say("POST", f"/bloggers/{camille}/interactions", {"kind": "email", "occurred_at": at} | mail)
    return camille


def test_may_i_ask_today_is_answered_at_once(olga: Page, asked_yesterday):
    """Walkthrough, task 6: one action, which is to open the page."""
    olga.goto(f"/bloggers/{asked_yesterday}")
    answer = olga.locator("#advice-answer")
    expect(answer.locator(".verdict")).to_contain_text("Wait · ")
    expect(answer.locator(".advice-said")).to_have_text(
        re.compile(r"No ask before \d+ \w+( \d+)?\. A thank-you is welcome today\.")
    )
    expect(answer.locator(".advice-possible")).to_contain_text("Gesture")


def test_the_reasons_unfold_and_lead_to_what_they_rest_on(olga: Page, asked_yesterday):
    olga.goto(f"/bloggers/{asked_yesterday}")
    why = olga.locator(".advice-why")
    why.locator("summary").click()
    expect(why).to_contain_text("Camille Moreau had an ask yesterday")
    why.locator("a.behind").first.click()
    expect(olga.locator("#dialog")).to_contain_text("A post?")


def test_the_answer_changes_by_mouse(olga: Page, asked_yesterday):
    olga.goto(f"/bloggers/{asked_yesterday}")
    above = olga.locator("#advice-question").bounding_box()
    olga.locator("#advice-question .choice", has_text="Gesture").click()
    expect(olga.locator(".advice-said")).to_contain_text("A gesture towards Camille Moreau is welcome")
    expect(olga.locator("#advice-answer")).to_have_class(re.compile("advice-speak"))
    after = olga.locator("#advice-question").bounding_box()
    assert above
    assert above == after


def test_the_answer_changes_by_key_and_keeps_the_focus(olga: Page, asked_yesterday):
    olga.goto(f"/bloggers/{asked_yesterday}")
    olga.locator("#advice-question [value=ask]").focus()
    olga.keyboard.press("ArrowRight")
    expect(olga.locator(".advice-said")).to_contain_text("A gesture towards Camille Moreau is welcome")
    expect(olga.locator("#advice-give")).to_be_focused()
    olga.keyboard.press("ArrowLeft")
    expect(olga.locator(".advice-said")).to_contain_text("No ask before")
    olga.locator("[data-choose=advice-give]").focus()
    olga.keyboard.press("Enter")
    expect(olga.locator("#advice-give")).to_be_checked()
    expect(olga.locator(".advice-said")).to_contain_text("A gesture towards")


def test_remind_me_with_one_click_and_back(olga: Page, asked_yesterday):
    olga.goto(f"/bloggers/{asked_yesterday}")
    olga.get_by_role("button", name=re.compile(r"Remind me on \d")).click()
    expect(olga.locator("#next-steps")).to_contain_text("Write to Camille Moreau: a good moment from today")
    olga.locator(".toast").get_by_role("button", name="Undo").click()
    expect(olga.locator("#next-steps")).not_to_contain_text("a good moment from today")


def test_write_anyway_fills_the_composer_and_asks_why(olga: Page, asked_yesterday):
    olga.goto(f"/bloggers/{asked_yesterday}")
    form = olga.locator("#talk-form")
    expect(form.locator(".only-when-held")).to_be_hidden()
    olga.get_by_role("link", name="Write anyway").click()
    expect(form.locator("[name=summary]")).to_be_focused()
    expect(form.locator("[name=nature][value=ask]")).to_be_checked()
    form.locator(".only-when-held .choice", has_text="Deadline").click()
    form.locator("[name=why_sentence]").fill("The fair is on Friday")
    form.locator("[name=summary]").fill("Asked for the stand")
    form.get_by_role("button", name="Log it").click()
    expect(olga.locator(".toast")).to_contain_text("Noted with Camille Moreau.")
    expect(olga.locator("#timeline-panel")).to_contain_text("Asked for the stand")


def test_what_an_exchange_did_is_guessed_and_corrected_by_one_click(olga: Page, say, camille):
    say("POST", f"/bloggers/{camille}/interactions", {"kind": "email", "direction": "in", "summary": "Which dates?"})
    olga.goto(f"/bloggers/{camille}")
    form = olga.locator("#talk-form")
    expect(form.locator(".choice[data-guess]")).to_have_text("Reply")
    form.locator(".choice", has_text="Gift").click()
    expect(form.locator(".choice[data-guess]")).to_have_text("Gesture")
    form.locator(".only-from-us .choice", has_text="Ask").click()
    expect(form.locator(".choice[data-guess]")).to_have_count(0)
    expect(form.locator("[name=angle]")).to_be_visible()
    form.locator(".choice", has_text="From them").click()
    expect(form.locator("[name=angle]")).to_be_hidden()
    expect(form.get_by_label("They said no")).to_be_visible()


def test_without_javascript(enter, asked_yesterday):
    plain = enter("owner", java_script_enabled=False)
    plain.goto(f"/bloggers/{asked_yesterday}")
    expect(plain.locator(".advice-said")).to_contain_text("No ask before")
    plain.locator("#advice-question .choice", has_text="Gesture").click()
    plain.get_by_role("button", name="Is it the moment?").click()
    expect(plain.locator(".advice-said")).to_contain_text("A gesture towards Camille Moreau is welcome")
    plain.goto(f"/bloggers/{asked_yesterday}")
    plain.get_by_role("link", name="Write anyway").click()
    expect(plain.locator("#talk-form [name=nature][value=ask]")).to_be_checked()
    expect(plain.locator("#talk-form .only-when-held")).to_be_visible()
    plain.goto("/")
    plain.get_by_role("button", name=re.compile(r"Remind me on")).click()
    expect(plain.locator(".toast")).to_contain_text("Next step on")


def test_what_we_owe_is_noted_in_the_dialog_and_settled(olga: Page, asked_yesterday, accessible):
    olga.goto(f"/bloggers/{asked_yesterday}")
    olga.locator("#kept").get_by_role("link", name="Note what we owe Camille Moreau").click()
    dialog = olga.locator("#dialog")
    expect(dialog.locator("[name=kind][value=promise]")).to_be_checked()
    expect(dialog.locator("[name=since_day]")).to_be_hidden()
    accessible(olga)
    dialog.locator("[name=label]").fill("Three photos")
    dialog.locator("[name=until_day]").fill("2026-11-02")
    dialog.get_by_role("button", name="Note it").click()
    expect(olga.locator(".advice-said")).to_contain_text("Keep the promise to Camille Moreau first")
    olga.locator("#kept").get_by_role("button", name="Settled").click()
    expect(olga.locator(".toast")).to_contain_text("Settled: Promise.")
    expect(olga.locator(".advice-said")).to_contain_text("No ask before")
    olga.locator(".toast").get_by_role("button", name="Undo").click()
    expect(olga.locator("#kept")).to_contain_text("Three photos")


def test_do_not_disturb_and_a_claim_without_javascript(enter, asked_yesterday):
    plain = enter("owner", java_script_enabled=False)
    plain.goto(f"/bloggers/{asked_yesterday}")
    plain.get_by_role("button", name="I'll take this").click()
    expect(plain.locator("#known")).to_contain_text("You take care of Camille Moreau.")
    plain.locator("#known").get_by_role("link", name="Note something about Camille Moreau").click()
    plain.locator(".choice", has_text="Delicate moment").click()
    plain.locator("[name=note]").fill("Between us")
    plain.get_by_role("button", name="Note it").click()
    expect(plain.locator(".advice-said")).to_contain_text("A delicate moment for Camille Moreau: quiet is best.")
    expect(plain.locator("#known")).to_contain_text("Between us")
    plain.locator("#known").get_by_role("button", name="Ended").click()
    expect(plain.locator("#known")).not_to_contain_text("Between us")


def test_nothing_noted_is_never_green(olga: Page, camille):
    olga.goto(f"/bloggers/{camille}")
    expect(olga.locator(".advice-said")).to_have_text(
        "Nothing noted with Camille Moreau yet. One contact is enough to begin."
    )
    expect(olga.locator("#advice-answer")).to_have_class(re.compile("advice-unknown"))


def stop(page: Page, blogger_id: str) -> None:
    page.goto(f"/bloggers/{blogger_id}/stop-contact")
    page.locator("main form").get_by_role("button").first.click()


def test_a_hard_reason_carries_a_lock_and_nobody_goes_on(olga: Page, asked_yesterday):
    stop(olga, asked_yesterday)
    olga.goto(f"/bloggers/{asked_yesterday}")
    answer = olga.locator("#advice-answer")
    expect(answer).to_contain_text("Camille Moreau wants no more outreach. You may still answer their messages.")
    expect(answer.locator(".verdict [aria-label='Cannot be overridden']")).to_be_visible()
    expect(answer.get_by_role("link", name="Write anyway")).to_have_count(0)


def test_axe_finds_nothing(olga: Page, asked_yesterday, meet, accessible):
    stranger = meet("Zoé Lambert")
    for path in (
        f"/bloggers/{asked_yesterday}",
        f"/bloggers/{asked_yesterday}?nature=give",
        f"/bloggers/{stranger}",
        "/",
    ):
        olga.goto(path)
        for fold in olga.locator("#advice-answer details summary").all():
            fold.click()
        accessible(olga)
    stop(olga, asked_yesterday)
    olga.goto(f"/bloggers/{asked_yesterday}?kind=email&nature=ask&held=1")
    accessible(olga)


def test_a_phone_in_the_street(enter, asked_yesterday):
    phone = enter("owner", viewport={"width": 360, "height": 740}, has_touch=True)
    for path in (f"/bloggers/{asked_yesterday}?kind=email&nature=ask&held=1", "/"):
        phone.goto(path)
        assert phone.evaluate(WIDTH) <= 360, path
    phone.goto(f"/bloggers/{asked_yesterday}")
    phone.locator("#advice-question .choice", has_text="Gesture").tap()
    expect(phone.locator(".advice-said")).to_contain_text("is welcome")
    assert phone.evaluate(WIDTH) <= 360


def test_in_french(enter, speak_french, asked_yesterday):
    speak_french("owner")
    page = enter("owner")
    page.goto(f"/bloggers/{asked_yesterday}")
    expect(page.locator("#advice")).to_contain_text("Que souhaitez-vous faire\u202f?")
    expect(page.locator(".advice-said")).to_have_text(
        re.compile(r"Pas de demande avant le .+\. Un merci est bienvenu dès aujourd’hui\.")
    )
    expect(page.get_by_role("button", name=re.compile("M’y faire penser le "))).to_be_visible()
    page.goto("/")
    expect(page.locator("main")).to_contain_text("Qui laisser en paix")
