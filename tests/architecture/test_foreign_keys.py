"""Deleting a row must not read whole tables: PostgreSQL does not index foreign keys by itself, SQLite neither."""

import pytest
from sqlmodel import SQLModel

import app.tables  # noqa: F401  fills the metadata

SMALL = {"workspace", "user", "member", "brand", "pipeline", "stage"}
"""A whole workspace or a user goes with everything anyway; of the others there are a few dozen."""
KEYS = [
    (table, key)
    for table in SQLModel.metadata.sorted_tables
    for key in sorted(table.foreign_key_constraints, key=lambda it: it.column_keys)
    if key.referred_table.name not in SMALL
]


def leading(table) -> set[str]:
    """The columns that an index, a unique constraint or the key begins with, those of one workspace left out."""
    lists = [[column.name for column in table.primary_key.columns]]
    lists += [[getattr(it, "name", "") for it in index.expressions] for index in table.indexes]
    lists += [
        [column.name for column in it.columns] for it in table.constraints if type(it).__name__ == "UniqueConstraint"
    ]
    return {names[0] for names in lists if names}


@pytest.mark.parametrize(("table", "key"), KEYS, ids=lambda it: getattr(it, "name", "?"))
def test_what_goes_with_a_row_is_found_by_an_index(table, key):
    column = key.columns[0]
    assert column.name in leading(table), f"{table.name}.{column.name} needs an index that begins with it"
