"""What every test stands on: a migrated, empty database of its own and the application in this process.

`pytest` runs on SQLite, `TACT_TEST_DATABASE=postgres pytest` on PostgreSQL (`TACT_TEST_POSTGRES_URL`, or
a server started from a wheel for the run). Fixtures:

- `database`: units of work on an empty database; `session`: one write unit, rolled back at the end, for tests
  without HTTP. Beside HTTP clients use `async with database.write() as session:`, for SQLite has one writer.
- `client`: nobody's browser; `owner`, `manager`, `mate`, `viewer`, `stranger` (tests/cast.py): people, each with
  `.html` (a signed-in browser), `.api` (a program with their token) and `.actor` (for services and queries).
- `cast`: all of them by name without clients, where a test needs no application: `cast["owner"].actor`.
- `scene`: `world = await scene("a fair", write)` writes more than a few rows once per worker (tests/scenes.py).
- `count_statements`: `with count_statements() as executed: …` then `len(executed)`.
- `run_jobs`: `await run_jobs()` runs what is enqueued until nothing is due.
"""

import asyncio
import contextlib
import copy
import gc
import os
import pickle
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import hypothesis
import pytest
from fastapi import FastAPI
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pydantic import SecretStr
from sqlalchemy import event
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import i18n, memory, migrate, queue, security
from app.core.db import Database
from app.core.settings import Settings
from app.main import create_app
from tests import postgres
from tests.cast import ORIGIN, Browser, Person, raise_cast
from tests.scenes import CAST, EMPTY, Files, Scene, Scenes, Schemas
from tests.tools import slow

T = TypeVar("T")
DATABASE = os.environ.get("TACT_TEST_DATABASE", "sqlite")
IS_SQLITE = DATABASE == "sqlite"
DATABASE_FILE = "tact.sqlite3"
os.environ["TACT_DATABASE_URL"] = "sqlite:///given-by-no-test.sqlite3"  # no test may reach what a developer works with


# How long an example takes is the machine's affair.
hypothesis.settings.register_profile("tact", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("tact")

# Hashing as slowly as production does would be half of the run.
security._hasher = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
security._DECOY = security._hasher.hash("nobody's")


def pytest_configure(config: pytest.Config) -> None:
    """Starts PostgreSQL once, in the process that hands out the tests."""
    if DATABASE == "postgres" and not hasattr(config, "workerinput"):
        config.stash[postgres.SERVER] = postgres.start()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the slow ones (tests/tools/slow.py)."""
    for item in items:
        if slow.name_of(item) in slow.KNOWN:
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """What is imported by now stays: looking through it for garbage is a tenth of the run."""
    gc.enable()
    memory.settle()


def pytest_configure_node(node) -> None:
    if DATABASE == "postgres":
        node.workerinput["postgres"] = node.config.stash[postgres.SERVER].url


def pytest_unconfigure(config: pytest.Config) -> None:
    if server := config.stash.get(postgres.SERVER, None):
        server.stop()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def in_english() -> None:
    """A test that read French leaves none to the next."""
    i18n.activate("en")


@pytest.fixture(scope="session")
def migrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> str:
    """Where this worker's migrated database is: the template file on SQLite, the URL on PostgreSQL."""
    if DATABASE == "postgres":
        given = getattr(request.config, "workerinput", None)
        server_url = given["postgres"] if given else request.config.stash[postgres.SERVER].url
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        url = asyncio.run(postgres.create_database(server_url, f"tact_test_{worker}"))
    else:
        url = f"sqlite:///{tmp_path_factory.mktemp('template') / 'tact.sqlite3'}"
    asyncio.run(migrate.upgrade(Settings(_env_file=None, database_url=url)))
    return url


@pytest.fixture(scope="session")
def worker_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the worker's one database file and its scenes are, on SQLite."""
    return tmp_path_factory.mktemp("worker")


@pytest.fixture(scope="session")
def worker_settings(migrated: str, worker_folder: Path) -> Settings:
    """Settings of the worker's one database, which holds the scene of each test in turn."""
    return installation(worker_folder, f"sqlite:///{worker_folder / DATABASE_FILE}" if IS_SQLITE else migrated)


@pytest.fixture(scope="session")
def scenes(migrated: str, worker_folder: Path) -> Scenes:
    return (
        Files(Path(migrated.removeprefix("sqlite:///")), worker_folder / DATABASE_FILE)
        if IS_SQLITE
        else Schemas(migrated)
    )


@pytest.fixture
def settings(request: pytest.FixtureRequest, worker_settings: Settings, scenes: Scenes, tmp_path: Path) -> Settings:
    """Settings of a fresh installation whose database is empty and current (but for the cast, if the test asks)."""
    if isinstance(scenes, Files):
        scenes.copy(_first_scene(request))
    return worker_settings.model_copy(update={"data_dir": tmp_path})


def _first_scene(request: pytest.FixtureRequest) -> str:
    return CAST if "cast" in request.fixturenames else EMPTY


@pytest.fixture(scope="session")
def engines(worker_settings: Settings) -> Database:
    """Opened once per worker: an engine keeps the statements it has compiled, and those of a test are a fifth of it."""
    return Database(worker_settings)


def installation(data_dir: Path, database_url: str) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=data_dir,
        database_url=database_url,
        secret_key=SecretStr("of the tests"),
        public_url=ORIGIN,
        database_pool=5,
    )


