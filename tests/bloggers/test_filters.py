"""Filters combine, read from an address, and mean the same with every sort."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.accounts import service as accounts
from app.accounts.schemas import BrandIn
from app.bloggers import filters as filters_module
from app.bloggers import queries, service
from app.bloggers.filters import SORTS, BloggerFilters, register
from app.bloggers.models import Blogger
from app.core.clock import now
from app.core.errors import BadRequest, Invalid
from tests.factories.bloggers import blogger


async def names(session, actor, **filters):
    return [row.name for row in (await queries.page(session, actor, BloggerFilters(**filters))).items]


@pytest.fixture
async def crowd(scene, database, cast):
    """Ids of Anna, Basil and Chloé, different in everything that lists filter by."""

    async def write():
        async with database.write() as session:
            return await _crowd(session, cast["owner"].actor)

    return await scene("different in everything", write)


@pytest.fixture
async def session(crowd, session):
    """With the crowd in it."""
    return session


async def _crowd(session, owner):
    anna = await blogger(
        session, owner, "Anna", country="FR", languages=["fr"], topics=["Food"], tags=["press"], stage="trusted",
        channels=[{"platform": "blog", "url": "https://anna.example.org", "audience": 5_000}], owner_id=owner.user_id,
    )  # fmt: skip
    basil = await blogger(
        session, owner, "Basil", country="BE", languages=["en", "fr"], topics=["Travel"], tags=["press", "tea"],
        channels=[{"platform": "instagram", "handle": "basil", "audience": 90_000}], external_ids={"shop": "1"},
    )  # fmt: skip
    chloe = await blogger(session, owner, "Chloé", do_not_contact=True)
    for person, days in ((anna, 10), (basil, 100)):
        (relation,) = await queries.relations_of(session, owner, person.id)
        moment = now() - timedelta(days=days)
        facts = {"last_contacted_at": moment, "last_heard_at": moment, "last_touched_at": moment, "turn": "ours"}
        await service.set_relation_facts(session, relation, **facts, next_step_at=now() + timedelta(days=days))
    return {"anna": anna.id, "basil": basil.id, "chloe": chloe.id}


@pytest.mark.parametrize(
    "filters, expected",
    [
        ({"stage": ["trusted"]}, "Anna"),
        ({"stage": ["trusted", "not_met"]}, "Anna Basil Chloé"),
        ({"owner": ["me"]}, "Anna"),
        ({"owner": ["none"]}, "Basil Chloé"),
        ({"turn": ["ours"]}, "Anna Basil"),
        ({"tag": ["Press"]}, "Anna Basil"),
        ({"tag": ["tea", "unknown"]}, "Basil"),
        ({"topic": ["food"]}, "Anna"),
        ({"language": ["fr"]}, "Anna Basil"),
        ({"country": ["be"]}, "Basil"),
        ({"platform": ["instagram"]}, "Basil"),
        ({"audience_min": 5_000}, "Anna Basil"),
        ({"audience_min": 5_001, "audience_max": 100_000}, "Basil"),
        ({"audience_max": 10_000}, "Anna"),
        ({"contacted_before": str((now() - timedelta(days=60)).date())}, "Basil Chloé"),
        ({"contacted_after": str((now() - timedelta(days=60)).date())}, "Anna"),
        ({"contacted_before": "60d"}, "Basil Chloé"),
        ({"contacted_before": "60d", "sort": "last_contacted"}, "Chloé Basil"),
        ({"contacted_before": "60d", "never_contacted": False}, "Basil"),
        ({"contacted_before": "60d", "owner": ["me"]}, ""),
        ({"never_contacted": True}, "Chloé"),
        ({"has_next_step": True}, "Anna Basil"),
        ({"has_next_step": False}, "Chloé"),
        ({"do_not_contact": True}, "Chloé"),
        ({"do_not_contact": False}, "Anna Basil"),
        ({"external": ["shop"]}, "Basil"),
        ({"archived": True}, ""),
        ({"updated_since": now() - timedelta(hours=1)}, "Anna Basil Chloé"),
        ({"updated_since": now() + timedelta(hours=1)}, ""),
        ({"tag": ["press"], "language": ["en"], "turn": ["ours"], "q": "bas"}, "Basil"),
        ({"tag": ["press"], "country": ["FR"], "q": "bas"}, ""),
    ],
)
async def test_a_filter_keeps_whom_it_names(session, cast, crowd, filters, expected):
    assert " ".join(await names(session, cast["owner"].actor, **filters)) == expected
    assert await queries.count(session, cast["owner"].actor, BloggerFilters(**filters)) == len(expected.split())


async def test_a_contact_for_another_brand_is_a_contact_unless_one_brand_is_asked_for(session, cast, crowd):
    owner = cast["owner"].actor
    other = await accounts.create_brand(session, owner, BrandIn(name="Other"))
    relation = await service.ensure_relation(session, owner, crowd["basil"], other.id)
    await service.set_relation_facts(session, relation, last_contacted_at=now() - timedelta(days=1))
    await service.ensure_relation(session, owner, crowd["anna"], other.id)
    limited = replace(owner, brand_ids=frozenset({other.id}))
    for sort in ("name", "last_contacted"):
        assert await names(session, owner, contacted_before="60d", sort=sort) == ["Chloé"]
        assert await names(session, owner, contacted_before="60d", brand=other.id, sort=sort) == ["Anna"]
        assert sorted(await names(session, limited, contacted_before="60d", sort=sort)) == ["Anna", "Chloé"]
        assert sorted(await names(session, limited, never_contacted=True, sort=sort)) == ["Anna", "Chloé"]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("given", [{}, {"tag": ["press"]}, {"q": "example"}, {"brand": True}])
async def test_every_sort_shows_everybody_once_page_by_page(session, cast, crowd, sort, given):
    owner = cast["owner"]
    if given.get("brand"):
        given = {"brand": owner.brand.id}
    filters = BloggerFilters(sort=sort, **given)
    whole = await queries.page(session, owner.actor, filters)
    paged, cursor = [], None
    for _page in range(4):
        part = await queries.page(session, owner.actor, filters, cursor, limit=1)
        paged += [row.id for row in part.items]
        cursor = part.next
        if cursor is None:
            break
    assert paged == [row.id for row in whole.items] == await queries.matching_ids(session, owner.actor, filters)
    assert len(paged) == len(set(paged))


@pytest.mark.parametrize("few", [0, 2_000])
@pytest.mark.parametrize(
    "sort, expected",
    [
        ("-audience", "Basil Anna Chloé"),
        ("-last_contacted", "Anna Basil Chloé"),
        ("last_heard", "Chloé Basil Anna"),
        ("next_step", "Anna Basil Chloé"),
        ("-name", "Chloé Basil Anna"),
    ],
)
async def test_both_ways_of_reading_a_list_agree(session, cast, crowd, monkeypatch, few, sort, expected):
    """From the few that a filter finds, and along the index of the sort."""
    monkeypatch.setitem(queries.page.__globals__, "FEW", few)
    filters = {"stage": ["trusted", "not_met"], "sort": sort}
    assert " ".join(await names(session, cast["owner"].actor, **filters)) == expected


async def test_the_relation_shown_is_the_brands_or_the_one_touched_last(session, cast, crowd, tisane_in_session):
    owner, second = cast["owner"], tisane_in_session
    relation = await service.ensure_relation(session, owner.actor, crowd["anna"], second.id)
    await service.set_relation_facts(session, relation, last_touched_at=now())
    (shown,) = (await queries.page(session, owner.actor, BloggerFilters(q="anna"))).items
    assert [it.brand_id for it in shown.relations] == [second.id]
    (shown,) = (await queries.page(session, owner.actor, BloggerFilters(q="anna", brand=owner.brand.id))).items
    assert [it.brand_id for it in shown.relations] == [owner.brand.id]
    assert await names(session, owner.actor, brand=second.id) == ["Anna"]


@pytest.fixture
async def tisane_in_session(session, cast):
    from app.accounts.models import Brand

    brand = Brand(workspace_id=cast["owner"].workspace_id, name="Tisane", name_key="tisane")
    session.add(brand)
    await session.flush()
    return brand


async def test_a_cursor_of_another_list_is_refused(session, cast, crowd):
    owner = cast["owner"].actor
    by_name = await queries.page(session, owner, BloggerFilters(), limit=1)
    for cursor, sort in (("bm9uc2Vuc2U", "name"), (by_name.next, "-created"), (by_name.next, "audience")):
        with pytest.raises(BadRequest):
            await queries.page(session, owner, BloggerFilters(sort=sort), cursor)


async def test_a_higher_feature_answers_its_own_filter(session, cast, crowd, monkeypatch):
    monkeypatch.setattr(filters_module, "_builders", {})
    with pytest.raises(Invalid):
        await names(session, cast["owner"].actor, partnership_stage=["agreed"])
    register("partnership_stage", lambda actor, values: select(col(Blogger.id)).where(col(Blogger.name).in_(values)))
    assert await names(session, cast["owner"].actor, partnership_stage=["Anna"]) == ["Anna"]
    with pytest.raises(ValueError, match="no field"):
        register("shoe_size", lambda actor, values: select(col(Blogger.id)))


def test_filters_go_into_an_address_and_back():
    filters = BloggerFilters(q="zoé", stage=["trusted"], audience_min=10, sort="-name")
    again = BloggerFilters.from_query(urlencode(filters.query(), doseq=True) + "&country=&tag=&audience_max=")
    assert again == filters
    assert not again.is_empty
    assert BloggerFilters(sort="-name").is_empty


async def test_page_and_count_stay_few_statements(session, cast, crowd, count_statements):
    owner = cast["owner"].actor
    with count_statements() as executed:
        await queries.page(session, owner, BloggerFilters())
    assert len(executed) == 2
    with count_statements() as executed:
        await queries.page(session, owner, BloggerFilters(tag=["press"], sort="-last_contacted"))
    assert len(executed) == 3
