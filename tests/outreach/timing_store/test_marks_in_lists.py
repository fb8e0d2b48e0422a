"""What timing answers for an ask, in lists of people: kept marks, old ones answered anew, filters and the sort."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from app.accounts.models import User
from app.bloggers import queries
from app.bloggers.filters import BloggerFilters
from app.bloggers.models import Relation
from app.core.clock import NEVER, NO_DATE, now
from app.outreach.schemas import InteractionIn
from app.outreach.service import log


async def mark(session, who, **values):
    values = {"marked_until": now() + timedelta(hours=1), **values}
    await session.execute(update(Relation).where(col(Relation.blogger_id) == who).values(**values))


@pytest.fixture
async def marked(database, cast, camille, zoe):
    """Camille can be asked and was given something long ago; we owe Zoé an answer."""
    owner = cast["owner"]
    async with database.write() as session:
        for who in (camille, zoe):
            given = InteractionIn(blogger_ids=[who], kind="email", direction="in", no_answer_expected=who == camille)
            await log(session, owner.actor, given)
        past = now() - timedelta(days=1)
        await mark(session, camille, ask_verdict="wait", ask_until=past, word_due_at=past, last_given_at=past)
        await mark(
            session, zoe, ask_verdict="wait", ask_until=NO_DATE, ask_code="debt", owing=True, last_given_at=NEVER
        )


@pytest.mark.parametrize(
    "filters, expected",
    [
        ({"can_be_asked": True}, ["Camille Moreau"]),
        ({"can_be_asked": False}, ["Zoé Lambert"]),
        ({"owing": True}, ["Zoé Lambert"]),
        ({"owing": False}, ["Camille Moreau"]),
        ({"word_due": True}, ["Camille Moreau"]),
        ({"word_due": False}, ["Zoé Lambert"]),
        ({"sort": "last_given"}, ["Zoé Lambert", "Camille Moreau"]),
        ({"sort": "-last_given"}, ["Camille Moreau", "Zoé Lambert"]),
        ({"sort": "last_given", "stage": ["not_met"]}, ["Zoé Lambert", "Camille Moreau"]),
    ],
)
async def test_marks_filter_and_sort(marked, session, cast, filters, expected):
    wanted = BloggerFilters(**filters)
    assert [row.name for row in (await queries.page(session, cast["owner"].actor, wanted)).items] == expected
    assert await queries.count(session, cast["owner"].actor, wanted) == len(expected)
    first = await queries.page(session, cast["owner"].actor, wanted, limit=1)
    rest = await queries.page(session, cast["owner"].actor, wanted, first.next) if first.next else None
    assert [row.name for part in (first, rest) if part for row in part.items] == expected


async def test_the_api_lists_and_filters_by_marks(marked, mate, stranger):
    (item,) = (await mate.api.get("/api/v1/bloggers?owing=true")).json()["items"]
    relation = item["relations"][0]
    assert (relation["ask_verdict"], relation["ask_code"], relation["ask_until"]) == ("wait", "debt", None)
    assert relation["owing"]
    assert (await mate.api.get("/api/v1/bloggers?can_be_asked=maybe")).status_code == 422
    assert (await stranger.api.get("/api/v1/bloggers?owing=true")).json()["items"] == []


async def test_an_old_mark_is_answered_anew(marked, database, cast, zoe, camille, mate, count_statements):
    owner = cast["owner"]
    async with database.write() as session:
        await log(session, owner.actor, InteractionIn(blogger_ids=[camille], kind="email", nature="ask"))
        await mark(session, camille, marked_until=NEVER)
    with count_statements() as executed:
        page = (await mate.html.get("/bloggers")).text
    assert len(executed) <= 5 + 3, "\n\n".join(executed)
    assert "Wait ·" in page
    assert "Good moment" not in page
    found = {it["name"]: it["relations"][0] for it in (await mate.api.get("/api/v1/bloggers")).json()["items"]}
    assert found["Camille Moreau"]["ask_verdict"] == "wait"
    assert found["Camille Moreau"]["ask_until"]
    assert found["Zoé Lambert"]["ask_code"] == "debt"


async def test_with_fresh_marks_the_list_takes_no_statement_more(marked, mate, viewer, count_statements):
    for query in ("", "?can_be_asked=true", "?owing=true&sort=last_given"):
        with count_statements() as executed:
            page = (await mate.html.get(f"/bloggers{query}")).text
        assert len(executed) <= 8, "\n\n".join(executed)
        assert "For an ask" in page
    page = (await viewer.html.get("/bloggers?can_be_asked=true&word_due=true")).text
    assert "can be asked" in page
    assert "Good moment" in page
    assert "Zoé" not in page


async def test_the_mark_reads_french(marked, database, mate):
    async with database.write() as session:
        (await session.get_one(User, mate.user.id)).locale = "fr"
    page = (await mate.html.get("/bloggers")).text
    for words in ("Pour une demande", "Bon moment", "Un mot serait bienvenu"):
        assert words in page


async def test_the_column_can_be_left_out_and_then_costs_nothing(marked, database, mate, camille, count_statements):
    async with database.write() as session:
        await mark(session, camille, marked_until=NEVER)
    with count_statements() as executed:
        page = (await mate.html.get("/bloggers?columns=given&columns=city")).text
    assert "For an ask" not in page
    assert "Last gesture" in page
    assert len(executed) <= 8
