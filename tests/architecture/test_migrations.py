"""The migrations make what the models say, go back to nothing, and lose no row on the way."""

import asyncio
import sqlite3
import sys

import pytest
import sqlalchemy as sa
from alembic import command
from sqlmodel import SQLModel

from app.core import migrate
from app.core.db import Database
from app.core.settings import Settings
from tests import postgres


@pytest.fixture
async def bare(request, settings, tmp_path) -> Settings:
    """Settings of an installation whose database has no table yet."""
    if settings.is_sqlite:
        url = f"sqlite:///{tmp_path / 'bare.sqlite3'}"
    else:
        given = getattr(request.config, "workerinput", None)
        server = given["postgres"] if given else request.config.stash[postgres.SERVER].url
        url = await postgres.create_database(server, f"tact_bare_{given['workerid'] if given else 'alone'}")
    return Settings(_env_file=None, data_dir=tmp_path, database_url=url)


async def inspect(settings: Settings, look) -> object:
    async with migrate.connected(settings) as connection:
        return await connection.run_sync(lambda it: look(sa.inspect(it)))


async def test_up_down_up(bare):
    await migrate.upgrade(bare)
    await migrate.downgrade(bare, "base")
    assert set(await inspect(bare, lambda it: it.get_table_names())) - {"alembic_version", "sqlite_sequence"} == set()
    await migrate.upgrade(bare)


async def test_the_models_say_nothing_else(settings, database):
    await migrate.check(settings)


async def test_every_index_of_the_models_is_there(settings, database):
    """By name: on SQLite autogenerate cannot compare descending and partial ones."""
    names = await inspect(settings, index_names)
    wanted = {index.name for table in SQLModel.metadata.tables.values() for index in table.indexes}
    assert wanted <= names


def index_names(inspector: sa.Inspector) -> set[str]:
    if inspector.dialect.name == "sqlite":
        rows = inspector.bind.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'")
        return set(rows.scalars())
    return {index["name"] for table in inspector.get_table_names() for index in inspector.get_indexes(table)}


async def test_every_list_index_begins_with_the_workspace():
    """So that no query crosses workspaces and the data can be partitioned by them."""
    apart = {"user", "user_session", "sign_in_link", "throttle", "job", "workspace"}
    wrong = [
        index.name
        for table in SQLModel.metadata.tables.values()
        if table.name not in apart
        for index in table.indexes
        # A lone foreign key: what a delete must find to cascade.
        if len(index.columns) > 1 and next(iter(index.expressions)).name != "workspace_id"
    ]
    assert not wrong


@pytest.mark.slow
async def test_two_runners_do_it_once(bare):
    code = f"""
import asyncio
from app.core import migrate
from app.core.settings import Settings
asyncio.run(migrate.upgrade(Settings(_env_file=None, database_url={bare.database_url!r})))
"""
    runners = [await asyncio.create_subprocess_exec(sys.executable, "-c", code, cwd=migrate.ROOT) for _ in range(2)]
    assert [await runner.wait() for runner in runners] == [0, 0]
    database = Database(bare)
    async with database.read() as session:
        assert await migrate.is_current(session)
    await database.dispose()


async def test_an_older_or_newer_database_is_not_current(bare):
    await migrate.upgrade(bare)
    await migrate.downgrade(bare, "-1")
    database = Database(bare)
    async with database.read() as session:
        assert not await migrate.is_current(session)
    async with database.write() as session:
        await session.execute(sa.text("UPDATE alembic_version SET version_num = 'from the future'"))
    async with database.read() as session:
        assert not await migrate.is_current(session)
    await database.dispose()


async def test_rows_that_would_point_nowhere_stop_it(bare):
    """SQLite migrates with foreign keys off: what dangles at the end undoes the whole."""
    if not bare.is_sqlite:
        return
    await migrate.upgrade(bare, "0001")
    with sqlite3.connect(bare.async_url.split("///")[1]) as connection:
        connection.execute("INSERT INTO member_brand VALUES ('a', 'b', 'c')")
    with pytest.raises(RuntimeError, match="point nowhere"):
        await migrate.upgrade(bare)
    assert await inspect(bare, lambda it: "blogger_search" in it.get_table_names()) is False


def test_there_is_one_head():
    command.heads(migrate._config())
    from alembic.script import ScriptDirectory

    assert len(ScriptDirectory.from_config(migrate._config()).get_heads()) == 1
