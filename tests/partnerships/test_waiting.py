"""A partnership that waits on advice, or on a dated step, is an expected wait: its clock stands still everywhere."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from app.bloggers.models import Relation
from app.bloggers.service import ensure_relation
from app.core.clock import NEVER, NO_DATE, now
from app.partnerships import queries
from app.partnerships.schemas import PartnershipQuery
from app.screens.reports import standing
from tests.partnerships.conftest import column

AHEAD, PAST = now() + timedelta(days=5), now() - timedelta(days=1)


@pytest.fixture
async def waiting(database, cast, camille, make):
    """`await waiting(ask_verdict="wait", …)`: a partnership past its limit, with this mark."""

    async def made(**mark):
        owner = cast["owner"]
        async with database.write() as session:
            await ensure_relation(session, owner.actor, camille, owner.brand.id)
            mine = col(Relation.blogger_id) == camille
            await session.execute(update(Relation).where(mine).values(marked_until=NO_DATE, **mark))
        return await make(camille, stage="contacted", days=60)

    return made


@pytest.mark.parametrize(
    "mark, stuck",
    [
        ({}, True),
        ({"ask_verdict": "wait", "ask_until": AHEAD}, False),
        ({"ask_verdict": "wait", "ask_until": AHEAD, "turn": "theirs"}, False),
        ({"ask_verdict": "wait", "ask_until": AHEAD, "turn": "ours"}, True),
        ({"ask_verdict": "wait", "ask_until": PAST}, True),
        ({"ask_verdict": "wait", "ask_until": NO_DATE, "ask_code": "debt"}, True),
        ({"ask_verdict": "speak", "ask_until": NO_DATE}, True),
        ({"ask_verdict": "discreet", "ask_until": NO_DATE}, True),
    ],
)
async def test_an_ask_advised_for_later_stops_the_clock_everywhere(waiting, cast, database, board, mate, mark, stuck):
    partnership_id = await waiting(**mark)
    actor = cast["mate"].actor
    one = column(await board("mate"), "contacted")
    assert (one.stuck, one.cards[0].stuck, one.cards[0].waits) == (int(stuck), stuck, not stuck)
    assert [card.id for card in column(await board("mate", stuck=True), "contacted").cards] == [partnership_id] * stuck
    async with database.read() as session:
        listed = await queries.page(session, actor, PartnershipQuery(stuck=stuck))
        assert [card.stuck for card in listed.items] == [stuck]
        assert (await queries.review_at(session, actor, PartnershipQuery())).stop.card.stuck == stuck
        assert (await standing(session, actor)).stuck == int(stuck)
    told = (await mate.api.get(f"/api/v1/partnerships/{partnership_id}")).json()
    assert (told["stuck"], bool(told["waits_until"])) == (stuck, not stuck)
    for view in ("", "?view=list"):
        page = (await mate.html.get(f"/partnerships{view}")).text
        assert ("expected wait" in page) == (not stuck)


async def test_the_persons_page_asks_once_for_its_answer_and_its_marks(
    waiting, database, camille, mate, count_statements
):
    await waiting()
    async with database.write() as session:
        await session.execute(update(Relation).values(marked_until=NEVER))
    with count_statements() as executed:
        assert (await mate.html.get(f"/bloggers/{camille}")).status_code == 200
    assert len([sql for sql in executed if "timing_policy" in sql]) == 1
    assert len(executed) <= 22, "\n\n".join(executed)


async def test_a_card_bears_the_mark_and_an_old_one_is_answered_anew(waiting, database, camille, viewer, stranger):
    await waiting(ask_verdict="wait", ask_until=AHEAD)
    for view in ("", "?view=list"):
        page = (await viewer.html.get(f"/partnerships{view}")).text
        assert "For an ask: Wait ·" in page
        assert "For an ask" not in (await stranger.html.get(f"/partnerships{view}")).text
    async with database.write() as session:
        await session.execute(update(Relation).where(col(Relation.blogger_id) == camille).values(marked_until=NEVER))
    assert "For an ask" not in (await viewer.html.get("/partnerships")).text  # nothing is noted yet
