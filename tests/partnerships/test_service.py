"""Partnerships are made, moved, taken back; what that does to stage, history, value and log."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.accounts.doors import actor_of_member
from app.activity.models import Activity
from app.bloggers import service as bloggers_service
from app.bloggers.models import Blogger
from app.bloggers.queries import get_blogger
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.outreach.schemas import StepIn
from app.partnerships import queries, service
from app.partnerships.models import Partnership
from app.partnerships.queries import as_output
from tests.partnerships.conftest import meet, names


@pytest.fixture
def move(database, cast):
    """`await move(partnership_id, "contacted")`; returns the move's id."""

    async def moved(partnership_id: UUID, stage: str, *, by: str = "owner", **how) -> UUID | None:
        async with database.write() as session:
            partnership = await queries.get_partnership(session, cast[by].actor, partnership_id, lock=True)
            step = await service.move(session, cast[by].actor, partnership, stage, **how)
            return step.id if step else None

    return moved


@pytest.fixture
def read(database, cast):
    async def found(partnership_id: UUID, who: str = "owner"):
        async with database.read() as session:
            return as_output(await queries.card(session, cast[who].actor, partnership_id))

    return found


async def test_a_new_one_stands_in_the_first_stage_for_the_default_brand(camille, make, read, cast):
    found = await read(await make(camille, expected_minor=45_000))
    assert (found.stage, found.brand_id) == ("prospect", cast["owner"].brand.id)
    assert (found.currency, found.expected_minor, found.days_in_stage, found.stuck) == ("EUR", 45_000, 0, False)


async def test_a_campaigns_brand_and_currency_are_its_own(camille, campaign, make, read):
    found = await read(await make(camille, campaign_id=campaign))
    assert found.campaign_name == "Spring table"


@pytest.mark.parametrize(
    "field, value", [("blogger_id", uuid4()), ("campaign_id", uuid4()), ("stage", "nowhere"), ("owner_id", uuid4())]
)
async def test_what_it_points_to_must_be_ours(camille, make, board, field, value):
    with pytest.raises(Invalid) as refused:
        await make(**{"blogger_id": camille, field: value})
    assert field in refused.value.errors
    assert (await board()).count == 0


async def test_nobody_who_wants_no_outreach_is_put_on_the_board(database, cast, camille, make):
    async with database.write() as session:
        (await session.get_one(Blogger, camille)).do_not_contact = True
    with pytest.raises(Invalid, match="no more outreach"):
        await make(camille)
    assert await make(camille, stage="completed"), "what is over may still be noted"


async def test_a_viewer_may_not_make_one(camille, make):
    with pytest.raises(Forbidden):
        await make(camille, by="viewer")


async def test_a_move_keeps_history_and_time(camille, make, move, database, cast):
    made = await make(camille, days=3)
    await move(made, "contacted", by="mate")
    async with database.read() as session:
        (last, before, after, who), first = await queries.moves(session, cast["owner"].actor, made)
    assert (before.key, after.key, who) == ("prospect", "contacted", "Malik")
    assert last.seconds_before // 86_400 == 3
    assert first[0].from_stage_id is None


async def test_a_move_is_told_on_every_timeline(camille, campaign, make, move, database, cast):
    made = await make(camille, campaign_id=campaign)
    await move(made, "declined", reason="No time until spring")
    async with database.read() as session:
        statement = select(Activity).where(col(Activity.verb) == "partnership.moved")
        (told,) = (await session.execute(statement)).scalars()
    assert told.changes["stage"] == ["prospect", "declined"]
    assert told.changes["reason"] == ["", "No time until spring"]
    assert (told.blogger_id, told.partnership_id, told.campaign_id) == (camille, made, campaign)
    assert told.brand_id == cast["owner"].brand.id


@pytest.mark.parametrize("stage", ["declined", "paused", "no_answer"])
async def test_an_end_asks_why(camille, make, move, read, stage):
    made = await make(camille)
    with pytest.raises(Invalid) as refused:
        await move(made, stage)
    assert "reason" in refused.value.errors
    await move(made, stage, reason="Because")
    assert (await read(made)).closed_reason == "Because"


async def test_winning_takes_the_agreed_value(camille, make, move, read):
    made = await make(camille, expected_minor=50_000)
    await move(made, "agreed", agreed_minor=45_050)
    found = await read(made)
    assert (found.stage, found.agreed_minor, found.expected_minor) == ("agreed", 45_050, 50_000)


async def test_moving_on_forgets_why_it_rested(camille, make, move, read):
    made = await make(camille)
    await move(made, "paused", reason="Holidays")
    await move(made, "contacted")
    assert (await read(made)).closed_reason == ""


async def test_the_second_of_two_who_move_it_is_told_who_was_faster(camille, make, move, read):
    made = await make(camille)
    await move(made, "contacted", by="mate", from_stage="prospect")
    with pytest.raises(Conflict, match="Malik has moved Camille Moreau to “Contacted” meanwhile"):
        await move(made, "negotiating", from_stage="prospect")
    assert (await read(made)).stage == "contacted"


