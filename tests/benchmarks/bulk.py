"""The bulk upsert over the API: a thousand new people a call, then the same again with another city."""

import statistics
import time
from typing import Any

import httpx2

from tests.benchmarks.place import TACT, Bench, serving

CALLS = 6


def run(bench: Bench) -> None:
    place = bench.people
    print("| what | rows/s | goal |\n|---|---|---|")
    with (
        serving(place),
        httpx2.Client(base_url=f"http://127.0.0.1:{TACT}", headers=place.token, timeout=120) as client,
    ):
        for what, city in (("created", ""), ("updated", "Lyon")):
            taken = [
                _upsert(client, [_item(call, number, city) for number in range(1_000)], what) for call in range(CALLS)
            ]
            rate = 1_000 / statistics.median(taken[1:])
            print(f"| bulk upsert of 1,000 over the API, {what} | {rate:,.0f} | ≥ 2,000 |", flush=True)


def _upsert(client: httpx2.Client, items: list[dict[str, Any]], expected: str) -> float:
    started = time.perf_counter()
    answer = client.post("/api/v1/bloggers/bulk", json={"items": items})
    taken = time.perf_counter() - started
    if answer.status_code != 200 or answer.json()[expected] != len(items):
        raise RuntimeError(answer.text[:500])
    return taken


def _item(call: int, number: int, city: str) -> dict[str, Any]:
    return {
        "name": f"Person {call} {number}",
        "contact_points": [{"kind": "email", "value": f"p{call}.{number}@bulk.example.org"}],
        "channels": [{"platform": "blog", "url": f"https://p{call}-{number}.example.org"}],
        "tags": ["bulk"],
        "city": city,
        "country": "FR",
        "topics": ["food"],
        "external_ids": {"bench": f"{call}-{number}"},
    }
