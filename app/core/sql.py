"""SQL that SQLAlchemy has no word for."""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class tested(FunctionElement[Any]):  # noqa: N801 - reads as a function
    """A column that is compared row by row and never looked up: SQLite, which keeps no statistics here, would else
    begin with any index that fits, however many rows it yields. On PostgreSQL the planner knows, and nothing changes.
    """

    inherit_cache = True

    def __init__(self, column: Any) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(tested)
def _as_it_is(element: tested, compiler: Any, **kw: Any) -> str:
    return compiler.process(element.clauses, **kw)


@compiles(tested, "sqlite")
def _without_index(element: tested, compiler: Any, **kw: Any) -> str:
    return f"+{compiler.process(element.clauses, **kw)}"
