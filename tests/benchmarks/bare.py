"""The bare handler: Starlette alone, the same async driver, the same statements by hand, the same template or values.

When a path is first asked for Tact answers it once, in this process; what it asked the database and what it put into
its template is kept. A request to the bare handler then runs those statements over a raw connection (sign-in included)
and renders that template, or dumps those values as JSON: what nobody can leave out. Writes get fresh keys each time,
and are about as many people in turn as Tact is asked about: nobody is written to a thousand times in a minute.

For JSON this is less than any handler can do: the rows are fetched and thrown away, no id or date of them is parsed,
no record put together. Its ratio is a bound from below, not a comparison with a handler somebody could write.
"""

import asyncio
import contextlib
import gc
import itertools
import json
import os
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import aiosqlite
import asyncpg
import httpx2
from fastapi import FastAPI
from sqlalchemy import event
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

import app.tables  # noqa: F401  first: brings the SQLite stand-in
from app.core import ids, pages
from app.core.pages import PageContext
from app.core.settings import Settings
from app.main import create_app

ORIGIN = "http://127.0.0.1"


@dataclass
class Kept:
    """One answer of Tact: its statements, and what it made of them."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    page: PageContext | None = None
    values: Any = None
    made: list[Any] = field(default_factory=list)
    """Keys that the request made: replaced in every replay."""


class Connections:
    """Raw connections: asyncpg's pool, or as many aiosqlite readers and one writer."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.is_sqlite = settings.is_sqlite
        self.pool: Any = None

    async def open(self) -> None:
        if self.is_sqlite:
            path = self.settings.async_url.split("///", 1)[1]
            self.pool = asyncio.Queue()
            for _number in range(self.settings.database_pool):
                connection = await aiosqlite.connect(path, isolation_level=None)
                for pragma in (
                    "busy_timeout=30000",
                    "journal_mode=WAL",
                    "synchronous=FULL",
                    "foreign_keys=ON",
                    "cache_size=-16000",
                ):
                    await connection.execute(f"PRAGMA {pragma}")
                self.pool.put_nowait(connection)
            self.writer = asyncio.Lock()
        else:
            url = self.settings.async_url.replace("+asyncpg", "")
            self.pool = await asyncpg.create_pool(url, min_size=2, max_size=self.settings.database_pool)

    async def run(self, statements: list[tuple[str, Any]], *, write: bool) -> None:
        if self.is_sqlite:
            async with self.writer if write else contextlib.nullcontext():
                connection = await self.pool.get()
                try:
                    await connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
                    for sql, parameters in statements:
                        if isinstance(parameters, list):
                            await connection.executemany(sql, parameters)
                        else:
                            await connection.execute_fetchall(sql, parameters)
                    await connection.execute("COMMIT")
                except BaseException:
                    await connection.execute("ROLLBACK")
                    raise
                finally:
                    self.pool.put_nowait(connection)
            return
        # Tact's reads are no transaction here either: it would be two round trips more.
        async with self.pool.acquire() as connection, connection.transaction() if write else contextlib.nullcontext():
            for sql, parameters in statements:
                if isinstance(parameters, list):
                    await connection.executemany(sql, parameters)
                else:
                    await connection.fetch(sql, *parameters)


