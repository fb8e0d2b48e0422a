"""An import of many rows: how long, how much memory, and how the pages feel meanwhile."""

import asyncio
import csv
import io
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2

from tests.benchmarks.place import TACT, Bench, Place, serving

PAGES = ("/bloggers", "/partnerships", "/", "/bloggers?q=zoe")
TITLES = ("Nom", "Email", "Instagram", "Abonnés", "Téléphone", "Ville", "Pays", "Thèmes", "Statut", "Notes")


def run(bench: Bench) -> None:
    place, rows = bench.people, bench.rows
    with serving(place) as server:
        worker = subprocess.Popen([sys.executable, "-m", "app.worker"], env=place.environment)
        try:
            taken, pages = asyncio.run(_import(place, rows))
            peak, busy = max(_peak(worker.pid), _peak(server)), _processor_time(worker.pid)
        finally:
            worker.terminate()
            worker.wait()
    print("| what | figure | goal |\n|---|---|---|")
    per_goal = f"≤ {60 * rows / 100_000:.0f} s"
    print(f"| import of {rows:,} rows | {taken:.0f} s, {rows / taken:,.0f} rows/s | {per_goal} |")
    print(f"| processor time of the worker | {busy:.0f} s | {per_goal} |")
    print(f"| peak memory of a process meanwhile | {peak:.0f} MB | ≤ 300 MB |")
    p95 = statistics.quantiles(pages, n=20)[-1]
    print(f"| pages meanwhile, p95 of {len(pages)} | {p95 * 1000:.0f} ms | ≤ 300 ms |", flush=True)


async def _import(place: Place, rows: int) -> tuple[float, list[float]]:
    """Seconds from “import” to done, and what each page took meanwhile."""
    base = f"http://127.0.0.1:{TACT}"
    async with (
        httpx2.AsyncClient(base_url=base, headers={"Authorization": place.token["Authorization"]}, timeout=120) as api,
        httpx2.AsyncClient(base_url=base, headers=place.cookie, timeout=120) as browser,
    ):
        upload = await api.post("/api/v1/imports", files={"file": ("people.csv", _file(rows))})
        here = f"/api/v1/imports/{upload.json()['id']}"
        started = time.perf_counter()
        (await api.post(f"{here}/run", json={"source": "Bench"})).raise_for_status()
        pages: list[float] = []
        looking = asyncio.create_task(_look(browser, pages))
        batch = await _end_of(api, here)
        taken = time.perf_counter() - started
        if looking.done():
            looking.result()  # raises why nobody looks any more
        looking.cancel()
        if (batch["state"], batch["created"]) != ("done", rows):
            raise RuntimeError(str(batch)[:500])
        return taken, pages


async def _end_of(api: httpx2.AsyncClient, here: str) -> dict[str, Any]:
    while True:
        batch = (await api.get(here)).json()
        if batch["state"] != "running":
            return batch
        await asyncio.sleep(0.5)


async def _look(browser: httpx2.AsyncClient, taken: list[float]) -> None:
    """Somebody who opens a page every quarter of a second."""
    while True:
        for path in PAGES:
            started = time.perf_counter()
            (await browser.get(path)).raise_for_status()
            taken.append(time.perf_counter() - started)
            await asyncio.sleep(0.25)


def _file(rows: int) -> bytes:
    """Invented people as a spreadsheet of an agency has them."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(TITLES)
    for number in range(rows):
        writer.writerow(_row(number))
    return text.getvalue().encode()


def _row(number: int) -> tuple[Any, ...]:
    handle = f"person.{number}"
    phone = f"06 {number // 1_000_000 % 100:02} {number // 10_000 % 100:02} {number // 100 % 100:02} {number % 100:02}"
    return (f"Personne Numéro{number}", f"{handle}@import.example.org", f"@{handle}", f"{number % 90 + 1},5k", phone,
            "Lyon", "France", "mode, cuisine", "à contacter", "Rencontrée au salon")  # fmt: skip


def _processor_time(pid: int) -> float:
    """Seconds it was at work: what others do on the machine counts less."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _peak(pid: int) -> float:
    """Megabytes that the process held at most."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
