"""One line of free text on the page and over the API: understood, corrected, saved."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from app.core.clock import now
from tests.cast import PARTIAL
from tests.outreach.conftest import meet

PARIS = ZoneInfo("Europe/Paris")
LINE = "called Camille, ok for March, remind Tuesday"


@pytest.fixture
async def zoes(database, cast):
    """Two people called Zoé."""
    async with database.write() as session:
        return [(await meet(session, cast["owner"], name)).id for name in ("Zoé Lambert", "Zoé Petit")]


async def read(person, text, **more):
    return (await person.api.post("/api/v1/interactions/read", json={"text": text} | more)).json()


async def test_the_api_tells_what_it_understood(owner, mate, camille):
    for person in (owner, mate):
        body = await read(person, LINE)
        assert (body["kind"], body["direction"], body["summary"]) == ("call", "out", "ok for March")
        assert [one["id"] for one in body["bloggers"]] == [str(camille)]
        assert body["next_step"]["title"] == ""
        assert "".join(part["text"] for part in body["parts"]) == LINE


async def test_days_are_those_of_the_member(owner, camille):
    with time_machine.travel("2027-01-14T23:30Z"):  # the 15th in Paris
        body = await read(owner, "called Camille yesterday at 3pm")
    assert (body["day"], body["occurred_at"]) == ("2027-01-14", "2027-01-14T14:00:00Z")


async def test_a_name_that_several_have_is_asked_about(owner, zoes):
    body = await read(owner, "called zoé, fine")
    assert ({one["id"] for one in body["perhaps"]}, body["bloggers"]) == (set(map(str, zoes)), [])
    body = await read(owner, "called zoé petit, fine")
    assert [one["id"] for one in body["bloggers"]] == [str(zoes[1])]
    body = await read(owner, "called zoé, fine", blogger_ids=[str(zoes[0])])
    assert ([one["id"] for one in body["bloggers"]], body["perhaps"]) == ([str(zoes[0])], [])


async def test_a_name_that_nobody_has_stays_in_the_line(owner, camille):
    body = await read(owner, "called Dominique, fine")
    assert (body["unknown"], body["summary"]) == (["Dominique"], "Dominique, fine")


async def test_who_may(owner, viewer, stranger, camille):
    answer = await viewer.api.post("/api/v1/interactions/read", json={"text": LINE})
    assert answer.status_code == 403
    body = await read(stranger, LINE)
    assert (body["bloggers"], body["perhaps"], body["unknown"]) == ([], [], ["Camille"])
    assert (await owner.api.post("/api/v1/interactions/read", json={"text": "x" * 1_001})).status_code == 422
    assert (await owner.api.post("/api/v1/interactions/read", json={"text": "a\x00"})).status_code == 422


async def test_at_most_a_search_for_each_name(owner, camille, count_statements):
    await read(owner, LINE)
    with count_statements() as executed:
        await read(owner, "called Aa Bb, Cc Dd, Ee Ff, Gg Hh, Ii Jj, Kk Ll, Mm Nn, Oo Pp, Qq Rr and Ss Tt")
    assert len(executed) <= 1 + 4 * 3


# --- the page -----------------------------------------------------------------------------------------------------


def fields(page: str) -> dict[str, str]:
    """What a browser would send of the chips."""
    found = dict(re.findall(r'<input[^>]*?name="(\w+)"[^>]*? value="([^"]*)"', page))
    for name, options in re.findall(r'<select[^>]*name="(\w+)">(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


async def test_a_line_becomes_chips_and_the_chips_an_exchange(owner, camille, standing):
    chips = (await owner.html.get("/interactions/read", params={"line": LINE}, headers=PARTIAL)).text
    sent = fields(chips)
    assert (sent["kind"], sent["summary"], sent["blogger_ids"]) == ("call", "ok for March", str(camille))
    answer = await owner.html.post("/interactions", data=sent | {"line": LINE, "next": "/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    relation = await standing(camille)
    assert (relation.interaction_count, relation.next_step_count, relation.turn) == (1, 1, "theirs")


async def test_only_something_to_do_becomes_a_next_step(owner, camille, standing):
    chips = (
        await owner.html.get("/interactions/read", params={"line": "rappeler camille demain"}, headers=PARTIAL)
    ).text
    assert 'formaction="/next-steps"' in chips
    assert (await owner.html.post("/next-steps", data=fields(chips) | {"line": "x"})).status_code == 303
    relation = await standing(camille)
    assert (relation.interaction_count, relation.next_step_count) == (0, 1)


async def test_without_javascript_the_whole_form_comes_filled(owner, camille):
    page = (await owner.html.get("/interactions/new", params={"line": "called Camille yesterday, ok"})).text
    assert re.search(rf'name="blogger_ids" value="{camille}"[^>]* checked', page)
    assert re.search(r'name="kind" value="call"[^>]* checked', page)
    assert re.search(rf'name="occurred_at" value="{now().astimezone(PARIS) - timedelta(days=1):%Y-%m}', page)
    assert re.search(r'name="summary" value="ok"', page)
    redirected = await owner.html.get("/interactions/read", params={"line": LINE})
    assert redirected.headers["Location"].startswith("/interactions/new?line=")


async def test_what_was_corrected_stays_in_the_whole_form(owner, camille, zoes):
    asked = {"line": "called Camille, ok", "kind": "email", "summary": "Better", "blogger_ids": str(zoes[0])}
    page = (await owner.html.get("/interactions/new", params=asked)).text
    assert re.search(r'name="kind" value="email"[^>]* checked', page)
    assert 'name="summary" value="Better"' in page
    assert re.search(rf'value="{zoes[0]}"[^>]* checked', page)
    assert not re.search(rf'value="{camille}"[^>]* checked', page)


async def test_the_box_stands_where_contacts_are_logged(owner, viewer, camille):
    for path in ("/", "/interactions/new"):
        assert 'name="line"' in (await owner.html.get(path)).text
    assert 'name="line"' not in (await viewer.html.get("/")).text
    assert (await viewer.html.get("/interactions/read", params={"line": "x"}, headers=PARTIAL)).status_code == 403


async def test_an_empty_line_shows_nothing(owner):
    answer = await owner.html.get("/interactions/read", params={"line": " "}, headers=PARTIAL)
    assert answer.status_code == 200
    assert "kind" not in answer.text
