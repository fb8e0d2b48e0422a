"""Errors as answers: a page, an htmx fragment, or RFC 9457 problem details for the API."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from app.core import errors, forms
from app.core.calls import replayed
from app.core.i18n import _, lazy
from app.core.idempotency import Replay

PROBLEM_BASE = "/api/problems/"
SAID = {
    400: lazy("This request cannot be read."),
    404: lazy("There is no such address in this API."),
    405: lazy("This address does not take that method; Allow says which it takes."),
    413: lazy("This is too large."),
}
"""To programs, of what Starlette refuses by itself; pages have words of their own."""
log = logging.getLogger(__name__)


def is_api(request: Request) -> bool:
    return request.scope["path"].startswith("/api/")


def install(app: FastAPI) -> None:
    """Registers every handler on `app`."""
    app.add_exception_handler(errors.TactError, on_tact_error)
    app.add_exception_handler(RequestValidationError, on_validation_error)
    app.add_exception_handler(HTTPException, on_http_exception)
    app.add_exception_handler(Replay, on_replay)
    app.add_exception_handler(DBAPIError, on_database_error)


def respond(request: Request, error: errors.TactError) -> Response:
    """`error` in the form that this request wants."""
    response = _problem(request, error) if is_api(request) else _page(request, error)
    response.headers.update(error.headers)
    return response


async def on_tact_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.TactError)  # noqa: S101 - for the type checker
    if isinstance(error, errors.Unauthenticated):
        return _sign_in(request, error)
    page = getattr(request.state, "page", None)
    if page is not None and isinstance(error, (errors.Invalid, errors.Stale)) and (again := page.invalid(error)):
        return again
    return respond(request, error)


async def on_validation_error(request: Request, error: Exception) -> Response:
    """FastAPI's own refusals: path, query and JSON body."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - for the type checker
    found = error.errors()
    if any(item["loc"][0] == "path" for item in found):
        return respond(request, errors.NotFound())
    return respond(request, errors.Invalid(forms.messages(found, skip=1)))


async def on_http_exception(request: Request, error: Exception) -> Response:
    """Starlette's own: no such route, method not allowed, body too large."""
    assert isinstance(error, HTTPException)  # noqa: S101 - for the type checker
    known = {cls.status: cls for cls in errors.TactError.__subclasses__()}
    sentence = str(SAID.get(error.status_code, "")) if is_api(request) else ""
    made = known.get(error.status_code, errors.TactError)(sentence)
    if error.status_code not in known:
        made.status, made.slug = (
            error.status_code,
            HTTPStatus(error.status_code).phrase.lower().replace(" ", "-"),
        )
    made.headers = dict(error.headers or {})
    return respond(request, made)


async def on_replay(request: Request, error: Exception) -> Response:
    assert isinstance(error, Replay)  # noqa: S101 - for the type checker
    if is_api(request):
        return replayed(error)
    response = RedirectResponse(error.headers.get("Location", "/"), 303)
    request.app.state.pages.write_saved(request, response)
    return response


async def on_database_error(request: Request, error: Exception) -> Response:
    """A full disk or a busy database is said as such; reads go on."""
    text = str(error)
    if isinstance(error, OperationalError) and "disk is full" in text:
        full = errors.Unavailable(_("The disk is full: nothing was saved. Reading still works."))
        full.status, full.slug = 507, "insufficient-storage"
        return respond(request, full)
    if any(
        hint in text for hint in ("database is locked", "LockNotAvailable", "lock timeout", "ConnectionDoesNotExist")
    ):
        busy = errors.Unavailable(_("The database is busy. Nothing was saved; try again in a moment."))
        busy.headers = {"Retry-After": "2"}
        return respond(request, busy)
    return await on_crash(request, error)


async def on_crash(request: Request, error: Exception) -> Response:
    log.error("request %s failed", request.state.request_id, exc_info=error)
    return respond(request, errors.TactError(_("Something went wrong on our side. Nothing was saved.")))


def _problem(request: Request, error: errors.TactError) -> Response:
    body: dict[str, Any] = {
        "type": PROBLEM_BASE + error.slug,
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "request_id": request.state.request_id,
    }
    if error.detail:
        body["detail"] = str(error.detail)
    if isinstance(error, errors.Invalid):
        body["errors"] = [{"field": field, "message": text} for field, text in error.errors.items()]
    body |= {name: value for name, value in error.extra.items() if name not in ("current", "by")}
    return JSONResponse(body, error.status, media_type="application/problem+json")


def _page(request: Request, error: errors.TactError) -> Response:
    pages = request.app.state.pages
    actor = getattr(request.state, "actor", None)
    partial = request.headers.get("hx-request-type") == "partial"
    template = "errors/_error.html" if partial else error.template
    return pages.render(request, actor, template, error.status, error=error, request_id=request.state.request_id)


def _sign_in(request: Request, error: errors.TactError) -> Response:
    if is_api(request):
        response = _problem(request, error)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    target = request.app.state.pages.urls(request)("sign_in", next=here if request.method == "GET" else None)
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={"HX-Redirect": target})
    return RedirectResponse(target, 303)
