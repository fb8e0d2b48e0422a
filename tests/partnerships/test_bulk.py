"""Everybody who joins a campaign at once."""

import asyncio
from uuid import uuid4

import pytest

from app.accounts import service as accounts
from app.accounts.schemas import BrandIn
from app.activity import queries as activity
from app.activity.queries import ActivityFilters
from app.bloggers import queries as bloggers
from app.bloggers import service as bloggers_service
from app.bloggers.filters import BloggerFilters
from app.bloggers.models import Blogger
from app.campaigns import service as campaigns
from app.campaigns.queries import get_campaign
from app.campaigns.schemas import CampaignIn
from app.core.errors import Forbidden
from app.partnerships import queries, service
from tests.partnerships.conftest import meet, names


@pytest.fixture
def add(database, cast, campaign):
    async def added(ids, who="owner"):
        async with database.write() as session:
            actor = cast[who].actor
            return await service.add_to_campaign(session, actor, await get_campaign(session, actor, campaign), ids)

    return added


async def test_each_gets_a_partnership_in_the_order_given(add, board, camille, zoe, campaign):
    done = await add([camille, zoe, camille])
    assert (done.added, done.skipped, len(done.partnership_ids)) == (2, 0, 2)
    assert names(await board(campaign=campaign), "prospect") == ["Camille Moreau", "Zoé Lambert"]


async def test_who_is_left_out_is_counted_with_the_reason(add, database, cast, camille, zoe):
    async with database.write() as session:
        refusing, binned = [await meet(session, cast["owner"], name) for name in ("Ida", "Bo")]
        (await session.get_one(Blogger, refusing)).do_not_contact = True
        actor = cast["owner"].actor
        await bloggers_service.delete(session, actor, await bloggers.get_blogger(session, actor, binned))
    await add([zoe])
    done = await add([camille, zoe, refusing, binned, uuid4()])
    assert (done.added, done.already_in, done.do_not_contact, done.deleted, done.unknown) == (1, 1, 1, 1, 1)


async def test_the_campaigns_brand_knows_everybody_who_joins(add, database, cast, camille, zoe, campaign):
    actor = cast["owner"].actor
    async with database.write() as session:
        other = await accounts.create_brand(session, actor, BrandIn(name="Other"))
        given = CampaignIn(name="Elsewhere", brand_id=other.id)
        elsewhere = await campaigns.create(session, actor, given)
        await bloggers_service.ensure_relation(session, actor, zoe, other.id)
        before = (await bloggers.relation(session, actor, zoe, other.id)).version
        await service.add_to_campaign(session, actor, elsewhere, [camille, zoe])
        made = await bloggers.relation(session, actor, camille, other.id)
        kept = await bloggers.relation(session, actor, zoe, other.id)
        events = await activity.page(session, actor, ActivityFilters(subject_id=made.id))
    assert (made.stage, kept.version) == ("not_met", before)
    assert [it.verb for it in events.items] == ["relation.created"]


async def test_each_has_its_history_and_its_event(add, database, cast, camille):
    done = await add([camille])
    async with database.read() as session:
        (step, _before, after, who) = (await queries.moves(session, cast["owner"].actor, done.partnership_ids[0]))[0]
    assert (step.from_stage_id, after.key, who) == (None, "prospect", "Olga")


async def test_of_two_who_add_the_same_person_at_once_one_does(add, camille):
    both = await asyncio.gather(add([camille]), add([camille]))
    assert sorted((one.added, one.already_in) for one in both) == [(0, 1), (1, 0)]


async def test_a_viewer_may_not(add, camille):
    with pytest.raises(Forbidden):
        await add([camille], who="viewer")


async def test_lists_of_people_filter_by_campaign_and_stage(add, database, cast, camille, zoe, campaign):
    await add([camille])
    actor = cast["owner"].actor
    async with database.read() as session:
        for filters in (BloggerFilters(campaign=[campaign]), BloggerFilters(partnership_stage=["prospect"])):
            assert await bloggers.matching_ids(session, actor, filters) == [camille]
        assert await bloggers.matching_ids(session, actor, BloggerFilters(partnership_stage=["agreed"])) == []


async def test_two_thousand_at_once(add, database, cast, board, campaign):
    async with database.write() as session:
        people = [await meet(session, cast["owner"], f"Person {n}") for n in range(3)]
    done = await add([*people, *(uuid4() for _n in range(2_000))])
    assert (done.added, done.unknown) == (3, 2_000)
