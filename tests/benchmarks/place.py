"""What every section of the bench stands on: a seeded database, servers on loopback, what Tact asks its database."""

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx2

import app.tables  # noqa: F401  first: brings the SQLite stand-in
from app.core import migrate
from app.core.db import Database
from app.core.settings import Settings
from app.main import create_app
from tests import postgres
from tests.benchmarks import crowd, load
from tests.benchmarks.bare import record
from tests.benchmarks.seed import World, world

TACT, BARE = 8931, 8932


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

    def statements(self, request: dict[str, Any]) -> int:
        """How many SQL statements Tact makes for it, sign-in included."""
        environment = {"data_dir": self.settings.data_dir, "database_url": self.settings.async_url, "api_rate": 0}
        settings = Settings(_env_file=None, secret_key="bench", **environment)  # type: ignore[arg-type]
        return len(asyncio.run(record(create_app(settings), {"method": "GET", **request})).statements)


@dataclass
class Bench:
    """One database of one run. A section asks for `people` or `many`; each is seeded when it is first asked for."""

    database: str
    count: int
    count_many: int
    rows: int
    """Of the file that is imported."""
    seconds: float
    cache: Path | None = None
    """Where the many are kept between runs."""
    stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    @cached_property
    def people(self) -> Place:
        """Ten exchanges each, up to 10,000 of them on the board."""
        return self.seeded(self.count, 10, in_partnership=min(10_000, self.count))

    @cached_property
    def many(self) -> Place:
        """Nothing but people: for depth and search."""
        cache = self.cache or Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="tact-bench-")))
        return Place(self.database, *self.stack.enter_context(crowd.kept(self.database, self.count_many, cache)))

    @cached_property
    def server(self) -> str:
        """A PostgreSQL that syncs, unlike the tests' own; nothing for SQLite."""
        if self.database == "sqlite":
            return ""
        server = postgres.start(durable=True)
        self.stack.callback(server.stop)
        return server.url

    def seeded(self, count: int, interactions: int, in_partnership: int = 0) -> Place:
        """A place of its own, which lasts until the run ends."""
        base = os.environ.get("TMPDIR")
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="tact-bench-", dir=base)))
        url = asyncio.run(postgres.create_database(self.server, f"bench_{count}")) if self.server else ""
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
        print(f"{count:,} seeded in {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
        return Place(self.database, settings, made)


@contextlib.contextmanager
def serving(
    place: Place, factory: str = "app.main:serving", port: int = TACT, probe: str = "/healthz", **environment: str
) -> Iterator[int]:
    """uvicorn with one worker; yields its process id."""
    command = [sys.executable, "-m", "uvicorn", "--factory", factory, "--port", str(port), "--no-access-log"]
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            [*command, "--log-level", "warning"],
            env=place.environment | environment,
            stdout=told,
            stderr=subprocess.STDOUT,
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


def no_errors(what: str, *seen: load.Seen) -> None:
    for who, one in zip(("Tact", "bare"), seen, strict=False):
        if one.errors:
            raise RuntimeError(f"{what}: {one.errors} answers of {who} were errors")
