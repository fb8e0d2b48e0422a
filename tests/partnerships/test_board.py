"""What the board counts, sums and measures is what the database says, for whoever looks, in few statements."""

import random
from datetime import timedelta
from statistics import median

import pytest
from sqlalchemy import insert, update

from app.accounts.doors import actor_of_member
from app.bloggers.models import Relation
from app.core.clock import NEVER, NO_DATE, now
from app.core.ids import new_id
from app.partnerships import queries, service
from app.partnerships.models import Partnership
from app.partnerships.schemas import PartnershipQuery
from tests.partnerships.conftest import column, meet, names


@pytest.fixture
def fill(database, cast, camille):
    """`await fill(300)`: as many partnerships over all stages and two currencies; their rows."""

    async def filled(count: int) -> list[dict]:
        dice, moment = random.Random(7), now()
        async with database.write() as session:
            owner = cast["owner"]
            pipeline = await service.ensure_default_pipeline(session, owner.actor)
            stages = await queries.stages(session, owner.actor)
            rows = [
                {
                    "id": new_id(),
                    "workspace_id": owner.workspace_id,
                    "created_at": moment,
                    "updated_at": moment,
                    "version": 1,
                    "pipeline_id": pipeline.id,
                    "stage_id": dice.choice(stages).id,
                    "stage_since": moment - timedelta(hours=dice.randrange(24 * 60)),
                    "rank": float(n),
                    "blogger_id": camille,
                    "brand_id": owner.brand.id,
                    "expected_minor": dice.choice([None, dice.randrange(100_000)]),
                    "agreed_minor": dice.choice([None, None, dice.randrange(100_000)]),
                    "currency": dice.choice(["EUR", "EUR", "GBP"]),
                    "title": "",
                    "terms": "",
                    "closed_reason": "",
                    "next_step_at": dice.choice([NO_DATE, moment + timedelta(days=2), moment - timedelta(days=2)]),
                    "deleted": dice.random() < 0.1,
                }
                for n in range(count)
            ]
            await (await session.connection()).execute(insert(Partnership.__table__), rows)
        return rows

    return filled


async def test_an_empty_workspace_shows_the_stages_it_will_have(board):
    shown = await board()
    assert [one.stage.key for one in shown.columns][:3] == ["prospect", "contacted", "in_conversation"]
    assert {one.stage.key: one.stage.limit_days for one in shown.columns if one.stage.limit_days} == {
        "prospect": 21,
        "contacted": 30,
        "in_conversation": 10,
        "negotiating": 10,
        "agreed": 14,
        "paused": 90,
    }


async def test_the_first_write_makes_what_was_shown(board, camille, make):
    before = await board()
    await make(camille)
    after = await board()
    assert [one.stage.id for one in before.columns] == [one.stage.id for one in after.columns]


async def test_counts_sums_and_medians_are_exact(fill, board):
    rows = [row for row in await fill(300) if not row["deleted"]]
    shown = await board()
    moment = now()
    assert shown.count == len(rows)
    for one in shown.columns:
        mine = [row for row in rows if row["stage_id"] == one.stage.id]
        assert one.count == len(mine)
        sums: dict[str, int] = {}
        for row in mine:
            value = row["agreed_minor"] if row["agreed_minor"] is not None else row["expected_minor"] or 0
            sums[row["currency"]] = sums.get(row["currency"], 0) + value
        assert one.sums == {currency: value for currency, value in sums.items() if value}
        days = median((moment - row["stage_since"]).total_seconds() / 86_400 for row in mine)
        assert one.median_days == pytest.approx(days, abs=0.01)
        waits = [row for row in mine if moment < row["next_step_at"] < NO_DATE]
        late = [row for row in mine if row not in waits and one.stage.limit_days is not None]
        late = [row for row in late if moment - row["stage_since"] > timedelta(days=one.stage.limit_days)]
        assert one.stuck == len(late)
        assert {card.id for card in one.cards if card.stuck} <= {row["id"] for row in late}


async def test_a_column_pages_on_its_own_without_gap_or_repeat(fill, database, cast):
    rows = [row for row in await fill(300) if not row["deleted"]]
    async with database.read() as session:
        actor = cast["owner"].actor
        course = await queries.get_course(session, actor)
        first = column(await queries.board(session, actor, course, PartnershipQuery()), "prospect")
        seen, cursor = [card.id for card in first.cards], first.next
        while cursor:
            page = await queries.column(session, actor, course, first.stage, PartnershipQuery(), cursor)
            seen, cursor = seen + [card.id for card in page.items], page.next
    wanted = [row["id"] for row in rows if row["stage_id"] == first.stage.id]
    assert seen == wanted


@pytest.mark.parametrize("sort", ["updated", "name", "stage", "value", "days", "step", "board"])
@pytest.mark.parametrize("sign", ["", "-"])
async def test_the_list_pages_in_every_order(fill, database, cast, sort, sign):
    rows = [row for row in await fill(90) if not row["deleted"]]
    async with database.read() as session:
        query = PartnershipQuery(sort=sign + sort)
        seen, cursor = [], None
        while True:
            page = await queries.page(session, cast["owner"].actor, query, cursor, 7)
            seen += [card.id for card in page.items]
            if not (cursor := page.next):
                break
    assert sorted(seen) == sorted(row["id"] for row in rows)


