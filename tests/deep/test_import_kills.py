"""An import that is killed at any point, and goes on, leaves what an unbroken one leaves (reliability F1, F3).

The worker is a process of its own and dies by SIGKILL at the k-th point it passes; `make test` tries some points,
`make deep` all of them.
"""

import csv
import io
import os
import re
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.core import backup
from app.core.clock import now
from app.core.db import Database
from app.core.queue import Job
from app.core.settings import Settings
from app.transfer import files, service
from app.transfer.models import ImportBatch
from tests.cast import raise_cast
from tests.scenes import EMPTY, Scenes

POINTS = 24
"""How many a run of this file passes: the claim, twice per chunk of a hundred persons, the end twice, and none."""
KILLED_AT = range(1, POINTS + 1) if os.environ.get("TACT_TEST_DEPTH") == "full" else (1, 2, 3, 12, 22)
WORKER = """
import asyncio
from app import worker
from app.core import queue
from app.core.db import Database
from app.core.settings import Settings
from app.transfer.service import work

work.chunks.__defaults__ = (100,)

async def main():
    settings = Settings(_env_file=None)
    database = Database(settings)
    while await queue.run_one(database, settings):
        pass
    await database.dispose()

asyncio.run(main())
"""


def thousand() -> bytes:
    """A thousand rows: some tell more of a person above, some cannot be imported, some are skipped as known."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["Nom", "Courriel", "Insta", "Abonnés", "Statut", "Dernier contact", "Tags", "Pointure"])
    for n in range(1000):
        person = n if n % 20 else max(0, n - 7)
        mail = f"p{person}@a.example.org" if n % 33 else "no address"
        date = f"{n % 31 + 1:02d}/{n % 12 + 1:02d}/2024"
        writer.writerow([f"Zoé {person}", mail, f"@zoe{n}", str(n * 3), "contacté", date, f"salon{n % 9}", n % 40])
    return text.getvalue().encode("cp1252")


async def prepare(database: Database, settings: Settings) -> None:
    cast = await raise_cast(database)
    stored = await files.store(settings, "thousand.csv", io.BytesIO(thousand()))
    findings = await files.take_in(settings, stored.path)
    async with database.write() as session:
        batch = await service.begin(session, cast["manager"].actor, stored, findings)
        await service.run(session, cast["manager"].actor, batch)


def work(settings: Settings, failpoint: str = "") -> int:
    environment = {
        **os.environ,
        "TACT_DATA_DIR": str(settings.data_dir),
        "TACT_DATABASE_URL": settings.database_url,
        "TACT_FAILPOINT": failpoint,
    }
    done = subprocess.run([sys.executable, "-c", WORKER], env=environment, check=False, timeout=300)
    return done.returncode


async def what_is_there(database: Database) -> list[str]:
    """Every row but the jobs', without keys and moments of this run."""
    async with database.snapshot() as session:
        lines = [line async for line in backup.content(await session.connection())]
    moment = rf'"{now():%Y-%m-%d}T[^"]*"'
    kept = (re.sub(moment, '"now"', line) for line in lines if not line.startswith(("job\t", "user_session")))
    return sorted(KEY.sub("#", line) for line in kept)


KEY = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
UNBROKEN: dict[str, list[str]] = {}


@pytest.mark.parametrize("k", KILLED_AT)
async def test_killed_anywhere_it_goes_on_without_loss_or_duplicate(
    k: int, database: Database, settings: Settings, scenes: Scenes
):
    await prepare(database, settings)
    code = work(settings, f":{k}")
    assert code == (-signal.SIGKILL if k < POINTS else 0), "the points are not where this test thinks"
    async with database.write() as session:
        await session.execute(update(Job).values(lease_until=now() - timedelta(seconds=1)))
    assert work(settings) == 0

    async with database.read() as session:
        batch = (await session.execute(select(ImportBatch))).scalar_one()
        jobs = set((await session.execute(select(Job.state))).scalars())
    assert (batch.state, batch.handled_count, jobs) == ("done", 1000, {"done"})
    counts = batch.created_count, batch.updated_count, batch.skipped_count, batch.failed_count, batch.joined_count
    assert counts == EXPECTED
    assert _without_versions(await what_is_there(database)) == await _unbroken(database, settings, scenes)


EXPECTED = (923, 0, 0, 31, 46)
"""Created, updated, skipped, failed, joined: as the file was made."""


async def _unbroken(database: Database, settings: Settings, scenes: Scenes) -> list[str]:
    """What a run that nothing interrupts leaves; made once per process."""
    if not UNBROKEN:
        await scenes.set_up(database, EMPTY)
        await prepare(database, settings)
        assert work(settings) == 0
        UNBROKEN["rows"] = _without_versions(await what_is_there(database))
    return UNBROKEN["rows"]


def _without_versions(lines: list[str]) -> list[str]:
    """Without what differs by design: the key of a session, a token."""
    return [re.sub(r'"(token_hash|prefix|path)":"[^"]*"', r'"\1":"#"', line) for line in lines]
