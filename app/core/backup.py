"""Backups: one file that holds every table and uploaded file, and that shows by itself whether it is whole.

A `.tactbackup` is a zip of `manifest.json`, `tact.sqlite3` (all tables, whatever database they came from) and the
uploads; its last 64 characters are the SHA-256 of everything before them. So a restore refuses a single flipped
byte, goes into SQLite or PostgreSQL alike, and first brings an older backup to this version's tables. The canonical
hash in the manifest is that of the rows themselves: it is the same before and after a move between databases.
"""

import base64
import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from alembic.util.exc import CommandError
from sqlalchemy import Connection, Integer, MetaData, String, Table, Uuid, func, insert, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from app.core import migrate
from app.core.clock import now
from app.core.errors import TactError
from app.core.i18n import _
from app.core.settings import Settings
from app.core.sqlite import sqlite3

PAYLOAD, MANIFEST, UPLOADS = "tact.sqlite3", "manifest.json", "uploads"
SEAL = b"tact-sha256:"
SEAL_LENGTH = 64
BATCH = 2_000
BEFORE_MIGRATION = "before-migration-"
KEPT = 3
"""How many backups from before a migration stay in the data folder."""
WRITTEN = frozenset({"created_at", "updated_at", "version", "seq", "at"})
"""Columns that say when and how often something was written."""
Reindex = Callable[[AsyncConnection], Awaitable[None]]


class BadBackup(TactError):
    """The file is no backup, or not as it was written; `detail` says which."""

    status, slug = 422, "bad-backup"


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `rows` by table; `files` their SHA-256; `canonical` the hash of all rows, empty
    in one made before a migration: its rows are of tables that this version no longer describes."""

    made_at: str
    revision: str
    database: str
    canonical: str
    rows: dict[str, int] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)


# --- making ------------------------------------------------------------------------------------------------------


async def make(settings: Settings, target: Path) -> Manifest:
    """Writes a backup of the running database to `target`: one consistent moment, while everybody goes on working."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".tactbackup-") as folder:
        payload = Path(folder) / PAYLOAD
        if settings.is_sqlite:
            _vacuum_into(_sqlite_file(settings), payload)
        else:
            await _copy_into(settings, payload)
        files = {PAYLOAD: payload} | {
            f"{UPLOADS}/{path.name}": path for path in sorted((settings.data_dir / UPLOADS).glob("*")) if path.is_file()
        }
        async with _reading(_settings_of(payload)) as connection:
            await connection.run_sync(_refuse_unknown_tables)
            manifest = Manifest(
                made_at=now().isoformat(timespec="seconds"),
                revision=await _revision(connection),
                database="sqlite" if settings.is_sqlite else "postgresql",
                canonical=await canonical_hash(connection),
                rows=await count_rows(connection),
                files={name: _hash_of(path) for name, path in files.items()},
            )
        unfinished = Path(folder) / "unfinished"
        _write(unfinished, manifest, files)
        unfinished.replace(target)
    return manifest


async def before_migration(settings: Settings) -> Path | None:
    """A backup in the data folder of the tables as they are, whatever version they are of; None if nothing is there.

    It is as portable and as sealed as any other. The last `KEPT` are kept.
    """
    if settings.is_sqlite and not _sqlite_file(settings).exists():
        return None
    async with _reading(settings) as connection:
        revision = await connection.run_sync(_revision_with_rows)
    if revision is None:
        return None
    folder = settings.data_dir / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{BEFORE_MIGRATION}{now():%Y-%m-%d-%H%M%S}-{revision}.tactbackup"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".tactbackup-") as temporary:
        payload, unfinished = Path(temporary) / PAYLOAD, Path(temporary) / "unfinished"
        if settings.is_sqlite:
            _vacuum_into(_sqlite_file(settings), payload)
        else:
            await _copy_as_it_is(settings, payload, revision)
        kind = "sqlite" if settings.is_sqlite else "postgresql"
        made_at = now().isoformat(timespec="seconds")
        manifest = Manifest(made_at, revision, kind, canonical="", files={PAYLOAD: _hash_of(payload)})
        _write(unfinished, manifest, {PAYLOAD: payload})
        unfinished.replace(target)
    for old in sorted(folder.glob(f"{BEFORE_MIGRATION}*.tactbackup"))[:-KEPT]:
        old.unlink()
    return target


def _revision_with_rows(connection: Connection) -> str | None:
    """The version of the tables, if any but alembic's own and those of search holds a row."""
    tables = _reflected(connection)
    version = tables.pop("alembic_version", None)
    if version is None or not any(connection.execute(select(1).select_from(it)).first() for it in tables.values()):
        return None
    return connection.execute(select(version.c.version_num)).scalar_one_or_none()


