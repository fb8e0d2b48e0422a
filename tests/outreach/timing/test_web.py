"""The answer on a person's page, and what is noted there: with and without JavaScript, for who may and who may not."""

import re
from datetime import timedelta

import pytest

from app.core.clock import now
from tests.cast import PARTIAL
from tests.outreach.conftest import camille, second_brand, zoe

__all__ = ["camille", "second_brand", "zoe"]


def ago(days: float) -> str:
    return (now() - timedelta(days=days)).isoformat()


async def log(person, blogger_id, **values):
    answer = await person.api.post(f"/api/v1/bloggers/{blogger_id}/interactions", json={"kind": "email"} | values)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def note(person, blogger_id, **fields):
    return await person.html.post(f"/bloggers/{blogger_id}/circumstances", data=fields)


async def page_of(person, blogger_id, **query) -> str:
    return (await person.html.get(f"/bloggers/{blogger_id}", params=query)).text


def said(page: str) -> str:
    return re.search(r'<p class="advice-said">(.*?)</p>', page)[1]


async def follow(person, answer) -> str:
    assert answer.status_code == 303, answer.text
    return (await person.html.get(answer.headers["Location"])).text


def undo_of(page: str) -> str:
    return re.search(r'class="toast".*?action="([^"]+)"', page, re.DOTALL)[1].replace("&amp;", "&")


async def test_nothing_noted_yet(owner, camille):
    page = await page_of(owner, camille)
    assert said(page) == "Nothing noted with Camille Moreau yet. One contact is enough to begin."
    assert "advice-unknown" in page


async def test_the_page_and_the_fragment_answer_alike(owner, camille):
    await log(owner, camille, nature="ask", occurred_at=ago(1))
    for query in ({}, {"nature": "give"}, {"nature": "neutral", "via": "comment"}, {"compensation": "paid"}):
        whole = said(await page_of(owner, camille, **query))
        part = await owner.html.get(f"/bloggers/{camille}/advice", params=query, headers=PARTIAL)
        assert part.text.lstrip().startswith('<div class="advice-answer')
        assert said(part.text) == whole


async def test_without_javascript_the_fragment_leads_to_the_page(owner, camille):
    answer = await owner.html.get(f"/bloggers/{camille}/advice", params={"nature": "give"})
    assert answer.headers["Location"] == f"/bloggers/{camille}?nature=give"


async def test_an_address_changed_by_hand_asks_the_usual(owner, camille):
    await log(owner, camille, nature="ask", occurred_at=ago(1))
    usual = said(await page_of(owner, camille))
    assert said(await page_of(owner, camille, nature="shout", via="pigeon", campaign="none", brand="x")) == usual


async def test_few_statements_for_the_answer(owner, camille, count_statements):
    for days in range(12):
        await log(owner, camille, nature="neutral" if days % 3 else "ask", occurred_at=ago(days + 1))
    with count_statements() as executed:
        await owner.html.get(f"/bloggers/{camille}/advice", headers=PARTIAL)
    assert len(executed) <= 10


async def test_the_composer_is_filled_by_the_address(owner, camille):
    page = await page_of(owner, camille, kind="call", nature="ask", held="1")
    assert re.search(r'value="call"[^>]* checked', page)
    assert re.search(r'name="nature" value="ask"[^>]* checked', page)
    assert 'name="held" value="1"' in page


async def test_why_it_was_done_against_advice_is_told_and_may_be_said_later(owner, viewer, camille):
    await log(owner, camille, nature="ask", occurred_at=ago(1))
    fields = {"blogger_ids": str(camille), "kind": "email", "nature": "ask", "summary": "Asked again"}
    await owner.html.post("/interactions", data=fields | {"held": "1", "why": "", "why_sentence": ""})
    page = await page_of(owner, camille)
    assert "Advice was to wait." in page
    path = re.search(r"/interactions/[0-9a-f-]+/explain", page)[0]
    assert (await viewer.html.post(path, data={"why": "met"})).status_code == 403
    assert (await owner.html.post(path, data={"why": "bored"})).status_code == 422
    await follow(owner, await owner.html.post(path, data={"why": "met"}))
    page = await page_of(owner, camille)
    assert "Advice was to wait. Met in person." in page
    assert "/explain" not in page


