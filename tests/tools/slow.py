"""Which tests are slow: those that take more than a moment of the processor. `make check` leaves them out.

    python -m tests.tools.slow      runs the whole suite on SQLite and writes their names into tests/slow.txt

A name stands for all the parameters of a test, by what they take on average, fixtures included.
"""

import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

LIMIT_S = 0.1
LIST = Path(__file__).parents[1] / "slow.txt"
KNOWN = frozenset(LIST.read_text().splitlines())
_took: dict[str, list[float]] = defaultdict(list)


def name_of(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0].removeprefix("tests/")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    began = sum(os.times()[:4])
    yield
    _took[name_of(item)].append(sum(os.times()[:4]) - began)


def pytest_sessionfinish() -> None:
    slow = sorted(name for name, took in _took.items() if sum(took) / len(took) > LIMIT_S)
    LIST.write_text("".join(f"{name}\n" for name in slow))
    print(f"\n{len(slow)} of {len(_took)} tests take more than {LIMIT_S} s of the processor")


if __name__ == "__main__":
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.tools.slow", *sys.argv[1:]]
    sys.exit(subprocess.run(command, check=False).returncode)
