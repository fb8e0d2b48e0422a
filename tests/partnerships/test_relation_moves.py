"""Moves of relations: proposed with their evidence, accepted or dismissed in one click, never made by themselves."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from app.accounts.models import User
from app.bloggers.models import Relation, RelationStageMove
from app.core.clock import now
from app.outreach.schemas import InteractionIn
from app.outreach.service import log
from app.outreach.timing.service import refresh


@pytest.fixture
def said(database, cast, camille):
    """`await said(10, -9)`: an email of ours ten days ago, one of theirs nine days ago."""

    async def saying(*days):
        async with database.write() as session:
            for ago in days:
                given = InteractionIn(
                    blogger_ids=[camille], kind="email", direction="out" if ago > 0 else "in", nature="neutral",
                    occurred_at=now() - timedelta(days=abs(ago)),
                )  # fmt: skip
                await log(session, cast["owner"].actor, given)

    return saying


async def relation_of(database, blogger_id) -> Relation:
    async with database.read() as session:
        return (await session.execute(select(Relation).where(col(Relation.blogger_id) == blogger_id))).scalar_one()


async def moves(person):
    return (await person.api.get("/api/v1/relation-moves")).json()["items"]


async def test_an_answer_proposes_acquainted_and_moves_nothing(owner, stranger, viewer, database, camille, said):
    assert await moves(owner) == []
    await said(10, -9)
    (move,) = await moves(owner)
    assert (move["stage"], move["to"], [it["kind"] for it in move["evidence"]]) == (
        "not_met",
        "acquainted",
        ["answered"],
    )
    assert (await relation_of(database, camille)).stage == "not_met"
    assert await moves(stranger) == []
    for address in ("/relation-moves", f"/bloggers/{camille}"):
        page = (await viewer.html.get(address)).text
        assert "Camille Moreau could move to “Acquainted”." in page
        assert "A first answer on" in page
        assert "Leave as it is" not in page
        assert "Leave as it is" in (await owner.html.get(address)).text


async def test_yes_moves_it_with_the_evidence_as_its_reason_and_is_taken_back(mate, database, camille, said):
    await said(10, -9)
    relation = await relation_of(database, camille)
    path = f"/relations/{relation.id}/moves"
    answer = await mate.html.post(f"{path}/accept", data={"to": "acquainted"})
    assert answer.headers["location"] == "/relation-moves"
    assert (await relation_of(database, camille)).stage == "acquainted"
    async with database.read() as session:
        reasons = (await session.execute(select(col(RelationStageMove.reason)))).scalars().all()
    assert any("first answer" in reason for reason in reasons)
    assert await moves(mate) == []
    assert (await mate.html.post(f"{path}/accept", data={"to": "acquainted"})).status_code == 409
    await mate.html.post(f"{path}/undo?stage=not_met")
    assert (await relation_of(database, camille)).stage == "not_met"


async def test_no_is_remembered_until_something_is_said(mate, viewer, database, camille, said):
    await said(10, -9)
    relation = await relation_of(database, camille)
    path = f"/relations/{relation.id}/moves"
    assert (await viewer.html.post(f"{path}/dismiss", data={"to": "acquainted"})).status_code == 403
    assert (await mate.html.post(f"{path}/dismiss", data={"to": "acquainted"})).status_code == 303
    assert await moves(mate) == []
    await mate.html.post(f"{path}/reconsider")
    assert len(await moves(mate)) == 1
    api = f"/api/v1{path}"
    assert (await mate.api.post(f"{api}/dismiss", json={"to": "acquainted"})).status_code == 200
    assert await moves(mate) == []
    await said(-0.0)  # somebody wrote just now
    assert len(await moves(mate)) == 1
    assert (await mate.api.post(f"{api}/accept", json={"to": "acquainted"})).json()["to"] == "acquainted"
    assert await moves(mate) == []


async def test_a_live_partnership_and_completed_ones_are_counted(owner, camille, zoe, make, said):
    await make(camille, stage="active")
    assert [(it["to"], it["evidence"][0]["kind"]) for it in await moves(owner)] == []  # nothing was said yet
    await said(10)
    assert [(it["to"], it["evidence"][0]["kind"]) for it in await moves(owner)] == [("working_together", "live")]
    await make(camille, stage="completed")
    await make(camille, stage="completed")
    assert [(it["to"], it["evidence"][0]["count"]) for it in await moves(owner)] == [("trusted", 2)]


async def test_somebody_trusted_and_silent_is_to_be_found_again_in_french_too(owner, database, camille, said):
    await said(130)
    async with database.write() as session:
        relation = (await session.execute(select(Relation).where(col(Relation.blogger_id) == camille))).scalar_one()
        relation.stage, relation.stage_since = "trusted", now() - timedelta(days=400)
        (await session.get_one(User, owner.user.id)).locale = "fr"
    (move,) = await moves(owner)
    assert (move["to"], move["regression"]) == ("resting", True)
    page = (await owner.html.get("/relation-moves")).text
    assert "Reprendre contact avec Camille Moreau, sans rien demander." in page
    assert "1 évolution proposée" in page


async def test_the_list_is_whole_and_paged(owner, database, cast, camille, zoe, said):
    await said(10, -9)
    async with database.write() as session:
        for days, direction in ((12, "out"), (11, "in")):
            given = InteractionIn(
                blogger_ids=[zoe], kind="email", direction=direction, nature="neutral",
                occurred_at=now() - timedelta(days=days),
            )  # fmt: skip
            await log(session, cast["owner"].actor, given)
    first = (await owner.api.get("/api/v1/relation-moves?limit=1")).json()
    second = (await owner.api.get("/api/v1/relation-moves", params={"limit": 1, "cursor": first["next"]})).json()
    assert [it["blogger_id"] for page in (first, second) for it in page["items"]] == [str(camille), str(zoe)]
    async with database.write() as session:
        await refresh(session, cast["owner"].actor, [(who, cast["owner"].brand.id) for who in (camille, zoe)])
    assert len(await moves(owner)) == 2
    async with database.read() as session:
        assert (await session.execute(select(Relation.outgrown))).scalars().all() == [True, True]
