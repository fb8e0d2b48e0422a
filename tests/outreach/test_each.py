"""Nine people met at one event: one note, a next step of their own for each."""

from datetime import timedelta

import pytest

from app.core.clock import now
from tests.cast import PARTIAL
from tests.outreach.conftest import meet


@pytest.fixture
async def guests(database, cast):
    async with database.write() as session:
        return [(await meet(session, cast["owner"], f"Guest {n}")).id for n in range(9)]


def day(n):
    return (now() + timedelta(days=n)).date().isoformat()


async def steps_of(person, blogger_id):
    return (await person.api.get("/api/v1/next-steps", params={"blogger": str(blogger_id)})).json()["items"]


async def test_each_their_own_step_in_one_form(owner, guests):
    form = {
        "kind": "event",
        "direction": "out",
        "summary": "Book fair",
        "blogger_ids": list(map(str, guests)),
        "step_due": day(2),
        "step_title": "Send the deck",
        "each-0-blogger_id": str(guests[0]),
        "each-0-title": "Call about March",
        "each-0-due": day(5),
        "each-1-blogger_id": str(guests[1]),
        "each-1-title": "Send a parcel",
        "each-1-due": "",
        "each-2-blogger_id": str(guests[2]),
        "each-2-title": "",
        "each-2-due": "",
    }
    answer = await owner.html.post("/interactions", data=form)
    assert answer.status_code == 303, answer.text
    found = [(await steps_of(owner, one))[0] for one in guests]
    assert [(it["title"], it["due"]) for it in found[:4]] == [
        ("Call about March", day(5)),
        ("Send a parcel", day(2)),
        ("Send the deck", day(2)),
        ("Send the deck", day(2)),
    ]


async def test_without_a_common_day_nobody_has_one(owner, guests):
    form = {"kind": "event", "blogger_ids": [str(guests[0]), str(guests[1])], "step_due": ""}
    form |= {"each-0-blogger_id": str(guests[0]), "each-0-title": "", "each-0-due": day(3)}
    assert (await owner.html.post("/interactions", data=form)).status_code == 303
    assert await steps_of(owner, guests[0]) == []


async def test_a_wrong_day_is_told_and_nothing_is_written(owner, guests):
    form = {"kind": "event", "blogger_ids": [str(one) for one in guests[:2]], "step_due": day(2)}
    form |= {"each-0-blogger_id": str(guests[0]), "each-0-title": "x", "each-0-due": "2026-02-31"}
    answer = await owner.html.post("/interactions", data=form)
    assert answer.status_code == 422
    assert "This date does not exist." in answer.text
    assert await steps_of(owner, guests[0]) == []


async def test_the_rows_come_with_the_people(owner, guests):
    asked = {"q": "Guest 1\nGuest 2", "rows": "1", "step_due": day(2), "step_title": "Deck"}
    page = (await owner.html.get("/interactions/people", params=asked, headers=PARTIAL)).text
    assert page.count('data-each="title"') == 2
    assert f'value="{day(2)}"' in page
    assert 'data-each="title"' not in (await owner.html.get("/interactions/people", params={"q": "Guest 1"})).text
    whole = (await owner.html.get("/interactions/new", params={"q": "Guest 1\nGuest 2"})).text
    assert whole.count('data-each="title"') == 2


async def test_over_the_api(owner, mate, viewer, stranger, guests):
    own = [{"blogger_id": str(guests[1]), "title": "Call", "due": day(4)}]
    body = {"kind": "event", "blogger_ids": [str(one) for one in guests[:3]], "next_steps": own}
    assert (await mate.api.post("/api/v1/interactions", json=body)).status_code == 201
    assert [len(await steps_of(owner, one)) for one in guests[:3]] == [0, 1, 0]
    assert (await viewer.api.post("/api/v1/interactions", json=body)).status_code == 403
    assert (await stranger.api.post("/api/v1/interactions", json=body)).status_code == 422
    own[0]["blogger_id"] = str(guests[8])
    answer = await owner.api.post("/api/v1/interactions", json=body)
    assert (answer.status_code, "took part" in answer.text) == (422, True)


async def test_as_many_statements_for_nine_as_for_two(owner, guests, count_statements):
    async def counted(people):
        own = [{"blogger_id": str(one), "title": f"Call {n}", "due": day(n + 1)} for n, one in enumerate(people)]
        body = {"kind": "event", "blogger_ids": list(map(str, people)), "next_steps": own}
        with count_statements() as executed:
            assert (await owner.api.post("/api/v1/interactions", json=body)).status_code == 201
        return len(executed)

    await counted(guests[:1])
    assert await counted(guests[:2]) == await counted(guests)
