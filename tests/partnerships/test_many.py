"""Verbs on a selection of partnerships: moved and assigned by set, told one by one, taken back."""

import re
from uuid import UUID, uuid4

import pytest

from app.activity import queries as activity
from app.activity.queries import ActivityFilters
from app.core.clock import now
from app.core.errors import Forbidden, Invalid
from app.partnerships import queries, service
from app.partnerships.schemas import PartnershipIn
from tests.partnerships.conftest import meet, names


@pytest.fixture
def begun(database, cast):
    """`await begun(camille, zoe)`: a partnership with each, the last one made at the top."""

    async def made(*people, **given) -> list[UUID]:
        async with database.write() as session:
            each = [PartnershipIn(blogger_id=who, **given) for who in people]
            return [(await service.create(session, cast["owner"].actor, one)).id for one in each]

    return made


@pytest.fixture
def do(database, cast):
    """`await do(service.move_many, ids, "contacted")` in a unit of its own."""

    async def done(verb, *given, who="owner", **named):
        async with database.write() as session:
            return await verb(session, cast[who].actor, *given, **named)

    return done


@pytest.fixture
def told(database, cast):
    """`await told(id)`: what the log tells of one partnership, newest first."""

    async def read(one) -> list[tuple[str, dict]]:
        async with database.read() as session:
            page = await activity.page(session, cast["owner"].actor, ActivityFilters(subject_id=one))
        return [(it.verb, it.changes) for it in page.items]

    return read


async def test_they_stand_at_the_top_in_the_order_given(begun, do, board, camille, zoe, told):
    ids = await begun(camille, zoe)
    done = await do(service.move_many, [*ids, uuid4()], "contacted")
    assert (done.changed, done.unchanged, done.unknown) == (2, 0, 1)
    assert names(await board(), "contacted") == ["Camille Moreau", "Zoé Lambert"]
    for one in ids:
        assert (await told(one))[0] == ("partnership.moved", {"stage": ["prospect", "contacted"]})


async def test_the_history_and_the_log_are_those_of_one_that_is_moved(begun, do, database, cast, camille, zoe, told):
    alone, among = await begun(camille, zoe)
    async with database.write() as session:
        actor = cast["owner"].actor
        one = await queries.get_partnership(session, actor, alone)
        await service.move(session, actor, one, "declined", "Too busy")
    await do(service.move_many, [among], "declined", "Too busy")
    assert (await told(alone))[0] == (await told(among))[0]
    async with database.read() as session:
        steps = [(await queries.moves(session, cast["owner"].actor, one))[0][0] for one in (alone, among)]
        cards = [await queries.card(session, cast["owner"].actor, one) for one in (alone, among)]
    kept = {"from_stage_id", "to_stage_id", "from_kind", "to_kind", "by", "reason"}
    assert steps[0].model_dump(include=kept) == steps[1].model_dump(include=kept)
    assert [(card.stage.key, card.closed_reason, card.version) for card in cards] == [("declined", "Too busy", 2)] * 2


async def test_a_stage_that_asks_why_moves_nobody_without(begun, do, board, camille, zoe):
    ids = await begun(camille, zoe)
    for stage, field in (("declined", "reason"), ("nowhere", "stage")):
        with pytest.raises(Invalid) as refused:
            await do(service.move_many, ids, stage)
        assert list(refused.value.errors) == [field]
    assert len(names(await board(), "prospect")) == 2


async def test_assigned_to_one_colleague(begun, do, cast, camille, zoe, told):
    ids, mate = await begun(camille, zoe), cast["mate"].actor.user_id
    assert (await do(service.assign_many, ids, mate)).changed == 2
    assert (await do(service.assign_many, ids, mate)).unchanged == 2
    assert (await told(ids[0]))[0] == ("partnership.updated", {"owner_id": [None, str(mate)]})
    with pytest.raises(Invalid):
        await do(service.assign_many, ids, cast["stranger"].actor.user_id)


async def test_taken_back_as_if_it_had_not_been(begun, do, database, cast, board, camille, zoe, told):
    ids, since = await begun(camille, zoe), now()
    async with database.read() as session:
        before = [await queries.card(session, cast["owner"].actor, one) for one in ids]
    await do(service.move_many, ids, "declined", "Too busy")
    assert await do(service.undo_many, since, now()) == 2
    async with database.read() as session:
        after = [await queries.card(session, cast["owner"].actor, one) for one in ids]
        assert len(await queries.moves(session, cast["owner"].actor, ids[0])) == 1
    for one, other in zip(before, after, strict=True):
        assert (one.stage.key, one.closed_reason) == (other.stage.key, other.closed_reason)
        assert abs((one.stage_since - other.stage_since).total_seconds()) <= 1
    assert (await told(ids[0]))[0] == ("partnership.move_undone", {"stage": ["declined", "prospect"]})
    assert await do(service.undo_many, since, now()) == 0


async def test_what_changed_again_since_stays(begun, do, board, cast, camille, zoe):
    ids, since = await begun(camille, zoe), now()
    await do(service.move_many, ids, "contacted")
    await do(service.assign_many, ids, cast["mate"].actor.user_id)
    until = now()
    await do(service.move_many, ids[:1], "negotiating", who="manager")
    await do(service.assign_many, ids[1:], None, who="manager")
    assert await do(service.undo_many, since, until) == 2
    shown = await board()
    assert (names(shown, "negotiating"), names(shown, "prospect")) == (["Camille Moreau"], ["Zoé Lambert"])


