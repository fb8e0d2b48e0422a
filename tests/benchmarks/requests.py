"""Four requests of every day, Tact beside the bare handler."""

import json
import os
import time
from typing import Any

import httpx2

from tests.benchmarks import load
from tests.benchmarks.place import BARE, TACT, Bench, Place, no_errors, serving

SYNC_TRIES = 200
WRITTEN_TO = 200
"""So many people are written to in turn: to write to one hundreds of times in a minute is no exchange of every day."""


def run(bench: Bench) -> None:
    place = bench.people
    plan = _plan(place)
    keyed = {f"r{number}": {"method": "GET", **request} for number, request in enumerate(plan.values())}
    path = place.settings.data_dir / "plan.json"
    path.write_text(json.dumps(keyed))
    print("| what | Tact req/s | bare req/s | ratio | at least | p95 ms, Tact | statements |")
    print("|---|---|---|---|---|---|---|", flush=True)
    with serving(place), serving(place, "tests.benchmarks.bare:bare", BARE, "/none", BENCH_PLAN=str(path)):
        for (what, request), name in zip(plan.items(), keyed, strict=True):
            ours, theirs = _beside(request, f"/{name}", bench.seconds)
            no_errors(what, ours, theirs)
            print(
                f"| {what} | {ours.rate:.0f} | {theirs.rate:.0f} | {ours.rate / theirs.rate:.2f} | {request['goal']} "
                f"| {ours.p95:.0f} | {place.statements(request)} |",
                flush=True,
            )
    print(f"\nThis disk syncs {_sync_rate(place):,.0f} times a second.", flush=True)


def _plan(place: Place) -> dict[str, dict[str, Any]]:
    someone = place.made.blogger_ids[len(place.made.blogger_ids) // 2]
    step = max(1, len(place.made.blogger_ids) // WRITTEN_TO)
    written_to = [f"/api/v1/bloggers/{who}/interactions" for who in place.made.blogger_ids[::step]]
    exchange = json.dumps({"kind": "email", "summary": "About the spring table", "nature": "neutral"})
    return {
        "bloggers list, 50 rows, HTML": {"path": "/bloggers", "headers": place.cookie, "goal": 0.6},
        "bloggers list, 50 rows, JSON": {"path": "/api/v1/bloggers", "headers": place.token, "goal": 0.4},
        "one blogger with timeline, HTML": {"path": f"/bloggers/{someone}", "headers": place.cookie, "goal": 0.5},
        "log an interaction": {
            "path": written_to[0],
            "paths": written_to,
            "headers": place.token,
            "method": "POST",
            "body": exchange,
            "goal": 0.6,
        },
    }


def _beside(request: dict[str, Any], bare_path: str, seconds: float) -> tuple[load.Seen, load.Seen]:
    """Both under the same load, one after the other, each warm."""
    shared = {"headers": request["headers"], "method": request.get("method", "GET"), "body": request.get("body", "")}
    asked = (
        (f"http://127.0.0.1:{TACT}{request['path']}", load.in_turn(request.get("paths", []))),
        (f"http://127.0.0.1:{BARE}{bare_path}", ""),
    )
    for url, script in asked:
        httpx2.request(shared["method"], url, headers=shared["headers"], content=shared["body"], timeout=60)
        load.run(url, **shared, seconds=1, script=script)
    ours, theirs = (load.run(url, **shared, seconds=seconds, script=script) for url, script in asked)
    return ours, theirs


def _sync_rate(place: Place) -> float:
    """How often this disk syncs a small write: what bounds every acknowledged write."""
    path = place.settings.data_dir / "sync"
    started = time.perf_counter()
    with path.open("wb", buffering=0) as file:
        for _number in range(SYNC_TRIES):
            file.write(b"x" * 4096)
            os.fdatasync(file.fileno())
    return SYNC_TRIES / (time.perf_counter() - started)