def _reflected(connection: Connection) -> dict[str, Table]:
    """The tables that are there, parents first, with types that mean the same on every database."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _metadata: "search" not in name)
    for table in found.tables.values():
        for column in table.columns:
            column.type = column.type.as_generic()
    return {table.name: table for table in found.sorted_tables}


async def _copy_as_it_is(settings: Settings, payload: Path, revision: str) -> None:
    """From PostgreSQL into an SQLite file whose tables are of the same, older version."""
    await migrate.upgrade(_settings_of(payload), revision)
    async with _reading(settings) as source, _writing(_settings_of(payload)) as target:
        for name, table in (await source.run_sync(_reflected)).items():
            if name != "alembic_version":
                async for rows in _batches(source, table):
                    await target.execute(insert(table), rows)


def _refuse_unknown_tables(connection: Connection) -> None:
    """A table that no loaded model describes would be missing from the copy. Search indexes are made anew instead."""
    there = {name for name in inspect(connection).get_table_names() if "search" not in name}
    if unknown := there - set(SQLModel.metadata.tables) - {"alembic_version"}:
        raise RuntimeError(f"no model is loaded for {', '.join(sorted(unknown))}")


def _vacuum_into(source: Path, target: Path) -> None:
    with _sqlite(source) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))


async def _copy_into(settings: Settings, payload: Path) -> None:
    await migrate.upgrade(_settings_of(payload))
    async with _reading(settings) as source, _writing(_settings_of(payload)) as target:
        await copy(source, target)


def _write(path: Path, manifest: Manifest, files: dict[str, Path]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.comment = SEAL + b"0" * SEAL_LENGTH
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=2))
        for name, source in files.items():
            archive.write(source, name)
    with path.open("r+b") as file:
        seal = _hash_of(path, leave=SEAL_LENGTH).encode()
        file.seek(-SEAL_LENGTH, os.SEEK_END)
        file.write(seal)
        file.flush()
        os.fsync(file.fileno())


# --- reading -----------------------------------------------------------------------------------------------------


def read(path: Path) -> Manifest:
    """The manifest of a backup that is byte for byte as it was written; raises BadBackup otherwise."""
    if not path.is_file():
        raise BadBackup(_("There is no file %(name)s.", name=path))
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - SEAL_LENGTH - len(SEAL)))
        ending = file.read()
    if not ending.startswith(SEAL):
        raise BadBackup(_("%(name)s is no Tact backup, or it was cut short. Nothing was changed.", name=path.name))
    if _hash_of(path, leave=SEAL_LENGTH).encode() != ending.removeprefix(SEAL):
        raise BadBackup(_("%(name)s is damaged: it is not as it was written. Nothing was changed.", name=path.name))
    with zipfile.ZipFile(path) as archive:
        return Manifest(**json.loads(archive.read(MANIFEST)))


async def restore(settings: Settings, path: Path, reindex: Reindex) -> Manifest:
    """Puts what `path` holds in the place of all that is in the database, in one transaction, and checks the result.

    Raises BadBackup, and changes nothing, when the file is damaged, of a newer version, or does not arrive whole.
    """
    manifest = read(path)
    await migrate.upgrade(settings)
    with tempfile.TemporaryDirectory(prefix="tact-restore-") as folder, zipfile.ZipFile(path) as archive:
        archive.extract(PAYLOAD, folder)
        payload = _settings_of(Path(folder) / PAYLOAD)
        await _bring_up_to_date(payload, manifest)
        async with _reading(payload) as source, _writing(settings) as target:
            wanted = await canonical_hash(source)
            is_comparable = manifest.canonical and manifest.revision == await _revision(target)
            if is_comparable and wanted != manifest.canonical:
                raise BadBackup(_("The rows of this backup are not those that were saved. Nothing was changed."))
            await empty(target)
            await copy(source, target)
            await _set_sequences(target)
            if await canonical_hash(target) != wanted:
                raise BadBackup(_("What was restored differs from the backup. Nothing was changed."))
            await reindex(target)
        for name in manifest.files:
            if name.startswith(f"{UPLOADS}/"):
                (settings.data_dir / UPLOADS).mkdir(parents=True, exist_ok=True)
                (settings.data_dir / UPLOADS / Path(name).name).write_bytes(archive.read(name))
    return manifest


async def _bring_up_to_date(payload: Settings, manifest: Manifest) -> None:
    try:
        await migrate.upgrade(payload)
    except CommandError as error:
        raise BadBackup(
            _("This backup is of a newer Tact (%(revision)s). Update Tact first.", revision=manifest.revision)
        ) from error


async def is_empty(connection: AsyncConnection) -> bool:
    """Whether no table holds a row."""
    return not any((await count_rows(connection)).values())


# --- rows --------------------------------------------------------------------------------------------------------


async def copy(source: AsyncConnection, target: AsyncConnection) -> None:
    """Every row of every table, parents first. A column marked `restored_as` takes that value (or what that function
    says): it meant something only where it came from."""
    for table in SQLModel.metadata.sorted_tables:
        fixed = {c.name: _anew(c.info["restored_as"]) for c in table.columns if "restored_as" in c.info}
        async for rows in _batches(source, table):
            await target.execute(insert(table), [{**row, **fixed} for row in rows])


def _anew(value: Any) -> Any:
    return value() if callable(value) else value


async def empty(connection: AsyncConnection) -> None:
    """Deletes every row, children first."""
    for table in reversed(SQLModel.metadata.sorted_tables):
        await connection.execute(table.delete())


async def count_rows(connection: AsyncConnection) -> dict[str, int]:
    """How many rows each table holds."""
    return {
        table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
        for table in SQLModel.metadata.sorted_tables
    }


async def canonical(connection: AsyncConnection) -> AsyncIterator[str]:
    """Every row as one line `table<TAB>json`, in an order and a form that are the same on every database."""
    for table in sorted(SQLModel.metadata.sorted_tables, key=lambda it: it.name):
        skipped = {c.name for c in table.columns if "restored_as" in c.info}
        async for rows in _batches(connection, table):
            for row in rows:
                kept = {name: value for name, value in row.items() if name not in skipped}
                yield f"{table.name}\t{as_json(kept)}\n"


async def content(connection: AsyncConnection) -> AsyncIterator[str]:
    """The same without generated keys, times of writing and versions, sorted: equal after equal histories."""
    for table in sorted(SQLModel.metadata.sorted_tables, key=lambda it: it.name):
        told = [
            column.name
            for column in table.columns
            if not isinstance(column.type, Uuid) and column.name not in WRITTEN and not column.info
        ]
        lines = [
            f"{table.name}\t{as_json({name: row[name] for name in told})}\n"
            async for rows in _batches(connection, table)
            for row in rows
        ]
        for line in sorted(lines):
            yield line


async def canonical_hash(connection: AsyncConnection) -> str:
    """SHA-256 of `canonical`."""
    digest = hashlib.sha256()
    async for line in canonical(connection):
        digest.update(line.encode())
    return digest.hexdigest()


async def _batches(connection: AsyncConnection, table: Table) -> AsyncIterator[list[dict[str, Any]]]:
    order = [
        column.collate("C") if isinstance(column.type, String) and connection.dialect.name == "postgresql" else column
        for column in table.primary_key
    ]
    async with connection.stream(select(table).order_by(*order).execution_options(yield_per=BATCH)) as result:
        async for rows in result.mappings().partitions():
            yield [dict(row) for row in rows]


def as_json(row: Any) -> str:
    """Canonical JSON: sorted keys, no blanks, times in UTC."""
    return json.dumps(row, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> str:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
        case _:
            raise TypeError(f"a {type(value).__name__} has no canonical form")


async def _set_sequences(connection: AsyncConnection) -> None:
    if connection.dialect.name != "postgresql":
        return
    for table in SQLModel.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None and isinstance(column.type, Integer):
            place = f"pg_get_serial_sequence('\"{table.name}\"', '{column.name}')"
            latest = f'SELECT coalesce(max("{column.name}"), 0) + 1 FROM "{table.name}"'  # noqa: S608 - our own names
            await connection.execute(text(f"SELECT setval({place}, ({latest}), false)"))


# --- databases and files -----------------------------------------------------------------------------------------


def _settings_of(payload: Path) -> Settings:
    return Settings(_env_file=None, data_dir=payload.parent, database_url=f"sqlite:///{payload}")


def _sqlite_file(settings: Settings) -> Path:
    return Path(settings.async_url.split(":///", 1)[1].partition("?")[0])


@contextmanager
def _sqlite(path: Path) -> Iterator[Any]:
    connection: Any = sqlite3.connect(path, isolation_level=None)  # ty: ignore[missing-union-attribute]
    try:
        yield connection
    finally:
        connection.close()


@asynccontextmanager
async def _reading(settings: Settings) -> AsyncIterator[AsyncConnection]:
    """One unchanging view of the whole database."""
    engine = create_async_engine(settings.async_url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            if not settings.is_sqlite:
                await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection
    finally:
        await engine.dispose()


@asynccontextmanager
async def _writing(settings: Settings) -> AsyncIterator[AsyncConnection]:
    """One transaction, in which SQLite checks foreign keys at the end instead of at every row."""
    async with migrate.connected(settings) as connection, connection.begin():
        yield connection
        if settings.is_sqlite and (dangling := (await connection.exec_driver_sql("PRAGMA foreign_key_check")).first()):
            raise BadBackup(_("Rows of %(table)s point nowhere. Nothing was changed.", table=dangling[0]))


async def _revision(connection: AsyncConnection) -> str:
    return (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one()


def _hash_of(path: Path, leave: int = 0) -> str:
    """SHA-256 of a file without its last `leave` bytes."""
    digest, left = hashlib.sha256(), path.stat().st_size - leave
    with path.open("rb") as file:
        while left > 0 and (block := file.read(min(left, 1 << 20))):
            digest.update(block)
            left -= len(block)
    return digest.hexdigest()
