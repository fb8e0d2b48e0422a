"""A program keeps campaigns."""

import pytest


@pytest.fixture
async def campaign(owner) -> dict:
    answer = await owner.api.post("/api/v1/campaigns", json={"name": "Spring table", "themes": ["food"]})
    assert answer.status_code == 201
    return answer.json()


async def test_a_name_is_enough(owner):
    answer = await owner.api.post("/api/v1/campaigns", json={"name": "Spring table"})
    body = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/campaigns/{body['id']}"
    assert answer.headers["ETag"] == '"1"'
    assert (body["status"], body["currency"], body["owner_id"]) == ("draft", "EUR", str(owner.user.id))
    assert body["brand_id"] == str(owner.brand.id)


async def test_it_is_found_again_in_the_list(owner, campaign):
    listing = (await owner.api.get("/api/v1/campaigns", params={"q": "SPRING"})).json()
    assert [item["name"] for item in listing["items"]] == ["Spring table"]
    assert listing["next"] is None
    assert (await owner.api.get("/api/v1/campaigns", params={"q": "autumn"})).json()["items"] == []


async def test_lists_go_on_where_they_stopped(owner):
    for number in range(5):
        await owner.api.post("/api/v1/campaigns", json={"name": f"Campaign {number}"})
    seen, cursor = [], None
    for _page in range(3):
        params = {"limit": 2, "sort": "name"} | ({"cursor": cursor} if cursor else {})
        body = (await owner.api.get("/api/v1/campaigns", params=params)).json()
        seen += [item["name"] for item in body["items"]]
        cursor = body["next"]
    assert seen == [f"Campaign {number}" for number in range(5)]
    assert cursor is None


async def test_a_cursor_from_elsewhere_is_refused(owner):
    answer = await owner.api.get("/api/v1/campaigns", params={"cursor": "nonsense"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


async def test_only_the_fields_asked_for(owner, campaign):
    body = (await owner.api.get(f"/api/v1/campaigns/{campaign['id']}", params={"fields": "name"})).json()
    assert body == {"id": campaign["id"], "name": "Spring table"}


async def test_a_change_needs_the_version_that_was_read(owner, campaign):
    path = f"/api/v1/campaigns/{campaign['id']}"
    assert (await owner.api.patch(path, json={"goals": "Ten posts"})).status_code == 428
    changed = await owner.api.patch(path, json={"goals": "Ten posts"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert (await owner.api.patch(path, json={"goals": "Nine"}, headers={"If-Match": '"1"'})).status_code == 412
    assert (await owner.api.get(path)).json()["goals"] == "Ten posts"


async def test_the_same_key_makes_one_campaign(owner):
    async def post(name: str):
        return await owner.api.post("/api/v1/campaigns", json={"name": name}, headers={"Idempotency-Key": "k1"})

    first, again = await post("Once"), await post("Once")
    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (await post("Other")).status_code == 422
    assert len((await owner.api.get("/api/v1/campaigns")).json()["items"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "x" * 201},
        {"name": "a\x00b"},
        {"name": "A", "starts_on": "2026-02-31"},
        {"name": "A", "starts_on": "2026-05-01", "ends_on": "2026-04-01"},
        {"name": "A", "colour": "red"},
        {"name": "A", "budget_minor": -1},
        {"name": "A", "currency": "euro"},
        {"name": "A", "status": "maybe"},
        {"name": "A", "member_ids": ["019a0000-0000-7000-8000-000000000000"]},
        {"name": "A", "brand_id": "019a0000-0000-7000-8000-000000000000"},
    ],
)
async def test_bad_input_writes_nothing(owner, body):
    answer = await owner.api.post("/api/v1/campaigns", json=body)
    assert answer.status_code == 422
    assert answer.json()["type"] == "/api/problems/invalid"
    assert (await owner.api.get("/api/v1/campaigns")).json()["items"] == []


async def test_delete_and_undo(owner, campaign):
    path = f"/api/v1/campaigns/{campaign['id']}"
    assert (await owner.api.delete(path)).status_code == 204
    assert (await owner.api.get(path)).status_code == 404
    assert (await owner.api.post(f"{path}/undelete")).status_code == 200
    assert (await owner.api.get(path)).status_code == 200


async def test_a_mate_may_and_a_viewer_may_only_look(owner, mate, viewer, campaign):
    path = f"/api/v1/campaigns/{campaign['id']}"
    assert (await mate.api.patch(path, json={"goals": "x"}, headers={"If-Match": "*"})).status_code == 200
    assert (await viewer.api.get(path)).status_code == 200
    assert (await viewer.api.patch(path, json={"goals": "y"}, headers={"If-Match": "*"})).status_code == 403
    assert (await viewer.api.delete(path)).status_code == 403


async def test_a_stranger_sees_nothing(stranger, campaign):
    path = f"/api/v1/campaigns/{campaign['id']}"
    assert (await stranger.api.get(path)).status_code == 404
    assert (await stranger.api.delete(path)).status_code == 404
    assert (await stranger.api.get("/api/v1/campaigns")).json()["items"] == []


async def test_everything_that_happens_is_in_the_feed_once(owner, mate, campaign):
    path = f"/api/v1/campaigns/{campaign['id']}"
    await mate.api.patch(path, json={"goals": "Ten posts"}, headers={"If-Match": "*"})
    await owner.api.delete(path)
    told = await owner.api.follow(lambda item: item["verb"] == "campaign.deleted", limit=1)
    seen = [(item["verb"], item["user_id"]) for item in told]
    olga, malik = str(owner.user.id), str(mate.user.id)
    assert seen == [("campaign.created", olga), ("campaign.updated", malik), ("campaign.deleted", olga)]


async def test_the_log_is_for_managers(manager, mate, campaign):
    log = await manager.api.get("/api/v1/activity", params={"subject_id": campaign["id"]})
    assert [item["changes"] for item in log.json()["items"]] == [{"name": [None, "Spring table"]}]
    assert (await mate.api.get("/api/v1/activity")).status_code == 403
