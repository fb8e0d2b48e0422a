"""People keep partnerships in a browser, with and without JavaScript."""

import re

import pytest

from app.accounts.models import User
from tests.cast import PARTIAL
from tests.partnerships.conftest import meet

BOARD = {**PARTIAL, "X-Board": "1"}


@pytest.fixture
async def made(make, camille) -> str:
    return f"/partnerships/{await make(camille, expected_minor=50_000)}"


async def following(person, answer) -> str:
    """The page that a redirect leads to, with its notice."""
    assert answer.status_code == 303, answer.text
    return (await person.html.get(answer.headers["location"])).text


async def test_an_empty_board_teaches(owner):
    page = (await owner.html.get("/partnerships")).text
    assert "No partnership yet." in page
    assert page.count('data-column="') == 10


async def test_one_is_made_with_amounts_as_typed(owner, camille):
    form = {"title": "Two posts", "expected": "1 234,56", "currency": "EUR", "stage": "contacted"}
    answer = await owner.html.post(f"/partnerships?blogger_id={camille}", data=form)
    page = await following(owner, answer)
    assert "€1,234.56" in page
    assert "A partnership with Camille Moreau is on the board." in page
    assert 'value="1,234.56"' in (await owner.html.get(f"{answer.headers['location']}/edit")).text


async def test_a_new_one_begins_with_whom(owner, camille):
    assert "With whom?" in (await owner.html.get("/partnerships/new")).text
    page = (await owner.html.get("/partnerships/new?who=cami")).text
    assert f"blogger_id={camille}" in page


async def test_bad_input_is_said_beside_its_field_with_what_was_typed(owner, camille):
    form = {"title": "Kept", "expected": "about ten", "currency": "EUR", "stage": "prospect"}
    answer = await owner.html.post(f"/partnerships?blogger_id={camille}", data=form)
    assert answer.status_code == 422
    assert "An amount is expected" in answer.text
    assert 'value="about ten"' in answer.text
    assert 'value="Kept"' in answer.text
    assert "No partnership yet." in (await owner.html.get("/partnerships")).text


async def test_two_people_edit_one_and_nobodys_words_are_lost(owner, mate, made):
    form = {"title": "Malik's", "terms": "His terms", "expected": "500", "currency": "EUR", "version": "1"}
    assert (await mate.html.post(made, data=form)).status_code == 303
    answer = await owner.html.post(made, data={**form, "title": "Olga's", "terms": "Her terms"})
    assert answer.status_code == 409
    assert "Olga&#39;s" in answer.text
    for words in ("His terms", "Her terms"):
        assert words in answer.text
    assert "Malik&#39;s" in answer.text


async def test_a_plain_form_moves_it_and_offers_to_undo(owner, made):
    answer = await owner.html.post(f"{made}/move", data={"stage": "contacted", "next": "/partnerships?owner=none"})
    assert answer.headers["location"] == "/partnerships?owner=none"
    page = await following(owner, answer)
    assert "Camille Moreau is in “Contacted” now." in page
    undo = re.search(r'action="(/partnerships/[^"]+/undo[^"]*)"', page)
    assert undo
    back = await owner.html.post(undo[1].replace("&amp;", "&"), data={})
    assert "Camille Moreau is back in “Prospect”." in await following(owner, back)


async def test_the_board_gets_the_card_and_both_heads(owner, made):
    answer = await owner.html.post(f"{made}/move", data={"stage": "contacted", "from_stage": "prospect"}, headers=BOARD)
    assert answer.status_code == 200
    assert set(re.findall(r'hx-target="#(\w+)', answer.text)) == {"head", "card", "toaster"}
    assert {"head-prospect", "head-contacted"} <= set(re.findall(r'id="(head-\w+)"', answer.text))


async def test_a_reason_that_is_needed_is_asked_for(owner, made):
    assert "Why" in (await owner.html.get(f"{made}/move?stage=declined")).text
    answer = await owner.html.post(f"{made}/move", data={"stage": "declined"})
    assert answer.status_code == 422
    assert "Say in a few words why." in answer.text


async def test_a_value_typed_for_a_stage_that_agrees_nothing_is_not_taken(owner, made):
    await owner.html.post(f"{made}/move", data={"stage": "contacted", "agreed": "900"})
    assert "€900" not in (await owner.html.get("/partnerships")).text


