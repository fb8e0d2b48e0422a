"""Programs read and write bloggers: with versions, in bulk, and seeing no more than their maker."""

import pytest

from tests.factories.bloggers import row

ZOE = {
    "name": "Zoé Lambert",
    "country": "FR",
    "contact_points": [{"kind": "email", "value": "zoe@carnet.example.org"}],
    "channels": [{"platform": "blog", "url": "https://carnet.example.org", "handle": "carnet"}],
    "tags": ["food"],
    "source": "Met at the fair",
    "legal_basis": "legitimate_interest",
}
B = "/api/v1/bloggers"


async def make(person, **values):
    answer = await person.api.post(B, json=ZOE | values)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def bulk(person, *items, **options):
    answer = await person.api.post(f"{B}/bulk", json={"items": list(items)}, **options)
    assert answer.status_code == 200, answer.text
    return answer.json()


# --- one record -------------------------------------------------------------------------------------------------


async def test_a_record_is_made_and_read_back(owner, viewer):
    answer = await owner.api.post(B, json=ZOE)
    made = answer.json()
    assert (answer.status_code, answer.headers["etag"], made["version"]) == (201, '"1"', 1)
    assert answer.headers["location"] == f"{B}/{made['id']}"
    read = await viewer.api.get(answer.headers["location"])
    assert read.json() == made
    assert read.headers["etag"] == '"1"'
    (relation,) = made["relations"]
    assert (relation["stage"], relation["turn"], made["last_contacted_at"]) == ("not_met", "none", None)


async def test_few_statements_to_make_one(owner, count_statements):
    with count_statements() as executed:
        await owner.api.post(B, json={"name": "Zoé Lambert"})
    assert len(executed) <= 17, "\n\n".join(executed)  # with the last use of the token


async def test_only_a_name_is_needed(owner):
    answer = await owner.api.post(B, json={"name": "Anna"})
    assert answer.status_code == 201
    assert answer.json()["source"]
    assert answer.json()["legal_basis"] == "legitimate_interest"


