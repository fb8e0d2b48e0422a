"""Keyset paging: a page starts after the last row of the one before, whatever its depth."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, bindparam, tuple_
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.errors import BadRequest
from app.core.i18n import _
from app.core.sql import fetch

T = TypeVar("T")
PAGE_SIZE = 50
MAX_PAGE_SIZE = 500


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """One page of `items`; `next` is the cursor of the following page, None on the last."""

    items: Sequence[T]
    next: str | None

    def map(self, change: Callable[[T], Any]) -> "Slice[Any]":
        return Slice([change(item) for item in self.items], self.next)


async def paginate(
    session: AsyncSession,
    statement: Select[*tuple[Any, ...]],
    order: Sequence[ColumnElement[Any] | Any],
    *,
    descending: bool = False,
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
) -> Slice[Any]:
    """Runs `statement` for one page, sorted by the columns of `order`, all in one direction.

    They must be NOT NULL and end in a unique one. Items are rows; the last columns of each are the sort keys.
    Raises BadRequest for a cursor that is not of this list.
    """
    whole = paged(statement, order, descending=descending, begun=bool(cursor))
    return _slice((await session.execute(whole, _values(order, cursor, limit))).all(), order, limit)


def paged(
    statement: Select[*tuple[Any, ...]], order: Sequence[Any], *, descending: bool = False, begun: bool = False
) -> Select[*tuple[Any, ...]]:
    """`statement` for one page, for `run_paged`; `begun` when a cursor says where to go on. May be built once."""
    if begun:
        keys = tuple_(*(bindparam(f"after_{n}", type_=column.type) for n, column in enumerate(order)))
        statement = statement.where(tuple_(*order) < keys if descending else tuple_(*order) > keys)
    statement = statement.add_columns(*(column.label(f"sort_key_{n}") for n, column in enumerate(order)))
    statement = statement.order_by(*(column.desc() if descending else column.asc() for column in order))
    return statement.limit(bindparam("most", type_=Integer()))


async def run_paged(
    session: AsyncSession,
    statement: Select[*tuple[Any, ...]],
    order: Sequence[Any],
    values: dict[str, Any] | None = None,
    *,
    cursor: str | None,
    limit: int,
) -> Slice[Any]:
    """Runs what `paged` made of a SELECT of columns."""
    return _slice(await fetch(session, statement, {**(values or {}), **_values(order, cursor, limit)}), order, limit)


async def run_grouped(
    session: AsyncSession,
    statement: Select[*tuple[Any, ...]],
    order: Sequence[Any],
    values: dict[str, Any] | None = None,
    *,
    cursor: str | None,
    limit: int,
) -> Slice[list[Any]]:
    """The same where several rows make an item: those with the same sort keys, which stand together."""
    rows = await fetch(session, statement, {**(values or {}), **_values(order, cursor, limit)})
    items = [list(alike) for _keys, alike in groupby(rows, lambda row: row[-len(order) :])]
    return Slice(items[:limit], _slice([item[0] for item in items], order, limit).next)


def _values(order: Sequence[Any], cursor: str | None, limit: int) -> dict[str, Any]:
    return {**(_keys(order, cursor) if cursor else {}), "most": limit + 1}


def _slice(rows: Sequence[Any], order: Sequence[Any], limit: int) -> Slice[Any]:
    if len(rows) <= limit:
        return Slice(rows, None)
    return Slice(rows[:limit], encode(rows[limit - 1][-len(order) :]))


def _keys(order: Sequence[Any], cursor: str) -> dict[str, Any]:
    decoded = decode(cursor, len(order))
    if not all(_fits(column, key) for column, key in zip(order, decoded, strict=True)):
        raise BadRequest(_("This cursor is not of this list."))
    return {f"after_{n}": key for n, key in enumerate(decoded)}


def _fits(column: Any, key: Any) -> bool:
    """Whether `key` can be of this column: a cursor of another sort is not."""
    try:
        wanted = getattr(column.type, "impl_instance", column.type).python_type  # without SQLModel's decoration
    except NotImplementedError:
        return True
    return isinstance(key, wanted) or (wanted is float and isinstance(key, int))


def encode(keys: Sequence[Any]) -> str:
    """Sort keys as an opaque cursor."""
    packed = json.dumps([_pack(key) for key in keys], separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def decode(cursor: str, length: int) -> list[Any]:
    """The sort keys of `cursor`; BadRequest unless it holds `length` of them."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        keys = [_unpack(key) for key in json.loads(base64.urlsafe_b64decode(padded))]
    except (ValueError, TypeError, KeyError, binascii.Error) as error:
        raise BadRequest(_("This cursor is not of this list.")) from error
    if len(keys) != length:
        raise BadRequest(_("This cursor is not of this list."))
    return keys


def _pack(key: Any) -> Any:
    match key:
        case UUID():
            return {"u": key.hex}
        case datetime():
            return {"t": key.isoformat()}
        case date():
            return {"d": key.isoformat()}
        case _:
            return key


def _unpack(key: Any) -> Any:
    match key:
        case {"u": text}:
            return UUID(text)
        case {"t": text}:
            return datetime.fromisoformat(text)
        case {"d": text}:
            return date.fromisoformat(text)
        case str() if "\x00" not in key:
            return key
        case int() | float() if abs(key) < 2**63:
            return key
        case _:
            raise ValueError("cursor")