async def test_somebody_faster_is_named(owner, mate, made):
    await mate.html.post(f"{made}/move", data={"stage": "contacted", "from_stage": "prospect"})
    answer = await owner.html.post(f"{made}/move", data={"stage": "agreed", "from_stage": "prospect"}, headers=BOARD)
    assert answer.status_code == 409
    assert "Malik has moved Camille Moreau to “Contacted” meanwhile" in answer.text


async def test_a_way_back_never_leads_elsewhere(owner, made):
    answer = await owner.html.post(f"{made}/move", data={"stage": "contacted", "next": "//evil.example.org"})
    assert answer.headers["location"] == "/partnerships"


async def test_delete_is_undone(owner, made):
    page = await following(owner, await owner.html.post(f"{made}/delete", data={}))
    assert f'action="{made}/undelete"' in page
    assert (await owner.html.get(made)).status_code == 404
    await owner.html.post(f"{made}/undelete", data={})
    assert (await owner.html.get(made)).status_code == 200


async def test_a_contact_is_logged_on_its_page(owner, made, camille):
    form = {"kind": "call", "direction": "out", "summary": "Talked about May", "blogger_ids": str(camille)}
    page = await following(owner, await owner.html.post(f"{made}/contact", data=form))
    assert "Talked about May" in page
    assert "Noted with Camille Moreau." in page


async def test_a_next_step_is_set_on_its_page(owner, made):
    page = await following(
        owner, await owner.html.post(f"{made}/next-step", data={"due": "2199-01-01", "title": "Call"})
    )
    assert "Call" in page
    refused = await owner.html.post(f"{made}/next-step", data={"due": "2026-02-31", "title": "Kept"})
    assert refused.status_code == 422
    assert "Kept" in refused.text


async def test_filters_stand_in_the_address_and_wrong_ones_are_left_out(owner, made):
    assert "Camille Moreau" in (await owner.html.get("/partnerships?stuck=perhaps&owner=%00&pipeline=x&q=cam")).text
    assert "No partnership fits" in (await owner.html.get("/partnerships?q=nobody")).text


async def test_one_brand_is_never_mentioned(owner, made):
    for path in ("/partnerships", "/partnerships?view=list", made, f"{made}/edit", "/partnerships/review"):
        assert "rand" not in re.sub(r"<svg.*?</svg>|brand_id|<[^>]*>", "", (await owner.html.get(path)).text), path


async def test_the_review_goes_on_from_its_address(owner, make, camille, zoe):
    first, _second = await make(zoe, days=9), await make(camille, days=5)
    page = (await owner.html.get("/partnerships/review")).text
    assert "1 of 2" in page
    assert f"/partnerships/{first}" in page
    after = re.search(r'href="(/partnerships/review\?cursor=[^"]+)" data-key="k"', page)
    assert after
    page = (await owner.html.get(after[1].replace("&amp;", "&"))).text
    assert "2 of 2" in page
    assert "Camille Moreau" in page


async def test_the_review_shows_what_decides_and_takes_each_answer(owner, mate, make, camille, zoe):
    await make(zoe, days=5)
    made = await make(camille, days=9, owner_id=mate.user.id, campaign_id=None)
    said = {"kind": "email", "direction": "in", "summary": "Ten jars would do", "agreed": "Ten jars"}
    step = {"title": "Send the jars", "due": "2026-11-30"}
    answer = await owner.api.post(f"/api/v1/bloggers/{camille}/interactions", json={**said, "next_step": step})
    assert answer.status_code == 201, answer.text
    page = (await owner.html.get("/partnerships/review")).text
    for shown in ("Camille Moreau", "Ten jars would do", "Agreed: Ten jars", "Our turn", "Send the jars", "Malik"):
        assert shown in page, shown
    assert re.findall(r'data-key="([kmax])"', page) == ["k", "m", "a", "x"]
    after = re.search(r'href="(/partnerships/review\?cursor=[^"]+)" data-key="k"', page)[1].replace("&amp;", "&")
    assert "Zoé Lambert" in (await owner.html.get(after)).text  # keep
    where, here = f"/partnerships/{made}", {"from_stage": "prospect", "next": after}
    asked = await owner.html.post(f"{where}/ask", data={"question": "Where do we stand?", "next": after})
    moved = await owner.html.post(f"{where}/move", data={**here, "stage": "contacted"})
    here["from_stage"] = "contacted"
    assert (await owner.html.post(f"{where}/move", data={**here, "stage": "declined"})).status_code == 422
    closed = await owner.html.post(f"{where}/move", data={**here, "stage": "declined", "reason": "Too busy"})
    assert [it.headers["location"] for it in (asked, moved, closed)] == [after] * 3
    record = (await owner.api.get(f"/api/v1{where}")).json()
    assert (record["stage"], record["closed_reason"]) == ("declined", "Too busy")
    steps = (await mate.api.get("/api/v1/next-steps", params={"owner": "me"})).json()["items"]
    assert [it["title"] for it in steps] == ["Where do we stand?"]


