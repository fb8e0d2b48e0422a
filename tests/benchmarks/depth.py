"""Depth and search: what must not slow down with the number of people."""

import asyncio
import uuid

from sqlalchemy import text

from app.core import pagination
from app.core.db import Database
from tests.benchmarks import load
from tests.benchmarks.place import TACT, Bench, Place, no_errors, serving


def run(bench: Bench) -> None:
    small, many, seconds = bench.people, bench.many, bench.seconds
    rows = bench.count_many
    page = min(10_000, rows // 50 - 1)
    cursor = asyncio.run(_cursor_of(many, page))
    print("| what | figure | goal |\n|---|---|---|")
    with serving(many):
        base = f"http://127.0.0.1:{TACT}/api/v1/bloggers"
        first = load.run(base, many.token, seconds=seconds, connections=1)
        deep = load.run(f"{base}?cursor={cursor}", many.token, seconds=seconds, connections=1)
        print(f"| page {page:,} against page 1 | {deep.p50 / first.p50:.2f} times | ≤ 1.2 times |", flush=True)
        large = {word: _search(many, word, seconds) for word in ("zoe", "mart", "zoe mar", "lyon")}
    with serving(small):
        little = {word: _search(small, word, seconds) for word in large}
    for word, seen in large.items():
        ratio = seen.p50 / little[word].p50
        what = f"search “{word}” at {rows:,} against {len(small.made.blogger_ids):,}"
        print(f"| {what} | {ratio:.1f} times, p95 {seen.p95:.0f} ms | ≤ 3 times, p95 under 50 ms |")


def _search(place: Place, word: str, seconds: float) -> load.Seen:
    url = f"http://127.0.0.1:{TACT}/search?q={word.replace(' ', '+')}"
    headers = place.cookie | {"HX-Request": "true", "HX-Request-Type": "partial"}
    load.run(url, headers, seconds=1, connections=1)
    seen = load.run(url, headers, seconds=max(seconds / 2, 1), connections=1)
    no_errors(word, seen)
    return seen


async def _cursor_of(place: Place, page: int) -> str:
    """The cursor of a page that nobody has walked to."""
    opened = Database(place.settings)
    try:
        async with opened.read() as session:
            statement = text(
                "SELECT sort_name, id FROM blogger WHERE state = 'active' ORDER BY workspace_id, state, sort_name, id"
                " LIMIT 1 OFFSET :skip"
            ).bindparams(skip=(page - 1) * 50 - 1)
            row = (await session.execute(statement)).one()
    finally:
        await opened.dispose()
    return pagination.encode([row.sort_name, row.id if isinstance(row.id, uuid.UUID) else uuid.UUID(row.id)])
