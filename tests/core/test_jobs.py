"""What the worker does by itself: it forgets what nobody needs any more."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import time_machine
from sqlalchemy import func, select, text

from app.accounts.models import SignInLink, UserSession
from app.activity.models import Activity
from app.bloggers import service as bloggers
from app.bloggers.models import Blogger
from app.bloggers.schemas import BloggerIn
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.campaigns.schemas import CampaignIn
from app.core import checks, queue
from app.core.clock import now
from app.core.db import Database
from app.core.idempotency import IdempotencyKey
from app.outreach import service as outreach
from app.outreach.checks import CHECKS
from app.outreach.models import Interaction, NextStep
from app.outreach.schemas import NextStepIn
from app.partnerships import service as partnerships
from app.partnerships.models import Partnership
from tests.cast import Person

RunJobs = Callable[[], Awaitable[int]]


async def count(database: Database, model) -> int:
    async with database.read() as session:
        return (await session.execute(select(func.count()).select_from(model))).scalar_one()


async def after(days: float, database: Database, run_jobs: RunJobs) -> None:
    with time_machine.travel(now() + timedelta(days=days)):
        await queue.enqueue_periodic(database)
        await run_jobs()


async def test_every_periodic_job_runs(database: Database, run_jobs: RunJobs, owner: Person):
    await queue.enqueue_periodic(database)
    assert await run_jobs() >= 4
    async with database.read() as session:
        assert set(await queue.counts(session)) == {"done"}


async def test_remembered_answers_are_forgotten_after_two_days(database: Database, run_jobs: RunJobs, owner: Person):
    await owner.api.post("/api/v1/bloggers", json={"name": "Zoé"}, headers={"Idempotency-Key": "k"})
    await after(1.5, database, run_jobs)
    assert await count(database, IdempotencyKey) == 1
    await after(2.5, database, run_jobs)
    assert await count(database, IdempotencyKey) == 0


async def test_sessions_and_links_that_open_nothing_are_deleted(database: Database, run_jobs: RunJobs, owner: Person):
    async with database.write() as session:
        made = {"token_hash": "x", "user_id": owner.user.id, "expires_at": now()}
        session.add(SignInLink(**made))
    await after(2, database, run_jobs)
    assert await count(database, UserSession) == 5
    await after(30, database, run_jobs)
    assert (await count(database, UserSession), await count(database, SignInLink)) == (0, 0)


async def test_the_bin_is_emptied_after_thirty_days(database: Database, run_jobs: RunJobs, owner: Person):
    async with database.write() as session:
        gone = await bloggers.create_blogger(session, owner.actor, BloggerIn(name="Gone"))
        stays = await bloggers.create_blogger(session, owner.actor, BloggerIn(name="Stays"))
        made = {"kind": "email", "brand_id": owner.brand.id, "occurred_at": now()}
        await outreach.log_many(session, owner.actor, [{**made, "blogger_ids": [it.id]} for it in (gone, stays)])
        await bloggers.delete(session, owner.actor, gone)
    await after(29, database, run_jobs)
    assert await count(database, Blogger) == 2
    await after(31, database, run_jobs)
    async with database.read() as session:
        assert list((await session.execute(select(Blogger.name))).scalars()) == ["Stays"]
        assert await checks.everything(session, CHECKS) == []
    assert await count(database, Interaction) == 1


async def test_campaigns_partnerships_and_the_rest_go_after_the_same_days_and_are_counted(
    database: Database, run_jobs: RunJobs, owner: Person
):
    actor = owner.actor
    async with database.write() as session:
        zoe = await bloggers.create_blogger(session, actor, BloggerIn(name="Zoé"))
        campaign, kept = [await campaigns.create(session, actor, CampaignIn(name=name)) for name in ("Old", "New")]
        added = await partnerships.add_to_campaign(session, actor, campaign, [zoe.id])
        about = {"brand_id": owner.brand.id, "due": now().date()}
        for given in ({"blogger_id": zoe.id, "campaign_id": campaign.id}, {"campaign_id": campaign.id}):
            await outreach.add_step(session, actor, NextStepIn(title="Call", **given, **about))
        partnership = await session.get_one(Partnership, added.partnership_ids[0])
        await partnerships.delete(session, actor, partnership)
        await campaigns.delete(session, actor, campaign)
    await after(29, database, run_jobs)
    assert (await count(database, Campaign), await count(database, Partnership)) == (2, 1)
    async with database.write() as session:  # undone until then, and deleted again
        await campaigns.undelete(session, actor, await session.get_one(Campaign, campaign.id))
        await campaigns.delete(session, actor, await session.get_one(Campaign, campaign.id))
    await after(31, database, run_jobs)
    await after(32, database, run_jobs)
    async with database.read() as session:
        assert list((await session.execute(select(Campaign.id))).scalars()) == [kept.id]
        assert await checks.everything(session, CHECKS) == []
        told = select(Activity.changes).where(Activity.verb == "workspace.bin_emptied").order_by(Activity.seq)
        counts = {name: number[0] for it in (await session.execute(told)).scalars() for name, number in it.items()}
    assert counts == {"campaigns": 1, "partnerships": 1, "next_steps": 1}
    assert (await count(database, Partnership), await count(database, NextStep)) == (0, 1)


async def test_the_planner_is_told_what_the_tables_hold(database: Database, cast: dict[str, Person], run_jobs: RunJobs):
    async with database.write() as session:
        await queue.enqueue(session, "core.analyze")
    await run_jobs()
    known = "SELECT stat FROM sqlite_stat1 WHERE tbl = 'member'"
    if not database.is_sqlite:
        known = "SELECT reltuples FROM pg_class WHERE relname = 'member' AND reltuples > 0"
    async with database.read() as session:
        assert (await session.execute(text(known))).first()
