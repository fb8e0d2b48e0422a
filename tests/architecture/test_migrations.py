"""The migrations make what the models say, go back to nothing, and lose no row on the way."""

import asyncio
import sqlite3
import sys
from datetime import timedelta

import pytest
import sqlalchemy as sa
import typer
from alembic import command
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from app.cli.common import migrated
from app.core import backup, migrate, version
from app.core.clock import at, now
from app.core.db import Database
from app.core.ids import new_id
from app.core.settings import Settings
from tests import postgres
from tests.conftest import installation


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


@pytest.mark.slow
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
        # A foreign key, alone or before the workspace: what a delete must find to cascade.
        if len(columns := list(index.columns)) > 1
        and "workspace_id" not in {it.name for it in columns[: 2 if columns[0].foreign_keys else 1]}
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
        assert await version.is_current(session)
    await database.dispose()


def test_the_newest_is_read_as_alembic_reads_it():
    assert version.newest() == set(ScriptDirectory.from_config(migrate._config()).get_heads())


async def test_an_older_or_newer_database_is_not_current(bare):
    await migrate.upgrade(bare)
    await migrate.downgrade(bare, "-1")
    database = Database(bare)
    async with database.read() as session:
        assert not await version.is_current(session)
    async with database.write() as session:
        await session.execute(sa.text("UPDATE alembic_version SET version_num = 'from the future'"))
    async with database.read() as session:
        assert not await version.is_current(session)
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


# --- a backup comes first ----------------------------------------------------------------------------------------


@pytest.fixture
async def older(bare) -> Settings:
    """The same with tables of an older version, and a workspace in them."""
    await migrate.upgrade(bare, "0001")
    async with migrate.connected(bare) as connection, connection.begin():
        workspace = (await connection.run_sync(backup._reflected))["workspace"]
        given = {column.name: "" for column in workspace.columns if isinstance(column.type, sa.String)}
        given |= {column.name: 7 for column in workspace.columns if isinstance(column.type, sa.Integer)}
        given |= {column.name: False for column in workspace.columns if isinstance(column.type, sa.Boolean)}
        given |= {"id": new_id(), "name": "Zoé 🌻", "created_at": now(), "updated_at": now()}
        if bare.is_sqlite:  # which keeps keys as text
            given |= {"id": given["id"].hex}
        await connection.execute(sa.insert(workspace).values(given))
    return bare


async def hash_of(settings: Settings) -> str:
    async with migrate.connected(settings) as connection, connection.begin():
        return await backup.canonical_hash(connection)


async def no_search(_connection) -> None:
    """Nothing to index."""


@pytest.mark.slow
async def test_what_an_older_version_held_is_saved_before_its_tables_change(older, tmp_path):
    kept = await backup.before_migration(older)
    assert kept.parent == older.data_dir / "backups"
    assert kept.stem.endswith("-0001")
    await migrate.upgrade(older)
    elsewhere = installation(tmp_path / "elsewhere", f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}")
    await backup.restore(elsewhere, kept, no_search)
    assert await hash_of(elsewhere) == await hash_of(older)


@pytest.mark.slow
async def test_nothing_is_saved_of_nothing(bare):
    assert await backup.before_migration(bare) is None
    await migrate.upgrade(bare)
    assert await backup.before_migration(bare) is None


@pytest.mark.slow
async def test_the_last_three_are_kept(older):
    made = []
    for day in range(4):
        with at(now() + timedelta(days=day)):
            made.append(await backup.before_migration(older))
    assert sorted((older.data_dir / "backups").iterdir()) == made[1:]


@pytest.mark.slow
async def test_a_migration_that_fails_leaves_all_as_it_was_and_the_backup(older, tmp_path, monkeypatch, capsys):
    await migrate.upgrade(older)
    before = await hash_of(older)
    (head_now,) = ScriptDirectory.from_config(migrate._config()).get_heads()
    head = "CREATE TABLE half_way (id INTEGER)", "DELETE FROM workspace", "SELECT * FROM nowhere"
    (tmp_path / "versions").mkdir()
    (tmp_path / "versions" / "bad.py").write_text(
        "from alembic import op\n"
        f"revision, down_revision, branch_labels, depends_on = 'bad', {head_now!r}, None, None\n"
        f"def upgrade():\n    for statement in {head!r}:\n        op.execute(statement)\n"
    )
    config = migrate._config()
    config.set_main_option("version_locations", f"{migrate.ROOT / 'migrations/versions'}:{tmp_path / 'versions'}")
    monkeypatch.setattr(migrate, "_config", lambda: config)
    monkeypatch.setattr(version, "newest", lambda: frozenset({"bad"}))
    with pytest.raises(typer.Exit):
        await migrated(older)
    assert "as it was" in capsys.readouterr().err
    assert await hash_of(older) == before
    assert "half_way" not in await inspect(older, lambda it: it.get_table_names())
    (kept,) = (older.data_dir / "backups").iterdir()
    assert backup.read(kept).revision == head_now


async def test_a_database_of_a_newer_version_is_refused(older, capsys):
    async with migrate.connected(older) as connection, connection.begin():
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = 'of tomorrow'"))
    with pytest.raises(typer.Exit):
        await migrated(older)
    assert "newer Tact" in capsys.readouterr().err


def test_there_is_one_head():
    command.heads(migrate._config())
    from alembic.script import ScriptDirectory

    assert len(ScriptDirectory.from_config(migrate._config()).get_heads()) == 1
