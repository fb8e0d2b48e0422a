"""A program keeps partnerships."""

from uuid import uuid4

import pytest


@pytest.fixture
async def made(owner, camille) -> dict:
    answer = await owner.api.post("/api/v1/partnerships", json={"blogger_id": str(camille), "expected_minor": 45_000})
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/api/v1/partnerships/{answer.json()['id']}"
    return answer.json() | {"etag": answer.headers["etag"]}


def at(made: dict, verb: str = "") -> str:
    return f"/api/v1/partnerships/{made['id']}{verb}"


async def test_a_new_one_is_told_whole(made, camille, owner):
    assert (made["stage"], made["blogger_name"], made["expected_minor"]) == ("prospect", "Camille Moreau", 45_000)
    assert (made["next_step_at"], made["turn"], made["stuck"], made["currency"]) == (None, "none", False, "EUR")
    assert (await owner.api.get(at(made))).json() == {name: made[name] for name in made if name != "etag"}


async def test_the_same_key_makes_one(owner, camille):
    key = {"Idempotency-Key": "once"}
    body = {"blogger_id": str(camille)}
    first = await owner.api.post("/api/v1/partnerships", json=body, headers=key)
    second = await owner.api.post("/api/v1/partnerships", json=body, headers=key)
    assert first.json()["id"] == second.json()["id"]
    assert len((await owner.api.get("/api/v1/partnerships")).json()["items"]) == 1


