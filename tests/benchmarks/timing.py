"""Timing from stored facts: one verdict, and a thousand in one call; statements, CPU and elapsed time."""

import asyncio
import gc
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import event

from app.accounts.doors import actor_of_member
from app.core.actor import Actor
from app.core.db import Database
from app.outreach.timing import service
from app.outreach.timing.schemas import AdviceAsked, AdviceItem
from tests.benchmarks.place import Bench, Place

MANY = 1_000
ROUNDS = {"one verdict": 300, "1,000 verdicts in one call": 10}
GOALS = {"one verdict": 5.0, "1,000 verdicts in one call": 500.0}
STATEMENTS = 4


def run(bench: Bench) -> None:
    print("| what | statements | median ms | 95 % ms | CPU ms | goal ms |\n|---|---|---|---|---|---|")
    for line in asyncio.run(_figures(bench.people)):
        print(line, flush=True)


async def _figures(place: Place) -> list[str]:
    database = Database(place.settings)
    gc.collect()
    gc.freeze()  # as a server process does
    try:
        async with database.read() as session:
            actor = await actor_of_member(session, place.made.workspace_id, place.made.user_id)
        return [await _measured(database, name, act) for name, act in _acts(actor, place).items()]
    finally:
        await database.dispose()


def _acts(actor: Actor, place: Place) -> dict[str, Callable[[Any, int], Awaitable[Any]]]:
    people = place.made.blogger_ids

    async def one(session: Any, number: int) -> Any:
        return await service.advise(session, actor, people[number % len(people)], AdviceAsked())

    async def many(session: Any, number: int) -> Any:
        first = number * MANY % max(len(people) - MANY, 1)
        items = [AdviceItem(blogger_id=who) for who in people[first : first + MANY]]
        return await service.advise_many(session, actor, items)

    return dict(zip(ROUNDS, (one, many), strict=True))


async def _measured(database: Database, name: str, act: Callable[[Any, int], Awaitable[Any]]) -> str:
    taken, burnt, counted = [], [], 0

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        nonlocal counted
        counted += not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT"))

    async with database.read() as session:
        for number in range(3):
            await act(session, number)
        event.listen(database.reader.sync_engine, "before_cursor_execute", count)
        for number in range(ROUNDS[name]):
            started, cpu = time.perf_counter(), time.process_time()
            await act(session, number)
            taken.append((time.perf_counter() - started) * 1_000)
            burnt.append((time.process_time() - cpu) * 1_000)
        event.remove(database.reader.sync_engine, "before_cursor_execute", count)
    median, late = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    figures = f"{counted / ROUNDS[name]:.0f} | {median:.1f} | {late:.1f} | {statistics.median(burnt):.1f}"
    return f"| {name} | {figures} | ≤ {GOALS[name]:.0f} |"
