"""For which brand one speaks, where several are there and none is named: the one last in touch, on every path."""

from datetime import timedelta

import pytest

from app.core.clock import now
from tests.cast import PARTIAL

LINE = "called Camille Moreau, ok for March, remind Tuesday"


@pytest.fixture
async def heard(owner, camille, second_brand) -> str:
    """Somebody whom the second brand alone writes to."""
    mail = {"kind": "email", "direction": "in", "blogger_ids": [str(camille)], "brand_id": str(second_brand)}
    mail |= {"occurred_at": (now() - timedelta(days=9)).isoformat(), "summary": "Any news?"}
    assert (await owner.api.post("/api/v1/interactions", json=mail)).status_code == 201
    return str(camille)


async def spoke(person, blogger) -> set[str]:
    """The brands whose words with them are noted."""
    found = (await person.api.get(f"/api/v1/bloggers/{blogger}/interactions")).json()["items"]
    return {it["brand_id"] for it in found}


async def test_an_exchange_and_a_step_are_theirs(owner, heard, second_brand):
    call = {"kind": "call", "direction": "out", "summary": "ok"}
    made = await owner.api.post(f"/api/v1/bloggers/{heard}/interactions", json=call)
    assert made.json()["brand_id"] == str(second_brand)
    step = {"blogger_id": heard, "title": "Get back", "due": "2030-01-01"}
    assert (await owner.api.post("/api/v1/next-steps", json=step)).json()["brand_id"] == str(second_brand)
    assert await spoke(owner, heard) == {str(second_brand)}


async def test_one_line_says_which_and_the_page_shows_it(owner, heard, second_brand):
    read = (await owner.api.post("/api/v1/interactions/read", json={"text": LINE})).json()
    assert read["brand_id"] == str(second_brand)
    shown = (await owner.html.get("/interactions/read", params={"line": LINE}, headers=PARTIAL)).text
    assert f'<option value="{second_brand}" selected>Other</option>' in shown
    noted = await owner.html.post("/interactions/line", data={"line": LINE, "said_at": f"{now():%Y-%m-%dT%H:%M}"})
    assert noted.status_code == 303
    assert await spoke(owner, heard) == {str(second_brand)}


async def test_another_is_chosen(owner, heard, second_brand):
    call = {"kind": "call", "summary": "ok", "blogger_ids": heard, "brand_id": str(owner.brand.id)}
    assert (await owner.html.post("/interactions", data=call)).status_code == 303
    assert await spoke(owner, heard) == {str(second_brand), str(owner.brand.id)}


async def test_advice_speaks_for_the_same(owner, heard):
    asked = {"nature": "ask", "via": "email"}
    one = (await owner.api.get(f"/api/v1/bloggers/{heard}/advice", params=asked)).json()
    many = (await owner.api.post("/api/v1/advice", json={"items": [{"blogger_id": heard} | asked]})).json()["items"][0]
    held = (await owner.api.post(f"/api/v1/bloggers/{heard}/reserve", json=asked)).json()
    codes = [[reason["code"] for reason in it["reasons"]] for it in (one, many, held["advice"])]
    assert codes[0] == codes[1] == codes[2]
    assert "debt" in codes[0]  # the second brand owes an answer


async def test_a_member_of_another_brand_speaks_for_their_own(owner, mate, heard, second_brand):
    call = {"kind": "call", "direction": "out", "summary": "ok"}
    made = await mate.api.post(f"/api/v1/bloggers/{heard}/interactions", json=call)
    assert made.json()["brand_id"] == str(owner.brand.id)


async def test_an_archived_brand_speaks_no_more(owner, heard, second_brand):
    assert (await owner.api.post(f"/api/v1/brands/{second_brand}/archive")).status_code == 200
    call = {"kind": "call", "direction": "out", "summary": "ok"}
    made = await owner.api.post(f"/api/v1/bloggers/{heard}/interactions", json=call)
    assert made.json()["brand_id"] == str(owner.brand.id)


