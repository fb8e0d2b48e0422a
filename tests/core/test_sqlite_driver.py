"""Which statements take the thread of SQLite's connection, and which run where they are."""

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.core import sqlite_driver
from app.core.db import Database
from app.core.settings import Settings
from app.core.sqlite_driver import Cursor, Pace

LONG = "WITH RECURSIVE n(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM n WHERE x < 400000) SELECT count(*) FROM n"


@pytest.fixture
async def database(tmp_path):
    """SQLite's, whichever the tests are about."""
    made = Database(Settings(_env_file=None, data_dir=tmp_path, database_url="", secret_key="test"))
    yield made
    await made.dispose()


@pytest.fixture
def in_loop(monkeypatch) -> list[bool]:
    """Of each statement from now on, whether it ran in the loop's own thread."""
    told: list[bool] = []
    whole = Cursor._whole

    def noted(self, operation, parameters):
        if not operation.startswith("PRAGMA"):  # how a connection is prepared
            told.append(threading.current_thread() is threading.main_thread())
        return whole(self, operation, parameters)

    monkeypatch.setattr(Cursor, "_whole", noted)
    monkeypatch.setattr(sqlite_driver, "_pace", Pace())
    return told


async def ask(unit, statement: str, times: int = 1) -> None:
    for _time in range(times):
        async with unit() as session:
            await session.execute(text(statement))


async def test_a_read_that_was_short_three_times_runs_where_it_is(database, in_loop):
    await ask(database.read, "SELECT 1", 5)
    assert in_loop == [False, False, False, True, True]


async def test_what_takes_long_takes_the_thread(database, in_loop):
    await ask(database.read, LONG, 5)
    assert in_loop == [False] * 5


async def test_what_took_long_once_has_to_be_short_many_times(in_loop):
    pace = Pace()
    for _time in range(3):
        pace.took("SELECT 1", 0.001)
    assert pace.is_short("SELECT 1")
    pace.took("SELECT 1", 0.2)
    for _time in range(19):
        pace.took("SELECT 1", 0.001)
    assert not pace.is_short("SELECT 1")
    pace.took("SELECT 1", 0.001)
    assert pace.is_short("SELECT 1")


async def test_what_may_write_takes_the_thread_always(database, in_loop):
    await ask(database.write, "SELECT 1", 5)
    assert in_loop == [False] * 5


async def test_a_read_that_fails_where_it_is_leaves_the_next_one_whole(database, in_loop):
    statement = "SELECT json_extract(:given, '$.a')"
    for given in ('{"a": 1}',) * 4:
        async with database.read() as session:
            assert (await session.execute(text(statement), {"given": given})).scalar() == 1
    with pytest.raises(OperationalError):
        async with database.read() as session:
            await session.execute(text(statement), {"given": "{"})
    async with database.read() as session:
        assert (await session.execute(text(statement), {"given": '{"a": 2}'})).scalar() == 2
    assert in_loop[3:] == [True, True, True]
