"""Tact as people start it: `tact serve` in a process of its own."""

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx2

from app.core import migrate
from app.core.db import Database
from app.core.settings import Settings
from tests.cast import Person, raise_cast

T = TypeVar("T")

STARTS_WITHIN = 180
"""Seconds; the demo takes its time on a busy machine."""
ENDS_WITHIN = 15


@dataclass
class Tact:
    """A server that runs, and what it printed."""

    url: str
    settings: Settings
    log: Path
    people: dict[str, Person]
    """The cast, in the database from the beginning; nobody where the demo was made instead."""

    @property
    def output(self) -> str:
        return self.log.read_text()


@contextlib.contextmanager
def serving(folder: Path, *, demo: bool = False, **environment: str) -> Iterator[Tact]:
    """`tact serve` on a free port with its data in `folder`; further `TACT_…` settings by keyword. With `demo` it
    begins on an empty folder, as `make run` does; else with the cast, which takes less time."""
    settings = Settings(_env_file=None, data_dir=folder, database_url=environment.get("TACT_DATABASE_URL", ""))
    people = {} if demo else aside(_people(settings))
    log = folder / "output"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TACT_")}
    given = {"PORT": "0", "TACT_DATA_DIR": str(folder), "LANG": "C.UTF-8", **environment}
    with log.open("w") as output:
        child = subprocess.Popen(
            [Path(sys.executable).parent / "tact", "serve"],
            cwd=folder,
            env={**inherited, **given},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Tact(_ready(child, log), settings, log, people)
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            child.kill()


def aside(coroutine: Coroutine[Any, Any, T]) -> T:
    """Runs it in a thread of its own, for Playwright has an event loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


async def _people(settings: Settings) -> dict[str, Person]:
    await migrate.upgrade(settings)
    return await arrive(settings, "Atelier")


async def arrive(settings: Settings, workspace: str) -> dict[str, Person]:
    """The cast in a workspace of this name."""
    database = Database(settings)
    try:
        return await raise_cast(database, workspace)
    finally:
        await database.dispose()


def _ready(child: subprocess.Popen, log: Path) -> str:
    """Waits until it serves; the address it printed."""
    ends = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < ends and child.poll() is None:
        if said := re.search(r"http://127\.0\.0\.1:\d+", log.read_text()):
            with contextlib.suppress(httpx2.TransportError):
                if httpx2.get(f"{said[0]}/readyz").status_code == 200:
                    return said[0]
        time.sleep(0.1)
    raise AssertionError(f"tact serve did not start:\n{log.read_text()}")
