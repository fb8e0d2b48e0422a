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
