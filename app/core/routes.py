"""Finds the route of a request at once.

FastAPI tries some three hundred patterns one after the other, twice for every router included in another: a
millisecond. The first request of a shape is found by the same rules; those that follow go straight there.
"""

import re
from collections.abc import Sequence
from typing import Any

from fastapi.routing import RouteContext, iter_route_contexts
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import Receive, Scope, Send

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOST_SHAPES = 2_000
"""Beyond so many nothing is remembered any more: addresses are chosen by callers."""


class Shortcut(BaseRoute):
    """Stands before all other routes and answers what it has found there; to the rest it does not match."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        self._contexts: list[RouteContext] | None = None
        self._routes = list(routes)
        self._known: dict[tuple[str, str], RouteContext] = {}

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or scope.get("root_path"):
            return Match.NONE, {}
        # No path has a literal part that looks like an id: all ids take the same way.
        shape = scope["method"], _UUID.sub("*", scope["path"])
        context = self._known.get(shape) or self._find(scope, shape)
        if context is None:
            return Match.NONE, {}
        match, child_scope = context.matches(scope)
        scope["tact.route"] = context
        return match, child_scope

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        context: Any = scope["tact.route"]
        scope["route"] = context.original_route
        await context.app(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: Any) -> Any:
        raise NoMatchFound(name, path_params)

    def _find(self, scope: Scope, shape: tuple[str, str]) -> RouteContext | None:
        if self._contexts is None:
            self._contexts = list(iter_route_contexts(self._routes))
        for context in self._contexts:
            match, _child_scope = context.matches(scope)
            if match == Match.FULL:
                known = context if getattr(context, "endpoint", None) and hasattr(context, "app") else None
                if known is not None and len(self._known) < MOST_SHAPES:
                    self._known[shape] = known
                return known
        return None
