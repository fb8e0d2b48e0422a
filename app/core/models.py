"""The base of every table: key, workspace, times, version; and the column types both databases share."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Integer, MetaData, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.mutable import MutableDict, MutableList
from sqlmodel import Field, SQLModel

from app.core.clock import now
from app.core.ids import new_id

SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BigInt = BigInteger().with_variant(Integer(), "sqlite")
# `as_mutable` watches every column of that very type object: each of the three needs its own.
Json = JSON().with_variant(JSONB(), "postgresql")
JsonList = MutableList.as_mutable(JSON().with_variant(JSONB(), "postgresql"))
JsonDict = MutableDict.as_mutable(JSON().with_variant(JSONB(), "postgresql"))


class Timestamped(SQLModel):
    """When a row was made and last written, UTC."""

    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now, sa_column_kwargs={"onupdate": now})

    def __init__(self, **values: Any) -> None:
        """Calls the default factories itself: Pydantic inspects each one's signature before every call, which takes
        more than half of the time to make a record."""
        super().__init__(**{name: make() for name, make in _factories(type(self)) if name not in values}, **values)


@cache
def _factories(kind: type[SQLModel]) -> list[tuple[str, Callable[..., Any]]]:
    return [(name, field.default_factory) for name, field in kind.model_fields.items() if field.default_factory]


class Owned(Timestamped):
    """A row of one workspace. Every unique constraint and list index of it begins with `workspace_id`; what hangs on a
    person or another record is indexed by that record first, so that a delete finds it."""

    workspace_id: UUID = Field(foreign_key="workspace.id", ondelete="CASCADE")


class Record(Owned):
    """What people edit: a key of its own and a `version` that ETag and lost-update checks compare."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = Field(default=1)

    def touch(self) -> None:
        """Marks the record as changed by a person."""
        self.version += 1
        self.updated_at = now()

    def apply(self, values: dict[str, Any]) -> dict[str, list[Any]]:
        """Sets `values`, touches the record if any differ, and returns those as `{field: [before, after]}`."""
        changes = {}
        for field, after in values.items():
            before = getattr(self, field)
            if before != after:
                changes[field] = [before, after]
                setattr(self, field, after)
        if changes:
            self.touch()
        return changes


def sortable_text(length: int) -> Any:
    """A text type compared byte by byte on both databases, so that keyset pages agree with their index."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")
