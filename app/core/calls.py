"""What a JSON handler gets and how it answers: `Call`, the API's counterpart of a page.

Handlers return `call.answer(…)`, `call.created(…)` or `call.listing(…)`: the body is serialised here, once, so that
an answer under an `Idempotency-Key` is kept byte for byte in the transaction of its effect.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter
from pydantic_core import to_json
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from typing_extensions import TypedDict

from app.core.actor import Actor
from app.core.errors import Invalid, PreconditionRequired, Stale
from app.core.i18n import _
from app.core.idempotency import IdempotencyKey, Replay
from app.core.models import Record
from app.core.pagination import Slice
from app.core.sheets import Page, download


class CallContext:
    """The request, its unit of work, who acts, and how to answer."""

    def __init__(
        self,
        request: Request,
        session: AsyncSession,
        actor: Actor,
        fields: str | None = None,
        remembered: IdempotencyKey | None = None,
    ) -> None:
        self.request, self.session, self.actor = request, session, actor
        self._fields = {name.strip() for name in fields.split(",")} | {"id"} if fields else None
        self._remembered = remembered

    def remember(self, key: IdempotencyKey) -> None:
        """Keeps the answer under a key that the handler took itself, in a unit of its own."""
        self._remembered = key

    def url_for(self, name: str, **params: Any) -> str:
        """The path of a route."""
        return self.request.app.state.pages.urls(self.request)(name, **params)

    def check_version(self, record: Record) -> None:
        """Compares `If-Match` with the record: 428 when it is missing, 412 when someone wrote meanwhile."""
        wanted = self.request.headers.get("if-match")
        if wanted is None:
            raise PreconditionRequired(_("Send If-Match with the ETag that you read."))
        if wanted != "*" and etag(record.version) not in [tag.strip() for tag in wanted.split(",")]:
            raise Stale(_("This record has changed since you read it."), version=record.version)

    def answer(self, body: Any, status: int = 200, *, version: int | None = None, location: str = "") -> Response:
        """`body` (a model, or plain values) as JSON, cut to `?fields=`; `version` becomes the ETag."""
        headers = {"Cache-Control": "no-store"}
        if version is not None:
            headers["ETag"] = etag(version)
        if location:
            headers["Location"] = location
        content = _json(self._sparse(body))
        if self._remembered is not None:
            self._remembered.status, self._remembered.body = status, content
            self._remembered.headers = json.dumps(headers)
        return Response(content, status, headers, media_type="application/json")

    def created(self, body: Any, location: str, *, version: int | None = None) -> Response:
        """201 with `Location`."""
        return self.answer(body, 201, version=version, location=location)

    def listing(self, page: Slice[Any]) -> Response:
        """`{"items": […], "next": cursor or null}`."""
        return self.answer({"items": page.items, "next": page.next})

    @property
    def wants_csv(self) -> bool:
        return self.request.headers.get("accept", "").startswith("text/csv")

    def table(
        self, name: str, columns: Iterable[str], page: Page, cells: Callable[[Any, list[str]], Sequence[str]]
    ) -> Response:
        """A whole list as CSV, whatever its length, cut to `?fields=`. Needs `exports.read`."""
        self.actor.require("exports.read")
        keys = [key for key in columns if self._fields is None or key in self._fields]
        _refuse_unknown(self._fields or set(), list(columns))
        database = self.request.app.state.database
        return download(database, name, keys, page, lambda item: cells(item, keys), ",")

    def done(self) -> Response:
        """204."""
        if self._remembered is not None:
            self._remembered.status = 204
        return Response(status_code=204)

    def _sparse(self, body: Any) -> Any:
        if self._fields is None:
            return body
        if isinstance(body, dict) and "items" in body:
            if not body["items"]:
                _refuse_unknown(self._fields, _told(self.request.scope["route"].response_model))
            return {**body, "items": [_only(item, self._fields) for item in body["items"]]}
        return _only(body, self._fields)


def etag(version: int) -> str:
    return f'"{version}"'


def replayed(first: Replay) -> Response:
    """The answer given the first time."""
    headers = first.headers | {"Idempotency-Replayed": "true"}
    return Response(first.body, first.status, headers, media_type="application/json")


def _json(body: Any) -> bytes:
    """Pages of one kind of row by a serialiser made once for that kind: it need not find out what each value is."""
    if isinstance(body, dict) and (rows := body.get("items")) and is_dataclass(kind := type(rows[0])):
        return _page_of(kind).dump_json(body)
    return to_json(body)


@cache
def _page_of(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(TypedDict("Page", {"items": list[kind], "next": str | None}))


def _refuse_unknown(names: set[str], known: Sequence[str]) -> None:
    if unknown := names - set(known) - {"id"}:
        text = _("%(name)s is not known here; known are: %(known)s.", name=min(unknown), known=", ".join(known))
        raise Invalid({"fields": text})


@cache
def _told(listing: type[BaseModel]) -> list[str]:
    """The fields of what a list holds, by its contract: where nothing is in it, no row tells them."""
    (row,) = get_args(listing.model_fields["items"].annotation)
    return [one.name for one in dataclass_fields(row)] if is_dataclass(row) else list(row.model_fields)


def _only(item: Any, names: set[str]) -> dict[str, Any]:
    if is_dataclass(item):
        item = {one.name: getattr(item, one.name) for one in dataclass_fields(item)}
    known: Sequence[str] = list(type(item).model_fields) if isinstance(item, BaseModel) else list(item)
    _refuse_unknown(names, known)
    return (
        item.model_dump(include=names) if isinstance(item, BaseModel) else {k: v for k, v in item.items() if k in names}
    )
