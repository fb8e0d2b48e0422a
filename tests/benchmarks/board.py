"""The board: its first paint, and what it asks the database."""

from tests.benchmarks import load
from tests.benchmarks.place import TACT, Bench, no_errors, serving


def run(bench: Bench) -> None:
    place = bench.people
    cards = min(10_000, len(place.made.blogger_ids))
    url = f"http://127.0.0.1:{TACT}/partnerships"
    with serving(place):
        load.run(url, place.cookie, seconds=1, connections=1)
        seen = load.run(url, place.cookie, seconds=bench.seconds, connections=1)
    no_errors("board", seen)
    count = place.statements({"path": "/partnerships", "headers": place.cookie})
    print("| what | p50 ms | p95 ms | statements | goal |\n|---|---|---|---|---|")
    print(
        f"| board of {cards:,} partnerships | {seen.p50:.0f} | {seen.p95:.0f} | {count} | ≤ 100 ms, ≤ 10 |", flush=True
    )
