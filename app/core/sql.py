"""SQL that SQLAlchemy has no word for, and statements that are built once."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from pydantic_core import to_json
from sqlalchemy import ARRAY, BigInteger, Boolean, Executable, Text, TypeDecorator, Uuid, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.actor import Actor


class _Anyone:
    """Stands for the actor while a statement is built: who it is, is bound when the statement runs (`bound`)."""

    def __init__(self, *, limited: bool) -> None:
        self.workspace_id = bindparam("actor_workspace", type_=Uuid())
        self.user_id = bindparam("actor_user", type_=Uuid())
        self.brand_ids = bindparam("actor_brands", type_=Uuid(), expanding=True) if limited else None
        self.needs: list[str] = []

    def require(self, permission: str) -> None:
        self.needs.append(permission)


def built_once(build: Callable[..., Any]) -> Callable[..., Any]:
    """Turns `build(actor, *shape)`, which makes a statement, into the same that makes it once for each shape: to build
    one costs more than SQLite takes to answer it. Whatever changes from call to call is a `bindparam`; run it with
    `bound(actor, …)`. What `build` requires of the actor is required of everyone who uses it.
    """

    @lru_cache(maxsize=64)
    def made(limited: bool, *shape: Any) -> tuple[Any, tuple[str, ...]]:
        anyone = _Anyone(limited=limited)
        return build(anyone, *shape), tuple(anyone.needs)

    def statement(actor: Actor, *shape: Any) -> Any:
        found, needs = made(actor.brand_ids is not None, *shape)
        for permission in needs:
            actor.require(permission)
        return found

    return statement


def bound(actor: Actor, **values: Any) -> dict[str, Any]:
    """The parameters of a statement that was built once."""
    brands = list(actor.brand_ids or ())
    return {"actor_workspace": actor.workspace_id, "actor_user": actor.user_id, "actor_brands": brands, **values}


def given(name: str) -> Any:
    """A value of such a statement, bound by `name`."""
    return bindparam(name)


async def flush(session: AsyncSession) -> None:
    """Before a `fetch` that must see what waits in `session`."""
    if session.new or session.dirty or session.deleted:
        await session.flush()


async def fetch(session: AsyncSession, statement: Executable, values: dict[str, Any] | None = None) -> Sequence[Any]:
    """The rows of a SELECT of columns. The ORM, which would look in each for records, is left out; what waits in
    `session` is not flushed first.
    """

    def fetched(sync: Any) -> Sequence[Any]:
        return sync.connection().execute(statement, values or {}).all()

    return await session.run_sync(fetched)


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


class _Many(TypeDecorator[Any]):
    """Values of one kind as one parameter: an array, on SQLite JSON."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: Any) -> None:
        super().__init__()
        self.kind = kind

    def load_dialect_impl(self, dialect: Any) -> Any:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(self.kind))

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        if dialect.name != "sqlite":
            return value
        return to_json([it.hex for it in value] if isinstance(self.kind, Uuid) else value).decode()


class _OneOf(FunctionElement[bool]):
    inherit_cache = True
    type = Boolean()
    _is_implicitly_boolean = True  # else SQLite would compare it with 1, and use no index


def one_of(column: Any, values: Iterable[Any]) -> Any:
    """`column.in_(values)` for any number of them: one parameter, where SQLAlchemy writes each one out."""
    return _OneOf(column, bindparam("values", list(values), type_=_Many(column.type), unique=True))


def one_given(column: Any, name: str) -> Any:
    """The same of a statement that is built once, its values bound by `name`."""
    return _OneOf(column, bindparam(name, type_=_Many(column.type)))


@compiles(_OneOf)
def _in_array(element: Any, compiler: Any, **kw: Any) -> str:
    column, values = element.clauses
    return f"{compiler.process(column, **kw)} = ANY ({compiler.process(values, **kw)})"


@compiles(_OneOf, "sqlite")
def _in_json(element: Any, compiler: Any, **kw: Any) -> str:
    column, values = element.clauses
    return f"{compiler.process(column, **kw)} IN (SELECT value FROM json_each({compiler.process(values, **kw)}))"  # noqa: S608


class seconds_of(FunctionElement[int]):  # noqa: N801 - reads as a function
    """The whole seconds between 1970 and a moment."""

    inherit_cache = True
    type = BigInteger()


@compiles(seconds_of)
def _epoch(element: seconds_of, compiler: Any, **kw: Any) -> str:
    return f"CAST(FLOOR(EXTRACT(EPOCH FROM {compiler.process(element.clauses, **kw)})) AS BIGINT)"


@compiles(seconds_of, "sqlite")
def _unix(element: seconds_of, compiler: Any, **kw: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **kw)}) AS INTEGER)"
