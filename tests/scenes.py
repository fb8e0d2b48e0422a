"""What a worker's database holds when a test begins. A scene is written once per worker, kept, and set up again for
every test that wants it: to copy rows takes a tenth of writing them.

The first two are `EMPTY` and `CAST` (tests/cast.py); further ones are made by the fixture `scene` (tests/conftest.py).
"""

import asyncio
import shutil
import sqlite3
import threading
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

import asyncpg
from sqlmodel import SQLModel

from app.core.db import Database

EMPTY, CAST = "empty", "cast"
SEEN_EVERY_S = 20
"""How old a session's last use may be in a scene: after a minute without any, a request would write it down."""


VACUUM_EVERY = 50
"""Scenes; rows deleted for each would make the next one slower."""
T = TypeVar("T")


class Scene(Protocol):
    """The fixture `scene`."""

    def __call__(self, name: str, write: Callable[[], Awaitable[T]]) -> Awaitable[T]: ...


class Scenes(Protocol):
    async def keep(self, database: Database, name: str) -> None:
        """Keeps what the database holds now as the scene `name`."""

    async def set_up(self, database: Database, name: str) -> None:
        """Makes the database hold the scene `name`, and nothing else."""


class Files:
    """On SQLite a scene is a file, and the worker's one database file a copy of it."""

    def __init__(self, migrated: Path, file: Path) -> None:
        self.file = file
        self._seen: dict[str, float] = {}
        shutil.copyfile(migrated, self._kept(EMPTY))

    async def keep(self, database: Database, name: str) -> None:
        await database.dispose()
        self._kept(name).unlink(missing_ok=True)
        connection = sqlite3.connect(self.file)
        connection.execute("VACUUM INTO ?", [str(self._kept(name))])
        connection.close()

    async def set_up(self, database: Database, name: str) -> None:
        await database.dispose()
        self.copy(name)

    def copy(self, name: str) -> None:
        for left in ("", "-wal", "-shm"):
            Path(f"{self.file}{left}").unlink(missing_ok=True)
        if time.monotonic() - self._seen.get(name, 0) > SEEN_EVERY_S:
            self._see(name)
        shutil.copyfile(self._kept(name), self.file)

    def _see(self, name: str) -> None:
        connection = sqlite3.connect(self._kept(name))
        connection.execute("UPDATE user_session SET last_seen_at = ?", [f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"])
        connection.commit()
        connection.close()
        self._seen[name] = time.monotonic()

    def _kept(self, name: str) -> Path:
        return self.file.with_name(f"{name}.scene")


class Schemas:
    """On PostgreSQL a scene is a schema with a copy of every table that holds anything.

    They are set up over a connection of their own, which outlives the tests and their event loops: PostgreSQL takes
    longer to look up every table for a new one than to empty them.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._scripts = {EMPTY: _emptying()}
        self._set_up = 0
        self._connection: asyncpg.Connection | None = None
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="scenes", daemon=True).start()

    async def keep(self, database: Database, name: str) -> None:
        async with database.writer.connect() as connection:
            raw = await _driver(connection)
            await raw.execute(f'DROP SCHEMA IF EXISTS "{name}" CASCADE; CREATE SCHEMA "{name}"')
            filling = []
            for table in await _tables(raw):
                if await raw.fetchval(f'SELECT EXISTS (SELECT FROM "{table}")'):
                    await raw.execute(f'CREATE TABLE "{name}"."{table}" AS TABLE "{table}"')
                    filling.append(f'INSERT INTO "{table}" OVERRIDING SYSTEM VALUE TABLE "{name}"."{table}"')
        self._scripts[name] = ";".join([_emptying(), *filling, "UPDATE user_session SET last_seen_at = now()"])

    async def set_up(self, database: Database, name: str) -> None:
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._play(name), self._loop))

    async def _play(self, name: str) -> None:
        if self._connection is None or self._connection.is_closed():  # a test may end every connection
            self._connection = await asyncpg.connect(self._url)
        self._set_up += 1
        if self._set_up % VACUUM_EVERY == 0:  # ours has nobody who would do it
            await self._connection.execute("VACUUM")
        await self._connection.execute(self._scripts[name])


def _emptying() -> str:
    """Deletes every row, children first: for a handful of rows quicker than TRUNCATE."""
    return ";".join(f'DELETE FROM "{table.name}"' for table in reversed(SQLModel.metadata.sorted_tables))


async def _tables(raw: asyncpg.Connection) -> list[str]:
    """Parents first; last those without a model, which hold words for the search."""
    models = [table.name for table in SQLModel.metadata.sorted_tables]
    rows = await raw.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return models + [row[0] for row in rows if row[0] not in (*models, "alembic_version")]


async def _driver(connection: Any) -> asyncpg.Connection:
    raw = await connection.get_raw_connection()
    assert raw.driver_connection is not None
    return raw.driver_connection
