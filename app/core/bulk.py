"""Writing many rows of one table at once.

On SQLite the values are converted here and handed to the driver as tuples: SQLAlchemy's way through dictionaries of
compiled parameters takes several times as long as SQLite itself, and a bulk verb keeps everybody waiting meanwhile.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, Uuid, bindparam, insert, update
from sqlalchemy.engine import Dialect
from sqlmodel.ext.asyncio.session import AsyncSession

Values = dict[str, Any]
Convert = Callable[[Any], Any] | None


async def insert_rows(session: AsyncSession, model: Any, rows: Sequence[Values]) -> None:
    """Inserts `rows`, which all name the same columns as the first."""
    if not rows:
        return
    table: Table = model.__table__
    connection = await session.connection()
    if connection.dialect.name != "sqlite":
        await connection.execute(insert(table), list(rows))
        return
    names = tuple(rows[0])
    into = ", ".join(f'"{name}"' for name in names)
    sql = f'INSERT INTO "{table.name}" ({into}) VALUES ({", ".join("?" * len(names))})'  # noqa: S608
    await connection.exec_driver_sql(sql, tuples(table, names, rows, connection.dialect))


async def update_rows(session: AsyncSession, model: Any, rows: Sequence[Values]) -> None:
    """Sets every column that `rows` name, by `id`; all name the same as the first."""
    if not rows:
        return
    table: Table = model.__table__
    connection = await session.connection()
    names = tuple(name for name in rows[0] if name != "id")
    if connection.dialect.name != "sqlite":
        values = {name: bindparam(f"_{name}", type_=table.c[name].type) for name in names}
        statement = update(table).where(table.c.id == bindparam("_id")).values(values)
        await connection.execute(statement, [{f"_{name}": value for name, value in row.items()} for row in rows])
        return
    sets = ", ".join(f'"{name}" = ?' for name in names)
    sql = f'UPDATE "{table.name}" SET {sets} WHERE id = ?'  # noqa: S608
    await connection.exec_driver_sql(sql, tuples(table, (*names, "id"), rows, connection.dialect))


def tuples(table: Table, names: tuple[str, ...], rows: Sequence[Values], dialect: Dialect) -> list[tuple[Any, ...]]:
    """The values as the driver takes them."""
    columns = [_column(table.c[name].type, [row[name] for row in rows], dialect) for name in names]
    return list(zip(*columns, strict=True))


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
    if isinstance(kind, Uuid):
        return lambda value: None if value is None else value.hex
    return kind._cached_bind_processor(dialect)
