"""A backup holds everything, shows any damage, and goes into either database."""

import json
import os
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from app.accounts.models import User, Workspace
from app.activity.models import Activity
from app.activity.service import record
from app.core import backup
from app.core.backup import BadBackup
from app.core.db import Database
from app.core.settings import Settings
from tests.cast import Person
from tests.conftest import installation

pytestmark = pytest.mark.slow


async def no_search(_connection) -> None:
    """Nothing to index."""


async def hash_of(database: Database) -> str:
    async with database.snapshot() as session:
        return await backup.canonical_hash(await session.connection())


@pytest.fixture
async def lived_in(database: Database, cast: dict[str, Person]) -> Database:
    async with database.write() as session:
        for name in ("Zoé 🌻", "עברית", "=1+1"):
            await record(
                session, cast["owner"].actor, "brand.updated", "brand", cast["owner"].brand.id, {"name": ["", name]}
            )
    return database


async def saved(settings: Settings, folder: Path) -> Path:
    await backup.make(settings, folder / "today.tactbackup")
    return folder / "today.tactbackup"


async def test_what_was_changed_since_comes_back(lived_in: Database, settings: Settings, tmp_path: Path):
    before = await hash_of(lived_in)
    file = await saved(settings, tmp_path)
    async with lived_in.write() as session:
        await session.execute(update(Workspace).values(name="Ruined"))
    await backup.restore(settings, file, no_search)
    assert await hash_of(lived_in) == before


async def test_it_goes_into_an_empty_sqlite_with_the_same_rows(lived_in: Database, settings: Settings, tmp_path: Path):
    file = await saved(settings, tmp_path)
    elsewhere = installation(tmp_path / "elsewhere", f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}")
    manifest = await backup.restore(elsewhere, file, no_search)
    moved = Database(elsewhere)
    assert await hash_of(moved) == await hash_of(lived_in) == manifest.canonical
    await moved.dispose()


async def test_the_log_goes_on_after_the_restored_entries(lived_in: Database, settings: Settings, tmp_path: Path, cast):
    await backup.restore(settings, await saved(settings, tmp_path), no_search)
    async with lived_in.write() as session:
        latest = (await session.execute(select(func.max(Activity.seq)))).scalar_one()
        await record(session, cast["owner"].actor, "brand.updated", "brand", cast["owner"].brand.id)
        assert (await session.execute(select(func.max(Activity.seq)))).scalar_one() > latest


async def test_transactions_of_another_server_do_not_hold_back_the_feed(
    lived_in: Database, settings: Settings, tmp_path: Path
):
    await backup.restore(settings, await saved(settings, tmp_path), no_search)
    async with lived_in.read() as session:
        assert set((await session.execute(select(Activity.xid))).scalars()) == {0}


async def test_a_cursor_from_before_a_restore_begins_anew(
    owner: Person, lived_in: Database, settings: Settings, tmp_path: Path
):
    file = await saved(settings, tmp_path)
    before = (await owner.api.get("/api/v1/changes")).json()["next"]
    await backup.restore(settings, file, no_search)
    assert (await owner.api.get("/api/v1/changes", params={"cursor": before})).status_code == 410
    await owner.api.post("/api/v1/bloggers", json={"name": "Zoé", "source": "fair"})
    told = await owner.api.follow(lambda item: item["verb"] == "blogger.created")
    assert len({item["seq"] for item in told}) == len(told)
    assert told[-1]["verb"] == "blogger.created"


async def test_two_restores_of_one_backup_are_told_apart(
    owner: Person, lived_in: Database, settings: Settings, tmp_path: Path
):
    file = await saved(settings, tmp_path)
    await backup.restore(settings, file, no_search)
    first = (await owner.api.get("/api/v1/changes")).json()["next"]
    await backup.restore(settings, file, no_search)
    assert (await owner.api.get("/api/v1/changes", params={"cursor": first})).status_code == 410


async def test_uploaded_files_come_along(lived_in: Database, settings: Settings, tmp_path: Path):
    uploads = settings.data_dir / "uploads"
    uploads.mkdir()
    (uploads / "people.csv").write_text("name")
    file = await saved(settings, tmp_path)
    (uploads / "people.csv").unlink()
    await backup.restore(settings, file, no_search)
    assert (uploads / "people.csv").read_text() == "name"


async def test_a_single_flipped_byte_is_refused_wherever_it_is(lived_in: Database, settings: Settings, tmp_path: Path):
    file = await saved(settings, tmp_path)
    whole = file.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        file.write_bytes(damaged)
        with pytest.raises(BadBackup):
            backup.read(file)


async def test_damage_changes_nothing(lived_in: Database, settings: Settings, tmp_path: Path):
    before = await hash_of(lived_in)
    file = await saved(settings, tmp_path)
    file.write_bytes(file.read_bytes()[:-1] + b"!")
    with pytest.raises(BadBackup, match="damaged"):
        await backup.restore(settings, file, no_search)
    assert await hash_of(lived_in) == before


@pytest.mark.parametrize("content", [b"", b"not a backup", b"PK\x05\x06" + b"\x00" * 18])
def test_another_file_is_refused(tmp_path: Path, content: bytes):
    (tmp_path / "other.tactbackup").write_bytes(content)
    with pytest.raises(BadBackup):
        backup.read(tmp_path / "other.tactbackup")


async def test_a_backup_that_fails_midway_leaves_the_old_one(
    lived_in: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = await saved(settings, tmp_path)
    before = file.read_bytes()

    def full(*_rest) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(backup, "_write", full)
    with pytest.raises(OSError, match="disk full"):
        await saved(settings, tmp_path)
    assert file.read_bytes() == before
    assert not any(name.startswith(".tactbackup-") for name in os.listdir(tmp_path))  # noqa: PTH208


async def test_a_restore_that_fails_midway_changes_nothing(lived_in: Database, settings: Settings, tmp_path: Path):
    before = await hash_of(lived_in)
    file = await saved(settings, tmp_path)

    async def fail(_connection) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await backup.restore(settings, file, fail)
    assert await hash_of(lived_in) == before


async def test_a_backup_of_a_newer_tact_is_refused(lived_in: Database, settings: Settings, tmp_path: Path):
    before = await hash_of(lived_in)
    file = await saved(settings, tmp_path)
    manifest = backup.read(file)
    with zipfile.ZipFile(file) as archive:
        payload = Path(archive.extract(backup.PAYLOAD, tmp_path / "payload"))
    with backup._sqlite(payload) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'of tomorrow'")
    backup._write(file, manifest, {backup.PAYLOAD: payload})
    with pytest.raises(BadBackup, match="newer"):
        await backup.restore(settings, file, no_search)
    assert await hash_of(lived_in) == before


async def test_the_manifest_counts_every_row(lived_in: Database, settings: Settings, tmp_path: Path):
    with zipfile.ZipFile(await saved(settings, tmp_path)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    async with lived_in.read() as session:
        users = (await session.execute(select(func.count()).select_from(User))).scalar_one()
    assert manifest["rows"]["user"] == users
    assert "tact.sqlite3" in manifest["files"]
