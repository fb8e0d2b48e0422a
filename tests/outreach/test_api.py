"""Programs log exchanges and keep next steps."""

from datetime import timedelta

import pytest

from app.core.clock import now

BASE = "/api/v1"


async def log(person, blogger_id, **values):
    answer = await person.api.post(f"{BASE}/bloggers/{blogger_id}/interactions", json={"kind": "email"} | values)
    assert answer.status_code == 201, answer.text
    return answer


async def test_the_shape_of_the_issue(owner, camille):
    body = {"kind": "email", "direction": "out", "nature": "ask", "summary": "Hello", "body": "**Hi**"}
    answer = await log(owner, camille, occurred_at="2026-11-20T09:00:00Z", **body)
    made = answer.json()
    assert answer.headers["Location"] == f"{BASE}/interactions/{made['id']}"
    assert answer.headers["ETag"] == '"1"'
    assert body.items() <= made.items()
    assert (made["via"], made["compensation"], made["blogger_ids"]) == ("email", "unpaid", [str(camille)])
    assert made["occurred_at"] == "2026-11-20T09:00:00Z"
    assert made["author_id"] == str(owner.user.id)


async def test_few_statements_to_log(owner, camille, database, count_statements):
    await log(owner, camille)
    with count_statements() as executed:
        await log(owner, camille)
    lock = 0 if database.is_sqlite else 1
    assert len(executed) <= 12 + lock, "\n\n".join(executed)


async def test_nobody_logs_with_somebody_unknown_or_deleted(owner, camille):
    path = f"{BASE}/bloggers/{camille}"
    assert (await owner.api.delete(path, headers={"If-Match": "*"})).status_code == 204
    for who in (camille, owner.user.id):
        answer = await owner.api.post(f"{BASE}/bloggers/{who}/interactions", json={"kind": "email"})
        assert answer.status_code == 404


async def test_a_note_has_no_direction(owner, camille):
    made = (await log(owner, camille, kind="note", summary="Prefers mornings")).json()
    assert (made["direction"], made["via"]) == (None, None)


async def test_several_people_with_a_step_each(owner, camille, zoe):
    step = {"title": "Thank them", "due": "2026-11-24", "due_time": "14:30"}
    body = {"kind": "event", "blogger_ids": [str(camille), str(zoe)], "next_step": step}
    made = (await owner.api.post(f"{BASE}/interactions", json=body)).json()
    assert sorted(made["blogger_ids"]) == sorted(map(str, (camille, zoe)))
    steps = (await owner.api.get(f"{BASE}/bloggers/{zoe}/next-steps")).json()["items"]
    assert [(one["title"], one["due"], one["due_at"]) for one in steps] == [
        ("Thank them", "2026-11-24", "2026-11-24T13:30:00Z")
    ]


async def test_the_list_filters_and_pages(owner, camille, zoe):
    for n in range(3):
        await log(owner, camille, kind="call" if n == 1 else "email", summary=str(n))
    await log(owner, zoe, summary="other")

    async def summaries(query):
        return [one["summary"] for one in (await owner.api.get(f"{BASE}/interactions?{query}")).json()["items"]]

    assert await summaries(f"blogger={camille}") == ["2", "1", "0"]
    assert await summaries(f"blogger={camille}&kind=call") == ["1"]
    assert await summaries("kind=call&kind=gift") == ["1"]
    assert await summaries(f"author={owner.user.id}&direction=in") == []
    first = (await owner.api.get(f"{BASE}/interactions?blogger={camille}&limit=2")).json()
    rest = (await owner.api.get(f"{BASE}/interactions?blogger={camille}&limit=2&cursor={first['next']}")).json()
    assert [one["summary"] for one in first["items"] + rest["items"]] == ["2", "1", "0"]
    assert rest["next"] is None