def bare() -> Starlette:
    """Built from the environment: Tact's own settings, and `BENCH_PLAN` (a JSON file of what to replay)."""
    settings = Settings(_env_file=None)
    plan = json.loads(open(os.environ["BENCH_PLAN"]).read())  # noqa: SIM115, PTH123
    connections = Connections(settings)
    kept: dict[str, Iterator[Kept]] = {}
    app, recording = create_app(settings), asyncio.Lock()

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await connections.open()
        yield

    async def answers(name: str) -> Iterator[Kept]:
        """Recorded when first asked for: what Tact writes then would weigh on what is measured before."""
        async with recording:
            if name not in kept:
                paths = plan[name].get("paths", [plan[name]["path"]])
                kept[name] = itertools.cycle([await record(app, plan[name] | {"path": path}) for path in paths])
                gc.collect()  # as `app.main.serving` does
                gc.freeze()
        return kept[name]

    async def serve(request: Request) -> Response:
        if request.path_params["name"] not in plan:
            return Response(status_code=404)
        one = next(await answers(request.path_params["name"]))
        if request.method == "POST":
            await request.body()
            await connections.run(renewed(one), write=True)
            return Response(json.dumps(one.values).encode(), 201, media_type="application/json")
        await connections.run(one.statements, write=False)
        if one.values is not None:
            return Response(json.dumps(one.values).encode(), media_type="application/json")
        assert one.page
        token = pages._page.set(one.page)
        try:
            html = one.page.pages.environment.get_template(one.template).render(one.context)
        finally:
            pages._page.reset(token)
        return HTMLResponse(html)

    return Starlette(routes=[Route("/{name}", serve, methods=["GET", "POST"])], lifespan=lifespan)


async def record(app: FastAPI, request: dict[str, Any]) -> Kept:
    """Lets Tact answer once and keeps what it did."""
    one = Kept()
    with _listening(app, one), _rendering(one), _counting_keys(one):
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=ORIGIN) as client:
            answer = await client.request(
                request["method"], request["path"], headers=request["headers"], content=request.get("body")
            )
    if answer.status_code >= 300:
        raise RuntimeError(f"{request['path']}: {answer.status_code} {answer.text[:300]}")
    if request["method"] == "GET":  # the token's last use is written aside, once a minute
        one.statements = [kept for kept in one.statements if kept[0].lstrip().upper().startswith(("SELECT", "WITH"))]
    if answer.headers["content-type"].startswith("application/json"):
        one.values = answer.json()
    return one


@contextlib.contextmanager
def _listening(app: Any, one: Kept) -> Any:
    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, many: bool) -> None:
        if not sql.lstrip().upper().startswith(("BEGIN", "PRAGMA", "COMMIT", "ROLLBACK")):
            one.statements.append((sql, list(parameters) if many else tuple(parameters or ())))

    engines = [engine.sync_engine for engine in app.state.database.engines]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


@contextlib.contextmanager
def _rendering(one: Kept) -> Any:
    """Keeps the template and its context on their way into Jinja."""
    whole = PageContext.render

    def render(page: PageContext, template: str, status: int = 200, **context: Any) -> Any:
        one.template, one.page = template, page
        one.context = {
            "request": page.request,
            "actor": page.actor,
            "page": page,
            "partial": page.partial,
            "notices": [],
            "form": pages.FormState(),
            **context,
        }
        return whole(page, template, status, **context)

    PageContext.render = render  # type: ignore[method-assign]
    try:
        yield
    finally:
        PageContext.render = whole  # type: ignore[method-assign]


@contextlib.contextmanager
def _counting_keys(one: Kept) -> Any:
    real: Callable[[], Any] = ids.uuid7

    def noted() -> Any:
        made = real()
        one.made.append(made)
        return made

    ids.uuid7 = noted  # type: ignore[assignment]
    try:
        yield
    finally:
        ids.uuid7 = real  # type: ignore[assignment]


def renewed(one: Kept) -> list[tuple[str, Any]]:
    """The same statements with fresh keys."""
    fresh: dict[Any, Any] = {}
    for made in one.made:
        new = uuid.uuid4()
        fresh |= {made: new, made.hex: new.hex, str(made): str(new)}

    def swap(parameters: Any) -> Any:
        return tuple(map(swap_one, parameters))

    def swap_one(value: Any) -> Any:
        if isinstance(value, list):  # PostgreSQL's rows by columns
            return [swap_one(one) for one in value]
        return fresh.get(value, value) if isinstance(value, (str, uuid.UUID)) else value

    return [
        (sql, [swap(row) for row in parameters] if isinstance(parameters, list) else swap(parameters))
        for sql, parameters in one.statements
    ]
