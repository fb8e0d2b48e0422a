"""Exchanges are logged, corrected and taken back, and what stands on the relation stays true."""

from datetime import date, time, timedelta

import pytest
from sqlmodel import select

from app.activity.models import Activity
from app.bloggers.service import correct_turn
from app.core.clock import NEVER, NO_DATE, now
from app.core.errors import Forbidden, Invalid, NotFound
from app.outreach import queries, service
from app.outreach.schemas import InteractionIn, NextStepIn, StepIn
from tests.outreach.conftest import meet

AGO = {days: timedelta(days=days) for days in range(40)}


def said(*blogger_ids, kind="email", days=0, **values) -> InteractionIn:
    return InteractionIn(kind=kind, blogger_ids=list(blogger_ids), occurred_at=now() - AGO[days], **values)


async def log(database, person, *blogger_ids, **values):
    async with database.write() as session:
        return await service.log(session, person.actor, said(*blogger_ids, **values))


async def test_our_mail_makes_it_their_turn(database, cast, camille, standing):
    mail = await log(database, cast["mate"], camille, summary="Hello")
    relation = await standing(camille)
    assert (relation.turn, relation.interaction_count) == ("theirs", 1)
    assert relation.last_contacted_at == relation.last_touched_at == mail.occurred_at
    assert (relation.last_contacted_by, relation.last_contacted_id) == (cast["mate"].user.id, mail.id)
    assert (relation.last_heard_at, relation.last_heard_id) == (NEVER, None)


async def test_their_mail_makes_it_ours_and_our_answer_is_a_reply(database, cast, camille, standing):
    await log(database, cast["owner"], camille, direction="in", days=2)
    assert (await standing(camille)).turn == "ours"
    answer = await log(database, cast["owner"], camille, days=1)
    assert answer.nature == "reply"
    assert (await standing(camille)).turn == "theirs"


async def test_no_answer_expected_closes_it(database, cast, camille, standing):
    theirs = await log(database, cast["owner"], camille, direction="in")
    async with database.write() as session:
        mail = await queries.get_interaction(session, cast["owner"].actor, theirs.id)
        await service.edit(session, cast["owner"].actor, mail, {"no_answer_expected": True})
    assert (await standing(camille)).turn == "none"


@pytest.mark.parametrize("kind", ["gift", "share", "comment"])
async def test_a_gesture_is_contact_but_nobodys_turn(database, cast, camille, standing, kind):
    gesture = await log(database, cast["owner"], camille, kind=kind)
    relation = await standing(camille)
    assert (relation.turn, relation.last_contacted_id) == ("none", gesture.id)


async def test_a_note_is_no_exchange(database, cast, camille, standing):
    note = await log(database, cast["owner"], camille, kind="note", direction="out", summary="Prefers tea")
    relation = await standing(camille)
    assert (note.direction, note.via, note.nature) == (None, None, "neutral")
    assert (relation.turn, relation.interaction_count, relation.last_touched_at) == ("none", 0, NEVER)


async def test_an_older_exchange_entered_late_changes_no_last_contact(database, cast, camille, standing):
    latest = await log(database, cast["owner"], camille, days=1)
    await log(database, cast["owner"], camille, days=9, direction="in")
    relation = await standing(camille)
    assert (relation.last_contacted_id, relation.turn, relation.interaction_count) == (latest.id, "theirs", 2)
    assert relation.last_heard_at == latest.occurred_at - AGO[8] or relation.last_heard_at < latest.occurred_at


async def test_taking_it_back_and_bringing_it_back(database, cast, camille, standing):
    first = await log(database, cast["owner"], camille, days=5, direction="in")
    second = await log(database, cast["owner"], camille, days=1)
    async with database.write() as session:
        await service.delete(session, cast["owner"].actor, await session.get_one(type(second), second.id))
    relation = await standing(camille)
    assert (relation.turn, relation.last_contacted_id, relation.last_heard_id) == ("ours", None, first.id)
    async with database.write() as session:
        await service.undelete(session, cast["owner"].actor, await session.get_one(type(second), second.id))
    assert (await standing(camille)).last_contacted_id == second.id