async def test_correcting_needs_the_version(owner, camille, standing):
    path = f"{BASE}/interactions/{(await log(owner, camille)).json()['id']}"
    assert (await owner.api.patch(path, json={"kind": "gift"})).status_code == 428
    changed = await owner.api.patch(path, json={"kind": "gift", "nature": "give"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["ETag"], changed.json()["via"]) == (200, '"2"', "post")
    assert (await owner.api.patch(path, json={"kind": "call"}, headers={"If-Match": '"1"'})).status_code == 412
    assert (await standing(camille)).turn == "none"


async def test_null_for_the_kind_leaves_it(owner, camille):
    path = f"{BASE}/interactions/{(await log(owner, camille)).json()['id']}"
    before = (await owner.api.get(path)).json()
    changed = await owner.api.patch(path, json={"kind": None}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["kind"]) == (200, before["kind"])


async def test_delete_and_undelete(owner, camille, standing):
    path = f"{BASE}/interactions/{(await log(owner, camille)).json()['id']}"
    assert (await owner.api.delete(path)).status_code == 204
    assert (await owner.api.get(path)).status_code == 404
    assert (await standing(camille)).interaction_count == 0
    assert (await owner.api.post(f"{path}/undelete", json={})).status_code == 200
    assert (await standing(camille)).interaction_count == 1


async def test_one_key_logs_once(owner, camille, standing):
    for _ in range(2):
        answer = await owner.api.post(
            f"{BASE}/bloggers/{camille}/interactions", json={"kind": "email"}, headers={"Idempotency-Key": "one"}
        )
        assert answer.status_code == 201
    assert (await standing(camille)).interaction_count == 1


@pytest.mark.parametrize(
    "body, field",
    [
        ({}, "kind"),
        ({"kind": "fax"}, "kind"),
        ({"kind": "email", "mood": "good"}, "mood"),
        ({"kind": "email", "occurred_at": "2026-11-20T09:00:00"}, "occurred_at"),
        ({"kind": "email", "occurred_at": "2026-02-31T09:00:00Z"}, "occurred_at"),
        ({"kind": "email", "occurred_at": (now() + timedelta(hours=1)).isoformat()}, "occurred_at"),
        ({"kind": "email", "links": ["javascript:alert(1)"]}, "links.0"),
        ({"kind": "email", "links": ["http://example.org"]}, "links.0"),
        ({"kind": "email", "summary": "x" * 501}, "summary"),
        ({"kind": "note"}, "summary"),
        ({"kind": "email", "next_step": {"title": "When?"}}, "next_step"),
        ({"kind": "email", "campaign_id": "0192f0c1-7a52-7cc0-9d3a-3f6b1c2d4e5f"}, "campaign_id"),
    ],
)
async def test_bad_input_names_its_field_and_writes_nothing(owner, camille, body, field):
    answer = await owner.api.post(f"{BASE}/bloggers/{camille}/interactions", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert (await owner.api.get(f"{BASE}/interactions")).json()["items"] == []


async def test_who_may(owner, mate, viewer, stranger, camille):
    path = f"{BASE}/bloggers/{camille}/interactions"
    made = (await log(mate, camille)).json()
    assert (await viewer.api.get(path)).json()["items"][0]["id"] == made["id"]
    assert (await viewer.api.post(path, json={"kind": "email"})).status_code == 403
    assert (await stranger.api.get(path)).status_code == 404
    assert (await stranger.api.post(path, json={"kind": "email"})).status_code == 404
    assert (await stranger.api.get(f"{BASE}/interactions/{made['id']}")).status_code == 404


async def test_the_life_of_a_step(owner, camille):
    body = {"title": "Send the brief", "due": "2026-11-20", "blogger_id": str(camille)}
    made = await owner.api.post(f"{BASE}/next-steps", json=body)
    assert (made.status_code, made.json()["all_day"], made.json()["due_at"]) == (201, True, "2026-11-20T22:59:59Z")
    path = f"{BASE}/next-steps/{made.json()['id']}"
    assert (await owner.api.get(f"{BASE}/next-steps?state=overdue&owner=me")).json()["items"][0]["id"] in path
    done = (await owner.api.post(f"{path}/complete", json={})).json()
    assert (done["is_open"], done["done_by"]) == (False, str(owner.user.id))
    assert (await owner.api.post(f"{path}/reopen", json={})).json()["is_open"]
    snoozed = (await owner.api.post(f"{path}/snooze", json={"until": "next_monday"})).json()
    assert (snoozed["snoozes"], snoozed["version"]) == (1, 4)
    assert (await owner.api.post(f"{path}/snooze", json={})).status_code == 422
    changed = await owner.api.patch(path, json={"due_at": "2026-12-01T09:30:00Z"}, headers={"If-Match": '"4"'})
    assert (changed.json()["all_day"], changed.json()["due"]) == (False, "2026-12-01")
    cleared = await owner.api.patch(path, json={"due_time": None}, headers={"If-Match": '"5"'})
    assert (cleared.json()["all_day"], cleared.json()["due_at"]) == (True, "2026-12-01T22:59:59Z")
    assert (await owner.api.delete(path)).status_code == 204
    assert (await owner.api.post(f"{path}/undelete", json={})).json()["is_open"]


async def test_steps_of_one_person(owner, viewer, stranger, camille):
    path = f"{BASE}/bloggers/{camille}/next-steps"
    assert (await owner.api.post(path, json={"due": "2026-12-01"})).json()["title"] == "Get back to Camille Moreau"
    assert len((await viewer.api.get(path)).json()["items"]) == 1
    assert (await viewer.api.post(path, json={"due": "2026-12-01"})).status_code == 403
    assert (await stranger.api.get(path)).status_code == 404


async def test_the_timeline_over_the_api(owner, camille):
    await log(owner, camille, summary="Hello", next_step={"title": "Call", "due": "2026-12-01"})
    found = (await owner.api.get(f"{BASE}/bloggers/{camille}/timeline?limit=2")).json()
    assert [one["verb"] for one in found["items"]] == ["next_step.created", "interaction.logged"] or [
        one["verb"] for one in found["items"]
    ] == ["interaction.logged", "next_step.created"]
    rest = (await owner.api.get(f"{BASE}/bloggers/{camille}/timeline?cursor={found['next']}")).json()
    assert [one["verb"] for one in rest["items"]] == ["blogger.created"]
    assert [
        one["type"]
        for one in (await owner.api.get(f"{BASE}/bloggers/{camille}/timeline?kinds=exchange")).json()["items"]
    ] == ["exchange"]


async def test_who_was_not_asked_for_long_is_listed_alone(owner, mate, stranger, camille, zoe):
    def ago(days: int) -> str:
        return (now() - timedelta(days=days)).isoformat()

    async def unasked(person, **narrow) -> list[str]:
        answer = await person.api.get("/api/v1/bloggers", params={"asked_before": "60d"} | narrow)
        return [it["name"] for it in answer.json()["items"]]

    await log(owner, camille, nature="ask", occurred_at=ago(10))
    await log(owner, zoe, nature="ask", occurred_at=ago(70))
    await log(owner, zoe, nature="neutral", occurred_at=ago(1))
    assert await unasked(owner) == await unasked(mate) == ["Zoé Lambert"]
    assert set(await unasked(owner, asked_before="5d")) == {"Camille Moreau", "Zoé Lambert"}
    assert await unasked(stranger) == []
    page = (await mate.html.get("/bloggers?asked_before=60d")).text
    assert "not asked for 60 days" in page
    assert "Camille Moreau" not in page
    (chaser,) = (await owner.api.get(f"/api/v1/bloggers/{camille}/interactions")).json()["items"]
    await owner.api.delete(f"/api/v1/interactions/{chaser['id']}", headers={"If-Match": "*"})
    assert set(await unasked(owner)) == {"Camille Moreau", "Zoé Lambert"}
