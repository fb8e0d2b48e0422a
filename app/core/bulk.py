"""Writing many rows of one table at once.

SQLAlchemy's way through dictionaries of compiled parameters takes several times as long as the database itself, and a
bulk verb keeps everybody waiting meanwhile. So the values are converted here, column by column, and what is the same in
every row is told once: the workspace, the moment, whatever nobody filled in. PostgreSQL, which would plan and answer
each row alone, takes a column as one array. SQLite's driver takes them row by row, new ones a hundred at a time, in
less than half of the time: what a row has of its own is little beside what each run of a statement costs.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, repeat
from operator import is_
from typing import Any

from sqlalchemy import Table, Uuid
from sqlalchemy.engine import Connection, Dialect
from sqlmodel.ext.asyncio.session import AsyncSession

Values = dict[str, Any]
Statement = tuple[str, Any]
"""SQL as the driver takes it, and its values."""
Convert = Callable[[Any], Any] | None
FEW = 50
"""Below, it is chance which columns repeat, and each set of them would be another statement to prepare."""
PORTION = 100
"""New rows of one statement of SQLite's."""


async def run_all(session: AsyncSession, statements: Iterable[Statement]) -> None:
    """One after the other. PostgreSQL works in a process of its own: the next statement is made meanwhile. SQLite works
    in a thread of this one, which after every row would wait until Python lets it go on."""
    connection = await session.connection()
    if connection.dialect.name == "sqlite":
        return await connection.run_sync(_one_by_one, statements)
    under_way: asyncio.Task[Any] | None = None
    try:
        for sql, values in statements:
            if under_way:
                await under_way
            under_way = asyncio.create_task(connection.exec_driver_sql(sql, values))
            await asyncio.sleep(0)  # it leaves
    finally:
        if under_way:
            await under_way


async def insert_rows(session: AsyncSession, model: Any, rows: Sequence[Values]) -> None:
    """Inserts `rows`, which all name the same columns as the first."""
    await _write(session, inserting, model, rows)


async def update_rows(session: AsyncSession, model: Any, rows: Sequence[Values]) -> None:
    """Sets every column that `rows` name, by `id`; all name the same as the first."""
    await _write(session, updating, model, rows)


async def delete_rows(session: AsyncSession, model: Any, rows: Sequence[Values]) -> None:
    """Deletes the rows that have the values of one of `rows`; all name the same columns as the first."""
    await _write(session, deleting, model, rows)


async def _write(
    session: AsyncSession,
    statements: Callable[[Dialect, Any, Sequence[Values]], Iterator[Statement]],
    model: Any,
    rows: Sequence[Values],
) -> None:
    def write(sync: Any) -> None:
        connection = sync.connection()
        _one_by_one(connection, statements(connection.dialect, model, rows))

    if rows:
        await session.run_sync(write)


# --- the same as statements: one, or none for no rows ------------------------------------------------------------


