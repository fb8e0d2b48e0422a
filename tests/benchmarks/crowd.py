"""A million bloggers without exchanges, written past the services and kept on disk between runs.

    python -m tests.benchmarks.crowd --people 1000000 --database sqlite|postgres --cache DIR

The first 20,000 are made here; the database makes the others of them, copy by copy, under keys and addresses of their
own, and builds its indices at the end. Stopped, it goes on with the next copy.
"""

import argparse
import asyncio
import contextlib
import json
import random
import sys
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import select, update
from sqlalchemy.dialects import sqlite
from sqlmodel import col

import app.tables  # noqa: F401  first: brings the SQLite stand-in
from app.accounts.models import UserSession, Workspace
from app.bloggers import search
from app.bloggers.models import Blogger, BloggerFacet, Channel, ContactPoint, Relation
from app.core import migrate
from app.core.bulk import tuples
from app.core.clock import now
from app.core.db import Database
from app.core.settings import Settings
from app.core.sqlite import sqlite3
from tests import postgres
from tests.benchmarks import seed
from tests.benchmarks.seed import World

FIRST = 20_000
MODELS = (Blogger, Relation, ContactPoint, Channel, BloggerFacet)
_KEEP = [f"CREATE TABLE first_{model.__tablename__} AS SELECT * FROM {model.__tablename__}" for model in MODELS]
_FORGET = [f"DROP TABLE IF EXISTS first_{name}" for name in (*(model.__tablename__ for model in MODELS), "search")]
_TABLES = ", ".join(f"'{name}'" for name in (*(model.__tablename__ for model in MODELS), "blogger_search"))
_INDICES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql NOT LIKE 'CREATE UNIQUE%'"
    f" AND tbl_name IN ({_TABLES})",
    "postgres": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
    f" AND indexdef NOT LIKE 'CREATE UNIQUE%' AND tablename IN ({_TABLES})",
}


@contextlib.contextmanager
def kept(database: str, people: int, cache: Path) -> Iterator[tuple[Settings, World]]:
    """The place that earlier runs left in `cache`, else one made now; its PostgreSQL ends with the block."""
    folder = cache.resolve() / f"{database}-{people}"
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        url = ""
        if database == "postgres":
            server = postgres.start(durable=True, folder=folder / "server")
            stack.callback(server.stop)
            begun = (folder / "state.json").exists()
            url = postgres.url_of(server.url, "bench") if begun else asyncio.run(_fresh(server.url))
        settings = Settings(_env_file=None, data_dir=folder, database_url=url, database_pool=8)
        yield settings, asyncio.run(_filled(settings, people, folder / "state.json"))


async def _fresh(server_url: str) -> str:
    return await postgres.create_database(server_url, "bench")