async def test_correcting_people_kind_time_and_brand(database, cast, camille, zoe, second_brand, standing):
    owner = cast["owner"].actor
    mail = await log(database, cast["owner"], camille, days=1)
    when = now() - AGO[3]
    async with database.write() as session:
        mail = await queries.get_interaction(session, owner, mail.id)
        values = {"blogger_ids": [zoe], "kind": "gift", "occurred_at": when, "brand_id": second_brand}
        await service.edit(session, owner, mail, {**values, "nature": None})
    assert (mail.via, mail.nature, mail.version) == ("post", "give", 3)
    before, after = await standing(camille), await standing(zoe, second_brand)
    assert (before.last_contacted_at, before.interaction_count, before.turn) == (NEVER, 0, "none")
    assert (after.last_contacted_at, after.interaction_count, after.turn) == (when, 1, "none")


async def test_a_corrected_turn_holds_until_a_later_exchange(database, cast, camille, standing):
    owner = cast["owner"].actor
    await log(database, cast["owner"], camille, days=3)
    async with database.write() as session:
        relation = await service_lock(session, owner, camille, cast["owner"].brand.id)
        await correct_turn(session, owner, relation, "ours")
    await log(database, cast["owner"], camille, days=2)
    assert (await standing(camille)).turn == "ours"
    async with database.write() as session:
        later = InteractionIn(kind="email", blogger_ids=[camille], occurred_at=now() + timedelta(minutes=1))
        later = await service.log(session, owner, later)
    assert (await standing(camille)).turn == "theirs"
    async with database.write() as session:
        await service.delete(session, owner, await session.get_one(type(later), later.id))
    assert (await standing(camille)).turn == "ours"


async def service_lock(session, actor, blogger_id, brand_id):
    from app.bloggers.queries import relation

    return await relation(session, actor, blogger_id, brand_id)


async def test_nine_people_met_at_one_event_with_a_step_each(database, cast, standing):
    owner = cast["owner"]
    async with database.write() as session:
        people = [(await meet(session, owner, f"Guest {n}")).id for n in range(9)]
        step = StepIn(due=date(2026, 11, 30))
        given = InteractionIn(kind="event", blogger_ids=people, summary="Book fair", next_step=step)
        met = await service.log(session, owner.actor, given)
    async with database.read() as session:
        steps = await queries.steps(session, owner.actor, queries_filters(), None, 50)
        logged = (await session.exec(select(Activity).where(Activity.subject_id == met.id))).all()
    assert sorted(step.title for step in steps.items) == [f"Get back to Guest {n}" for n in range(9)]
    assert {step.interaction_id for step in await all_steps(database)} == {met.id}
    assert {event.blogger_id for event in logged} == set(people)
    assert {(await standing(one)).next_step_count for one in people} == {1}


def queries_filters(**values):
    from app.outreach.schemas import StepFilters

    return StepFilters(**values)


async def all_steps(database):
    from app.outreach.models import NextStep

    async with database.read() as session:
        return (await session.exec(select(NextStep))).all()


async def test_undoing_a_log_takes_its_next_step_with_it(database, cast, camille, standing):
    owner = cast["owner"].actor
    call = await log(database, cast["owner"], camille, kind="call", next_step=StepIn(due=date(2026, 11, 24)))
    assert (await standing(camille)).next_step_count == 1
    async with database.write() as session:
        await service.delete(session, owner, await session.get_one(type(call), call.id), with_steps=True)
    relation = await standing(camille)
    assert (relation.next_step_count, relation.next_step_at) == (0, NO_DATE)
    async with database.write() as session:
        await service.undelete(session, owner, await session.get_one(type(call), call.id), with_steps=True)
    assert (await standing(camille)).next_step_count == 1


async def test_colleagues_are_recognised(database, cast, camille):
    mail = await log(database, cast["owner"], camille, summary="Ask @malik, not zoe@mona.example.org", body="@Vera!")
    assert set(mail.mentions) == {str(cast["mate"].user.id), str(cast["viewer"].user.id)}


async def test_an_ask_is_unpaid_unless_said(database, cast, camille):
    assert (await log(database, cast["owner"], camille, nature="ask")).compensation == "unpaid"
    assert (await log(database, cast["owner"], camille, nature="ask", compensation="paid")).compensation == "paid"
    assert (await log(database, cast["owner"], camille, compensation="paid")).compensation is None


async def test_what_cannot_be(database, cast, camille, zoe, second_brand):
    owner, stranger = cast["owner"], cast["stranger"]
    cases = {
        "blogger_ids": (owner, InteractionIn(kind="email", blogger_ids=[owner.user.id])),
        "occurred_at": (owner, InteractionIn(kind="email", blogger_ids=[camille], occurred_at=now() + AGO[1])),
        "mentions": (owner, InteractionIn(kind="email", blogger_ids=[camille], mentions=[stranger.user.id])),
        "brand_id": (stranger, InteractionIn(kind="email", blogger_ids=[camille], brand_id=owner.brand.id)),
        "campaign_id": (owner, InteractionIn(kind="email", blogger_ids=[camille], campaign_id=camille)),
    }
    for field, (person, given) in cases.items():
        with pytest.raises(Invalid) as refused:
            async with database.write() as session:
                await service.log(session, person.actor, given)
        assert list(refused.value.errors) == [field]