async def test_more_days_come_first_when_sorted_so(camille, make, database, cast):
    for days in (3, 9, 1):
        await make(camille, days=days)
    async with database.read() as session:
        for sort, wanted in (("-days", [9, 3, 1]), ("days", [1, 3, 9])):
            page = await queries.page(session, cast["owner"].actor, PartnershipQuery(sort=sort))
            assert [card.days for card in page.items] == wanted


@pytest.mark.parametrize(
    "filters, wanted",
    [
        ({"q": "zoe"}, {"Zoé Lambert"}),
        ({"q": "lamb zo"}, {"Zoé Lambert"}),
        ({"q": "spring"}, {"Zoé Lambert"}),
        ({"q": "reel"}, {"Camille Moreau"}),
        ({"owner": "me"}, {"Zoé Lambert"}),
        ({"owner": "none"}, {"Camille Moreau"}),
        ({"stuck": True}, {"Zoé Lambert"}),
        ({"stuck": False}, {"Camille Moreau"}),
        ({"stage": ["contacted"]}, {"Camille Moreau"}),
        ({"kind": ["to_contact"]}, {"Zoé Lambert"}),
        ({"turn": "none"}, {"Zoé Lambert", "Camille Moreau"}),
        ({"turn": "ours"}, set()),
        ({"q": "%"}, set()),
    ],
)
async def test_filters(camille, zoe, campaign, make, board, cast, filters, wanted):
    await make(zoe, days=40, campaign_id=campaign, owner_id=cast["owner"].user.id)
    await make(camille, stage="contacted", title="A Reel")
    shown = await board(**filters)
    assert {card.blogger_name for one in shown.columns for card in one.cards} == wanted
    assert shown.count == len(wanted)


async def test_of_another_brand_a_limited_member_sees_neither_card_nor_count_nor_sum(
    camille, zoe, make, board, other_brand, database, cast
):
    await make(camille, expected_minor=100)
    await make(zoe, brand_id=other_brand, expected_minor=900)
    assert column(await board(), "prospect").sums == {"EUR": 1_000}
    async with database.read() as session:
        limited = await actor_of_member(session, cast["mate"].workspace_id, cast["mate"].user.id)
        course = await queries.get_course(session, limited)
        shown = await queries.board(session, limited, course, PartnershipQuery())
        rows = await queries.page(session, limited, PartnershipQuery())
        assert await queries.for_blogger(session, limited, zoe) == []
        assert await queries.count(session, limited, PartnershipQuery(), course.stages) == 1
    assert names(shown, "prospect") == ["Camille Moreau"]
    assert (column(shown, "prospect").count, column(shown, "prospect").sums) == (1, {"EUR": 100})
    assert [row.blogger_name for row in rows.items] == ["Camille Moreau"]


async def test_a_stranger_sees_an_empty_board(camille, make, board):
    await make(camille)
    assert (await board("stranger")).count == 0


async def test_the_board_takes_as_many_statements_whatever_it_holds(owner, fill, database, count_statements):
    def statements(executed: list[str]) -> int:
        return len([one for one in executed if "idempotency" not in one])

    await fill(20)
    async with database.write() as session:
        await session.execute(update(Relation).values(marked_until=NO_DATE))
    with count_statements() as few:
        assert (await owner.html.get("/partnerships")).status_code == 200
    await fill(400)
    with count_statements() as many:
        assert (await owner.html.get("/partnerships")).status_code == 200
    assert statements(few) == statements(many) <= 7
    async with database.write() as session:
        await session.execute(update(Relation).values(marked_until=NEVER))
    with count_statements() as asked_anew:
        assert (await owner.html.get("/partnerships")).status_code == 200
    assert statements(asked_anew) <= 10
    async with database.write() as session:
        await session.execute(update(Relation).values(marked_until=NO_DATE))
    for path in ("/partnerships?view=list", "/partnerships?q=camille&stuck=true", "/partnerships/review"):
        with count_statements() as executed:
            assert (await owner.html.get(path)).status_code == 200
        assert statements(executed) <= 10, path


async def test_the_review_meets_every_card_once_also_while_they_move(database, cast, make):
    async with database.write() as session:
        people = [await meet(session, cast["owner"], f"Person {n}") for n in range(5)]
    for n, one in enumerate(people):
        await make(one, days=10 - n, stage="active" if n == 4 else "contacted")
    actor, seen, cursor = cast["owner"].actor, [], None
    for _n in range(6):
        async with database.write() as session:
            course = await queries.get_course(session, actor)
            stop = await queries.stop(session, actor, course, PartnershipQuery(), cursor)
            if stop.card is None:
                break
            seen.append((stop.card.blogger_name, stop.number, stop.total))
            partnership = await queries.get_partnership(session, actor, stop.card.id)
            await service.move(session, actor, partnership, "negotiating")
            cursor = stop.after
    assert seen == [(f"Person {n}", n + 1, 4) for n in range(4)], "without a limit a stage is not walked"