@pytest.mark.parametrize(
    "body, field",
    [
        ({}, "blogger_id"),
        ({"blogger_id": str(uuid4())}, "blogger_id"),
        ({"stage": "nowhere"}, "stage"),
        ({"expected_minor": -1}, "expected_minor"),
        ({"currency": "euro"}, "currency"),
        ({"starts_on": "2026-05-02", "ends_on": "2026-05-01"}, ""),
        ({"title": "x" * 201}, "title"),
        ({"title": "a\u0000b"}, ""),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_bad_input_names_its_field_and_writes_nothing(owner, camille, body, field):
    given = {"blogger_id": str(camille), **body} if body else {}
    answer = await owner.api.post("/api/v1/partnerships", json=given)
    assert answer.status_code == 422, answer.text
    assert field in {error["field"] for error in answer.json()["errors"]}
    assert (await owner.api.get("/api/v1/partnerships")).json()["items"] == []


async def test_a_change_needs_the_version_it_was_made_from(owner, made):
    assert (await owner.api.patch(at(made), json={"title": "Reel"})).status_code == 428
    answer = await owner.api.patch(at(made), json={"title": "Reel"}, headers={"If-Match": made["etag"]})
    assert (answer.status_code, answer.json()["title"]) == (200, "Reel")
    assert answer.headers["etag"] != made["etag"]
    again = await owner.api.patch(at(made), json={"title": "Post"}, headers={"If-Match": made["etag"]})
    assert again.status_code == 412


async def test_it_moves_by_the_stages_key(owner, made):
    answer = await owner.api.post(at(made, "/move"), json={"stage": "agreed", "agreed_minor": 40_000})
    assert (answer.status_code, answer.json()["stage"], answer.json()["agreed_minor"]) == (200, "agreed", 40_000)
    history = (await owner.api.get(at(made, "/moves"))).json()["items"]
    assert [(step["from_stage"], step["to_stage"]) for step in history] == [("prospect", "agreed"), (None, "prospect")]


async def test_an_end_needs_a_reason(owner, made):
    refused = await owner.api.post(at(made, "/move"), json={"stage": "declined"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "reason")
    done = await owner.api.post(at(made, "/move"), json={"stage": "declined", "reason": "No time"})
    assert (done.status_code, done.json()["closed_reason"]) == (200, "No time")


async def test_a_move_from_where_it_no_longer_is_conflicts(owner, mate, made):
    await mate.api.post(at(made, "/move"), json={"stage": "contacted"})
    answer = await owner.api.post(at(made, "/move"), json={"stage": "paused", "reason": "x", "from_stage": "prospect"})
    assert (answer.status_code, answer.json()["stage"]) == (409, "contacted")
    assert "Malik has moved Camille Moreau" in answer.json()["detail"]


async def test_delete_and_undelete(owner, made):
    assert (await owner.api.delete(at(made))).status_code == 204
    assert (await owner.api.get(at(made))).status_code == 404
    assert (await owner.api.post(at(made, "/undelete"))).json()["stage"] == "prospect"


async def test_contacts_and_steps_on_it(owner, made, camille):
    said = await owner.api.post(at(made, "/interactions"), json={"kind": "call", "summary": "Talked"})
    assert (said.status_code, said.json()["blogger_ids"]) == (201, [str(camille)])
    assert (await owner.api.get(said.headers["location"])).status_code == 200
    step = await owner.api.post(at(made, "/next-steps"), json={"title": "Send it", "due": "2199-01-01"})
    assert (step.status_code, step.json()["blogger_id"]) == (201, str(camille))
    assert [one["summary"] for one in (await owner.api.get(at(made, "/interactions"))).json()["items"]] == ["Talked"]
    assert [one["title"] for one in (await owner.api.get(at(made, "/next-steps"))).json()["items"]] == ["Send it"]
    assert (await owner.api.get(at(made))).json()["next_step_at"] == step.json()["due_at"]


async def test_lists_filter_page_and_cut(owner, made, zoe):
    await owner.api.post("/api/v1/partnerships", json={"blogger_id": str(zoe), "stage": "contacted"})
    path = "/api/v1/partnerships"
    first = (await owner.api.get(f"{path}?sort=name&limit=1&fields=blogger_name")).json()
    assert set(first["items"][0]) == {"id", "blogger_name"}
    for search in ("zoe", "zo lam"):
        found = (await owner.api.get(f"{path}?q={search}")).json()["items"]
        assert [one["blogger_name"] for one in found] == ["Zoé Lambert"]
    second = (await owner.api.get(f"{path}?sort=name&limit=1&cursor={first['next']}")).json()
    assert [page["items"][0]["blogger_name"] for page in (first, second)] == ["Camille Moreau", "Zoé Lambert"]
    assert second["next"] is None
    only = (await owner.api.get(f"{path}?stage=contacted&kind=in_talks&turn=none&stuck=false")).json()["items"]
    assert [one["blogger_name"] for one in only] == ["Zoé Lambert"]
    for wrong in ("colour=red", "sort=luck", "owner=nobody", "limit=0", "stuck=perhaps"):
        assert (await owner.api.get(f"{path}?{wrong}")).status_code == 422, wrong
    assert (await owner.api.get(f"{path}?cursor=%C3%A9")).status_code == 400


async def test_the_board_counts_and_sums(owner, made):
    (pipeline,) = (await owner.api.get("/api/v1/pipelines")).json()["items"]
    board = (await owner.api.get(f"/api/v1/pipelines/{pipeline['id']}/board")).json()
    column = board["columns"][0]
    assert (column["stage"]["key"], column["count"], column["next"]) == ("prospect", 1, None)
    assert column["sums"] == [{"amount_minor": 45_000, "currency": "EUR"}]
    assert column["items"][0]["id"] == made["id"]
    assert len(board["columns"]) == 10


async def test_stages_are_kept_by_managers(manager, mate):
    (pipeline,) = (await manager.api.get("/api/v1/pipelines")).json()["items"]
    path = f"/api/v1/pipelines/{pipeline['id']}/stages"
    assert (await mate.api.post(path, json={"name": "Signed"})).status_code == 403
    made = await manager.api.post(path, json={"name": "Signed", "kind": "won", "limit_days": 5, "position": 1})
    assert (made.status_code, made.json()["key"], made.json()["position"]) == (201, "signed", 1)
    one, tag = made.headers["location"], {"If-Match": made.headers["etag"]}
    changed = await manager.api.patch(one, json={"limit_days": None, "position": 0}, headers=tag)
    assert (changed.json()["limit_days"], changed.json()["position"]) == (None, 0)
    assert (await manager.api.patch(one, json={"name": "x"}, headers=tag)).status_code == 412
    assert (await manager.api.delete(one)).status_code == 204
    assert (await manager.api.get(one)).status_code == 404


async def test_pipelines_are_kept_by_managers(manager, mate):
    assert (await mate.api.post("/api/v1/pipelines", json={"name": "Trips"})).status_code == 403
    made = await manager.api.post("/api/v1/pipelines", json={"name": "Trips"})
    assert (made.status_code, len(made.json()["stages"])) == (201, 10)
    one, tag = made.headers["location"], {"If-Match": made.headers["etag"]}
    changed = await manager.api.patch(one, json={"name": "Press trips", "is_default": True}, headers=tag)
    assert (changed.json()["name"], changed.json()["is_default"]) == ("Press trips", True)
    pipelines = (await manager.api.get("/api/v1/pipelines")).json()["items"]
    assert [(it["name"], it["is_default"]) for it in pipelines] == [("Press trips", True), ("Partnerships", False)]
    assert (await manager.api.delete(f"/api/v1/pipelines/{pipelines[1]['id']}")).status_code == 204


async def test_bloggers_join_a_campaign(owner, camille, zoe, campaign):
    path = f"/api/v1/campaigns/{campaign}/bloggers"
    answer = await owner.api.post(path, json={"blogger_ids": [str(camille), str(zoe), str(uuid4())]})
    assert answer.status_code == 201
    assert {name: answer.json()[name] for name in ("added", "already_in", "unknown")} == {
        "added": 2,
        "already_in": 0,
        "unknown": 1,
    }
    items = (await owner.api.get(path)).json()["items"]
    assert [one["blogger_name"] for one in items] == ["Camille Moreau", "Zoé Lambert"]


async def test_a_viewer_reads_and_may_not_write(viewer, made):
    assert (await viewer.api.get(at(made))).status_code == 200
    assert (await viewer.api.post(at(made, "/move"), json={"stage": "contacted"})).status_code == 403
    assert (await viewer.api.delete(at(made))).status_code == 403


async def test_a_stranger_finds_nothing(stranger, made):
    assert (await stranger.api.get(at(made))).status_code == 404
    assert (await stranger.api.post(at(made, "/move"), json={"stage": "contacted"})).status_code == 404
    assert (await stranger.api.get("/api/v1/partnerships")).json()["items"] == []


async def test_a_limited_member_finds_nothing_of_another_brand(mate, owner, zoe, other_brand):
    body = {"blogger_id": str(zoe), "brand_id": str(other_brand), "expected_minor": 900}
    hidden = (await owner.api.post("/api/v1/partnerships", json=body)).json()
    assert (await mate.api.get(at(hidden))).status_code == 404
    assert (await mate.api.post("/api/v1/partnerships", json=body)).status_code == 422
    (pipeline,) = (await mate.api.get("/api/v1/pipelines")).json()["items"]
    columns = (await mate.api.get(f"/api/v1/pipelines/{pipeline['id']}/board")).json()["columns"]
    assert all((one["count"], one["sums"]) == (0, []) for one in columns)
