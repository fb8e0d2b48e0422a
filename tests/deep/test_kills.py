"""A restore and the removal of the demo that are killed anywhere leave all as it was, or all done; what is left holds
together, and the act can be done again (reliability F1, F3).

`tact` runs in a process of its own, which dies by SIGKILL before its k-th statement, commit or file; `make test` tries
some k, `make deep` thirty, spread from the first to the last.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlmodel import col

from app import seeds
from app.accounts.models import Workspace
from app.core import backup
from app.core.db import Database
from app.core.settings import Settings
from tests.cast import raise_cast

SWEEPS = range(6) if os.environ.get("TACT_TEST_DEPTH") == "full" else [0]
TRIES = 5 if os.environ.get("TACT_TEST_DEPTH") == "full" else 3
"""Points in each sweep."""
TACT = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.engine import Engine
from app.cli import main

killed_at, sys.argv = int(sys.argv[1]), ["tact", *sys.argv[2:]]
passed, write = 0, Path.write_bytes

def point(*_args):
    global passed
    passed += 1
    if passed == killed_at:
        os.kill(os.getpid(), signal.SIGKILL)

def write_bytes(path, data):
    point()
    return write(path, data)

event.listen(Engine, "before_cursor_execute", point)
event.listen(Engine, "commit", point)
Path.write_bytes = write_bytes
try:
    main()
finally:
    print(f"points: {passed}")
"""


def tact(settings: Settings, *arguments: str, killed_at: int = 0) -> tuple[int, str]:
    """The exit code of `tact …`, and what it printed."""
    environment = {
        **os.environ,
        "TACT_DATA_DIR": str(settings.data_dir),
        "TACT_DATABASE_URL": settings.database_url,
    }
    command = [sys.executable, "-c", TACT, str(killed_at), *arguments]
    done = subprocess.run(command, env=environment, check=False, timeout=300, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


async def state(database: Database) -> str:
    async with database.snapshot() as session:
        return await backup.canonical_hash(await session.connection())


async def sweep(database: Database, settings: Settings, act: tuple[str, ...], after: str, told: str, turn: int) -> None:
    """Kills `act`, which told how many points it passes, at some of them; each time all is as before, or `after` it."""
    points = int(told.rpartition("points: ")[2].split()[0])
    tries = TRIES * len(SWEEPS)
    spread = [1 + (points - 1) * number // (tries - 1) for number in range(tries)]
    before = await state(database)
    for killed_at in spread[turn :: len(SWEEPS)]:
        code, told = tact(settings, *act, killed_at=killed_at)
        now = await state(database)
        assert code == -signal.SIGKILL or now == after, told
        assert now in (before, after), f"killed at {killed_at} of {points}: neither undone nor done"
        code, told = tact(settings, "check-data")
        assert code == 0, f"killed at {killed_at} of {points}: {told}"


@pytest.mark.parametrize("turn", SWEEPS)
async def test_a_restore(turn: int, database: Database, settings: Settings, tmp_path: Path):
    cast = await raise_cast(database)
    uploads = settings.data_dir / backup.UPLOADS
    uploads.mkdir(parents=True, exist_ok=True)
    (uploads / "people.csv").write_text("Name\nZoé\n")
    file = tmp_path / "today.tactbackup"
    await backup.make(settings, file)
    saved = await state(database)
    await _rename(database, cast["owner"].actor.workspace_id)
    code, told = tact(settings, "restore", str(file), "--yes")
    assert code == 0, told
    assert await state(database) == saved
    await _rename(database, cast["owner"].actor.workspace_id)

    await sweep(database, settings, ("restore", str(file), "--yes"), saved, told, turn)
    (uploads / "people.csv").unlink()
    assert tact(settings, "restore", str(file), "--yes")[0] == 0
    assert (await state(database), (uploads / "people.csv").read_text()) == (saved, "Name\nZoé\n")


async def _rename(database: Database, workspace_id: UUID) -> None:
    async with database.write() as session:
        await session.execute(update(Workspace).where(col(Workspace.id) == workspace_id).values(name="Later"))


@pytest.mark.parametrize("turn", SWEEPS)
async def test_the_removal_of_the_demo(turn: int, database: Database, settings: Settings, tmp_path: Path):
    await raise_cast(database)
    await seeds.make_demo(database)
    file = tmp_path / "with-demo.tactbackup"
    await backup.make(settings, file)
    code, told = tact(settings, "demo", "--remove", "--yes")
    assert code == 0, told
    without = await state(database)
    assert tact(settings, "restore", str(file), "--yes")[0] == 0
    assert await state(database) != without

    await sweep(database, settings, ("demo", "--remove", "--yes"), without, told, turn)
    tact(settings, "demo", "--remove", "--yes")
    assert await state(database) == without
    code, told = tact(settings, "check-data")
    assert code == 0, told
