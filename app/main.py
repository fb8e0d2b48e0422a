"""Builds the application: settings, database, pages, every router. The only importer of `web` and `api` modules."""

import contextlib
import gc
import signal
from collections.abc import AsyncIterator
from functools import partial
from types import FrameType
from typing import Any

from fastapi import APIRouter, FastAPI, Response
from fastapi.routing import APIRoute
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.routing import Route

from app.accounts import api as accounts_api
from app.accounts import web as accounts_web
from app.bloggers import api as bloggers_api
from app.bloggers import web as bloggers_web
from app.campaigns import api as campaigns_api
from app.campaigns import web as campaigns_web
from app.core import answers, contract, health, memory
from app.core.db import Database
from app.core.middleware import Guard
from app.core.pages import Pages
from app.core.routes import Shortcut
from app.core.settings import Settings
from app.outreach import api as outreach_api
from app.outreach import web as outreach_web
from app.outreach.timing import api as timing_api
from app.outreach.timing import web as timing_web
from app.partnerships import api as partnerships_api
from app.partnerships import web as partnerships_web
from app.portal import api as portal_api
from app.portal import web as portal_web
from app.screens import api as screens_api
from app.screens import web as screens_web
from app.screens.live import Live
from app.transfer import api as transfer_api
from app.transfer import web as transfer_web
from app.views import api as views_api
from app.views import web as views_web

HTML_ROUTERS: list[APIRouter] = [
    accounts_web.router,
    bloggers_web.router,
    campaigns_web.router,
    outreach_web.router,
    partnerships_web.router,
    portal_web.router,
    screens_web.router,
    timing_web.router,
    transfer_web.router,
    views_web.router,
]
JSON_ROUTERS: list[APIRouter] = [
    accounts_api.router,
    bloggers_api.router,
    campaigns_api.router,
    outreach_api.router,
    partnerships_api.router,
    portal_api.router,
    screens_api.router,
    timing_api.router,
    transfer_api.router,
    views_api.router,
]
API_PREFIX = "/api/v1"


def create_app(settings: Settings | None = None) -> FastAPI:
    """The ASGI application. Tests pass their own settings; without any, the environment is read."""
    settings = settings or Settings()

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.live = Live(app.state.database)
        yield
        await app.state.live.close()
        await app.state.database.dispose()

    app = FastAPI(
        title="Tact",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        generate_unique_id_function=_verb,
        max_body_size=settings.max_body_mb * 1024 * 1024,
    )
    app.state.settings = settings
    app.state.database = Database(settings)
    app.state.pages = Pages(settings)
    app.state.pages.install(app)
    answers.install(app)
    contract.install(app)
    for router in HTML_ROUTERS:
        app.include_router(router, include_in_schema=False)
    for router in JSON_ROUTERS:
        app.include_router(router, prefix=API_PREFIX)
    app.add_api_route("/readyz", health.ready, methods=["GET", "HEAD"], include_in_schema=False)
    app.router.routes.insert(0, Shortcut(app.routes))
    # Before the shortcut, which builds every route at the first request it is asked about.
    app.router.routes.insert(0, Route("/healthz", alive, methods=["GET"]))
    # A page of a hundred kilobytes travels as twelve. No secret of ours stands in a page that echoes what a stranger
    # sent, and cookies do not come along with requests from elsewhere: what BREACH needs is not there.
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=4)
    app.add_middleware(Guard, settings=settings)
    return app


def _verb(route: APIRoute) -> str:
    """What generated clients call it: `bloggers_create`."""
    return route.name.removeprefix("api.").replace(".", "_")


def serving() -> FastAPI:
    """The application of a server process."""
    app = create_app()
    gc.enable()  # `tact serve` begins without it
    memory.settle_soon()
    _end_streams_at_once(app)
    return app


def _end_streams_at_once(app: FastAPI) -> None:
    """When told to stop, uvicorn waits for answers under way, and a stream would go on for ever."""

    def also(stop: Any, number: int, frame: FrameType | None) -> None:
        if live := getattr(app.state, "live", None):
            live.end()
        stop(number, frame)

    for number in (signal.SIGTERM, signal.SIGINT):
        if callable(stop := signal.getsignal(number)):
            signal.signal(number, partial(also, stop))


async def alive(_request: Request) -> Response:
    """Answers as soon as the process serves."""
    return Response("ok\n", media_type="text/plain")
