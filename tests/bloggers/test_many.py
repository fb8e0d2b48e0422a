"""One verb on several people over the API, and the way back."""

from urllib.parse import urlencode

import pytest

BULK = "/api/v1/bloggers/bulk"


@pytest.fixture
async def ids(mate) -> list[str]:
    people = [
        {"name": name, "source": "a fair", "legal_basis": "legitimate_interest", "tags": ["tea"]}
        for name in ("Zoé Lambert", "Camille Moreau", "Ada Finch")
    ]
    return [(await mate.api.post("/api/v1/bloggers", json=person)).json()["id"] for person in people]


async def told(person, ids) -> list[tuple[list[str], str, str | None]]:
    """Tags, stage and owner of each."""
    found = []
    for one in ids:
        whole = (await person.api.get(f"/api/v1/bloggers/{one}")).json()
        relation = whole["relations"][0] if whole["relations"] else {"stage": "not_met", "owner_id": None}
        found.append((whole["tags"], relation["stage"], relation["owner_id"]))
    return found


async def do(person, verb, **given) -> dict:
    answer = await person.api.post(f"{BULK}/{verb}", json=given)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_each_verb_and_all_of_it_back(mate, owner, stranger, ids):
    before = await told(mate, ids)
    tagged = await do(mate, "tag", ids=ids, add=["wine"], remove=["tea"])
    assert (tagged["changed"], tagged["job_id"]) == (3, None)
    assert (await do(mate, "move", ids=ids, stage="acquainted"))["changed"] == 3
    assigned = await do(mate, "assign", ids=ids, owner_id=str(owner.user.id))
    assert assigned["changed"] == 3
    assert await told(mate, ids) == [(["wine"], "acquainted", str(owner.user.id))] * 3
    span = {"since": tagged["since"], "until": assigned["until"]}
    for other in (owner, stranger):  # each takes back their own doing alone
        assert (await do(other, "undo", **span))["changed"] == 0
    assert (await do(mate, "undo", **span))["changed"] == 9
    assert await told(mate, ids) == before


async def test_archived_and_back(mate, ids):
    async def listed() -> int:
        return len((await mate.api.get("/api/v1/bloggers")).json()["items"])

    archived = await do(mate, "archive", ids=ids[:2])
    assert (archived["changed"], await listed()) == (2, 1)
    assert (await do(mate, "restore", ids=ids[:1]))["changed"] == 1
    assert (await do(mate, "archive", ids=ids[:1]))["changed"] == 1
    assert (await do(mate, "restore", ids=ids))["changed"] == 2
    assert await listed() == 3


async def test_who_may_and_what_is_refused(mate, viewer, stranger, ids):
    given = {"ids": ids, "stage": "trusted"}
    assert (await viewer.api.post(f"{BULK}/move", json=given)).status_code == 403
    assert (await do(stranger, "move", **given))["changed"] == 0
    for verb, bad in (
        ("tag", {}),
        ("tag", {"add": ["x" * 61]}),
        ("move", {"stage": "friends"}),
        ("assign", {"owner_id": str(stranger.user.id)}),
        ("assign", {}),
        ("archive", {"stage": "trusted"}),
        ("undo", {"since": "9999-12-31T00:00:00Z"}),
    ):
        refused = await mate.api.post(f"{BULK}/{verb}", json=bad if verb == "undo" else {"ids": ids, **bad})
        assert refused.status_code == 422, (verb, bad, refused.text)
    assert {stage for _tags, stage, _owner in await told(mate, ids)} == {"not_met"}


async def test_a_span_that_no_calendar_holds_is_refused_on_the_page_too(mate):
    span = {"since": "9999-12-31T23:59:59Z", "until": "9999-12-31T23:59:59Z"}
    assert (await mate.html.post(f"/bloggers/bulk/undo?{urlencode(span)}")).status_code == 422
