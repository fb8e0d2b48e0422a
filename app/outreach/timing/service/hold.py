"""One at a time for one person: who acts on advice must not be overtaken between asking and acting."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import BigInteger, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel.ext.asyncio.session import AsyncSession

_KEYS = func.unnest(bindparam("keys", type_=ARRAY(BigInteger))).column_valued("key")
_LOCK = select(func.pg_advisory_xact_lock(_KEYS))


async def hold(session: AsyncSession, blogger_ids: Iterable[UUID]) -> None:
    """Nobody else acts on these people until the transaction ends; taken first of all locks, in one order. On SQLite
    the unit of work is that lock already."""
    if session.get_bind().dialect.name == "postgresql":
        keys = sorted({blogger_id.int % 2**63 for blogger_id in blogger_ids})
        await (await session.connection()).execute(_LOCK, {"keys": keys})
