"""Fails unless the tables of `tests/outreach/timing` run every line and branch of the decisions of timing.

Properties do not count: what they reach is not the same twice.
"""

import sys
from pathlib import Path

import pytest
from coverage import Coverage

TIMING = Path("app/outreach/timing")
DECISIONS = [
    *(f"{TIMING}/{name}.py" for name in ("facts", "policy", "history", "case", "decide", "changes")),
    *(f"{TIMING}/{name}.py" for name in ("occasions", "hours", "countries", "natures", "verdict")),
    f"{TIMING}/rules/*.py",
]
TABLES = sorted(str(path) for path in Path("tests/outreach/timing").glob("test_*.py") if path.stem != "test_properties")


def main() -> int:
    measured = Coverage(data_file=None, config_file=False, branch=True, include=DECISIONS)
    measured.start()
    failed = pytest.main(["-q", "-p", "no:cacheprovider", *TABLES])
    measured.stop()
    share = measured.report(show_missing=True, skip_covered=True)
    return 1 if failed or share < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
