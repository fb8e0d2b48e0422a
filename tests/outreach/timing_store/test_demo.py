"""The demo shows every kind of answer, and its data holds together."""

from collections import Counter

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.bloggers.models import Relation
from app.core import migrate
from app.core.checks import everything
from app.outreach.checks import CHECKS as OUTREACH
from app.outreach.models import InteractionBlogger
from app.outreach.timing.checks import CHECKS
from app.outreach.timing.facts import Fact
from app.outreach.timing.models import Circumstance, Offer
from app.seeds import make_demo

pytestmark = pytest.mark.slow


async def test_the_demo_shows_every_answer(database, cast):
    await make_demo(database)
    async with database.read() as session:
        verdicts = Counter((await session.execute(select(col(Relation.ask_verdict)))).scalars())
        codes = set((await session.execute(select(col(Relation.ask_code)))).scalars())
        kinds = set((await session.execute(select(col(Circumstance.kind)))).scalars())
        owing = (await session.execute(select(Relation).where(col(Relation.owing)))).all()
        offers = (await session.execute(select(Offer))).all()
        assert await everything(session, [*CHECKS, *OUTREACH]) == []
    assert {"speak", "wait", "discreet"} <= verdicts.keys()
    assert verdicts["speak"] >= 20
    assert {"do_not_disturb", "debt", "one_voice", "cadence", "chaser", "preference"} <= codes
    assert kinds >= set(Fact) - {Fact.WRITING}
    assert len(owing) >= 4
    assert len(offers) == 3


async def test_what_can_be_known_of_the_past_is_known_after_migrating(database, settings, cast):
    await make_demo(database)
    before = await known(database)
    await database.dispose()
    await migrate.downgrade(settings, "0006")
    await migrate.upgrade(settings)
    assert await known(database) == before


async def known(database):
    async with database.read() as session:
        of_partnerships = select(
            col(Circumstance.kind), col(Circumstance.source_id), col(Circumstance.since), col(Circumstance.brand_id)
        ).where(col(Circumstance.source_type) == "partnership", col(Circumstance.is_open))
        facts = (await session.execute(of_partnerships)).all()
        given = (await session.execute(select(col(Relation.id), col(Relation.last_given_at)))).all()
        live = (await session.execute(select(InteractionBlogger).where(col(InteractionBlogger.live)))).all()
        return sorted(map(str, facts)), sorted(map(str, given)), len(live)
