"""What has no bare handler beside it: the board and the bulk upsert."""

import statistics
import time

import httpx2

from tests.benchmarks import load
from tests.benchmarks.place import TACT, Bench, Place, no_errors, serving


def run(bench: Bench) -> None:
    place = bench.people
    print("| what | figure | goal |\n|---|---|---|")
    with serving(place):
        url = f"http://127.0.0.1:{TACT}/partnerships"
        load.run(url, place.cookie, seconds=1, connections=1)
        board = load.run(url, place.cookie, seconds=bench.seconds, connections=1)
        no_errors("board", board)
        count = place.statements({"path": "/partnerships", "headers": place.cookie})
        partnerships = min(10_000, len(place.made.blogger_ids))
        print(
            f"| board of {partnerships:,} partnerships, p95 | {board.p95:.0f} ms, {count} statements | ≤ 100 ms, ≤ 10 |"
        )
        print(f"| bulk upsert of 1,000 over the API | {_bulk(place):,.0f} rows/s | ≥ 2,000 rows/s |", flush=True)


def _bulk(place: Place) -> float:
    """Rows a second over five calls of a thousand new people each."""
    taken = []
    with httpx2.Client(base_url=f"http://127.0.0.1:{TACT}", headers=place.token, timeout=120) as client:
        for call in range(6):
            items = [
                {
                    "name": f"Person {call} {number}",
                    "contact_points": [{"kind": "email", "value": f"p{call}.{number}@bulk.example.org"}],
                    "channels": [{"platform": "blog", "url": f"https://p{call}-{number}.example.org"}],
                    "tags": ["bulk"],
                    "country": "FR",
                    "topics": ["food"],
                    "external_ids": {"bench": f"{call}-{number}"},
                }
                for number in range(1_000)
            ]
            started = time.perf_counter()
            answer = client.post("/api/v1/bloggers/bulk", json={"items": items})
            taken.append(time.perf_counter() - started)
            if answer.status_code != 200 or any(one["status"] != "created" for one in answer.json()["items"]):
                raise RuntimeError(answer.text[:500])
    return 1_000 / statistics.median(taken[1:])
