"""Every route refuses who has no business there, and shows nothing of another workspace."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import SecretStr

from app.accounts.permissions import PERMISSIONS, ROLE_PERMISSIONS, Role
from app.core.db import SAFE_METHODS, Database
from app.core.settings import Settings
from app.main import create_app
from tests.architecture.routes import MEMBER, OPEN, ROUTES
from tests.architecture.world import furnish, named
from tests.cast import Client, Person

PLAIN = {"version": "x", "path": "x", "slug": "not-found", "token": "x", "block": "practical", "column": "stage"}
PLAIN |= {"picture": "pressure", "form": "csv"}
"""Path parameters that name no record."""
FOUND_FIRST = ("undelete", "demo.remove")


@dataclass(frozen=True)
class Route:
    name: str
    method: str
    path: str

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"\{(\w+)\}", self.path)

    def address(self, ids: dict[str, object]) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: str(ids[found[1]]), self.path)


def routes_of(application: FastAPI) -> Iterator[Route]:
    for route in iter_route_contexts(application.routes):
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield Route(route.name, method, getattr(route, "path_format", route.path))


@cache
def every() -> list[Route]:
    """Built when a test asks, not whenever tests are collected."""
    application = create_app(Settings(_env_file=None, data_dir="/nowhere", secret_key=SecretStr("x")))
    return sorted(set(routes_of(application)), key=lambda route: (route.path, route.method))


def closed() -> list[Route]:
    return [route for route in every() if ROUTES.get(route.name) != OPEN]


def of_records() -> list[Route]:
    return [route for route in closed() if any(name not in PLAIN for name in route.parameters)]


def limited() -> list[Route]:
    everybodys = MEMBER, *ROLE_PERMISSIONS[Role.VIEWER]
    return [route for route in closed() if ROUTES.get(route.name, MEMBER) not in everybodys]


async def call(client: Client, route: Route, ids: dict[str, object]) -> httpx2.Response:
    vars(client._transport)["raise_app_exceptions"] = False  # a crash is one wrong answer among others: 500
    body = {} if route.method in SAFE_METHODS else {"json": {}} if route.is_api else {"data": {"next": ""}}
    return await client.request(route.method, route.address({**PLAIN, **ids}), **body)


def told(wrong: dict[Route, object]) -> str:
    return "\n" + "\n".join(f"{route.method} {route.path} ({route.name}): {answer}" for route, answer in wrong.items())


def nameless(route: Route) -> dict[str, object]:
    return {name: uuid4() for name in route.parameters}


@pytest.fixture
async def world(database: Database, cast: dict[str, Person]) -> dict[str, UUID]:
    async with database.write() as session:
        return await furnish(session, cast["owner"])


def test_every_route_says_who_may():
    missing = sorted({route.name for route in every()} - ROUTES.keys())
    assert not missing, "add to tests/architecture/routes.py, with the permission each takes: " + ", ".join(missing)


def test_no_line_outlives_its_route():
    assert not sorted(ROUTES.keys() - {route.name for route in every()})


def test_rules_are_permissions():
    assert not sorted(set(ROUTES.values()) - {OPEN, MEMBER, *PERMISSIONS})


def test_a_name_stands_for_one_path():
    paths: dict[str, set[str]] = {}
    for route in every():
        paths.setdefault(route.name, set()).add(route.path)
    assert not {name: sorted(found) for name, found in paths.items() if len(found) > 1}


async def test_nobody_gets_in_without_signing_in(client):
    wrong = {}
    for route in closed():
        answer = await call(client, route, nameless(route))
        sent = answer.headers.get("www-authenticate") if route.is_api else answer.headers.get("location", "")[:6]
        if (answer.status_code, sent) != ((401, "Bearer") if route.is_api else (303, "/login")):
            wrong[route] = answer.status_code, sent
    assert not wrong, told(wrong)


async def test_a_viewer_may_not(viewer, world):
    """A form is read before its verb is tried: 422 tells a viewer only that an empty form is empty. And what is not
    deleted is not found among the deleted; nor is a demo by who does not administer it."""
    wrong = {}
    for route in limited():
        ids = {name: PLAIN.get(name) or named(name, world) or uuid4() for name in route.parameters}
        answer = await call(viewer.api if route.is_api else viewer.html, route, ids)
        refused = (403,) if route.method in SAFE_METHODS else (403, 415, 422, 428)
        if answer.status_code not in (*refused, *(404,) * route.name.endswith(FOUND_FIRST)):
            wrong[route] = answer.status_code
    assert not wrong, told(wrong)


async def test_paths_name_records_that_the_test_knows(world):
    unknown = {
        name for route in of_records() for name in route.parameters if name not in PLAIN and not named(name, world)
    }
    assert not unknown, f"say in tests/architecture/world.py (NAMES) which table these name: {sorted(unknown)}"


async def test_a_stranger_cannot_tell_a_record_of_ours_from_none(stranger, world):
    wrong = {}
    for route in of_records():
        client = stranger.api if route.is_api else stranger.html
        ours = await call(client, route, {name: named(name, world) or "x" for name in route.parameters})
        none = await call(client, route, nameless(route))
        hidden = (404,) if route.method in SAFE_METHODS else (404, 415, 422, 428)
        if ours.status_code != none.status_code or ours.status_code not in hidden:
            wrong[route] = ours.status_code, none.status_code
    assert not wrong, told(wrong)


async def test_the_owner_can_open_what_the_stranger_cannot(owner, world):
    """Else the test above would prove nothing."""
    wrong = {}
    for route in of_records():
        if route.method in SAFE_METHODS:
            client = owner.api if route.is_api else owner.html
            ids = {name: named(name, world) or PLAIN.get(name) for name in route.parameters}
            answer = await call(client, route, ids)
            if answer.status_code not in (200, 303):
                wrong[route] = answer.status_code
    assert not wrong, told(wrong)


async def test_every_route_of_the_api_refuses_what_it_would_not_read(owner, world):
    wrong = {}
    for route in (route for route in every() if route.is_api and ROUTES[route.name] != OPEN):
        body = {} if route.method in SAFE_METHODS else {"json": {}}
        address = route.address({**PLAIN, **nameless(route)})
        answer = await owner.api.request(route.method, f"{address}?brandid=1", **body)
        told_so = answer.status_code == 422 and "brandid" in {one["field"] for one in answer.json()["errors"]}
        if not told_so:
            wrong[route] = answer.status_code, answer.text[:200]
    assert not wrong, told(wrong)