async def test_a_reminder_is_theirs_too(owner, heard, second_brand):
    asked = {"kind": "email", "direction": "out", "nature": "ask", "summary": "Would you?"}
    assert (await owner.api.post(f"/api/v1/bloggers/{heard}/interactions", json=asked)).status_code == 201
    reminded = await owner.html.post(f"/bloggers/{heard}/remind?nature=neutral&via=email")
    assert reminded.status_code == 303, reminded.text
    steps = (await owner.api.get("/api/v1/next-steps", params={"blogger": heard})).json()["items"]
    assert [it["brand_id"] for it in steps] == [str(second_brand)]


async def relation_with(person, blogger, brand) -> dict:
    """How this brand stands with them; empty where it does not."""
    found = (await person.api.get(f"/api/v1/bloggers/{blogger}/relations")).json()["items"]
    return next((it for it in found if it["brand_id"] == str(brand)), {})


async def test_each_of_many_is_moved_for_theirs(owner, mate, heard, second_brand):
    """By program and by page; who was in touch with none is moved for the default brand."""
    new = (await owner.api.post("/api/v1/bloggers", json={"name": "Zoé"})).json()["id"]
    both = [heard, new]
    assert (await owner.api.post("/api/v1/bloggers/bulk/move", json={"ids": both, "stage": "trusted"})).json()[
        "changed"
    ] == 2
    assert (await relation_with(owner, heard, second_brand))["stage"] == "trusted"
    assert (await relation_with(owner, heard, owner.brand.id)).get("stage", "not_met") == "not_met"
    assert (await relation_with(owner, new, owner.brand.id))["stage"] == "trusted"
    given = {"ids": both, "owner_id": str(mate.actor.user_id)}
    await owner.html.post("/bloggers/bulk/assign", data=given)
    assert (await relation_with(owner, heard, second_brand))["owner_id"] == given["owner_id"]
    assert (await relation_with(owner, new, owner.brand.id))["owner_id"] == given["owner_id"]


async def test_many_are_moved_for_the_brand_named(owner, heard, second_brand):
    named = {"ids": [heard], "stage": "trusted", "brand_id": str(owner.brand.id)}
    assert (await owner.api.post("/api/v1/bloggers/bulk/move", json=named)).status_code == 200
    assert (await relation_with(owner, heard, owner.brand.id))["stage"] == "trusted"
    assert (await relation_with(owner, heard, second_brand))["stage"] != "trusted"


async def test_what_is_noted_of_them_is_theirs(owner, mate, heard, second_brand):
    """For the brand in touch; a member who works for another brand notes it for their own."""
    owed = {"kind": "promise", "label": "The recipe"}
    noted = await owner.api.post(f"/api/v1/bloggers/{heard}/circumstances", json=owed)
    assert noted.json()["brand_id"] == str(second_brand), noted.text
    theirs = await mate.api.post(f"/api/v1/bloggers/{heard}/circumstances", json=owed)
    assert theirs.json()["brand_id"] == str(owner.brand.id)


async def test_the_page_notes_it_for_the_brand_it_shows(owner, heard):
    """What is the person's own stays everybody's, whatever brand the page showed."""
    shown = (await owner.html.get(f"/bloggers/{heard}/circumstances/new?brand={owner.brand.id}")).text
    assert f'<option value="{owner.brand.id}" selected' in shown
    for kind, whose in (("promise", str(owner.brand.id)), ("do_not_disturb", None)):
        given = {"kind": kind, "label": "The recipe", "reason": "asked", "brand_id": str(owner.brand.id)}
        noted = await owner.html.post(f"/bloggers/{heard}/circumstances", data=given | {"until_day": "2030-01-01"})
        assert noted.status_code == 303, noted.text
        kept = (await owner.api.get(f"/api/v1/bloggers/{heard}/circumstances")).json()["items"]
        assert [it["brand_id"] for it in kept if it["kind"] == kind] == [whose]


async def test_their_private_page_speaks_for_it(owner, heard):
    assert "Other" in (await owner.html.post(f"/bloggers/{heard}/preferences-link", data={})).text
    assert "Other" in (await owner.html.get(f"/bloggers/{heard}/seen")).text


async def test_a_partnership_is_theirs(owner, heard, second_brand):
    made = await owner.api.post("/api/v1/partnerships", json={"blogger_id": heard, "title": "Spring"})
    assert made.json()["brand_id"] == str(second_brand), made.text
