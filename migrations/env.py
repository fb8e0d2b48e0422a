"""How Alembic reaches the database: through app/core/migrate.py, which brings the connection and its locks."""

import asyncio
from collections.abc import Callable
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, Column, Connection
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

import app.tables  # noqa: F401  fills the metadata
from app.core.migrate import connected
from app.core.settings import Settings


def is_compared(connection: Connection) -> Callable[..., bool]:
    """Leaves out what autogenerate cannot see: search tables and indexes (made by hand in the migrations), and on
    SQLite every index with an expression or a descending column. tests/architecture compares those by name."""
    opaque = {
        index.name
        for table in SQLModel.metadata.tables.values()
        for index in table.indexes
        if connection.dialect.name == "sqlite" and not all(isinstance(it, Column) for it in index.expressions)
    }

    def compare(_item: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        by_hand = kind in ("table", "index") and "search" in (name or "")
        return not by_hand and not (kind == "index" and name in opaque)

    return compare


def in_plain_words(kind: str, item: object, autogen: AutogenContext) -> str | Literal[False]:
    """Writes SQLModel's own types as SQLAlchemy's, so that old migrations do not hang on its inside."""
    if kind == "type" and isinstance(item, JSON):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    if kind == "type" and isinstance(item, AutoString):
        length = item.impl.length  # ty: ignore[missing-attribute]
        return f"sa.String(length={length})" if length else "sa.String()"
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def refuse_dangling(connection: Connection) -> None:
    if dangling := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(10):
        raise RuntimeError(f"The migration would leave rows that point nowhere, so nothing changed: {dangling}")


def migrate(connection: Connection) -> None:
    """Runs the scripts in one transaction; on SQLite no foreign key may dangle when it ends."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        include_object=is_compared(connection),
        render_item=in_plain_words,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite" and (
            dangling := connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        ):
            raise RuntimeError(
                f"The migration would leave rows that point nowhere, so nothing was changed: {dangling[:10]}"
            )


async def migrate_from_command_line() -> None:
    async with connected(Settings()) as connection:
        await connection.run_sync(migrate)


if connection := context.config.attributes.get("connection"):
    migrate(connection)
else:
    asyncio.run(migrate_from_command_line())