async def test_why_is_said_while_logging(owner, camille):
    await log(owner, camille, nature="ask", occurred_at=ago(1))
    fields = {"blogger_ids": str(camille), "kind": "email", "nature": "ask", "summary": "Again", "why": "deadline"}
    await owner.html.post("/interactions", data=fields | {"held": "1", "why_sentence": "Fair on Friday"})
    assert "Advice was to wait. Deadline: Fair on Friday" in await page_of(owner, camille)


async def test_they_said_no(owner, camille):
    fields = {"blogger_ids": str(camille), "kind": "email", "direction": "in", "refusal": "1", "summary": "No thanks"}
    await follow(owner, await owner.html.post("/interactions", data=fields))
    page = await page_of(owner, camille)
    assert "They said no" in page
    assert "Camille Moreau said no today" in page


async def test_what_we_owe_is_noted_settled_and_brought_back(owner, mate, viewer, stranger, camille):
    promise = {"kind": "promise", "label": "Three photos", "until_day": "2026-11-20"}
    for person, status in ((viewer, 403), (stranger, 404)):
        assert (await note(person, camille, **promise)).status_code == status
    page = await follow(mate, await note(mate, camille, **promise))
    assert "Three photos" in page
    assert said(page).startswith("Keep the promise to Camille Moreau first")
    path = re.search(r"/circumstances/[0-9a-f-]+/settle", page)[0]
    for person, status in ((viewer, 403), (stranger, 404)):
        assert (await person.html.post(path)).status_code == status
    page = await follow(owner, await owner.html.post(path))
    assert "Settled: Promise." in page
    assert said(page).startswith("Nothing noted") or "promise" not in said(page)
    assert "Three photos" in await follow(owner, await owner.html.post(undo_of(page)))


async def test_settling_from_today_leads_back_to_today(owner, camille):
    page = await follow(owner, await note(owner, camille, kind="promise", label="Photos", until_day="2026-11-20"))
    path = re.search(r"/circumstances/[0-9a-f-]+/settle", page)[0]
    assert (await owner.html.post(path, data={"next": "/"})).headers["Location"] == "/"
    assert (await owner.html.post(path, data={"next": "//elsewhere.example"})).headers[
        "Location"
    ] != "//elsewhere.example"


async def test_noting_by_mistake_is_undone(owner, camille):
    page = await follow(owner, await note(owner, camille, kind="event", label="Book fair", since_day="2026-12-02"))
    assert "Book fair" in page
    page = await follow(owner, await owner.html.post(undo_of(page)))
    assert "Book fair" not in page.partition("timeline-panel")[0].partition('id="known"')[2].partition("</section>")[0]
    assert "Book fair" in await follow(owner, await owner.html.post(undo_of(page)))


async def test_a_refused_form_keeps_what_was_typed(owner, camille):
    answer = await note(owner, camille, kind="promise", label="", until_day="2026-12-02")
    assert answer.status_code == 422
    assert "Say what was promised." in answer.text
    assert 'value="2026-12-02"' in answer.text


async def test_i_take_this_and_let_go(owner, mate, camille):
    page = await follow(owner, await note(owner, camille, kind="claim"))
    assert "You take care of Camille Moreau." in page
    theirs = await page_of(mate, camille)
    assert "Olga takes care of Camille Moreau." in theirs
    assert said(theirs).startswith("Olga has been taking care of Camille Moreau")
    assert (await note(mate, camille, kind="claim")).status_code == 409
    path = re.search(r"/circumstances/[0-9a-f-]+/end", page)[0]
    assert "I&#39;ll take this" in await follow(owner, await owner.html.post(path))


@pytest.mark.parametrize("reason", ["asked", "away", "delicate", "other"])
async def test_do_not_disturb_keeps_its_note_private(owner, manager, mate, camille, reason):
    day = (now() + timedelta(days=10)).date().isoformat()
    fields = {"kind": "do_not_disturb", "reason": reason, "until_day": day, "note": "A move to another town"}
    page = await follow(owner, await note(owner, camille, **fields))
    assert "A move to another town" in page
    assert "Wait · " in page
    for person in (manager, mate):
        assert "A move to another town" not in await page_of(person, camille)
    assert "A move" not in (await owner.api.get(f"/api/v1/bloggers/{camille}/circumstances")).text


async def test_another_brand_is_another_team(owner, mate, camille, second_brand):
    await log(owner, camille, brand_id=str(second_brand), nature="neutral", occurred_at=ago(1), summary="Secret")
    page = await page_of(mate, camille)
    assert "Another team wrote to Camille Moreau yesterday" in page
    assert "a message of another team" in page
    assert "Secret" not in page
