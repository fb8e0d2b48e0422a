"""What takes too long for every run. `make test` runs a sample (`TACT_TEST_DEPTH=sample`), `make deep` the whole."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.conftest import DATABASE
from tests.tools.server import Tact, serving

WHOLE = os.environ.get("TACT_TEST_DEPTH", "sample") == "full"
collect_ignore = [] if WHOLE else ["test_clients.py"]  # they fetch their generators, a minute and a half
if DATABASE == "postgres":
    collect_ignore.append("test_timing.py")  # it asks no database: once is enough


@pytest.fixture(scope="session")
def depth():
    """`depth(sample=20, full=2_000)`: how many, in this run."""
    return lambda sample, full: full if WHOLE else sample


@pytest.fixture
def tact(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tact]:
    """A server on the database under test, without a limit of calls."""
    environment = {"TACT_API_RATE": "0"}
    if DATABASE == "postgres":
        given = getattr(request.config, "workerinput", None)
        server = given["postgres"] if given else request.config.stash[postgres.SERVER].url
        worker = given["workerid"] if given else "alone"
        environment["TACT_DATABASE_URL"] = asyncio.run(postgres.create_database(server, f"tact_deep_{worker}"))
    with serving(tmp_path, **environment) as server:
        yield server
