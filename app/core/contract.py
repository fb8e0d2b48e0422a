"""The API's contract: OpenAPI 3.1 with what holds for every call (errors, headers), and the page that shows it."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, Field

from app.core.answers import PROBLEM_BASE
from app.core.errors import NotFound, TactError
from app.core.i18n import _

ABOUT = """
Everything that people do in Tact, for programs. Send `Authorization: Bearer tact_…`. In a browser, whoever is
signed in may also read (GET), as themselves.

* **Lists** answer `{"items": […], "next": cursor or null}`; pass `cursor=` to go on, `limit=` up to 500.
* **`fields=name,city`** cuts every record to those fields.
* **`Accept: text/csv`** on `/bloggers` and `/partnerships` answers the whole list as a table, all pages of it
  (permission `exports.read`); `fields=` chooses the columns. What a spreadsheet would run stands behind an apostrophe.
* **PATCH** and `PUT …/terms` need `If-Match` with the `ETag` you read: 428 without it, 412 when someone wrote
  meanwhile.
* **POST** accepts an `Idempotency-Key`: the same key repeats the answer, not the effect, for 48 hours.
* **Errors** are `application/problem+json` (RFC 9457) with a stable `type` and the `request_id`.
* **`/changes`** tells everything that happened, in order, from where you stopped.
"""


class FieldError(BaseModel):
    field: str = Field(examples=["contact_points.0.value"])
    message: str = Field(examples=["This is not an email address."])


class Problem(BaseModel):
    """RFC 9457."""

    type: str = Field(examples=[f"{PROBLEM_BASE}invalid"])
    title: str = Field(examples=["Unprocessable Content"])
    status: int = Field(examples=[422])
    request_id: str
    detail: str | None = None
    errors: list[FieldError] | None = None


WHEN = {
    400: "The request cannot be read, or its cursor is not of this list.",
    401: "No valid token.",
    403: "The token's role or scopes do not allow it.",
    404: "No such record in this workspace, or not visible to this token.",
    409: "It conflicts with the present state.",
    410: "The cursor is from before a restore.",
    412: "The record has changed since the ETag in `If-Match`.",
    413: "The body is too large.",
    415: "The body is not `application/json`.",
    422: "Some fields are wrong; `errors` says which and why.",
    428: "`If-Match` is missing.",
    429: "Too many calls; `Retry-After` says when to go on.",
}
ALWAYS = (400, 401, 403, 413, 415, 422, 429)
IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Any text unique to this request: a retry under it repeats the answer, not the effect.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
NOTHING: tuple[Any, ...] = (None, "", [], {}, False)
"""Defaults that need no words."""
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The `ETag` that was read, or `*`.",
    "schema": {"type": "string"},
    "example": '"3"',
}


def install(app: FastAPI) -> None:
    """Serves the contract at `/openapi.json`, its page at `/docs`, and what a problem type means."""
    made: dict[str, Any] = {}

    def contract() -> dict[str, Any]:
        if not made:
            made.update(_complete(get_openapi(title="Tact", version="1", description=ABOUT, routes=app.routes)))
        return made

    app.openapi = contract
    app.add_api_route("/openapi.json", openapi, name="openapi", include_in_schema=False, response_model=None)
    app.add_api_route("/docs", docs, name="docs", include_in_schema=False, response_model=None)
    app.add_api_route(PROBLEM_BASE + "{slug}", problem, name="problem", include_in_schema=False, response_model=None)


async def openapi(request: Request) -> Response:
    """The contract itself; public, as the code is. Made when first asked for, then kept as bytes."""
    kept = request.app.state
    if not hasattr(kept, "contract"):
        kept.contract = json.dumps(request.app.openapi(), ensure_ascii=False, separators=(",", ":")).encode()
        kept.contract_etag = f'"{hashlib.sha256(kept.contract).hexdigest()[:16]}"'
    headers = {"ETag": kept.contract_etag, "Cache-Control": "no-cache"}
    if kept.contract_etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(kept.contract, headers=headers, media_type="application/json")


async def docs(request: Request) -> Response:
    """The contract to read and try."""
    return request.app.state.pages.render(request, None, "docs/api.html")


async def problem(slug: str) -> dict[str, Any]:
    """What a problem type means."""
    known = {kind.slug: kind for kind in TactError.__subclasses__()}
    if slug not in known:
        raise NotFound(_("No such problem type."))
    kind = known[slug]
    return {"type": PROBLEM_BASE + slug, "status": kind.status, "meaning": WHEN.get(kind.status, kind.__doc__ or "")}


def _complete(contract: dict[str, Any]) -> dict[str, Any]:
    schemas = contract.setdefault("components", {}).setdefault("schemas", {})
    for model in (Problem, FieldError):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schema.pop("$defs", None)
        schemas[model.__name__] = schema
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for path, operations in contract["paths"].items():
        for method, operation in operations.items():
            _complete_operation(method, path, operation)
    _tell_defaults(contract)
    return contract


def _tell_defaults(contract: dict[str, Any]) -> None:
    """What may be left out of a request is told its default in words: generators of clients (openapi-typescript)
    take a property with a `default` for one that is always there, and would demand all thirty of a blogger's."""
    schemas = contract["components"]["schemas"]
    bodies = [operation.get("requestBody") for verbs in contract["paths"].values() for operation in verbs.values()]
    left, seen = list(_references(bodies)), set[str]()
    while left:
        name = left.pop()
        if name in seen:
            continue
        seen.add(name)
        left += _references(schemas[name])
        for shape in schemas[name].get("properties", {}).values():
            usual = shape.pop("default", None)
            if usual not in NOTHING:
                words = f"{usual!s}".lower() if isinstance(usual, bool) else f"{usual}"
                shape["description"] = f"{shape.get('description', '')} Without it: `{words}`.".strip()


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(reference := node.get("$ref"), str):
            yield reference.rpartition("/")[2]
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from _references(one)


def _complete_operation(method: str, path: str, operation: dict[str, Any]) -> None:
    if operation.get("summary", "").startswith("Api."):
        operation["summary"] = operation.get("description", "").split("\n")[0].rstrip(".")
    statuses = set(ALWAYS) | ({404, 409} if "{" in path or method != "get" else set())
    parameters = operation.setdefault("parameters", [])
    if method == "post":
        parameters.append(IDEMPOTENCY)
    if method == "patch" or (method == "put" and path.endswith("/terms")):
        parameters.append(IF_MATCH)
        statuses |= {412, 428}
    if path.endswith("/changes"):
        statuses.add(410)
    for status in sorted(statuses):
        operation["responses"][str(status)] = {
            "description": WHEN[status],
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
