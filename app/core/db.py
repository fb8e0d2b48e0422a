"""The database: one transaction per request or unit of work that writes, on SQLite and on PostgreSQL alike.

A read unit cannot write (`query_only`, `default_transaction_read_only`), so no GET changes anything by mistake. One
that writes waits its turn on SQLite in this process, then takes the file's write lock: read-modify-write loses nothing.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import Executable, Uuid, event
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.sqltypes import UTCDateTime
from starlette.requests import Request

from app.core import postgres_driver, sqlite, sqlite_driver
from app.core.settings import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
BUSY_TIMEOUT_MS = 30_000
log = logging.getLogger(__name__)


class Database:
    """Engines and units of work. `read()` and `write()` yield a session; leaving them commits, raising rolls back."""

    def __init__(self, settings: Settings) -> None:
        self.is_sqlite = settings.is_sqlite
        self._writers = asyncio.Lock() if self.is_sqlite else contextlib.nullcontext()
        if self.is_sqlite:
            settings.data_dir.mkdir(parents=True, exist_ok=True)
            if not sqlite.IS_SAFE:
                log.warning(
                    "SQLite %s has a known WAL bug; 3.51.3 or newer is needed with several processes.",
                    sqlite.VERSION,
                )
            self.reader = _sqlite_engine(settings, sqlite_driver.TO_READ, pool_size=settings.database_pool)
            self.writer = _sqlite_engine(settings, sqlite_driver.TO_WRITE, pool_size=1)
        else:
            self.reader = _postgres_engine(settings, query_only=True)
            self.writer = _postgres_engine(settings, query_only=False)
        self._read_sessions = _sessions(self.reader)
        self._write_sessions = _sessions(self.writer)

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A view that cannot write. On PostgreSQL each statement sees what was committed before it, as in a transaction
        READ COMMITTED, whose beginning and end would be two round trips more."""
        async with self._read_sessions() as session, session.begin():
            yield session

    @contextlib.asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncSession]:
        """The same with one moment for all its statements, whose rows may be fetched in portions: for whole exports."""
        async with self.read() as session:
            if not self.is_sqlite:
                await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    @contextlib.asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One transaction that commits when left and rolls back when anything is raised."""
        async with self._writers, self._write_sessions() as session, session.begin():
            yield session

    @property
    def engines(self) -> list[AsyncEngine]:
        return [self.reader, self.writer]

    async def dispose(self) -> None:
        for engine in self.engines:
            await engine.dispose()


async def record_aside(database: Database, *statements: Executable) -> None:
    """Executes `statements` in a short transaction of their own: what must survive a rollback (a failed sign-in), or
    must not turn a read into a write (a token's last use). Never inside a write unit: SQLite would wait for itself.
    """
    async with database.write() as session:
        for statement in statements:
            await session.execute(statement)


@contextlib.asynccontextmanager
async def unit_of_work(request: Request) -> AsyncIterator[AsyncSession]:
    """The request's transaction. Whoever enters it is a dependency of `scope="function"`: else it commits too late."""
    database: Database = request.app.state.database
    unit = database.read if request.method in SAFE_METHODS else database.write
    async with unit() as session:
        yield session


def _sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


def _json(value: Any) -> str:
    return to_json(value).decode()


def _postgres_engine(settings: Settings, *, query_only: bool) -> AsyncEngine:
    session = {"application_name": "tact", "lock_timeout": "5000"}
    if query_only:
        session["default_transaction_read_only"] = "on"
    engine = create_async_engine(
        settings.async_url,
        hide_parameters=True,
        json_deserializer=from_json,
        json_serializer=_json,
        pool_size=settings.database_pool,
        max_overflow=0,
        isolation_level="AUTOCOMMIT" if query_only else None,
        connect_args={
            "server_settings": session,
            "prepared_statement_cache_size": postgres_driver.STATEMENTS_KEPT,
        },
    )
    postgres_driver.install(engine)
    return engine


def _sqlite_engine(settings: Settings, begin: str, *, pool_size: int) -> AsyncEngine:
    engine = create_async_engine(
        settings.async_url,
        module=sqlite_driver.Driver(),
        hide_parameters=True,  # people's data stays out of logs and of jobs' errors
        json_deserializer=from_json,
        json_serializer=_json,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=BUSY_TIMEOUT_MS / 1000,
        connect_args={"check_same_thread": False},  # one at a time all the same: see `sqlite_driver`
    )

    dialect = engine.sync_engine.dialect
    dialect.colspecs = {**dialect.colspecs, Uuid: sqlite_driver.RememberedUuid, UTCDateTime: sqlite_driver.Moment}

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # NORMAL loses acknowledged commits at a power cut
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "foreign_keys=ON",
            "cache_size=-16000",
            "temp_store=MEMORY",
            f"query_only={'ON' if begin == sqlite_driver.TO_READ else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Any) -> None:
        connection.connection.dbapi_connection.to_begin = begin

    return engine
