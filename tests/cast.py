"""The people that tests tell stories about.

Olga (`owner`, admin) made the workspace Atelier; Mona (`manager`), Malik (`mate`, outreach) and Vera (`viewer`) are
her colleagues; Stefan (`stranger`) is admin of another workspace. None of them is real.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

import httpx2
from fastapi import FastAPI
from sqlalchemy.orm import make_transient_to_detached
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.doors import PLAIN_COOKIE, actor_of_member
from app.accounts.models import ApiToken, Brand, Member, User, UserSession, Workspace
from app.core.actor import Actor
from app.core.clock import now
from app.core.db import Database
from app.core.security import digest, new_api_token, new_secret

ORIGIN = "http://tact.test"
AS_BROWSER = {"Accept": "text/html", "Accept-Language": "en", "Sec-Fetch-Site": "same-origin"}
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
"""Headers of a request whose answer htmx swaps into a part of the page."""

R = TypeVar("R", bound=SQLModel)


class Client(httpx2.AsyncClient):
    """Talks to the application in this process."""

    def __init__(self, app: FastAPI, **options: Any) -> None:
        self._app = app
        super().__init__(transport=httpx2.ASGITransport(app=app), base_url=ORIGIN, **options)

    async def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        held_by = vars(self._app.state.database).get("held_by")
        assert not held_by, f"{held_by} is an open transaction: the request would wait for it for ever"
        return await super().send(request, **options)


class Browser(Client):
    """A browser (`Sec-Fetch-Site` and all) that shows redirects instead of following them."""

    def __init__(self, app: FastAPI, **options: Any) -> None:
        super().__init__(app, headers=AS_BROWSER | options.pop("headers", {}), **options)


class Program(Client):
    """A program that calls the API; paths are whole: `/api/v1/bloggers`."""

    def __init__(self, app: FastAPI, token: str) -> None:
        super().__init__(app, headers={"Accept": "application/json", "Authorization": f"Bearer {token}"})

    async def follow(self, last: Callable[[dict[str, Any]], bool], limit: int = 2) -> list[dict[str, Any]]:
        """All that `/changes` tells up to the event for which `last` is true, `limit` at a time. It waits as programs
        do: PostgreSQL holds the feed back while any transaction of the server is open, be it another test's."""
        told: list[dict[str, Any]] = []
        cursor = None
        for _call in range(300):
            params = {"limit": limit} | ({"cursor": cursor} if cursor else {})
            answer = (await self.get("/api/v1/changes", params=params)).json()
            cursor = answer["next"]
            told += answer["items"]
            if not answer["items"]:
                if any(last(item) for item in told):
                    return told
                await asyncio.sleep(0.1)
        raise AssertionError(f"not told in half a minute; so far: {[item['verb'] for item in told]}")


class Records:
    """The rows of a person as records that no other test has changed, made when they are asked for."""

    def __init__(self, *of: SQLModel) -> None:
        self._of = of

    @cached_property
    def user(self) -> User:
        return self._detached(User)

    @cached_property
    def member(self) -> Member:
        return self._detached(Member)

    @cached_property
    def workspace(self) -> Workspace:
        return self._detached(Workspace)

    @cached_property
    def brand(self) -> Brand:
        return self._detached(Brand)

    def afresh(self) -> "Records":
        return Records(*self._of)

    def _detached(self, model: type[R]) -> R:
        (record,) = (it for it in self._of if isinstance(it, model))
        copied = model(**record.model_dump())
        make_transient_to_detached(copied)
        return copied


@dataclass(frozen=True)
class Person:
    """One of the cast: as an actor, in a browser (`html`), and as a program (`api`)."""

    name: str
    actor: Actor
    records: Records
    cookie: str
    token: str
    clients: tuple[Browser, Program] | None = None

    @property
    def user(self) -> User:
        return self.records.user

    @property
    def member(self) -> Member:
        return self.records.member

    @property
    def workspace(self) -> Workspace:
        return self.records.workspace

    @property
    def brand(self) -> Brand:
        """The default brand of their workspace."""
        return self.records.brand

    @property
    def html(self) -> Browser:
        return self._here[0]

    @property
    def api(self) -> Program:
        return self._here[1]

    @property
    def workspace_id(self) -> UUID:
        return self.actor.workspace_id

    @property
    def _here(self) -> tuple[Browser, Program]:
        assert self.clients, f"ask for {self.name} by the fixture of that name"
        return self.clients

    def afresh(self) -> "Person":
        return replace(self, records=self.records.afresh())

    @contextlib.asynccontextmanager
    async def arriving(self, app: FastAPI) -> AsyncIterator["Person"]:
        """The same person with clients of `app`."""
        async with Browser(app, cookies={PLAIN_COOKIE: self.cookie}) as html, Program(app, self.token) as api:
            yield replace(self, clients=(html, api))


async def raise_cast(database: Database, workspace: str = "Atelier") -> dict[str, Person]:
    """Writes everyone and returns them by fixture name; each workspace name once in a database."""
    async with database.write() as session:
        atelier, brand = await found_workspace(session, workspace)
        elsewhere, other_brand = await found_workspace(session, workspace.replace("Atelier", "Elsewhere"))
        return {
            "owner": await join(session, atelier, brand, "Olga", "admin"),
            "manager": await join(session, atelier, brand, "Mona", "manager"),
            "mate": await join(session, atelier, brand, "Malik", "outreach"),
            "viewer": await join(session, atelier, brand, "Vera", "viewer"),
            "stranger": await join(session, elsewhere, other_brand, "Stefan", "admin"),
        }


async def found_workspace(session: AsyncSession, name: str) -> tuple[Workspace, Brand]:
    workspace = Workspace(name=name)
    session.add(workspace)
    await session.flush()
    brand = Brand(workspace_id=workspace.id, name=name, name_key=name.lower(), is_default=True)
    session.add(brand)
    await session.flush()
    return workspace, brand


async def join(session: AsyncSession, workspace: Workspace, brand: Brand, name: str, role: str) -> Person:
    """A member called `name`, signed in and with a token that may all their role may. Without a password: hashing
    five for every test would take longer than the test."""
    email = f"{name.lower()}@{workspace.name.lower().replace(' ', '-')}.example.org"
    user = User(email=email, email_key=email, name=name, locale="en", time_zone="Europe/Paris")
    session.add(user)
    await session.flush()
    member = Member(workspace_id=workspace.id, user_id=user.id, role=role)
    session.add(member)
    await session.flush()
    cookie, token = new_secret(), new_api_token()
    session.add_all(
        [
            UserSession(
                token_hash=digest(cookie),
                user_id=user.id,
                workspace_id=workspace.id,
                last_seen_at=now(),
                expires_at=now() + timedelta(days=1),
            ),
            ApiToken(
                workspace_id=workspace.id,
                member_id=member.id,
                name=f"{name}'s program",
                prefix=token[:12],
                token_hash=digest(token),
                role=role,
                scopes=["all"],
            ),
        ]
    )
    await session.flush()
    actor = await actor_of_member(session, workspace.id, user.id)
    return Person(name, actor, Records(user, member, workspace, brand), cookie, token)
