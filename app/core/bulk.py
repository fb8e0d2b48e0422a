"""Writing many rows of one table at once.

SQLAlchemy's way through dictionaries of compiled parameters takes several times as long as the database itself, and a
bulk verb keeps everybody waiting meanwhile. So the values are converted here, column by column. SQLite's driver takes
them row by row; PostgreSQL, which would plan and answer each row alone, takes every column as one array.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, Uuid
from sqlalchemy.engine import Dialect
from sqlmodel.ext.asyncio.session import AsyncSession

Values = dict[str, Any]
Convert = Callable[[Any], Any] | None


async def insert_rows(session: AsyncSession, model: Any, rows: Sequence[Values]) -> None:
    """Inserts `rows`, which all name the same columns as the first."""
    if rows:
        names = tuple(rows[0])
        into = f'INSERT INTO "{model.__table__.name}" ({_quoted(names)})'
        one = f"{into} VALUES ({', '.join('?' * len(names))})"
        await _run(session, model.__table__, names, rows, one, f"{into} SELECT * FROM {{given}}")  # noqa: S608


async def update_rows(session: AsyncSession, model: Any, rows: Sequence[Values]) -> None:
    """Sets every column that `rows` name, by `id`; all name the same as the first."""
    if rows:
        name, names = model.__table__.name, tuple(it for it in rows[0] if it != "id")
        marks = ", ".join(f'"{it}" = ?' for it in names)
        one = f'UPDATE "{name}" SET {marks} WHERE id = ?'  # noqa: S608
        sets = ", ".join(f'"{it}" = given."{it}"' for it in names)
        many = f'UPDATE "{name}" SET {sets} FROM {{given}} WHERE "{name}".id = given.id'  # noqa: S608
        await _run(session, model.__table__, (*names, "id"), rows, one, many)


async def delete_rows(session: AsyncSession, model: Any, rows: Sequence[Values]) -> None:
    """Deletes the rows that have the values of one of `rows`; all name the same columns as the first."""
    if rows:
        name, names = model.__table__.name, tuple(rows[0])
        marks = " AND ".join(f'"{it}" = ?' for it in names)
        one = f'DELETE FROM "{name}" WHERE {marks}'  # noqa: S608
        same = " AND ".join(f'"{name}"."{it}" = given."{it}"' for it in names)
        await _run(session, model.__table__, names, rows, one, f'DELETE FROM "{name}" USING {{given}} WHERE {same}')  # noqa: S608


async def _run(
    session: AsyncSession, table: Table, names: tuple[str, ...], rows: Sequence[Values], one: str, many: str
) -> None:
    """`one` with the values of each row, or `many` with all of them, which stand there as the table `given`."""
    connection = await session.connection()
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql(one, tuples(table, names, rows, connection.dialect))
        return
    kinds = [_kind(table, name, connection.dialect) for name in names]
    arrays = ", ".join(f"${number}::{kind}[]" for number, kind in enumerate(kinds, 1))
    given = f"unnest({arrays}) AS given ({_quoted(names)})"
    await connection.exec_driver_sql(many.format(given=given), tuple(columns(table, names, rows, connection.dialect)))


def tuples(table: Table, names: tuple[str, ...], rows: Sequence[Values], dialect: Dialect) -> list[tuple[Any, ...]]:
    """The values as the driver takes them, row by row."""
    return list(zip(*columns(table, names, rows, dialect), strict=True))


def columns(table: Table, names: tuple[str, ...], rows: Sequence[Values], dialect: Dialect) -> list[list[Any]]:
    """The values as the driver takes them, column by column."""
    return [_column(table.c[name].type, [row[name] for row in rows], dialect) for name in names]


def _column(kind: Any, values: list[Any], dialect: Dialect) -> list[Any]:
    convert = _processor(kind, dialect)
    if convert is None:
        return values
    done: list[Any] = []
    before, result = None, convert(None)
    for value in values:
        if value is not before:  # the workspace, the moment: most columns of a batch repeat one object
            before, result = value, convert(value)
        done.append(result)
    return done


@lru_cache(maxsize=512)
def _processor(kind: Any, dialect: Dialect) -> Convert:
    if isinstance(kind, Uuid) and dialect.name == "sqlite":
        return lambda value: None if value is None else value.hex
    return kind._cached_bind_processor(dialect)


@lru_cache(maxsize=1024)
def _kind(table: Table, name: str, dialect: Dialect) -> str:
    """Text without its length: a cast would cut what is too long, where the column refuses it."""
    kind = table.c[name].type.compile(dialect=dialect)
    return "text" if kind.startswith("VARCHAR") else kind


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)
