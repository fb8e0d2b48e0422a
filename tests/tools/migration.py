"""Writes a migration from the models: `make migration name=add_blogger_city`, then read it through.

It compares with PostgreSQL, started for the moment, because SQLite cannot tell descending indexes.
`make migration-first` writes the first one again; that is only for as long as nothing is released.
"""

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

import app.tables  # noqa: F401  fills the metadata
from app.core import migrate
from app.core.settings import Settings
from tests import postgres

VERSIONS = migrate.ROOT / "migrations" / "versions"
FIRST = "0001"


async def write(name: str, folder: Path, server_url: str) -> None:
    """Autogenerates `name` into `folder`; in another folder than VERSIONS it starts from nothing."""
    settings = Settings(_env_file=None, database_url=await postgres.create_database(server_url, "tact_migration"))
    fresh = folder != VERSIONS
    if not fresh:
        await migrate.upgrade(settings)

    def generate(connection: Connection) -> None:
        config = Config(migrate.ROOT / "alembic.ini")
        config.set_main_option("version_locations", str(folder))
        config.attributes["connection"] = connection
        command.revision(config, name, autogenerate=True, rev_id=FIRST if fresh else None, version_path=str(folder))

    async with migrate.connected(settings) as connection:
        await connection.run_sync(generate)


def main(name: str) -> None:
    server = postgres.start()
    try:
        if name == "first":
            with tempfile.TemporaryDirectory() as folder:
                asyncio.run(write("first", Path(folder), server.url))
                (written,) = Path(folder).glob("*.py")
                (VERSIONS / "2026_11_22_first.py").write_text(written.read_text())
        else:
            asyncio.run(write(name, VERSIONS, server.url))
    finally:
        server.stop()
    subprocess.run([Path(sys.executable).parent / "ruff", "check", "--fix", "--quiet", VERSIONS], check=False)
    subprocess.run([Path(sys.executable).parent / "ruff", "format", "--quiet", VERSIONS], check=True)


if __name__ == "__main__":
    main(sys.argv[1])
