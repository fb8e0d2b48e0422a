"""Answers kept under the `Idempotency-Key` of a request, so that a retry repeats the answer and not the effect."""

import hashlib
import json
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.clock import now
from app.core.errors import Invalid
from app.core.i18n import _


class IdempotencyKey(SQLModel, table=True):
    """One remembered answer (reliability F18): written in the transaction of the effect, kept 48 hours."""

    __tablename__ = "idempotency_key"

    workspace_id: UUID = Field(foreign_key="workspace.id", ondelete="CASCADE", primary_key=True)
    caller: str = Field(max_length=40, primary_key=True)
    """The token or member that sent it: another's key is another key."""
    key: str = Field(max_length=255, primary_key=True)
    request_hash: str = Field(max_length=64)
    """SHA-256 of method, path and body: the same key with another request is a mistake of the caller."""
    status: int | None = None
    """None while the first request is still being answered."""
    headers: str = Field(default="{}")
    body: bytes = b""
    created_at: datetime = Field(default_factory=now, index=True)


class Replay(Exception):
    """Raised instead of doing it again; carries the first answer."""

    def __init__(self, remembered: IdempotencyKey) -> None:
        super().__init__(remembered.key)
        self.status = remembered.status or 200
        self.headers: dict[str, str] = json.loads(remembered.headers)
        self.body = remembered.body


def check(key: str | None) -> None:
    """Raises Invalid for a key that cannot be one."""
    if key is not None and not 0 < len(key) <= 255:
        raise Invalid({"Idempotency-Key": _("Between 1 and 255 characters.")})


async def begin(session: AsyncSession, workspace_id: UUID, caller: str, key: str, fingerprint: bytes) -> IdempotencyKey:
    """Takes `key` for this request, in its transaction; raises Replay if it was answered before.

    A second request under the same key waits for the first to commit, then replays it. The same key with
    another fingerprint raises Invalid.
    """
    check(key)
    request_hash = hashlib.sha256(fingerprint).hexdigest()
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"workspace_id": workspace_id, "caller": caller, "key": key, "request_hash": request_hash}
    statement = insert(IdempotencyKey).values(**values, headers="{}", body=b"", created_at=now())
    await session.execute(statement.on_conflict_do_nothing())
    row = await session.get_one(IdempotencyKey, (workspace_id, caller, key))
    if row.request_hash != request_hash:
        raise Invalid({"Idempotency-Key": _("This key was used for another request.")})
    if row.status is not None:
        raise Replay(row)
    return row
