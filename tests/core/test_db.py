"""Units of work, as the database underneath sees them."""

import asyncio

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from app.accounts.models import User


async def test_a_read_unit_cannot_write(database, cast):
    with pytest.raises(DBAPIError):
        async with database.read() as session:
            await session.execute(text('UPDATE "user" SET name = name'))


async def test_connections_that_the_server_closed_are_replaced(database, cast):
    """SQLite has no server that could go away: there both units simply go on."""
    async with database.read() as session, database.write() as other:
        for one in (session, other):
            await one.execute(select(col(User.id)))
    if not database.is_sqlite:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        async with database.write() as session:
            await session.execute(text(f"{others} AND pid <> pg_backend_pid()"))
        with pytest.raises(DBAPIError):
            async with database.write() as session:
                await session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        await asyncio.sleep(0.1)  # until the loop has seen them close
    async with database.read() as session, database.write() as other:
        for one in (session, other):
            assert (await one.execute(select(col(User.id)))).first()
