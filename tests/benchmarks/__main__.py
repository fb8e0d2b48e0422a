"""`make bench`: Tact beside a bare handler, in one run, on both databases; prints tables in Markdown.

    python -m tests.benchmarks [--people 10000] [--many 1000000] [--database sqlite|postgres|both] [--seconds 5]

`--people` bloggers with 10 exchanges each carry the side-by-side figures; `--many` bloggers (0: leave out) the
figures of depth and search. One worker, 8 connections, on this machine's loopback.
"""

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import text

import app.tables  # noqa: F401  first: brings the SQLite stand-in
from app.core import migrate, pagination
from app.core.db import Database
from app.core.settings import Settings
from tests import postgres
from tests.benchmarks import load
from tests.benchmarks.seed import World, world

TACT, BARE = 8931, 8932
SQLITE_SYNC_TRIES = 200


@dataclass
class Place:
    """One seeded database."""

    name: str
    settings: Settings
    made: World

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "TACT_DATA_DIR": str(self.settings.data_dir),
            "TACT_DATABASE_URL": self.settings.async_url,
            "TACT_SECRET_KEY": "bench",
            "TACT_API_RATE": "0",
        }

    @property
    def cookie(self) -> dict[str, str]:
        return {"Cookie": f"tact_session={self.made.cookie}", "Accept": "text/html"}

    @property
    def token(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.made.token}", "Content-Type": "application/json"}


