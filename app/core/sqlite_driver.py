"""SQLAlchemy's aiosqlite, with one turn of the connection's thread for a statement where it takes four: cursor,
execute, fetch, close; BEGIN goes along with the first statement, and where nothing began nothing is rolled back. Each
turn is two thread switches, more than most of our statements take themselves: one that reads, and was short whenever it
ran, takes no turn at all and runs where it is (`Pace`). Whatever writes takes the thread, for it may wait for the disk
or for the file's lock.
"""

from collections import deque
from datetime import datetime
from functools import lru_cache
from time import thread_time
from typing import Any
from uuid import UUID

from app.core import sqlite  # noqa: F401  first: before aiosqlite is imported

import aiosqlite  # isort: skip
import sqlite3  # isort: skip

from sqlalchemy import Uuid
from sqlalchemy.dialects.sqlite import DATETIME
from sqlalchemy.dialects.sqlite import aiosqlite as adapter
from sqlmodel.sql.sqltypes import UTCDateTime

TO_READ, TO_WRITE = "BEGIN", "BEGIN IMMEDIATE"


class Pace:
    """Which statements are short, by their text: those that were so three times running. One that took long all the
    same has to be short twenty times more. Long is what would keep others waiting for longer than a thread of Python
    may. Time of the processor counts: a thread that is done waits until Python lets it go on.
    """

    LONG, TRIALS, AFTER_LONG, MOST = 0.005, 3, 20, 5_000

    def __init__(self) -> None:
        self._runs: dict[str, int] = {}
        """How often it was short running, less what it has to be."""

    def is_short(self, operation: str) -> bool:
        return self._runs.get(operation, -self.TRIALS) >= 0

    def took(self, operation: str, seconds: float) -> None:
        if len(self._runs) > self.MOST:
            self._runs.clear()
        short = self._runs.get(operation, -self.TRIALS) + 1
        self._runs[operation] = short if seconds < self.LONG else -self.AFTER_LONG


_pace = Pace()


class Cursor(adapter.AsyncAdapt_aiosqlite_cursor):
    """One statement. Nothing is made before it runs."""

    __slots__ = ()
    _adapt_connection: Any
    _awaitable_cursor_close = False

    def _make_new_cursor(self, connection: Any) -> Any:  # noqa: ARG002
        return None

    def _aenter_cursor(self, cursor: Any) -> Any:
        return cursor

    def close(self) -> None:
        self._rows.clear()

    async def _execute_async(self, operation: Any, parameters: Any) -> None:
        async with self._adapt_connection._execute_mutex:
            self._adapt_connection.is_used = True
            if self._adapt_connection.reads and _pace.is_short(operation):
                self._cursor, rows = self._whole(operation, parameters or ())
            else:
                self._cursor, rows = await self._connection._execute(self._whole, operation, parameters or ())
            self._rows = deque(rows)

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> None:
        async with self._adapt_connection._execute_mutex:
            self._adapt_connection.is_used = True
            self._cursor = await self._connection._execute(self._whole_many, operation, seq_of_parameters)

    # A closed cursor still tells its description, row count and last row.

    def _whole(self, operation: str, parameters: Any) -> tuple[Any, list[Any]]:
        self._adapt_connection.begin()
        started = thread_time()
        cursor = self._connection._conn.execute(operation, parameters)
        rows = cursor.fetchall() if cursor.description else []
        cursor.close()
        _pace.took(operation, thread_time() - started)
        return cursor, rows

    def _whole_many(self, operation: str, parameters: Any) -> Any:
        self._adapt_connection.begin()
        cursor = self._connection._conn.executemany(operation, parameters)
        cursor.close()
        return cursor


class Connection(adapter.AsyncAdapt_aiosqlite_connection):
    __slots__ = ("began", "is_used", "to_begin")
    _cursor_cls = Cursor

    def __init__(self, *arg: Any) -> None:
        super().__init__(*arg)
        self.to_begin = ""
        """What begins the transaction, until its first statement did."""
        self.began = ""
        """What began it."""
        self.is_used = False
        """Whether anything was sent since the last end: told on the loop's side, where no statement is under way."""

    def begin(self) -> None:
        """With the first statement. When it fails, the next one tries again: none runs outside of its transaction."""
        if self.to_begin:
            self._connection._conn.execute(self.to_begin).close()
            self.began, self.to_begin = self.to_begin, ""

    @property
    def reads(self) -> bool:
        """Whether the transaction cannot write: neither its beginning nor its end waits for anything."""
        return TO_READ in (self.to_begin, self.began)

    def commit(self) -> None:
        if self.is_used and self.reads:
            self._connection._conn.commit()
        elif self.is_used:
            super().commit()
        self._ended()

    def rollback(self) -> None:
        if self.is_used:
            super().rollback()
        self._ended()

    def _ended(self) -> None:
        self.is_used, self.began, self.to_begin = False, "", ""


class Driver(adapter.AsyncAdapt_aiosqlite_dbapi):
    """What `create_async_engine` takes as its `module`."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arg: Any, **kw: Any) -> Connection:
        return Connection(self, super().connect(*arg, **kw)._connection)


class RememberedUuid(Uuid):
    """SQLite keeps ids as text. A page names the same few again and again, and to parse one costs as much as to fetch
    its row: those seen lately are kept."""

    cache_ok = True

    def result_processor(self, dialect: Any, coltype: Any) -> Any:
        return _uuid if self.as_uuid else super().result_processor(dialect, coltype)


class Moment(UTCDateTime):
    """A time, which SQLite keeps as text in UTC, parsed by Python's C instead of SQLAlchemy's regular expression and
    two calls to make it aware."""

    impl = DATETIME
    cache_ok = True

    def result_processor(self, dialect: Any, coltype: Any) -> Any:  # noqa: ARG002
        return _moment


def _moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


@lru_cache(maxsize=16_384)
def _uuid(value: str | None) -> UUID | None:
    return None if value is None else UUID(value)
