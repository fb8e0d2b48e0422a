"""The worker: runs background jobs until it is told to stop. Registers every feature's `jobs` module.

`tact serve` starts it as a child (`python -m app.worker --until-input-closes`); `tact worker` runs it alone.
"""

import asyncio
import contextlib
import importlib
import importlib.util
import logging
import os
import signal
import sys
from pathlib import Path

from app.core import logs, memory, queue
from app.core.db import Database
from app.core.settings import Settings

CONCURRENCY = 3
BUSY_PAUSE, IDLE_PAUSE = 0.1, 1.0
"""Seconds between two looks for work: right after some, and after a while without any."""
GRACE_SECONDS = 8
log = logging.getLogger("tact.worker")

for _path in sorted(Path(__file__).parent.glob("*/jobs*")):
    importlib.import_module(f"app.{_path.parent.name}.jobs")


async def work(settings: Settings, stopping: asyncio.Event) -> None:
    """Runs jobs, several at a time, until `stopping`; then lets them end for GRACE_SECONDS and hands back the rest."""
    database = Database(settings)
    loops = [asyncio.create_task(_loop(database, settings, stopping)) for _slot in range(CONCURRENCY)]
    loops.append(asyncio.create_task(_keep_periods(database, stopping)))
    try:
        await stopping.wait()
        await asyncio.wait(loops, timeout=GRACE_SECONDS)
    finally:
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
        await database.dispose()


def main(settings: Settings, *, until_input_closes: bool = False) -> None:
    """Works until SIGTERM, SIGINT or, as a child, until its parent is gone."""
    logs.configure(as_json=settings.log_json)

    async def run() -> None:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        if until_input_closes:
            loop.add_reader(sys.stdin.fileno(), _read_or_stop, stopping)
        await work(settings, stopping)

    memory.settle()
    asyncio.run(run())


def _read_or_stop(stopping: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 1024):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        stopping.set()


async def _loop(database: Database, settings: Settings, stopping: asyncio.Event) -> None:
    pause = BUSY_PAUSE
    while not stopping.is_set():
        try:
            pause = BUSY_PAUSE if await queue.run_one(database, settings) else min(pause * 1.5, IDLE_PAUSE)
        except Exception:
            log.exception("the queue cannot be read; trying again")
            pause = 5.0
        if pause > BUSY_PAUSE:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), pause)


async def _keep_periods(database: Database, stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        try:
            await queue.enqueue_periodic(database)
        except Exception:
            log.exception("periodic jobs could not be planned; trying again")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), 60)


if __name__ == "__main__":
    main(Settings(), until_input_closes="--until-input-closes" in sys.argv)