@pytest.fixture
async def database(
    request: pytest.FixtureRequest, everybody: dict[str, Person], engines: Database, settings: Settings, scenes: Scenes
) -> AsyncIterator[Database]:
    i18n.activate("en")  # in the context of async tests, which `in_english` does not reach
    opened = _anew(engines)
    if not IS_SQLITE:
        await scenes.set_up(opened, _first_scene(request))
    yield opened
    await opened.dispose()


def _anew(engines: Database) -> Database:
    """The same engines, nobody waiting to write."""
    opened = copy.copy(engines)
    if opened.is_sqlite:
        opened._writers = asyncio.Lock()
    return opened


@pytest.fixture
async def session(database: Database, cast: dict[str, Person]) -> AsyncIterator[AsyncSession]:
    """One write unit, rolled back at the end: for tests of services and queries without HTTP."""

    class Enough(Exception):
        pass

    with contextlib.suppress(Enough):
        async with database.write() as session:
            vars(database)["held_by"] = "the fixture `session`"
            yield session
            raise Enough


@pytest.fixture(scope="session")
def application(migrated: str, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """Built once per worker: templates, assets and routes do not depend on the test."""
    return create_app(installation(tmp_path_factory.mktemp("application"), migrated))


@pytest.fixture
async def app(application: FastAPI, settings: Settings, database: Database) -> AsyncIterator[FastAPI]:
    """The application, started, on the test's settings and database."""
    application.state.settings, application.state.database = settings, database
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[Browser]:
    """A browser that nobody is signed in to."""
    async with Browser(app) as opened:
        yield opened


@pytest.fixture(scope="session")
def everybody(worker_settings: Settings, scenes: Scenes) -> dict[str, Person]:
    """The cast, written once per worker and kept as the scene of that name."""

    async def write() -> dict[str, Person]:
        database = Database(worker_settings)
        try:
            await scenes.set_up(database, EMPTY)
            people = await raise_cast(database)
            await scenes.keep(database, CAST)
            return people
        finally:
            await database.dispose()

    return asyncio.run(write())


@pytest.fixture
async def cast(everybody: dict[str, Person], database: Database) -> dict[str, Person]:
    """Everyone, as rows; each gets clients when the test asks for them by name."""
    return {name: person.afresh() for name, person in everybody.items()}


@pytest.fixture
def scene(scenes: Scenes, database: Database, cast: dict[str, Person], told: dict[str, bytes]) -> Scene:
    """`await scene(name, write)`: what `write` puts into the database, and a copy of what it returns. Only the first
    test of a worker writes it; for the others the whole database is as it was then. So `name` must mean the same in all
    of them, and ids of rows written before are to be taken from what is returned."""

    async def play(name: str, write: Callable[[], Awaitable[T]]) -> T:
        if name in told:
            await scenes.set_up(database, name)
        else:
            told[name] = pickle.dumps(await write())
            await scenes.keep(database, name)
        return pickle.loads(told[name])

    return play


@pytest.fixture(scope="session")
def told() -> dict[str, bytes]:
    """What the scenes of this worker returned."""
    return {}


@pytest.fixture
async def owner(app: FastAPI, cast: dict[str, Person]) -> AsyncIterator[Person]:
    """Olga, who made the workspace: admin."""
    async with cast["owner"].arriving(app) as person:
        yield person


@pytest.fixture
async def mate(app: FastAPI, cast: dict[str, Person]) -> AsyncIterator[Person]:
    """Malik, a colleague in Olga's workspace: outreach."""
    async with cast["mate"].arriving(app) as person:
        yield person


@pytest.fixture
async def manager(app: FastAPI, cast: dict[str, Person]) -> AsyncIterator[Person]:
    """Mona, a manager in Olga's workspace."""
    async with cast["manager"].arriving(app) as person:
        yield person


@pytest.fixture
async def viewer(app: FastAPI, cast: dict[str, Person]) -> AsyncIterator[Person]:
    """Vera, who may look in Olga's workspace: viewer."""
    async with cast["viewer"].arriving(app) as person:
        yield person


@pytest.fixture
async def stranger(app: FastAPI, cast: dict[str, Person]) -> AsyncIterator[Person]:
    """Stefan, admin of another workspace."""
    async with cast["stranger"].arriving(app) as person:
        yield person


@pytest.fixture
def count_statements(database: Database) -> Callable[[], contextlib.AbstractContextManager[list[str]]]:
    """The SQL that the block executes, statement by statement, without BEGIN, COMMIT and PRAGMA."""

    @contextlib.contextmanager
    def counting() -> Iterator[list[str]]:
        executed: list[str] = []

        def note(_connection, _cursor, statement: str, *_rest) -> None:
            if not statement.lstrip().upper().startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
                executed.append(statement)

        for engine in database.engines:
            event.listen(engine.sync_engine, "before_cursor_execute", note)
        try:
            yield executed
        finally:
            for engine in database.engines:
                event.remove(engine.sync_engine, "before_cursor_execute", note)

    return counting


@pytest.fixture
def run_jobs(app: FastAPI, database: Database, settings: Settings) -> Callable[[], Awaitable[int]]:
    """Runs every due job; returns how many."""
    import app.worker  # noqa: F401  registers every job

    async def run() -> int:
        done = 0
        while await queue.run_one(database, settings):
            done += 1
        return done

    return run
