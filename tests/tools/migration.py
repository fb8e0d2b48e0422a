"""Writes a migration from the models: `make migration name=add_blogger_city`, then read it through.

It compares with PostgreSQL, started for the moment, because SQLite cannot tell descending indexes. New columns that
are not null need a `server_default`: rows are there already, and the previous code writes under the migration.
"""

import asyncio
import subprocess
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

import app.tables  # noqa: F401  fills the metadata
from app.core import migrate
from app.core.settings import Settings
from tests import postgres

VERSIONS = migrate.ROOT / "migrations" / "versions"


async def write(name: str, server_url: str) -> None:
    """Autogenerates what the models have and the migrations lack."""
    settings = Settings(_env_file=None, database_url=await postgres.create_database(server_url, "tact_migration"))
    await migrate.upgrade(settings)

    def generate(connection: Connection) -> None:
        config = Config(migrate.ROOT / "alembic.ini")
        config.attributes["connection"] = connection
        command.revision(config, name, autogenerate=True, version_path=str(VERSIONS))

    async with migrate.connected(settings) as connection:
        await connection.run_sync(generate)


def main(name: str) -> None:
    server = postgres.start()
    try:
        asyncio.run(write(name, server.url))
    finally:
        server.stop()
    subprocess.run([Path(sys.executable).parent / "ruff", "check", "--fix", "--quiet", VERSIONS], check=False)
    subprocess.run([Path(sys.executable).parent / "ruff", "format", "--quiet", VERSIONS], check=True)


if __name__ == "__main__":
    main(sys.argv[1])
