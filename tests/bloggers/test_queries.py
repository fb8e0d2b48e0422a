"""Who is seen by whom, and who somebody may be already."""

import pytest

from app.bloggers import queries, service
from app.bloggers.filters import BloggerFilters
from app.bloggers.schemas import LookupIn
from app.core.errors import Invalid, NotFound
from tests.factories.bloggers import blogger


async def test_a_member_limited_to_a_brand_sees_the_person_and_only_that_brands_relation(database, cast, tisane):
    owner, mate = cast["owner"].actor, cast["mate"].actor
    async with database.write() as session:
        zoe = await blogger(session, owner, brand_id=str(tisane.id), stage="trusted", owner_id=owner.user_id)
    async with database.read() as session:
        (row,) = (await queries.page(session, mate, BloggerFilters())).items
        record = await queries.whole(session, mate, await queries.get_blogger(session, mate, zoe.id))
        assert (row.relations, row.other_brands) == (record.relations, record.other_brands) == ([], True)
        assert await queries.relation(session, mate, zoe.id, tisane.id) is None
        for hidden in ({"stage": ["trusted"]}, {"owner": [owner.user_id]}, {"brand": tisane.id}):
            assert not (await queries.page(session, mate, BloggerFilters(**hidden))).items
        for sort in ("-last_contacted", "next_step"):
            assert len((await queries.page(session, mate, BloggerFilters(sort=sort))).items) == 1


async def test_a_limited_member_writes_for_their_brand_only(database, cast, tisane):
    mate = cast["mate"].actor
    async with database.write() as session:
        made = await blogger(session, mate)
        assert [it.brand_id for it in await queries.relations_of(session, mate, made.id)] == [cast["mate"].brand.id]
    with pytest.raises(Invalid):
        async with database.write() as session:
            await blogger(session, mate, brand_id=str(tisane.id))


async def test_nothing_of_another_workspace_has_a_name(session, cast):
    zoe = await blogger(session, cast["owner"].actor)
    stranger = cast["stranger"].actor
    assert await queries.names(session, stranger, [zoe.id, None]) == {}
    assert await queries.known_ids(session, stranger, [zoe.id]) == set()
    assert await queries.count(session, stranger, BloggerFilters()) == 0
    assert await queries.similar(session, stranger, name="Zoé Lambert") == []
    with pytest.raises(NotFound):
        await queries.get_blogger(session, stranger, zoe.id)


async def test_deleted_people_have_a_page_but_are_nobody_to_choose(session, cast):
    owner = cast["owner"].actor
    zoe = await blogger(session, owner)
    await service.delete(session, owner, zoe)
    assert (await queries.get_blogger(session, owner, zoe.id)).state == "deleted"
    assert await queries.known_ids(session, owner, [zoe.id]) == set()
    assert await queries.names(session, owner, [zoe.id]) == {zoe.id: "Zoé Lambert"}


@pytest.mark.parametrize(
    "clue, field",
    [
        ({"email": "ZOE@carnet.example.org"}, "email"),
        ({"handle": "@Zoe_Cuisine"}, "handle"),
        ({"handle": "https://instagram.com/zoe_cuisine"}, "handle"),
        ({"url": "http://instagram.com/zoe_cuisine/?igsh=1"}, "url"),
        ({"phone": "+33 6 12 34 56 78"}, "phone"),
        ({"name": "Lambert Zoé"}, "name"),
        ({"name": "Zoe Lambret"}, "name"),
    ],
)
async def test_a_duplicate_is_named_with_its_reason(session, cast, clue, field):
    owner = cast["owner"].actor
    phone = {"kind": "phone", "value": "06 12 34 56 78"}
    zoe = await blogger(
        session,
        owner,
        email="zoe@carnet.example.org",
        url="instagram.com/zoe_cuisine",
        country="FR",
        contact_points=[phone],
    )
    (found,) = await queries.similar(session, owner, **clue)
    assert (found.id, found.field) == (zoe.id, field)
    assert found.why
    assert not await queries.similar(session, owner, **clue, exclude=zoe.id)


@pytest.mark.parametrize(
    "clue", [{"name": "Basile Martin"}, {"name": "Zo"}, {"email": "zoe@example.org"}, {"handle": "zo"}]
)
async def test_others_are_not_taken_for_duplicates(session, cast, clue):
    await blogger(session, cast["owner"].actor, email="zoe@carnet.example.org", url="instagram.com/zoe")
    assert not await queries.similar(session, cast["owner"].actor, **clue)


@pytest.mark.parametrize(
    "wanted",
    [
        {"email": "Zoe@carnet.example.org"},
        {"handle": "@zoe", "platform": "instagram"},
        {"handle": "zoe"},
        {"url": "instagram.com/zoe/"},
        {"external_id": "4711", "system": "shop"},
    ],
)
async def test_a_lookup_finds_by_what_is_exact(session, cast, wanted):
    owner = cast["owner"].actor
    zoe = await blogger(
        session, owner, email="zoe@carnet.example.org", url="https://instagram.com/zoe", external_ids={"shop": "4711"}
    )
    assert [it.id for it in await queries.lookup(session, owner, LookupIn(**wanted))] == [zoe.id]
    assert not await queries.lookup(session, cast["stranger"].actor, LookupIn(**wanted))


async def test_counts_are_true_up_to_their_cap(session, cast):
    owner = cast["owner"].actor
    for name in ("Anna", "Basil", "Chloé"):
        await blogger(session, owner, name, tags=["tea"])
    assert await queries.count(session, owner, BloggerFilters()) == 3
    total = await queries.count(session, owner, BloggerFilters(tag=["tea"]), cap=2)
    assert (total, total.more) == (2, True)
    total = await queries.count(session, owner, BloggerFilters(tag=["tea"]))
    assert (total, total.more) == (3, False)


async def test_suggested_topics_keep_their_accents(database, cast):
    owner = cast["owner"].actor
    async with database.write() as session:
        await blogger(session, owner, topics=["Céramique", "jardin"])
    async with database.read() as session:
        assert await queries.topic_names(session, owner) == ["Céramique", "jardin"]
        assert await queries.topic_names(session, cast["stranger"].actor) == []
