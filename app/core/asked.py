"""The query string of a long list, read at once.

FastAPI looks at the type of every parameter of every request anew: with thirty filters that takes as long as the SQL.
"""

from collections.abc import Sequence
from typing import Annotated, Any, get_origin

from fastapi import Depends, FastAPI, Query
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from app.core.errors import Invalid
from app.core.i18n import _


def asked(model: type[BaseModel]) -> Any:
    """A dependency that validates the query string as `Annotated[model, Query()]` does; its route says what may be
    asked with `openapi_extra=parameters(model)`."""
    several = {name for name, field in model.model_fields.items() if get_origin(field.annotation) is list}

    async def read(request: Request) -> BaseModel:
        query = request.query_params
        try:
            return model.model_validate(
                {name: query.getlist(name) if name in several else query[name] for name in query}
            )
        except ValidationError as error:
            raise RequestValidationError([it | {"loc": ("query", *it["loc"])} for it in error.errors()]) from error

    return Depends(read)


def parameters(model: Any, known: Sequence[str] = ("fields",)) -> dict[str, Any]:
    """What FastAPI's contract says of `Annotated[model, Query()]`, but for the parameters of every call."""
    probe = FastAPI(openapi_url=None)

    @probe.get("/")
    async def route(asked: Annotated[model, Query()]) -> None:  # type: ignore[valid-type]
        """Only described."""

    found = probe.openapi()["paths"]["/"]["get"]["parameters"]
    return {"parameters": [it for it in found if it["name"] not in known]}


def refuse_unknown(request: Request) -> None:
    """A name in the query string that the route does not know is a mistake, never ignored: 422."""
    if not request.query_params:
        return
    remembered = vars(request.scope["route"])
    if "query_known" not in remembered:
        remembered["query_known"] = _known(request.scope["route"])
    if unknown := request.query_params.keys() - remembered["query_known"]:
        raise Invalid({name: _("This field is not known here.") for name in sorted(unknown)})


def _known(route: APIRoute) -> frozenset[str]:
    """What the route reads from the query string, by parameters, by a model of them, or by `asked`."""
    names = {it["name"] for it in (route.openapi_extra or {}).get("parameters", ())}
    left: list[Dependant] = [route.dependant]
    while left:
        dependant = left.pop()
        left += dependant.dependencies
        for field in dependant.query_params:
            kind = field.field_info.annotation
            whole = isinstance(kind, type) and issubclass(kind, BaseModel)
            names |= kind.model_fields.keys() if whole else {field.alias}
    return frozenset(names)