async def test_a_viewer_logs_nothing_and_a_stranger_finds_nothing(database, cast, camille):
    with pytest.raises(Forbidden):
        await log(database, cast["viewer"], camille)
    mail = await log(database, cast["owner"], camille)
    async with database.read() as session:
        with pytest.raises(NotFound):
            await queries.get_interaction(session, cast["stranger"].actor, mail.id)


async def test_a_member_of_one_brand_sees_nothing_of_another(database, app, cast, camille, second_brand):
    await log(database, cast["owner"], camille, summary="Secret", brand_id=second_brand)
    async with cast["mate"].arriving(app) as mate:
        listed = (await mate.api.get(f"/api/v1/bloggers/{camille}/interactions")).json()
        timeline = (await mate.api.get(f"/api/v1/bloggers/{camille}/timeline")).text
    assert listed["items"] == []
    assert "Secret" not in timeline


# --- next steps -------------------------------------------------------------------------------------------------


async def add(database, person, **values):
    async with database.write() as session:
        return await service.add_step(session, person.actor, NextStepIn(**values))


async def test_the_earliest_open_step_stands_on_the_relation(database, cast, camille, standing):
    late = await add(database, cast["owner"], blogger_id=camille, due=date(2026, 12, 12))
    soon = await add(database, cast["owner"], blogger_id=camille, due=date(2026, 11, 24), due_time=time(9))
    relation = await standing(camille)
    assert (relation.next_step_at, relation.next_step_count) == (soon.due_at, 2)
    async with database.write() as session:
        step = await queries.get_step(session, cast["owner"].actor, soon.id)
        await service.complete_step(session, cast["owner"].actor, step)
    assert (await standing(camille)).next_step_at == late.due_at
    async with database.write() as session:
        step = await queries.get_step(session, cast["owner"].actor, soon.id)
        await service.reopen_step(session, cast["owner"].actor, step)
    assert (await standing(camille)).next_step_at == soon.due_at


async def test_a_step_needs_somebody_or_a_campaign(database, cast):
    with pytest.raises(Invalid) as refused:
        await add(database, cast["owner"], title="What for?", due=date(2026, 11, 24))
    assert list(refused.value.errors) == ["blogger_id"]


async def test_handing_a_day_to_a_colleague_in_tokyo(database, cast, camille):
    owner, mate = cast["owner"], cast["mate"]
    step = await add(database, owner, blogger_id=camille, due=date(2026, 11, 24))
    async with database.write() as session:
        (await session.get_one(type(mate.user), mate.user.id)).time_zone = "Asia/Tokyo"
        step = await queries.get_step(session, owner.actor, step.id)
        await service.reassign_step(session, owner.actor, step, mate.user.id)
    assert (step.owner_id, step.due_on, step.due_at.hour) == (mate.user.id, date(2026, 11, 24), 14)


async def test_a_colleague_kept_from_the_brand_gets_no_step_of_it(database, cast, camille, second_brand):
    with pytest.raises(Invalid) as refused:
        await add(
            database,
            cast["owner"],
            blogger_id=camille,
            due=date(2026, 11, 24),
            brand_id=second_brand,
            owner_id=cast["mate"].user.id,
        )
    assert "Malik" in refused.value.errors["owner_id"]


async def test_what_stands_above_is_told_in_the_same_transaction(database, cast, camille, monkeypatch):
    told = []

    async def hear(session, actor, step_ids):
        told.append((session.in_transaction(), list(step_ids)))

    monkeypatch.setattr(service, "on_steps_changed", service.on_steps_changed)
    service.on_steps_changed.append(hear)
    try:
        step = await add(database, cast["owner"], blogger_id=camille, due=date(2026, 11, 24))
        async with database.write() as session:
            found = await queries.get_step(session, cast["owner"].actor, step.id)
            await service.complete_step(session, cast["owner"].actor, found)
            await service.complete_step(session, cast["owner"].actor, found)
    finally:
        service.on_steps_changed.remove(hear)
    assert told == [(True, [step.id])] * 2