async def test_timing_knows_of_each(begun, do, owner, camille, zoe):
    await do(service.move_many, await begun(camille, zoe), "declined", "Too busy")
    for who in (camille, zoe):
        kept = (await owner.api.get(f"/api/v1/bloggers/{who}/circumstances")).json()["items"]
        assert [it["kind"] for it in kept] == ["refusal"]


async def test_as_many_statements_for_sixty_as_for_two(begun, do, database, cast, camille, zoe, count_statements):
    async with database.write() as session:
        people = [await meet(session, cast["owner"], f"Person {n}") for n in range(60)]
    few, many = await begun(camille, zoe), await begun(*people)
    counts = []
    for ids in (few, many):
        since = now()
        with count_statements() as executed:
            await do(service.move_many, ids, "agreed")
            await do(service.assign_many, ids, cast["mate"].actor.user_id)
            await do(service.undo_many, since, now())
        counts.append(len(executed))
    assert counts[0] == counts[1]


async def test_who_may(begun, do, viewer, stranger, mate, camille):
    ids = await begun(camille)
    with pytest.raises(Forbidden):
        await do(service.move_many, ids, "contacted", who="viewer")
    given = {"ids": [str(one) for one in ids], "stage": "contacted"}
    assert (await viewer.api.post("/api/v1/partnerships/bulk/move", json=given)).status_code == 403
    foreign = await stranger.api.post("/api/v1/partnerships/bulk/move", json=given)
    assert foreign.json() | {"changed": 0, "unchanged": 0, "unknown": 1} == foreign.json()
    own = await mate.api.post("/api/v1/partnerships/bulk/move", json=given)
    assert own.json() | {"changed": 1, "unchanged": 0, "unknown": 0} == own.json()


async def test_programs_assign_and_are_refused_by_field(begun, owner, mate, camille):
    ids = [str(one) for one in await begun(camille)]
    given = {"ids": ids, "owner_id": str(mate.actor.user_id)}
    assert (await owner.api.post("/api/v1/partnerships/bulk/assign", json=given)).json()["changed"] == 1
    for path, body, field in (
        ("assign", {"ids": ids, "owner_id": str(uuid4())}, "owner_id"),
        ("assign", {"ids": [], "owner_id": None}, "ids"),
        ("move", {"ids": ids, "stage": "declined"}, "reason"),
    ):
        refused = await owner.api.post(f"/api/v1/partnerships/bulk/{path}", json=body)
        assert (refused.status_code, [it["field"] for it in refused.json()["errors"]]) == (422, [field])


async def test_the_list_does_it_and_offers_to_take_it_back(begun, owner, viewer, camille, zoe):
    ids = await begun(camille, zoe)
    page = (await owner.html.get("/partnerships?view=list")).text
    assert page.count('name="ids"') == 2
    assert 'name="ids"' not in (await viewer.html.get("/partnerships?view=list")).text
    answer = await owner.html.post("/partnerships/bulk/move", data={"ids": str(ids[0]), "stage": "contacted"})
    there = (await owner.html.get(answer.headers["location"])).text
    assert "1 partnership moved." in there
    undo = re.search(r'"(/partnerships/bulk/undo[^"]+)"', there)[1].replace("&amp;", "&")
    back = await owner.html.post(undo)
    assert "Taken back for 1 partnership." in (await owner.html.get(back.headers["location"])).text
    everything = {"all": "1", "query": "q=camille", "owner_id": str(owner.actor.user_id)}
    answer = await owner.html.post("/partnerships/bulk/assign", data=everything)
    assert answer.headers["location"] == "/partnerships?q=camille&view=list"
    assert "1 partnership has another owner now." in (await owner.html.get(answer.headers["location"])).text


async def test_what_cannot_be_done_is_said(begun, owner, viewer, camille):
    ids = await begun(camille)
    for data, sentence in (({"stage": "contacted"}, "Nothing is selected yet."), ({"ids": str(ids[0])}, "Choose one")):
        refused = await owner.html.post("/partnerships/bulk/move", data=data)
        assert (refused.status_code, sentence in refused.text) == (422, True)
    why = await owner.html.post("/partnerships/bulk/move", data={"ids": str(ids[0]), "stage": "declined"})
    assert (why.status_code, "Say in a few words why." in why.text) == (422, True)
    assert (await viewer.html.post("/partnerships/bulk/move", data={"ids": str(ids[0])})).status_code == 403


async def test_programs_move_assign_and_take_it_back(begun, camille, zoe, owner, mate, viewer, stranger, board):
    ids = [str(one) for one in await begun(camille, zoe)]
    moved = await mate.api.post("/api/v1/partnerships/bulk/move", json={"ids": ids, "stage": "contacted"})
    span = {"since": moved.json()["since"], "until": moved.json()["until"]}
    given = {"ids": ids, "owner_id": str(mate.user.id)}
    assigned = (await mate.api.post("/api/v1/partnerships/bulk/assign", json=given)).json()
    undo = "/api/v1/partnerships/bulk/undo"
    assert (await viewer.api.post(undo, json=span)).status_code == 403
    for other in (owner, stranger):  # each takes back their own doing alone
        assert (await other.api.post(undo, json=span)).json() == {"changed": 0}
    assert (await mate.api.post(undo, json=span)).json() == {"changed": 2}
    assert sorted(names(await board(), "prospect")) == ["Camille Moreau", "Zoé Lambert"]
    span = {"since": assigned["since"], "until": assigned["until"]}
    assert (await mate.api.post(undo, json=span)).json() == {"changed": 2}
    assert (await mate.api.post(undo, json={"since": "yesterday"})).status_code == 422
