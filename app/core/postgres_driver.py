"""SQLAlchemy's asyncpg, without what ours need not do: three round trips to ask whether the server is there, and a
second look at times that come as they should.
"""

from typing import Any

from sqlalchemy import event
from sqlalchemy.dialects.postgresql.asyncpg import AsyncpgDateTime
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.sql.sqltypes import UTCDateTime

STATEMENTS_KEPT = 500
"""Prepared per connection; there are some hundreds, and to prepare one takes longer than most take to run."""


class Moment(UTCDateTime):
    """asyncpg's times are aware and in UTC."""

    impl = AsyncpgDateTime
    cache_ok = True

    def result_processor(self, dialect: Any, coltype: Any) -> Any:  # noqa: ARG002
        return None


def install(engine: AsyncEngine) -> None:
    dialect = engine.sync_engine.dialect
    dialect.colspecs = {**dialect.colspecs, UTCDateTime: Moment}

    @event.listens_for(engine.sync_engine, "checkout")
    def is_there(connection: Any, _record: Any, _proxy: Any) -> None:
        """A server that went away closed its side, which the loop has seen: another connection is made."""
        if connection.driver_connection.is_closed():
            raise DisconnectionError