def inserting(dialect: Dialect, model: Any, rows: Sequence[Values]) -> Iterator[Statement]:
    if rows:
        table, names = model.__table__, tuple(rows[0])
        if dialect.name == "sqlite" and (whole := len(rows) // PORTION * PORTION):
            yield _in_portions(table, names, rows[:whole], dialect)
            rows = rows[whole:]
    if len(rows) == 1:
        sql, converts = _inserting_one(dialect, table, names)
        given = zip(converts, rows[0].values(), strict=True)
        yield sql, tuple(value if convert is None else convert(value) for convert, value in given)
    elif rows:
        into = f'INSERT INTO "{table.name}" ({_quoted(names)})'
        one = f"{into} VALUES ({', '.join('?' * len(names))})"
        yield _statement(dialect, table, names, rows, one, f"{into} SELECT * FROM {{given}}")  # noqa: S608


@lru_cache(maxsize=512)
def _inserting_one(dialect: Dialect, table: Table, names: tuple[str, ...]) -> tuple[str, list[Convert]]:
    """The statement for one row, as most verbs write it, and what converts its values."""
    marks = ("?" if dialect.name == "sqlite" else f"${number}" for number in range(1, len(names) + 1))
    sql = f'INSERT INTO "{table.name}" ({_quoted(names)}) VALUES ({", ".join(marks)})'  # noqa: S608
    return sql, [_processor(table.c[name].type, dialect) for name in names]


def updating(dialect: Dialect, model: Any, rows: Sequence[Values]) -> Iterator[Statement]:
    if rows:
        name, names = model.__table__.name, tuple(it for it in rows[0] if it != "id")
        marks = ", ".join(f'"{it}" = ?' for it in names)
        one = f'UPDATE "{name}" SET {marks} WHERE id = ?'  # noqa: S608
        sets = ", ".join(f'"{it}" = given."{it}"' for it in names)
        many = f'UPDATE "{name}" SET {sets} FROM {{given}} WHERE "{name}".id = given.id'  # noqa: S608
        yield _statement(dialect, model.__table__, (*names, "id"), rows, one, many)


def deleting(dialect: Dialect, model: Any, rows: Sequence[Values]) -> Iterator[Statement]:
    if rows:
        name, names = model.__table__.name, tuple(rows[0])
        marks = " AND ".join(f'"{it}" = ?' for it in names)
        one = f'DELETE FROM "{name}" WHERE {marks}'  # noqa: S608
        same = " AND ".join(f'"{name}"."{it}" = given."{it}"' for it in names)
        many = f'DELETE FROM "{name}" USING {{given}} WHERE {same}'  # noqa: S608
        yield _statement(dialect, model.__table__, names, rows, one, many)


def _statement(
    dialect: Dialect, table: Table, names: tuple[str, ...], rows: Sequence[Values], one: str, many: str
) -> Statement:
    """`one` with the values of each row, or `many` with all of them, which stand there as the table `given`."""
    if dialect.name == "sqlite":
        return one, tuples(table, names, rows, dialect)
    given, values = _given(table, names, rows, dialect)
    return many.format(given=given), tuple(values)


def _one_by_one(connection: Connection, statements: Iterable[Statement]) -> None:
    for sql, values in statements:
        connection.exec_driver_sql(sql, values)


def tuples(table: Table, names: tuple[str, ...], rows: Sequence[Values], dialect: Dialect) -> list[tuple[Any, ...]]:
    """The values as the driver takes them, row by row."""
    columns: list[Iterable[Any]] = []
    for name in names:
        values = [row[name] for row in rows]
        if _is_one(values):
            columns.append(repeat(_converted(table, name, values[:1], dialect)[0], len(values)))
        else:
            columns.append(_converted(table, name, values, dialect))
    return list(zip(*columns, strict=True))


def _in_portions(table: Table, names: tuple[str, ...], rows: Sequence[Values], dialect: Dialect) -> Statement:
    """An insert for SQLite, with as many sets of parameters as there are portions."""
    columns = {name: [row[name] for row in rows] for name in names}
    same = _repeated(columns)
    differing = tuple(name for name in names if name not in same)
    once = [_converted(table, name, columns[name][:1], dialect)[0] for name in names if name in same]
    each = list(zip(*(_converted(table, name, columns[name], dialect) for name in differing), strict=True))
    portions = [each[start : start + PORTION] for start in range(0, len(each), PORTION)]
    return _insert_of_portion(table.name, names, differing), [(*chain(*rows), *once) for rows in portions]


@lru_cache(maxsize=128)
def _insert_of_portion(table: str, names: tuple[str, ...], differing: tuple[str, ...]) -> str:
    row = f"({', '.join('?' * len(differing))})"
    selected = ", ".join(f'"{name}"' if name in differing else "?" for name in names)
    return (
        f"WITH given ({_quoted(differing)}) AS (VALUES {', '.join([row] * PORTION)})"  # noqa: S608
        f' INSERT INTO "{table}" ({_quoted(names)}) SELECT {selected} FROM given'
    )


def _given(table: Table, names: tuple[str, ...], rows: Sequence[Values], dialect: Dialect) -> tuple[str, list[Any]]:
    """The rows as a table `given` of a statement for PostgreSQL, and its parameters."""
    columns = {name: [row[name] for row in rows] for name in names}
    same = _repeated(columns) if len(rows) >= FEW else set()
    selected, arrays, parameters = [], [], list[Any]()
    for number, (name, values) in enumerate(columns.items(), 1):
        kind, is_one = _kind(table, name, dialect), name in same
        selected.append(f'${number}::{kind} AS "{name}"' if is_one else f'"{name}"')
        arrays += [] if is_one else [f"${number}::{kind}[]"]
        converted = _converted(table, name, values[:1] if is_one else values, dialect)
        parameters.append(converted[0] if is_one else converted)
    differing = _quoted(tuple(name for name in names if name not in same))
    rows_of_arrays = f"unnest({', '.join(arrays)}) AS differing ({differing})"
    return f"(SELECT {', '.join(selected)} FROM {rows_of_arrays}) AS given", parameters  # noqa: S608


def _repeated(columns: dict[str, list[Any]]) -> set[str]:
    """The columns that are the same in every row; one is left that tells how many rows there are."""
    same = {name for name, values in columns.items() if _is_one(values)}
    return same if len(same) < len(columns) else same - {next(iter(columns))}


def _is_one(values: list[Any]) -> bool:
    """Whether it is one object all along; what is only equal (1 and True) may be kept as two."""
    return values[0] is values[-1] and all(map(is_, values, repeat(values[0])))


def _converted(table: Table, name: str, values: list[Any], dialect: Dialect) -> list[Any]:
    convert = _processor(table.c[name].type, dialect)
    return values if convert is None else [convert(value) for value in values]


@lru_cache(maxsize=512)
def _processor(kind: Any, dialect: Dialect) -> Convert:
    if isinstance(kind, Uuid) and dialect.name == "sqlite":
        return lambda value: None if value is None else f"{value.int:032x}"  # `.hex` is a property that says the same
    return kind._cached_bind_processor(dialect)


@lru_cache(maxsize=1024)
def _kind(table: Table, name: str, dialect: Dialect) -> str:
    """Text without its length: a cast would cut what is too long, where the column refuses it."""
    kind = table.c[name].type.compile(dialect=dialect)
    return "text" if kind.startswith("VARCHAR") else kind


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)
