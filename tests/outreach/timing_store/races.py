"""Two colleagues act on one person at one moment, over and over: who got the turn?"""

import asyncio
import random
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from app.core.db import Database
from app.outreach.schemas import InteractionIn
from app.outreach.service import log
from app.outreach.timing import service
from app.outreach.timing.models import AdviceOutcome
from app.outreach.timing.schemas import AdviceAsked
from app.outreach.timing.service.policy import change_policy
from tests.cast import Person
from tests.factories.bloggers import blogger

PAID = AdviceAsked(compensation="paid")
PLACE = {"source": "met at a fair", "legal_basis": "legitimate_interest"}


async def race(database: Database, cast: dict[str, Person], times: int, seed: int = 0) -> list[str]:
    """The violations of `times` races: of those who reserve, exactly one passes, and none after another's message."""
    order = random.Random(seed)
    async with database.write() as session:
        await change_policy(session, cast["owner"].actor, {"first_approaches": 100_000})
        people = [(await blogger(session, cast["owner"].actor, f"Zoé {n}", **PLACE)).id for n in range(times)]
    found: list[str] = []
    for who in people:
        writes_at_once = order.random() < 0.5
        colleagues = order.sample([cast["owner"], cast["mate"]], 2)
        pauses = [order.choice((0, 0, 0.0005, 0.002)) for _both in colleagues]
        first = _log if writes_at_once else _reserve
        one, other = await asyncio.gather(
            first(database, colleagues[0], who, pauses[0]), _reserve(database, colleagues[1], who, pauses[1])
        )
        if not writes_at_once and one + other != 1:
            found.append(f"{who}: {one + other} held the turn")
        if writes_at_once and not await _told(database, colleagues[0], who, other):
            found.append(f"{who}: reserved after a colleague's ask")
    return found


async def _reserve(database: Database, person: Person, who: UUID, pause: float) -> bool:
    await asyncio.sleep(pause)
    try:
        async with database.write() as session:
            await service.reserve(session, person.actor, who, PAID)
    except service.HeldBack:
        return False
    return True


async def _log(database: Database, person: Person, who: UUID, pause: float) -> bool:
    """Never refused: it happened."""
    await asyncio.sleep(pause)
    async with database.write() as session:
        given = InteractionIn(kind="email", nature="ask", compensation="paid", blogger_ids=[who])
        await log(session, person.actor, given)
    return True


async def _told(database: Database, person: Person, who: UUID, reserved: bool) -> bool:
    """Whoever reserved did so before the message, which then was against advice; else advice held them back."""
    async with database.read() as session:
        statement = select(col(AdviceOutcome.outcome)).where(col(AdviceOutcome.blogger_id) == who)
        outcome = (await session.execute(statement)).scalar_one()
    return outcome == ("overridden" if reserved else "followed")
