"""Many people write one record at the same moment: nothing is lost, and the facts are those of a fresh count.

`make test` tries two hundred writes of each kind, `make deep` ten thousand, a few dozen in flight at a time.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from app.bloggers import service as bloggers
from app.bloggers.models import Blogger, Relation
from app.bloggers.queries import get_blogger
from app.bloggers.schemas import BloggerIn
from app.core.db import Database
from app.core.errors import Stale
from app.outreach import service as outreach
from app.outreach.models import Interaction
from app.outreach.schemas import InteractionIn
from app.partnerships import queries as partnership_queries
from app.partnerships import service as partnerships
from app.partnerships.models import PartnershipMove
from app.partnerships.schemas import PartnershipIn
from tests.cast import Person

AT_ONCE = 30
Write = Callable[[int], Awaitable[Any]]


@pytest.fixture
async def camille(database: Database, cast: dict[str, Person]) -> UUID:
    given = BloggerIn(name="Camille Moreau", source="met at a fair", legal_basis="legitimate_interest")
    async with database.write() as session:
        return (await bloggers.create_blogger(session, cast["owner"].actor, given)).id


async def all_at_once(write: Write, count: int) -> list[Any]:
    """What each of `count` writes came to."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> Any:
        async with gate:
            return await write(number)

    return await asyncio.gather(*(one(number) for number in range(count)))


async def broken(database: Database) -> list[str]:
    """What `tact check-data` would say."""
    from app.bloggers.checks import CHECKS as BLOGGERS
    from app.core.checks import everything
    from app.outreach.checks import CHECKS as OUTREACH
    from app.partnerships.checks import CHECKS as PARTNERSHIPS

    async with database.read() as session:
        return await everything(session, [*BLOGGERS, *OUTREACH, *PARTNERSHIPS])


async def test_no_edit_is_lost(camille, cast, database, depth):
    """Each reads, adds a line to the notes, and saves with the version it read; who is late reads again."""
    actor, count = cast["owner"].actor, depth(sample=200, full=10_000)

    async def add(number: int) -> int:
        for late in range(10_000):
            async with database.read() as session:
                known = await get_blogger(session, actor, camille)
            await asyncio.sleep(0)
            try:
                async with database.write() as session:
                    person = await get_blogger(session, actor, camille)
                    values = {"biography": f"{number}", "city": str(int(known.city or 0) + 1)}
                    await bloggers.update_blogger(session, actor, person, values, version=known.version)
                return late
            except Stale:
                continue
        raise AssertionError("never in time")

    late = await all_at_once(add, count)
    async with database.read() as session:
        person = await session.get_one(Blogger, camille)
    assert (person.city, person.version) == (str(count), count + 1)
    assert sum(late), "nobody was ever late: these writes did not meet"
    assert await broken(database) == []


async def test_every_exchange_counts(camille, cast, database, depth):
    """Logged, and one in five taken back, by several people: the relation's facts are those of a fresh count."""
    people = [cast[name].actor for name in ("owner", "manager", "mate")]
    dice = random.Random(10)
    said = [(dice.choice(people), dice.choice(["email", "call"]), dice.choice(["in", "out"])) for _n in range(10_000)]

    async def log(number: int) -> None:
        actor, kind, direction = said[number]
        given = InteractionIn(blogger_ids=[camille], kind=kind, direction=direction, summary=f"word {number}")
        async with database.write() as session:
            made = await outreach.log(session, actor, given)
        if number % 5 == 0:
            async with database.write() as session:
                await outreach.delete(session, actor, await session.get_one(Interaction, made.id))

    count = depth(sample=200, full=10_000)
    await all_at_once(log, count)
    facts = ("interaction_count", "last_contacted_at", "last_heard_at", "last_touched_at", "turn")

    async def known() -> tuple[Any, ...]:
        async with database.read() as session:
            row = (await session.execute(select(Relation).where(col(Relation.blogger_id) == camille))).scalar_one()
            return tuple(getattr(row, name) for name in facts)

    before = await known()
    assert before[0] == count - count // 5
    async with database.write() as session:
        await outreach.recompute(session, cast["owner"].actor, [(camille, cast["owner"].brand.id)])
    assert await known() == before
    assert await broken(database) == []


async def test_every_move_is_in_the_history(camille, cast, database, depth):
    """A card is dragged about by everybody: each move that was made is told, and they form one chain."""
    actor, stages = cast["owner"].actor, ("prospect", "contacted", "in_conversation", "negotiating")
    async with database.write() as session:
        card = (await partnerships.create(session, actor, PartnershipIn(blogger_id=camille))).id

    async def move(number: int) -> bool:
        async with database.write() as session:
            held = await partnership_queries.get_partnership(session, actor, card)
            return await partnerships.move(session, actor, held, stages[number % 4]) is not None

    made = sum(await all_at_once(move, depth(sample=200, full=10_000)))
    async with database.read() as session:
        held = await partnership_queries.get_partnership(session, actor, card)
        rows = select(func.count()).select_from(PartnershipMove).where(col(PartnershipMove.partnership_id) == card)
        told = (await session.execute(rows)).scalar_one()
    assert made > 0
    assert told - made in (0, 1), "a move was made and not told"  # the first stage may be told as one
    assert held.version >= made
    assert await broken(database) == []
