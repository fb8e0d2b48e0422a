"""One voice: asking the colleague who speaks with somebody, and being given the talk or not."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.activity.models import Activity
from app.core.clock import now
from app.outreach.schemas import InteractionIn
from app.outreach.service import log
from app.outreach.timing import service
from app.outreach.timing.jobs import nobody


@pytest.fixture
async def talking(database, cast, camille):
    """Malik has been writing with Camille."""
    mate = cast["mate"]
    async with database.write() as session:
        for direction, ago in (("out", 6), ("in", 5)):
            at = now() - timedelta(days=ago)
            given = InteractionIn(blogger_ids=[camille], kind="email", direction=direction, nature="neutral",
                                  occurred_at=at, no_answer_expected=direction == "in")  # fmt: skip
            await log(session, mate.actor, given)
    return camille


async def codes(person, who):
    found = (await person.api.get(f"/api/v1/bloggers/{who}/advice")).json()
    return [reason["code"] for reason in found["reasons"]]


async def ask(person, of, who):
    return await person.api.post(f"/api/v1/bloggers/{who}/ask-colleague", json={"colleague": str(of.user.id)})


async def test_a_yes_hands_the_talk_over(talking, owner, mate, database, cast):
    page = (await owner.html.get(f"/bloggers/{talking}")).text
    assert "Ask Malik" in page
    data = {"colleague": str(mate.user.id), "brand_id": ""}
    answer = await owner.html.post(f"/bloggers/{talking}/ask-colleague", data=data)
    assert answer.headers["location"] == f"/bloggers/{talking}"
    assert "Malik was asked." in (await owner.html.get(f"/bloggers/{talking}")).text
    assert "Malik was asked" in (await owner.html.get("/")).text
    assert "Olga asks whether to write to Camille Moreau." in (await mate.html.get("/")).text
    (question,) = (await mate.api.get("/api/v1/voice-questions")).json()["items"]
    done = await mate.html.post(f"/voice-questions/{question['id']}/answer", data={"yes": "1"})
    assert done.status_code == 303
    assert "one_voice" not in await codes(owner, talking)
    assert await codes(mate, talking) == ["one_voice"]
    assert "Malik hands the talk over to you" in (await owner.html.get("/")).text
    assert "asks whether" not in (await mate.html.get("/")).text
    async with database.write() as session:
        actor = nobody(owner.workspace_id)
        await service.refresh(session, actor, [(talking, owner.brand.id)])
    for person, verdict in ((owner, "speak"), (mate, "wait")):
        (row,) = (await person.api.get("/api/v1/bloggers")).json()["items"]
        assert row["relations"][0]["ask_verdict"] == verdict
    async with database.read() as session:
        statement = select(col(Activity.verb)).where(col(Activity.subject_type) == "voice").order_by(col(Activity.seq))
        assert list((await session.execute(statement)).scalars()) == ["voice.asked", "voice.handed_over"]


async def test_not_now_changes_nothing_but_is_told(talking, owner, mate):
    question = (await ask(owner, mate, talking)).json()
    assert (await ask(owner, mate, talking)).json()["id"] == question["id"]
    path = f"/api/v1/voice-questions/{question['id']}/answer"
    assert (await mate.api.post(path, json={"yes": False})).json()["yes"] is False
    assert (await mate.api.post(path, json={"yes": False})).status_code == 200
    assert (await mate.api.post(path, json={"yes": True})).status_code == 409
    assert "one_voice" in await codes(owner, talking)
    assert "Malik answers: not now" in (await owner.html.get("/")).text


async def test_a_claim_is_yielded(camille, owner, mate):
    await mate.api.post(f"/api/v1/bloggers/{camille}/circumstances", json={"kind": "claim"})
    assert await codes(owner, camille) == ["one_voice"]
    question = (await ask(owner, mate, camille)).json()["id"]
    assert (await mate.api.post(f"/api/v1/voice-questions/{question}/answer", json={"yes": True})).status_code == 200
    assert await codes(owner, camille) == []
    assert await codes(mate, camille) == ["one_voice"]


async def test_who_may(talking, owner, mate, manager, viewer, stranger):
    for person, status in ((viewer, 403), (stranger, 404), (mate, 422)):
        assert (await ask(person, mate, talking)).status_code == status
    question = (await ask(owner, mate, talking)).json()["id"]
    path = f"/api/v1/voice-questions/{question}"
    for person in (manager, viewer, stranger):
        assert (await person.api.get(path)).status_code == 404
        answer = await person.html.post(f"/voice-questions/{question}/answer", data={"yes": "1"})
        assert answer.status_code == (403 if person is viewer else 404)
    assert (await owner.api.post(f"{path}/answer", json={"yes": True})).status_code == 403
    assert (await mate.api.delete(path)).status_code == 403
    assert (await owner.api.delete(path)).status_code == 204
    assert (await mate.api.get("/api/v1/voice-questions")).json()["items"] == []


async def test_what_another_team_says_offers_nobody_to_ask(talking, owner, viewer):
    assert "Ask Malik" not in (await viewer.html.get(f"/bloggers/{talking}")).text
