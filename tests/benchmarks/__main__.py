"""`make bench`: how fast Tact is on this machine, on both databases; prints tables in Markdown.

    python -m tests.benchmarks [requests depth …] [--people 10000] [--many 100000] [--rows 10000] [--cache DIR]
        [--database sqlite|postgres|both]

Each section is one module with `run(bench)`; without a name all run. `--people` bloggers with 10 exchanges each carry
the side-by-side figures; `--many` bloggers those of depth and search, `--rows` rows the import. The aims are for
`--many 1000000 --rows 100000`; `--cache DIR` keeps the many between runs (tests/benchmarks/crowd.py seeds them alone).
"""

import argparse
import contextlib
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import board, bulk, depth, imports, requests, timing
from tests.benchmarks.place import Bench

SECTIONS: dict[str, Callable[[Bench], None]] = {
    "requests": requests.run,
    "board": board.run,
    "timing": timing.run,
    "bulk": bulk.run,
    "depth": depth.run,
    "imports": imports.run,
}


def main() -> None:
    options = _options()
    for database in ("sqlite", "postgres") if options.database == "both" else (options.database,):
        with contextlib.ExitStack() as stack:
            bench = Bench(database, options.people, options.many, options.rows, options.seconds, options.cache, stack)
            for name in options.sections or SECTIONS:
                print(f"\n## {name}, {database}\n", flush=True)
                SECTIONS[name](bench)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("sections", nargs="*", metavar="section", help=f"any of: {', '.join(SECTIONS)}")
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--cache", type=Path, help="keep the many here between runs")
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--seconds", type=float, default=5)
    options = parser.parse_args()
    if unknown := set(options.sections) - set(SECTIONS):
        parser.error(f"no such section: {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    if shutil.which("wrk") is None:
        sys.exit("make bench needs wrk, a load generator: apt-get install wrk")
    main()