async def test_a_viewer_walks_the_review_without_answering(viewer, stranger, make, camille):
    await make(camille, days=9)
    page = (await viewer.html.get("/partnerships/review")).text
    assert re.findall(r'data-key="([kmax])"', page) == ["k"]
    assert "Nothing noted yet." in page
    assert "Nothing to review." in (await stranger.html.get("/partnerships/review")).text


async def test_the_owner_is_asked_from_the_review(owner, mate, make, camille):
    made = await make(camille, owner_id=mate.user.id)
    answer = await owner.html.post(
        f"/partnerships/{made}/ask", data={"question": "Where?", "next": "/partnerships/review"}
    )
    assert "Malik will be asked about Camille Moreau." in await following(owner, answer)


async def test_managers_set_a_limit_and_hear_what_it_does(manager, make, camille):
    await make(camille, days=8)
    page = (await manager.html.get("/settings/pipelines")).text
    stage = re.search(r'href="(/settings/stages/[^"]+)"', page)
    assert stage
    form = {"limit_days": "7", "kind": "to_contact", "asks_reason": "0", "name": "", "next": "/partnerships"}
    answer = await manager.html.post(stage[1], data=form)
    assert "Saved. 1 partnership is stuck there." in await following(manager, answer)


async def test_managers_add_place_and_remove_a_stage(manager):
    page = (await manager.html.get("/settings/pipelines")).text
    add = re.search(r'action="(/settings/pipelines/[^"]+/stages)"', page)
    assert add
    page = await following(manager, await manager.html.post(add[1], data={"stage_name": "Signed"}))
    assert "Move “Signed” up" in page
    stages = re.findall(r'href="/settings/stages/([0-9a-f-]+)"', page)
    up = await manager.html.post(f"/settings/stages/{stages[-1]}/place?to=0", data={})
    assert (await following(manager, up)).index("Signed") < page.index("Prospect") + 4_000
    assert "Nothing stands here." in (await manager.html.get(f"/settings/stages/{stages[-1]}/delete")).text
    gone = await following(manager, await manager.html.post(f"/settings/stages/{stages[-1]}/delete", data={}))
    assert "“Signed” is gone" in gone


async def test_a_viewer_sees_and_may_not(viewer, made):
    page = (await viewer.html.get("/partnerships")).text
    assert "Camille Moreau" in page
    assert "data-can-move" not in page
    assert "/move?" not in page
    assert (await viewer.html.get(made)).status_code == 200
    assert (await viewer.html.post(f"{made}/move", data={"stage": "contacted"})).status_code == 403
    assert (await viewer.html.get("/partnerships/new")).status_code == 403


async def test_a_stranger_finds_nothing(stranger, made):
    for path in (made, f"{made}/edit", f"{made}/move"):
        assert (await stranger.html.get(path)).status_code == 404


async def test_names_are_text_whatever_they_hold(owner, database, cast, make):
    async with database.write() as session:
        odd = await meet(session, cast["owner"], '<script>alert("x")</script> {{ 7*7 }} =1+1 🎉 مرحبا')
    made = await make(odd, title="<b>bold</b>")
    for path in ("/partnerships", "/partnerships?view=list", "/partnerships/review", f"/partnerships/{made}"):
        page = (await owner.html.get(path)).text
        assert "<script>alert" not in page
        assert "<b>bold" not in page
        assert "🎉 مرحبا" in page


async def test_french(owner, made, database):
    async with database.write() as session:
        (await session.get_one(User, owner.user.id)).locale = "fr"
    page = (await owner.html.get("/partnerships")).text
    assert "En négociation" in page
    assert "500\u00a0€" in page
