"""How Alembic reaches the database: through app/core/migrate.py, which brings the connection and its locks."""

import asyncio

import app.tables  # noqa: F401  fills the metadata
from alembic import context
from app.core.migrate import connected, is_ours
from app.core.settings import Settings
from sqlalchemy import Connection
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime


def in_plain_words(kind: str, item: object, _context: object) -> str | bool:
    """Writes SQLModel's own types as SQLAlchemy's, so that old migrations do not hang on its inside."""
    if kind == "type" and isinstance(item, AutoString):
        length = item.impl.length  # ty: ignore[unresolved-attribute]
        return f"sa.String(length={length})" if length else "sa.String()"
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def migrate(connection: Connection) -> None:
    """Runs the scripts in one transaction; on SQLite no foreign key may dangle when it ends."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        include_object=is_ours,
        render_item=in_plain_words,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite" and (dangling := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
            raise RuntimeError(f"The migration would leave rows that point nowhere, so nothing was changed: {dangling[:10]}")


async def migrate_from_command_line() -> None:
    async with connected(Settings()) as connection:
        await connection.run_sync(migrate)


if connection := context.config.attributes.get("connection"):
    migrate(connection)
else:
    asyncio.run(migrate_from_command_line())