async def test_of_two_at_once_one_wins(camille, make, move, read):
    made = await make(camille)
    goals = ["contacted", "negotiating"]
    done = await asyncio.gather(*(move(made, goal, from_stage="prospect") for goal in goals), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Conflict", "UUID"]
    won = next(goal for goal, one in zip(goals, done, strict=True) if isinstance(one, UUID))
    assert (await read(made)).stage == won


async def test_undo_brings_back_stage_time_value_and_reason(camille, make, move, read, database, cast):
    made = await make(camille, days=5, agreed_minor=100)
    step = await move(made, "agreed", agreed_minor=900)
    async with database.write() as session:
        partnership = await queries.get_partnership(session, cast["mate"].actor, made, lock=True)
        await service.undo_move(session, cast["mate"].actor, partnership, step)
    found = await read(made)
    assert (found.stage, found.agreed_minor, found.days_in_stage) == ("prospect", 100, 5)
    async with database.read() as session:
        assert len(await queries.moves(session, cast["owner"].actor, made)) == 1


async def test_an_undo_that_comes_too_late_changes_nothing(camille, make, move, read, database, cast):
    made = await make(camille)
    step = await move(made, "contacted")
    await move(made, "negotiating")
    async with database.write() as session:
        partnership = await queries.get_partnership(session, cast["owner"].actor, made)
        with pytest.raises(Conflict):
            await service.undo_move(session, cast["owner"].actor, partnership, step)
    assert (await read(made)).stage == "negotiating"


async def test_a_card_goes_where_it_is_dropped(database, cast, make, move, board):
    async with database.write() as session:
        people = [await meet(session, cast["owner"], name) for name in ("Ada", "Bea", "Cleo", "Dora")]
    ada, bea, cleo, dora = [await make(one) for one in people]
    assert names(await board(), "prospect") == ["Dora", "Cleo", "Bea", "Ada"]
    await move(ada, "prospect", after=dora)
    assert names(await board(), "prospect") == ["Dora", "Ada", "Cleo", "Bea"]
    await move(bea, "contacted")
    await move(dora, "contacted", after=bea)
    await move(cleo, "contacted", after=bea)
    assert names(await board(), "contacted") == ["Bea", "Cleo", "Dora"]


async def test_between_two_cards_there_is_always_room(database, cast, make, move, board):
    """A float has 52 bits: after as many halvings a column is spaced out again."""
    async with database.write() as session:
        people = [await meet(session, cast["owner"], name) for name in ("Ada", "Bea", "Cleo")]
    ada, bea, cleo = [await make(one) for one in people]
    for _n in range(35):
        await move(ada, "prospect", after=cleo)
        await move(bea, "prospect", after=cleo)
    assert names(await board(), "prospect") == ["Cleo", "Bea", "Ada"]


async def test_cards_of_one_rank_make_room_too(database, cast, make, move, board, camille, zoe):
    first, second = await make(camille), await make(zoe)
    async with database.write() as session:
        for one in (first, second):
            (await session.get_one(Partnership, one)).rank = 0.0
    await move(await make(camille), "prospect", after=first)
    assert names(await board(), "prospect") == ["Camille Moreau", "Camille Moreau", "Zoé Lambert"]


async def test_into_the_bin_and_out_of_it(camille, make, read, database, cast, board):
    made = await make(camille, stage="negotiating")
    actor = cast["owner"].actor
    async with database.write() as session:
        await service.delete(session, actor, await queries.get_partnership(session, actor, made))
    assert (await board()).count == 0
    with pytest.raises(NotFound):
        await read(made)
    async with database.write() as session:
        await service.undelete(session, actor, await queries.get_partnership(session, actor, made, deleted=True))
    assert (await read(made)).stage == "negotiating"


async def test_a_brand_one_does_not_see_is_not_there(camille, make, other_brand, read, cast, database):
    made = await make(camille, brand_id=other_brand)
    async with database.read() as session:
        limited = await actor_of_member(session, cast["mate"].workspace_id, cast["mate"].user.id)
        with pytest.raises(NotFound):
            await queries.get_partnership(session, limited, made)
        with pytest.raises(NotFound):
            await queries.card(session, limited, made)


async def test_a_person_in_the_bin_takes_their_cards_along(camille, make, board, database, cast):
    await make(camille)
    async with database.write() as session:
        actor = cast["owner"].actor
        await bloggers_service.delete(session, actor, await get_blogger(session, actor, camille))
    assert (await board()).count == 0


async def test_stuck_after_the_limit_unless_a_step_is_dated_ahead(camille, zoe, make, read, database, cast):
    stuck = await make(camille, stage="negotiating", days=11)
    fresh = await make(zoe, stage="negotiating", days=9)
    assert ((await read(stuck)).stuck, (await read(fresh)).stuck) == (True, False)
    async with database.write() as session:
        actor = cast["owner"].actor
        partnership = await queries.get_partnership(session, actor, stuck)
        step = await service.add_step(session, actor, partnership, StepIn(due=(now() + timedelta(days=3)).date()))
    found = await read(stuck)
    assert (found.stuck, found.next_step_at) == (False, step.due_at)
