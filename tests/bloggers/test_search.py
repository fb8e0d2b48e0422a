"""One box over everything that people are found by."""

import pytest

from app.bloggers import queries, search, service
from app.bloggers.filters import BloggerFilters
from tests.factories.bloggers import blogger


@pytest.fixture
async def zoe(session, cast):
    return await blogger(
        session,
        cast["owner"].actor,
        "Zoé Œuvre-Lambert",
        email="zoe@carnet.example.org",
        url="https://www.instagram.com/zoe_cuisine/",
        country="FR",
        city="Lyon",
        tags=["Gastronomie lente"],
        topics=["Travel"],
        notes="Met at the **fair**.",
        contact_points=[{"kind": "phone", "value": "06 12 34 56 78"}],
        representative_agency="Agence Plume",
    )


async def found(session, cast, q, who="owner"):
    return [row.name for row in (await queries.page(session, cast[who].actor, BloggerFilters(q=q))).items]


@pytest.mark.parametrize(
    "q",
    [
        "zoe", "ZOÉ", "œuv", "oeuvre lam", "z", "zo", "lambert zoe", "oeuvrelambert",
        "@zoe_cuisine", "zoecuis", "zoe cuisine", "instagram.com/zoe_cuisine", "https://instagram.com/zoe_cuisine?igsh=1",
        "zoe@carnet.example.org", "carnet.ex", "ZOE@CARNET.EXAMPLE.ORG",
        "06 12 34", "0612345678", "+33 6 12 34 56 78", "0033 6 12", "612345",
        "gastro", "travel", "lyon", "fair", "plume",
    ],
)  # fmt: skip
async def test_zoe_is_found_by(session, cast, zoe, q):
    assert await found(session, cast, q) == ["Zoé Œuvre-Lambert"]


@pytest.mark.parametrize("q", ["zeo", "zoe marie", "07 12 34", "oe", "@marie"])
async def test_zoe_is_not_found_by(session, cast, zoe, q):
    assert await found(session, cast, q) == []


HOSTILE = [
    '"',
    "'",
    '" OR *',
    "a* NEAR(b)",
    "zoe' & !x",
    "a\\",
    ":*",
    "(",
    "-",
    "%",
    "_",
    "\x00",
    "zoe\x00",
    "^zoe",
    "{x}:y",
]


@pytest.mark.parametrize("q", HOSTILE)
async def test_nothing_typed_is_an_operator(session, cast, zoe, q):
    await found(session, cast, q)
    await queries.find(session, cast["owner"].actor, q)
    await queries.similar(session, cast["owner"].actor, name=q, email=q, handle=q, url=q, phone=q)


@pytest.mark.parametrize("name", ["🦄 Licorne", "مريم خالد", "王小明"])
async def test_names_of_any_script_are_found(session, cast, name):
    await blogger(session, cast["owner"].actor, name)
    assert await found(session, cast, name) == [name]
    assert await found(session, cast, name[:1]) == [name]


async def test_a_stranger_finds_nobody_of_ours(session, cast, zoe):
    assert await found(session, cast, "zoe", "stranger") == []
    assert await found(session, cast, "z", "stranger") == []


async def test_what_changes_is_found_as_it_is_now(session, cast, zoe):
    owner = cast["owner"].actor
    await service.update_blogger(session, owner, zoe, {"name": "Anna", "tags": ["tea"], "notes": ""})
    assert await found(session, cast, "anna") == await found(session, cast, "tea") == ["Anna"]
    assert await found(session, cast, "oeuvre") == await found(session, cast, "fair") == []
    (point, *_rest) = await queries.contact_points(session, zoe)
    await service.remove_contact_point(session, owner, zoe, point)
    assert await found(session, cast, point.value) == []


async def test_archived_and_deleted_people_are_found_where_they_are_asked_for(session, cast, zoe):
    owner = cast["owner"].actor
    await service.archive(session, owner, zoe)
    assert await found(session, cast, "zoe") == []
    archived = await queries.page(session, owner, BloggerFilters(q="zoe", archived=True))
    assert [row.name for row in archived.items] == [zoe.name]
    await service.delete(session, owner, zoe)
    assert not (await queries.page(session, owner, BloggerFilters(q="zoe", archived=True))).items
    await service.undelete(session, owner, zoe)
    await service.restore(session, owner, zoe)
    assert await found(session, cast, "zoe") == [zoe.name]


async def test_renaming_a_tag_moves_what_is_found(session, cast, zoe):
    owner = cast["owner"].actor
    (tag,) = await queries.tags(session, zoe)
    await service.rename_tag(session, owner, tag, "Slow food")
    assert await found(session, cast, "slow") == [zoe.name]
    assert await found(session, cast, "lente") == []


async def test_a_removed_workspace_leaves_no_word_behind(session, cast, zoe):
    await search.forget_workspace(session, cast["owner"].workspace_id)
    if session.get_bind().dialect.name == "sqlite":
        assert await found(session, cast, "zoe") == []
        await search.rebuild(session)
    assert await found(session, cast, "zoe") == [zoe.name]


async def test_the_box_shows_names_that_begin_so_first(session, cast, zoe):
    owner = cast["owner"].actor
    await blogger(session, owner, "Anna Zoeller")
    hits = await queries.search(session, owner, "zoe")
    assert [hit.name for hit in hits] == [zoe.name, "Anna Zoeller"]
    assert hits[0].hint == "@zoe_cuisine"


async def test_the_box_shows_a_blogs_title_without_an_at(session, cast):
    owner = cast["owner"].actor
    channels = [{"platform": "blog", "url": "https://table.example.org", "handle": "The long table"}]
    await blogger(session, owner, "Camille Moreau", channels=channels)
    (hit,) = await queries.search(session, owner, "camille")
    assert hit.hint == "The long table"