@pytest.mark.parametrize(
    "body, field",
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 10_000}, "name"),
        ({"name": "Anna", "country": "ZZ"}, "country"),
        ({"name": "Anna", "shoe_size": 38}, "shoe_size"),
        ({"name": "Anna", "contact_points": [{"kind": "email", "value": "x"}]}, "contact_points.0.value"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_written(owner, body, field):
    answer = await owner.api.post(B, json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert [it["field"] for it in answer.json()["errors"]] == [field]
    assert (await owner.api.get(B)).json()["items"] == []


async def test_a_patch_needs_the_version_it_was_made_from(owner, mate):
    made = await make(owner)
    path = f"{B}/{made['id']}"
    assert (await owner.api.patch(path, json={"city": "Lyon"})).status_code == 428
    changed = await mate.api.patch(path, json={"city": "Lyon"}, headers={"If-Match": '"1"'})
    assert (changed.json()["city"], changed.headers["etag"]) == ("Lyon", '"2"')
    stale = await owner.api.patch(path, json={"city": "Paris"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["type"]) == (412, "/api/problems/stale")
    assert (await owner.api.get(path)).json()["city"] == "Lyon"


async def test_the_same_key_makes_one_record(owner):
    key = {"Idempotency-Key": "once"}
    first = await owner.api.post(B, json=ZOE, headers=key)
    again = await owner.api.post(B, json=ZOE, headers=key)
    assert first.json()["id"] == again.json()["id"]
    assert len((await owner.api.get(B)).json()["items"]) == 1


async def test_archive_delete_and_back(owner, mate):
    path = f"{B}/{(await make(owner))['id']}"
    assert (await mate.api.post(f"{path}/archive")).json()["state"] == "archived"
    assert (await mate.api.get(B)).json()["items"] == []
    assert len((await mate.api.get(f"{B}?archived=true")).json()["items"]) == 1
    assert (await mate.api.delete(path)).status_code == 403
    assert (await owner.api.delete(path)).status_code == 204
    assert (await owner.api.get(path)).json()["state"] == "deleted"
    assert (await owner.api.post(f"{path}/undelete")).json()["state"] == "archived"
    assert (await owner.api.post(f"{path}/restore")).json()["state"] == "active"


async def test_roles_and_workspaces_hold_here_too(owner, viewer, stranger, mate):
    path = f"{B}/{(await make(owner))['id']}"
    if_match = {"If-Match": '"1"'}
    assert (await viewer.api.post(B, json=ZOE)).status_code == 403
    assert (await viewer.api.patch(path, json={"city": "x"}, headers=if_match)).status_code == 403
    assert (await stranger.api.get(path)).status_code == 404
    assert (await stranger.api.patch(path, json={"city": "x"}, headers=if_match)).status_code == 404
    assert (await stranger.api.get(B)).json()["items"] == []
    assert (await mate.api.patch(path, json={"do_not_contact": True}, headers=if_match)).status_code == 200
    cleared = await mate.api.patch(path, json={"do_not_contact": False}, headers={"If-Match": '"2"'})
    assert cleared.status_code == 403


async def test_a_limited_member_sees_that_other_brands_exist_and_no_more(cast, tisane, app, owner):
    made = await make(owner, brand_id=str(tisane.id))
    async with cast["mate"].arriving(app) as malik:
        seen = (await malik.api.get(f"{B}/{made['id']}")).json()
        (listed,) = (await malik.api.get(B)).json()["items"]
        assert (seen["relations"], seen["other_brands"], listed["relations"], listed["other_brands"]) == (
            [],
            True,
            [],
            True,
        )
        hidden = f"{B}/{made['id']}/relations/{made['relations'][0]['id']}"
        assert (await malik.api.get(hidden)).status_code == 404
        refused = await malik.api.post(f"{B}/{made['id']}/relations", json={"brand_id": str(tisane.id)})
        assert refused.status_code == 422
        assert (await malik.api.post(f"{B}/{made['id']}/relations", json={"stage": "trusted"})).status_code == 201


# --- lists ------------------------------------------------------------------------------------------------------


async def test_a_list_is_paged_filtered_sorted_and_sparse(owner):
    for name, country in (("Anna", "FR"), ("Basil", "BE"), ("Chloé", "FR")):
        await owner.api.post(B, json={"name": name, "country": country})
    first = (await owner.api.get(f"{B}?sort=-name&limit=2&fields=name")).json()
    assert [set(it) for it in first["items"]] == [{"id", "name"}] * 2
    second = (await owner.api.get(B, params={"sort": "-name", "limit": 2, "cursor": first["next"]})).json()
    names = [it["name"] for it in (*first["items"], *second["items"])]
    assert (names, second["next"]) == (["Chloé", "Basil", "Anna"], None)
    assert [it["name"] for it in (await owner.api.get(f"{B}?country=FR&q=chloe")).json()["items"]] == ["Chloé"]


@pytest.mark.parametrize(
    "query, status",
    [
        ("cursor=nonsense", 400), ("fields=shoe_size", 422), ("limit=501", 422), ("sort=shoe_size", 422),
        ("shoe_size=38", 422), ("stage=married", 422), ("brand=x", 422), ("q=%00", 200), ("tag=&country=", 200),
    ],
)  # fmt: skip
async def test_a_question_that_makes_no_sense_is_told_so(owner, query, status):
    await make(owner)
    assert (await owner.api.get(f"{B}?{query}")).status_code == status


async def test_what_changed_since_is_listed_with_archived_ones(owner):
    made = await make(owner)
    await owner.api.post(f"{B}/{made['id']}/archive")
    since = {"updated_since": made["updated_at"]}
    assert [it["state"] for it in (await owner.api.get(B, params=since)).json()["items"]] == ["archived"]
    assert (await owner.api.get(f"{B}?updated_since=2099-01-01T00:00:00Z")).json()["items"] == []


# --- what hangs on a person -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "part, body, change",
    [
        ("contact-points", {"kind": "email", "value": "new@carnet.example.org"}, {"label": "work"}),
        (
            "channels",
            {"platform": "instagram", "handle": "@zoe", "audience": 900},
            {"feed_url": "https://a.example.org"},
        ),
        ("rates", {"format": "Story", "amount_minor": 15_000}, {"amount_minor": 16_000}),
        ("needs", {"text": "A tasting"}, {"met_on": "2026-11-22"}),
    ],
)
async def test_parts_are_added_changed_and_removed(owner, viewer, stranger, part, body, change):
    path = f"{B}/{(await make(owner))['id']}/{part}"
    assert (await viewer.api.post(path, json=body)).status_code == 403
    assert (await stranger.api.post(path, json=body)).status_code == 404
    made = await owner.api.post(path, json=body)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    item = made.headers["location"]
    assert (await owner.api.patch(item, json=change)).status_code == 428
    changed = await owner.api.patch(item, json=change, headers={"If-Match": '"1"'})
    assert (changed.json() | change, changed.headers["etag"]) == (changed.json(), '"2"')
    assert made.json()["id"] in [it["id"] for it in (await viewer.api.get(path)).json()["items"]]
    assert (await viewer.api.delete(item)).status_code == 403
    assert (await owner.api.delete(item)).status_code == 204
    assert (await owner.api.get(item)).status_code == 404


async def test_audience_figures_have_a_history(owner):
    made = await make(owner)
    path = f"{B}/{made['id']}/channels/{made['channels'][0]['id']}/audience"
    for value, day in ((900, "2026-01-01"), (1_200, "2026-06-01"), (300, "2025-01-01")):
        assert (await owner.api.post(path, json={"value": value, "measured_on": day})).status_code == 201
    assert [it["value"] for it in (await owner.api.get(path)).json()["items"]] == [1_200, 900, 300]
    assert (await owner.api.get(f"{B}/{made['id']}")).json()["audience"] == 1_200


async def test_a_relation_is_moved_with_its_history(owner, mate):
    made = await make(owner)
    path = f"{B}/{made['id']}/relations/{made['relations'][0]['id']}"
    body = {"stage": "trusted", "reason": "Years", "owner_id": str(mate.user.id), "turn": "ours"}
    moved = await mate.api.patch(path, json=body, headers={"If-Match": '"1"'})
    assert (moved.json()["stage"], moved.json()["turn"], moved.json()["owner_id"]) == (
        "trusted",
        "ours",
        str(mate.user.id),
    )
    history = (await owner.api.get(f"{path}/history")).json()["items"]
    assert [(it["from_stage"], it["to_stage"], it["reason"]) for it in history] == [
        ("not_met", "trusted", "Years"),
        (None, "not_met", ""),
    ]
    (listed,) = (await owner.api.get(f"{B}?stage=trusted&owner={mate.user.id}&turn=ours")).json()["items"]
    assert listed["relations"][0]["stage"] == "trusted"


async def test_lookup_and_similar(owner, stranger):
    made = await make(owner, external_ids={"shop": "1"})
    for wanted in (
        {"email": "ZOE@carnet.example.org"},
        {"external_id": "1", "system": "shop"},
        {"url": "carnet.example.org"},
    ):
        found = (await owner.api.post(f"{B}/lookup", json=wanted)).json()["items"]
        assert [it["id"] for it in found] == [made["id"]]
    assert (await stranger.api.post(f"{B}/lookup", json=wanted)).json()["items"] == []
    assert (await owner.api.post(f"{B}/lookup", json={})).status_code == 422
    (alike,) = (await owner.api.get(f"{B}/similar?name=Zoe Lambert")).json()["items"]
    assert (alike["id"], alike["field"]) == (made["id"], "name")


async def test_tags(owner, mate, viewer, stranger):
    await make(owner)
    (tag,) = (await viewer.api.get("/api/v1/tags")).json()["items"]
    assert (tag["name"], tag["count"]) == ("food", 1)
    path, if_match = f"/api/v1/tags/{tag['id']}", {"If-Match": '"1"'}
    assert (await mate.api.patch(path, json={"name": "Slow food"}, headers=if_match)).json()["name"] == "Slow food"
    assert (await mate.api.post("/api/v1/tags", json={"name": "SLOW FOOD"})).status_code == 422
    assert (await stranger.api.delete(path)).status_code == 404
    assert (await mate.api.delete(path)).status_code == 204


# --- bulk -------------------------------------------------------------------------------------------------------


async def test_bulk_makes_then_changes_then_leaves(owner, viewer):
    assert (await viewer.api.post(f"{B}/bulk", json={"items": [row(1)]})).status_code == 403
    made = await bulk(owner, row(1), row(2))
    assert [it["status"] for it in made["items"]] == ["created", "created"]
    again = await bulk(owner, row(1), row(2, city="Lyon", tags=["tea"]))
    assert [it["status"] for it in again["items"]] == ["unchanged", "updated"]
    assert [it["id"] for it in again["items"]] == [it["id"] for it in made["items"]]
    record = (await owner.api.get(f"{B}/{made['items'][1]['id']}")).json()
    assert (record["city"], record["tags"], record["version"]) == ("Lyon", ["food", "tea"], 2)
    assert len(record["contact_points"]) == len(record["channels"]) == len(record["relations"]) == 1
    found = (await owner.api.get(f"{B}?q=lyon&tag=tea&language=fr&platform=blog&external=shop")).json()["items"]
    assert [it["id"] for it in found] == [record["id"]]


async def test_a_wrong_row_fails_alone_and_says_why(owner, stranger):
    answer = await bulk(
        owner,
        row(1),
        {"city": "Nowhere"},
        row(2, contact_points=[{"kind": "email", "value": "x"}]),
        row(3, shoe_size=38),
        {"name": "Anna", "owner_id": str(stranger.user.id)},
        {"name": "Anna", "brand_id": str(stranger.brand.id)},
        {"name": "Anna", "id": str(stranger.user.id)},
        row(4),
    )
    assert (answer["created"], answer["failed"]) == (2, 6)
    assert [it["index"] for it in answer["items"]] == list(range(8))
    assert [next(iter(it["errors"]), None) for it in answer["items"]] == [
        None, "name", "contact_points.0.value", "shoe_size", "owner_id", "brand_id", "id", None,
    ]  # fmt: skip


async def test_a_dry_run_tells_and_writes_nothing(owner):
    for answer in (
        await bulk(owner, row(1), params={"dry_run": "true"}),
        await bulk(owner, row(1), row(1), params={"dry_run": "1"}),
    ):
        assert answer["dry_run"]
        assert answer["items"][0]["status"] == "created"
    assert (await owner.api.get(B)).json()["items"] == []
    assert (await owner.api.get("/api/v1/tags")).json()["items"] == []


@pytest.mark.parametrize(
    "key",
    [
        {"external_ids": {"shop": "1"}},
        {"contact_points": [{"kind": "email", "value": "ZOE1@carnet.example.org"}]},
        {"channels": [{"url": "http://www.carnet1.example.org/"}]},
    ],
)
async def test_a_row_is_matched_by_each_of_its_keys(owner, key):
    made = await bulk(owner, row(1))
    changed = await bulk(owner, {**key, "city": "Lyon"})
    assert [(it["status"], it["id"]) for it in changed["items"]] == [("updated", made["items"][0]["id"])]


async def test_rows_of_one_call_see_those_before_them(owner):
    answer = await bulk(owner, row(1), row(1, city="Lyon"), row(1, city="Lyon"))
    assert [it["status"] for it in answer["items"]] == ["created", "updated", "unchanged"]
    (made,) = (await owner.api.get(B)).json()["items"]
    assert (made["city"], made["version"]) == ("Lyon", 1)


async def test_what_means_two_people_is_not_guessed(owner):
    shared = [{"kind": "email", "value": "agency@plume.example.org"}]
    await make(owner, name="Anna", contact_points=shared, channels=[])
    await make(owner, name="Basil", contact_points=shared, channels=[])
    answer = await bulk(owner, {"name": "Who", "contact_points": shared})
    assert list(answer["items"][0]["errors"]) == ["contact_points"]
    await bulk(owner, row(1), row(2))
    answer = await bulk(owner, {"external_ids": {"shop": "1", "crm": "9"}}, {"external_ids": {"shop": "2", "crm": "9"}})
    assert [it["status"] for it in answer["items"]] == ["updated", "failed"]


async def test_a_no_is_never_undone_in_bulk(owner):
    made = await make(owner, do_not_contact=True, external_ids={"shop": "1"})
    point = f"{B}/{made['id']}/contact-points/{made['contact_points'][0]['id']}"
    await owner.api.patch(point, json={"state": "opted_out"}, headers={"If-Match": '"1"'})
    points = [{"kind": "email", "value": "zoe@carnet.example.org", "state": "ok"}]
    await bulk(owner, {"external_ids": {"shop": "1"}, "do_not_contact": False, "contact_points": points})
    record = (await owner.api.get(f"{B}/{made['id']}")).json()
    assert record["do_not_contact"]
    assert record["contact_points"][0]["state"] == "opted_out"


async def test_a_deleted_person_is_not_brought_back_by_a_row(owner):
    made = await make(owner, external_ids={"shop": "1"})
    await owner.api.delete(f"{B}/{made['id']}")
    answer = await bulk(owner, {"external_ids": {"shop": "1"}, "city": "Lyon"})
    assert answer["items"][0]["status"] == "failed"


async def test_bulk_moves_relations_with_history_and_counts(owner, mate, database):
    made = await bulk(owner, row(1, stage="acquainted", owner_id=str(mate.user.id)))
    await bulk(owner, row(1, stage="trusted"))
    (relation,) = (await owner.api.get(f"{B}/{made['items'][0]['id']}")).json()["relations"]
    assert (relation["stage"], relation["owner_id"]) == ("trusted", str(mate.user.id))
    history = await owner.api.get(f"{B}/{made['items'][0]['id']}/relations/{relation['id']}/history")
    assert [it["to_stage"] for it in history.json()["items"]] == ["trusted", "acquainted"]
    from app.bloggers import queries
    from app.bloggers.filters import BloggerFilters

    async with database.read() as session:
        assert await queries.count(session, owner.actor, BloggerFilters()) == 1


async def test_bulk_takes_a_thousand_rows_in_few_statements_and_no_more(owner, count_statements):
    with count_statements() as executed:
        answer = await bulk(owner, *(row(number) for number in range(1_000)))
    assert answer["created"] == 1_000
    assert len(executed) < 50
    assert (await owner.api.post(f"{B}/bulk", json={"items": [{}] * 1_001})).status_code == 422
    assert (await owner.api.post(f"{B}/bulk", json={"items": []})).status_code == 422
