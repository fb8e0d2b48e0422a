"""What logging keeps for timing: nature, live, last gesture, refusal, outcomes; and marks that grow old."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.bloggers.models import Relation
from app.bloggers.queries import get_blogger
from app.bloggers.schemas import ContactPointIn
from app.bloggers.service import add_contact_point, assign_many, move_many, upsert_many
from app.campaigns.models import Campaign
from app.core import clock
from app.core.checks import everything
from app.core.clock import NEVER, NO_DATE
from app.core.queue import enqueue
from app.outreach.checks import CHECKS
from app.outreach.models import InteractionBlogger
from app.outreach.service import delete, edit, log_many, undelete
from app.outreach.timing import service
from app.outreach.timing.checks import CHECKS as MARKS
from app.outreach.timing.facts import Fact
from app.outreach.timing.jobs import measure, nobody
from app.outreach.timing.models import AdviceOutcome
from app.outreach.timing.queries import outcomes_of
from app.outreach.timing.service.policy import change_policy
from tests.outreach.timing_store.conftest import NOW, asked, codes, heard, noted, relation_of, said


async def test_a_second_message_into_silence_is_a_chaser(camille, session, cast):
    owner = cast["owner"]
    await said(session, owner, camille, 20)
    assert (await said(session, owner, camille, 10, nature=None)).nature == "chaser"
    await heard(session, owner, camille, 5)
    assert (await said(session, owner, camille, 4, nature=None)).nature == "reply"
    assert (await said(session, owner, camille, 3, nature=None)).nature == "neutral"


async def test_a_gesture_is_remembered(camille, session, cast):
    owner = cast["owner"]
    gift = await said(session, owner, camille, 3, kind="gift", nature=None)
    assert (await relation_of(session, owner, camille)).last_given_at == gift.occurred_at
    await edit(session, owner.actor, gift, {"nature": "neutral"})
    assert (await relation_of(session, owner, camille)).last_given_at == NEVER
    await edit(session, owner.actor, gift, {"nature": "give"})
    await delete(session, owner.actor, gift)
    assert (await relation_of(session, owner, camille)).last_given_at == NEVER
    await undelete(session, owner.actor, gift)
    assert (await relation_of(session, owner, camille)).last_given_at == gift.occurred_at


async def test_a_practical_word_inside_something_agreed_weighs_nothing(camille, session, cast):
    owner = cast["owner"]
    outside = await said(session, owner, camille, 3, nature="service")
    with clock.at(NOW - timedelta(days=2)):
        people = {camille: (camille, owner.brand.id)}
        await service.write_of(session, owner.actor, Fact.LIVE, "partnership", people)
    inside = await said(session, owner, camille, 1, nature="service")
    plain = await said(session, owner, camille, 1, nature="neutral")
    rows = await session.execute(select(col(InteractionBlogger.interaction_id), col(InteractionBlogger.live)))
    assert dict(rows.all()) == {outside.id: False, inside.id: True, plain.id: False}
    many = {"kind": "email", "nature": "service", "direction": "out", "blogger_ids": [camille]}
    await log_many(session, owner.actor, [{**many, "brand_id": owner.brand.id, "occurred_at": NOW}])
    assert len((await session.execute(select(InteractionBlogger).where(col(InteractionBlogger.live)))).all()) == 2
    assert [line for line in await everything(session, CHECKS) if "inside" in line] == []


async def test_a_no_is_theirs_and_rests_the_asks(camille, session, cast):
    owner = cast["owner"]
    assert not (await said(session, owner, camille, 70, refusal=True)).refusal
    assert (await heard(session, owner, camille, 5, refusal=True, no_answer_expected=True)).refusal
    assert "chaser" in codes(await asked(session, owner, camille))


async def test_the_campaigns_name_is_the_idea_of_an_ask(camille, session, cast):
    owner = cast["owner"]
    names = {"name": "Spring", "sort_name": "spring", "sort_on": date(2026, 1, 1), "currency": "EUR"}
    spring = Campaign(workspace_id=owner.workspace_id, brand_id=owner.brand.id, **names)
    session.add(spring)
    await session.flush()
    assert (await said(session, owner, camille, 5, campaign_id=spring.id)).angle == "Spring"
    assert (await said(session, owner, camille, 4, campaign_id=spring.id, nature="chaser")).angle == ""
    assert "angle" in codes(await asked(session, owner, camille, angle="spring"))


async def test_what_came_of_advice_is_kept(camille, session, cast):
    owner = cast["owner"]
    first = await said(session, owner, camille, 6, compensation="paid")
    second = await said(session, owner, camille, 5, why="deadline", why_sentence="The fair is tomorrow")
    gift = await said(session, owner, camille, 4, kind="gift", nature=None)
    theirs = await heard(session, owner, camille, 3)
    rows = {it.interaction_id: it for it in (await session.execute(select(AdviceOutcome))).scalars()}
    assert set(rows) == {first.id, second.id}
    assert (rows[first.id].outcome, rows[first.id].compensation, rows[first.id].codes) == ("followed", "paid", [])
    overridden = rows[second.id]
    assert (overridden.outcome, overridden.why, overridden.sentence) == (
        "overridden",
        "deadline",
        "The fair is tomorrow",
    )
    assert "cadence" in overridden.codes
    await service.explain(session, owner.actor, second, "met")
    told = await outcomes_of(session, owner.actor, [first.id, second.id, gift.id, theirs.id])
    assert {it: (one.outcome, one.why) for it, one in told.items()} == {
        first.id: ("followed", ""),
        second.id: ("overridden", "met"),
    }


async def mark(session, person, who):
    with clock.at(NOW):
        await service.refresh(session, nobody(person.workspace_id), [(who, person.brand.id)])
    return await relation_of(session, person, who)


async def test_a_mark_is_the_answer_for_an_ask(camille, session, cast):
    owner = cast["owner"]
    await said(session, owner, camille, 5)
    kept, advice = await mark(session, owner, camille), await asked(session, owner, camille)
    assert kept.voice_by == owner.user.id
    assert (kept.own_verdict, kept.own_until, kept.own_code) == ("wait", advice.until, advice.reasons[0].code)
    others = await asked(session, cast["mate"], camille)
    assert (kept.ask_verdict, kept.ask_until) == (others.verdict, others.until)
    assert (kept.owing, kept.word_due_at) == (False, NO_DATE)
    assert NOW < kept.marked_until <= NOW + timedelta(hours=24)
    await noted(session, owner, camille, "promise", label="Photos", until=NOW + timedelta(hours=3))
    assert (await relation_of(session, owner, camille)).marked_until == NEVER
    assert (await mark(session, owner, camille)).marked_until == NOW + timedelta(hours=3)
    await noted(session, owner, camille, "payment", until=NOW - timedelta(hours=3))
    assert (await mark(session, owner, camille)).owing


async def test_nothing_noted_has_no_mark(camille, session, cast):
    owner = cast["owner"]
    await move_many(session, owner.actor, [camille], "acquainted")
    await move_many(session, owner.actor, [camille], "not_met")
    assert (await mark(session, owner, camille)).ask_verdict == ""


async def test_a_word_is_due_after_silence(camille, session, cast):
    owner = cast["owner"]
    await move_many(session, owner.actor, [camille], "acquainted")
    interaction = await said(session, owner, camille, 90, nature="neutral")
    assert (await mark(session, owner, camille)).word_due_at == interaction.occurred_at + timedelta(days=60)


async def changed_stage(session, owner, who):
    await move_many(session, owner.actor, [who], "acquainted")


async def given_away(session, owner, who):
    await assign_many(session, owner.actor, [who], owner.user.id)


async def reached_otherwise(session, owner, who):
    blogger = await get_blogger(session, owner.actor, who)
    await add_contact_point(session, owner.actor, blogger, ContactPointIn(kind="email", value="c@example.org"))


async def upserted(session, owner, who):
    row = {"name": "Camille Moreau", "external_ids": {"shop": "1"}, "country": "FR", "source": "x"}
    await upsert_many(session, owner.actor, [row])


async def logged(session, owner, who):
    await said(session, owner, who, 1)


async def policy(session, owner, who):
    await change_policy(session, owner.actor, {"half_life_days": 5})


@pytest.mark.parametrize("write", [changed_stage, given_away, reached_otherwise, logged, policy])
async def test_what_is_written_makes_marks_old(camille, session, cast, write):
    owner = cast["owner"]
    await said(session, owner, camille, 5)
    await mark(session, owner, camille)
    await write(session, owner, camille)
    assert (await relation_of(session, owner, camille)).marked_until == NEVER


async def test_another_brands_word_makes_ours_old(camille, second_brand, session, cast):
    owner = cast["owner"]
    await said(session, owner, camille, 5)
    await mark(session, owner, camille)
    await said(session, owner, camille, 1, brand_id=second_brand)
    assert (await relation_of(session, owner, camille)).marked_until == NEVER


async def test_the_job_computes_old_marks_again(cast, camille, zoe, app, database, run_jobs):
    owner = cast["owner"]
    async with database.write() as session:
        await said(session, owner, camille, 5)
        await said(session, owner, zoe, 5)
        await enqueue(session, "timing.refresh_marks")
    await run_jobs()
    async with database.read() as session:
        rows = (await session.execute(select(col(Relation.ask_verdict), col(Relation.marked_until)))).all()
    assert len(rows) == 2
    assert all(row.ask_verdict and row.marked_until > clock.now() for row in rows)


async def test_a_wrong_mark_is_found(camille, session, cast):
    owner = cast["owner"]
    with clock.at(NOW):
        await said(session, owner, camille, 5)
        await mark(session, owner, camille)
        assert await everything(session, MARKS) == []
        (await relation_of(session, owner, camille)).ask_verdict = "speak"
        await session.flush()
        assert len(await everything(session, MARKS)) == 1


async def test_the_teams_rhythm_is_the_median(camille, zoe, session, cast):
    owner = cast["owner"]
    with clock.at(NOW):
        assert await measure(session, nobody(owner.workspace_id)) is None
    for who, days in ((camille, 2), (zoe, 6)):
        await said(session, owner, who, 20)
        await heard(session, owner, who, 20 - days)
    with clock.at(NOW):
        assert await measure(session, nobody(owner.workspace_id)) == 4