def main() -> None:
    options = _options()
    for database in ("sqlite", "postgres") if options.database == "both" else (options.database,):
        with contextlib.ExitStack() as stack:
            server = stack.enter_context(_server(database))
            print(f"\n## {database}: {options.people:,} bloggers, 10 exchanges each\n", flush=True)
            place = _seeded(stack, database, server, options.people, 10, in_partnership=min(10_000, options.people))
            _side_by_side(place, options.seconds)
            _alone(place, options.seconds)
            _sync_rate(place)
            if options.many:
                print(f"\n## {database}: {options.many:,} bloggers\n", flush=True)
                many = _seeded(stack, database, server, options.many, 0)
                _depth_and_search(place, many, options.seconds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--many", type=int, default=1_000_000)
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--seconds", type=float, default=5)
    return parser.parse_args()


# --- set-up -----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _server(database: str) -> Iterator[str]:
    """A PostgreSQL that syncs, unlike the tests' own; nothing for SQLite."""
    if database == "sqlite":
        yield ""
        return
    server = postgres.start(durable=True)
    try:
        yield server.url
    finally:
        server.stop()


def _seeded(
    stack: contextlib.ExitStack, database: str, server: str, count: int, interactions: int, in_partnership: int = 0
) -> Place:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tact-bench-", dir=os.environ.get("TMPDIR"))))
    url = asyncio.run(postgres.create_database(server, f"bench_{count}")) if database == "postgres" else ""
    settings = Settings(_env_file=None, data_dir=folder, database_url=url, database_pool=8)

    async def fill() -> World:
        await migrate.upgrade(settings)
        opened = Database(settings)
        try:
            return await world(opened, count=count, interactions=interactions, in_partnership=in_partnership)
        finally:
            await opened.dispose()

    started = time.perf_counter()
    made = asyncio.run(fill())
    print(f"seeded in {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    return Place(database, settings, made)


@contextlib.contextmanager
def _serving(factory: str, port: int, environment: dict[str, str], probe: str) -> Iterator[int]:
    """uvicorn with one worker; yields its process id."""
    command = [sys.executable, "-m", "uvicorn", "--factory", factory, "--port", str(port), "--no-access-log"]
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            [*command, "--log-level", "warning"], env=environment, stdout=told, stderr=subprocess.STDOUT
        )
        try:
            for _try in range(300):
                with contextlib.suppress(httpx2.TransportError):
                    if httpx2.get(f"http://127.0.0.1:{port}{probe}", timeout=30).status_code < 500:
                        break
                if process.poll() is not None:
                    told.seek(0)
                    raise RuntimeError(told.read().decode()[-2000:])
                time.sleep(0.1)
            yield process.pid
        finally:
            process.terminate()
            process.wait()


# --- side by side -----------------------------------------------------------------------------------------------


def _side_by_side(place: Place, seconds: float) -> None:
    someone = place.made.blogger_ids[len(place.made.blogger_ids) // 2]
    exchange = json.dumps({"kind": "email", "summary": "About the spring table", "nature": "neutral"})
    plan: dict[str, dict[str, Any]] = {
        "bloggers list, 50 rows, HTML": {"path": "/bloggers", "headers": place.cookie, "goal": 0.6},
        "bloggers list, 50 rows, JSON": {"path": "/api/v1/bloggers", "headers": place.token, "goal": 0.4},
        "one blogger with timeline, HTML": {"path": f"/bloggers/{someone}", "headers": place.cookie, "goal": 0.5},
        "log an interaction": {
            "path": f"/api/v1/bloggers/{someone}/interactions",
            "headers": place.token,
            "method": "POST",
            "body": exchange,
            "goal": 0.6,
        },
    }
    keyed = {f"r{number}": {"method": "GET", **request} for number, request in enumerate(plan.values())}
    path = place.settings.data_dir / "plan.json"
    path.write_text(json.dumps(keyed))
    print("| what | Tact req/s | bare req/s | ratio | at least | p95 ms, Tact | statements |")
    print("|---|---|---|---|---|---|---|", flush=True)
    with (
        _serving("app.main:create_app", TACT, place.environment, "/healthz"),
        _serving("tests.benchmarks.bare:bare", BARE, place.environment | {"BENCH_PLAN": str(path)}, "/none"),
    ):
        for (what, request), name in zip(plan.items(), keyed, strict=True):
            method, body = request.get("method", "GET"), request.get("body", "")
            shared: dict[str, Any] = {"headers": request["headers"], "method": method, "body": body}
            for port, there in ((TACT, request["path"]), (BARE, f"/{name}")):
                load.run(f"http://127.0.0.1:{port}{there}", **shared, seconds=1)
            ours = load.run(f"http://127.0.0.1:{TACT}{request['path']}", **shared, seconds=seconds)
            theirs = load.run(f"http://127.0.0.1:{BARE}/{name}", **shared, seconds=seconds)
            _no_errors(what, ours, theirs)
            print(
                f"| {what} | {ours.rate:.0f} | {theirs.rate:.0f} | {ours.rate / theirs.rate:.2f} | {request['goal']} "
                f"| {ours.p95:.0f} | {_statements(place, request)} |",
                flush=True,
            )


def _no_errors(what: str, *seen: load.Seen) -> None:
    for who, one in zip(("Tact", "bare"), seen, strict=False):
        if one.errors:
            raise RuntimeError(f"{what}: {one.errors} answers of {who} were errors")


def _statements(place: Place, request: dict[str, Any]) -> int:
    """How many SQL statements Tact makes for it, sign-in included."""
    from tests.benchmarks.bare import record

    environment = {"data_dir": place.settings.data_dir, "database_url": place.settings.async_url, "api_rate": 0}
    settings = Settings(_env_file=None, secret_key="bench", **environment)  # type: ignore[arg-type]
    return len(asyncio.run(record(settings, {"method": "GET", **request})).statements)


# --- alone ------------------------------------------------------------------------------------------------------


def _alone(place: Place, seconds: float) -> None:
    print("\n| what | figure | goal |\n|---|---|---|")
    with _serving("app.main:create_app", TACT, place.environment, "/healthz"):
        url = f"http://127.0.0.1:{TACT}/partnerships"
        load.run(url, place.cookie, seconds=1, connections=1)
        board = load.run(url, place.cookie, seconds=seconds, connections=1)
        _no_errors("board", board)
        count = _statements(place, {"path": "/partnerships", "headers": place.cookie})
        partnerships = min(10_000, len(place.made.blogger_ids))
        print(
            f"| board of {partnerships:,} partnerships, p95 | {board.p95:.0f} ms, {count} statements | ≤ 100 ms, ≤ 10 |"
        )
        print(f"| bulk upsert of 1,000 over the API | {_bulk(place):,.0f} rows/s | ≥ 2,000 rows/s |", flush=True)


def _bulk(place: Place) -> float:
    """Rows a second over five calls of a thousand new people each."""
    taken = []
    with httpx2.Client(base_url=f"http://127.0.0.1:{TACT}", headers=place.token, timeout=120) as client:
        for call in range(6):
            items = [
                {
                    "name": f"Person {call} {number}",
                    "contact_points": [{"kind": "email", "value": f"p{call}.{number}@bulk.example.org"}],
                    "channels": [{"platform": "blog", "url": f"https://p{call}-{number}.example.org"}],
                    "tags": ["bulk"],
                    "country": "FR",
                    "topics": ["food"],
                    "external_ids": {"bench": f"{call}-{number}"},
                }
                for number in range(1_000)
            ]
            started = time.perf_counter()
            answer = client.post("/api/v1/bloggers/bulk", json={"items": items})
            taken.append(time.perf_counter() - started)
            if answer.status_code != 200 or any(one["status"] != "created" for one in answer.json()["items"]):
                raise RuntimeError(answer.text[:500])
    return 1_000 / statistics.median(taken[1:])


def _sync_rate(place: Place) -> None:
    """How often this disk syncs a small write: what bounds every acknowledged write."""
    path = place.settings.data_dir / "sync"
    started = time.perf_counter()
    with path.open("wb", buffering=0) as file:
        for _number in range(SQLITE_SYNC_TRIES):
            file.write(b"x" * 4096)
            os.fdatasync(file.fileno())
    print(f"\nThis disk syncs {SQLITE_SYNC_TRIES / (time.perf_counter() - started):,.0f} times a second.", flush=True)


# --- depth and search -------------------------------------------------------------------------------------------


def _depth_and_search(small: Place, many: Place, seconds: float) -> None:
    rows = len(many.made.blogger_ids)
    page = min(10_000, rows // 50 - 1)
    cursor = asyncio.run(_cursor_of(many, page))
    print("| what | figure | goal |\n|---|---|---|")
    with _serving("app.main:create_app", TACT, many.environment, "/healthz"):
        base = f"http://127.0.0.1:{TACT}/api/v1/bloggers"
        first = load.run(base, many.token, seconds=seconds, connections=1)
        deep = load.run(f"{base}?cursor={cursor}", many.token, seconds=seconds, connections=1)
        print(f"| page {page:,} against page 1 | {deep.p50 / first.p50:.2f} times | ≤ 1.2 times |", flush=True)
        large = {word: _search(many, word, seconds) for word in ("zoe", "mart", "zoe mar", "lyon")}
    with _serving("app.main:create_app", TACT, small.environment, "/healthz"):
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
    _no_errors(word, seen)
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
    import uuid

    return pagination.encode([row.sort_name, row.id if isinstance(row.id, uuid.UUID) else uuid.UUID(row.id)])


if __name__ == "__main__":
    if shutil.which("wrk") is None:
        sys.exit("make bench needs wrk, a load generator: apt-get install wrk")
    main()