async def _filled(settings: Settings, people: int, path: Path) -> World:
    await migrate.upgrade(settings)
    open_store = _sqlite if settings.is_sqlite else _postgres
    state = _read(path)
    if not state:
        async with open_store(settings) as store:
            state = {"world": _plain_world(await _begun(settings)), "indices": await store.indices()}
        _write(path, state)
    made = World(**state["world"], blogger_ids=[])
    if indices := state["indices"]:
        async with open_store(settings) as store:
            await store.run(f"DROP INDEX IF EXISTS {name}" for name, _sql in indices)
            if not await store.count():
                await store.add(*_first(made, min(FIRST, people)))
            for copy in range(await store.count() // FIRST, people // FIRST):
                await store.run(sql.format(n=copy) for sql in store.copies)
                print(f"{copy * FIRST:,}", end=" ", file=sys.stderr, flush=True)
            await store.run(sql for _name, sql in indices)
            await store.run(_FORGET)
            await store.finish()
        _write(path, state | {"indices": []})
    await _refresh(settings, made, people)
    return made


def _read(path: Path) -> dict[str, Any]:
    """What an earlier run noted: the world, and the indices that are still to be built."""
    if not path.exists():
        return {}
    state = json.loads(path.read_text())
    ids = {name: UUID(value) for name, value in state["world"].items() if name.endswith("_id")}
    return state | {"world": state["world"] | ids}


def _write(path: Path, state: dict[str, Any]) -> None:
    path.write_text(json.dumps(state, default=str))


def _plain_world(made: World) -> dict[str, Any]:
    return {name: value for name, value in asdict(made).items() if name != "blogger_ids"}


async def _begun(settings: Settings) -> World:
    opened = Database(settings)
    try:
        async with opened.write() as session:
            return await seed.workspace(session)
    finally:
        await opened.dispose()


async def _refresh(settings: Settings, made: World, people: int) -> None:
    """The session lasts another day; `made` gets the first ids."""
    opened = Database(settings)
    try:
        async with opened.write() as session:
            lasting = {"expires_at": now() + timedelta(days=1), "last_seen_at": now()}
            await session.execute(update(UserSession).values(lasting))
            await session.execute(update(Workspace).values(blogger_count=people))
            found = await session.execute(select(col(Blogger.id)).order_by(col(Blogger.id)).limit(1_000))
            made.blogger_ids.extend(found.scalars())
    finally:
        await opened.dispose()


def _first(made: World, count: int) -> tuple[dict[Any, list[dict[str, Any]]], list[search.Findable]]:
    dice = random.Random(count)
    rows: dict[Any, list[dict[str, Any]]] = {model: [] for model in MODELS}
    return rows, [seed.person(made, dice, rows, 0) for _number in range(count)]


def _copies(mark: str, documents: str) -> list[str]:
    """One more copy, `{n}`, of the first people. `mark` makes the key of a copy from the key of the first."""
    key, person = mark.format(column="id"), mark.format(column="blogger_id")
    mail, site = "replace({column}, '@', '{{n}}@')", "replace({column}, '.example', '{{n}}.example')"
    own = {
        "blogger": {"id": key},
        "relation": {"id": key, "blogger_id": person},
        "contact_point": {"id": key, "blogger_id": person} | _each(mail, "value", "value_key"),
        "channel": {"id": key, "blogger_id": person}
        | _each("{column} || '{{n}}'", "handle", "handle_key")
        | _each(site, "url", "url_key"),
        "blogger_facet": {"blogger_id": person},
    }
    made = []
    for model in MODELS:
        names = [column.name for column in model.__table__.columns]
        values = [own[model.__tablename__].get(name, name) for name in names]
        made.append(
            f"INSERT INTO {model.__tablename__} ({', '.join(names)}) SELECT {', '.join(values)}"
            f" FROM first_{model.__tablename__}"
        )
    return [*made, documents.format(person=person, body="replace(body, handle, handle || '{n}')")]


def _each(expression: str, *columns: str) -> dict[str, str]:
    return {column: expression.format(column=column) for column in columns}


# --- the two databases ------------------------------------------------------------------------------------------


@dataclass
class _Sqlite:
    connection: Any
    documents = (
        "INSERT INTO blogger_search_document (blogger_id, sort_name, body) SELECT {person}, sort_name, {body}"
        " FROM first_search"
    )
    copies = _copies("printf('%04x', {{n}}) || substr({column}, 5)", documents)

    async def indices(self) -> list[tuple[str, str]]:
        return self.connection.execute(_INDICES["sqlite"]).fetchall()

    async def count(self) -> int:
        return self.connection.execute("SELECT count(*) FROM blogger").fetchone()[0]

    async def add(self, rows: dict[Any, list[dict[str, Any]]], found: list[search.Findable]) -> None:
        self.connection.execute("BEGIN")
        for model, values in rows.items():
            names = tuple(values[0])
            into = f"{model.__tablename__} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
            self.connection.executemany(
                f"INSERT INTO {into}",
                tuples(model.__table__, names, values, sqlite.dialect()),
            )
        self.connection.execute("CREATE TABLE first_search (blogger_id, sort_name, body, handle)")
        self.connection.executemany(
            "INSERT INTO first_search VALUES (?, ?, ?, ?)", [(it[0].hex, *it[1:]) for it in _words(found)]
        )
        self.connection.execute("COMMIT")
        await self.run([*_KEEP, self.documents.format(person="blogger_id", body="body")])

    async def run(self, statements: Iterable[str]) -> None:
        self.connection.execute("BEGIN")
        for sql in statements:
            self.connection.execute(sql)
        self.connection.execute("COMMIT")

    async def finish(self) -> None:
        await self.run(["INSERT INTO blogger_search (blogger_search) VALUES ('rebuild')", "ANALYZE"])
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextlib.asynccontextmanager
async def _sqlite(settings: Settings) -> AsyncIterator[_Sqlite]:
    connection = sqlite3.connect(settings.data_dir / "tact.sqlite3", isolation_level=None)
    for pragma in ("synchronous=OFF", "cache_size=-1000000", "temp_store=MEMORY", "foreign_keys=OFF"):
        connection.execute(f"PRAGMA {pragma}")
    with contextlib.closing(connection):
        yield _Sqlite(connection)


@dataclass
class _Postgres:
    connection: Any
    documents = (
        "INSERT INTO blogger_search SELECT {person}, workspace.id, sort_name,"
        " array_to_tsvector(string_to_array({body}, ' ')) FROM first_search, workspace"
    )
    copies = _copies("(lpad(to_hex({{n}}), 4, '0') || substr({column}::text, 5))::uuid", documents)

    async def indices(self) -> list[tuple[str, str]]:
        return [tuple(row) for row in await self.connection.fetch(_INDICES["postgres"])]

    async def count(self) -> int:
        return await self.connection.fetchval("SELECT count(*) FROM blogger")

    async def add(self, rows: dict[Any, list[dict[str, Any]]], found: list[search.Findable]) -> None:
        async with self.connection.transaction():
            for model, values in rows.items():
                columns = tuple(values[0])
                records = [tuple(_plain(row[name]) for name in columns) for row in values]
                await self.connection.copy_records_to_table(model.__tablename__, columns=columns, records=records)
            await self.connection.execute(
                "CREATE TABLE first_search (blogger_id uuid, sort_name text, body text, handle text)"
            )
            await self.connection.copy_records_to_table("first_search", records=_words(found))
            for sql in (*_KEEP, self.documents.format(person="blogger_id", body="body")):
                await self.connection.execute(sql)

    async def run(self, statements: Iterable[str]) -> None:
        async with self.connection.transaction():
            for sql in statements:
                await self.connection.execute(sql)

    async def finish(self) -> None:
        await self.connection.execute("VACUUM ANALYZE")


@contextlib.asynccontextmanager
async def _postgres(settings: Settings) -> AsyncIterator[_Postgres]:
    connection = await asyncpg.connect(settings.async_url.replace("postgresql+asyncpg:", "postgresql:"))
    await connection.execute(
        "SET synchronous_commit = off; SET maintenance_work_mem = '1GB';"
        " SET session_replication_role = replica"  # foreign keys are right as they are made
    )
    try:
        yield _Postgres(connection)
    finally:
        await connection.close()


def _words(found: list[search.Findable]) -> list[tuple[Any, ...]]:
    return [(it.id, it.sort_name, " ".join(search.words_of(it)), *it.handles) for it in found]


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, (list, dict)) else value


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.crowd")
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--cache", type=Path, required=True)
    options = parser.parse_args()
    started = time.perf_counter()
    with kept(options.database, options.people, options.cache):
        print(f"ready after {time.perf_counter() - started:.0f} s")
