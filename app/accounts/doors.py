"""How a request becomes an actor: by the session cookie for pages, by a bearer token for the API.

Handlers take `page: Page` or `call: Call`: one dependency each, transaction and all, for each more would be solved in
every request. One query loads session, user, member, workspace and brands. Routes without sign-in take
`page: GuestPage`. Verbs that hash a password open their own short units, for hashing must not hold the writers' lock:
their routes take `LonePage` (nobody known, no unit) or `SlowPage` (signed in, no unit).
"""

import hashlib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import Row, and_, or_, select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request

from app.accounts.models import IDLE, ApiToken, Member, MemberBrand, User, UserSession, Workspace
from app.accounts.permissions import RANK, Role, permissions_of
from app.accounts.queries.brands import brand_marks
from app.core import i18n, idempotency
from app.core.actor import Actor
from app.core.asked import refuse_unknown
from app.core.calls import CallContext
from app.core.clock import now
from app.core.db import SAFE_METHODS, unit_of_work
from app.core.errors import BadRequest, Unauthenticated
from app.core.i18n import _, lazy
from app.core.pages import PageContext
from app.core.rate import rate_limit
from app.core.security import digest, is_api_token
from app.core.sql import fetch, given

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="A token made under Settings → API tokens, or by `tact token create`.",
)
PLAIN_COOKIE, SECURE_COOKIE = "tact_session", "__Host-tact_session"
SEEN_EVERY = timedelta(minutes=1)
NOT_A_TOKEN = lazy("This token is unknown, revoked or has expired.")


def cookie_name(request: Request) -> str:
    return SECURE_COOKIE if request.app.state.settings.is_https else PLAIN_COOKIE


_MEMBERSHIP: tuple[Any, ...] = (
    col(User.id),
    col(User.name),
    col(User.locale),
    col(User.time_zone),
    col(User.theme),
    col(User.tour),
    col(User.single_keys),
    col(Member.id).label("member_id"),
    col(Member.role),
    col(Member.limited),
    col(Workspace.id).label("workspace_id"),
    col(Workspace.name).label("workspace_name"),
    col(Workspace.is_demo),
    col(Workspace.locale).label("workspace_locale"),
    col(Workspace.time_zone).label("workspace_time_zone"),
    col(Workspace.currency),
    col(Workspace.person_word),
    col(Workspace.blogger_count),
    col(Workspace.brand_count),
)

_TOKEN: tuple[Any, ...] = (
    col(ApiToken.id).label("token_id"),
    col(ApiToken.role).label("token_role"),
    col(ApiToken.scopes),
    col(ApiToken.last_used_at),
)
_SESSION: tuple[Any, ...] = (
    col(UserSession.id).label("session_id"),
    col(UserSession.workspace_id).label("at_workspace"),
    col(UserSession.last_seen_at).label("seen_at"),
)

_OF_SESSION = (
    select(*_SESSION, *_MEMBERSHIP)
    .select_from(UserSession)
    .join(User, col(User.id) == UserSession.user_id)
    .join(Member, and_(col(Member.user_id) == User.id, col(Member.removed_at).is_(None)))
    .join(Workspace, col(Workspace.id) == Member.workspace_id)
    .where(
        col(UserSession.token_hash) == given("secret"),
        col(UserSession.revoked_at).is_(None),
        col(UserSession.expires_at) > given("moment"),
        col(UserSession.last_seen_at) > given("idle_since"),
        col(User.disabled_at).is_(None),
    )
)
_OF_TOKEN = (
    select(*_TOKEN, *_MEMBERSHIP)
    .select_from(ApiToken)
    .join(Member, and_(col(Member.id) == ApiToken.member_id, col(Member.removed_at).is_(None)))
    .join(User, and_(col(User.id) == Member.user_id, col(User.disabled_at).is_(None)))
    .join(Workspace, col(Workspace.id) == ApiToken.workspace_id)
    .where(
        col(ApiToken.token_hash) == given("secret"),
        col(ApiToken.revoked_at).is_(None),
        or_(col(ApiToken.expires_at).is_(None), col(ApiToken.expires_at) > given("moment")),
    )
)


async def page_context(request: Request) -> AsyncIterator[PageContext]:
    """The bundle of a signed-in page; raises Unauthenticated, which leads to the sign-in page."""
    async with (
        unit_of_work(request) as session,
        PageContext(request, session, await _enter_page(request, session)) as page,
    ):
        yield page


async def guest_context(request: Request) -> AsyncIterator[PageContext]:
    """The bundle of a page that needs no sign-in."""
    async with unit_of_work(request) as session, PageContext(request, session, None) as page:
        yield page


async def slow_context(request: Request) -> PageContext:
    """The bundle of a signed-in page whose verb opens its own units."""
    async with request.app.state.database.read() as session:
        actor = await _enter_page(request, session)
    return PageContext(request, None, actor)


async def lone_context(request: Request) -> PageContext:
    """The same without sign-in."""
    return PageContext(request, None, None)


async def call_context(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    fields: Annotated[str | None, Query(description="Only these fields of each record, comma-separated.")] = None,
) -> AsyncIterator[CallContext]:
    """The bundle of an API call; raises Unauthenticated without a valid bearer token."""
    async with unit_of_work(request) as session:
        if bearer is None and _reads_here(request):
            yield CallContext(request, session, await _enter(request, session), fields)
        else:
            actor = await _enter_by_token(request, session, bearer)
            yield CallContext(request, session, actor, fields, await _remember(request, session, actor))


async def slow_call_context(
    request: Request, bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> CallContext:
    """The bundle of an API call whose verb opens its own units, and keeps its own `Idempotency-Key`."""
    idempotency.check(request.headers.get("Idempotency-Key"))
    async with request.app.state.database.read() as session:
        actor = await _enter_by_token(request, session, bearer)
    return CallContext(request, session, actor)


def _reads_here(request: Request) -> bool:
    """Whether a signed-in member looks at an answer of the API in their browser, from a link of ours or typed."""
    ours = request.headers.get("sec-fetch-site") in ("same-origin", "none")
    return request.method in SAFE_METHODS and ours and cookie_name(request) in request.cookies


async def _enter_by_token(
    request: Request, session: AsyncSession, bearer: HTTPAuthorizationCredentials | None
) -> Actor:
    if "access_token" in request.query_params or "token" in request.query_params:
        raise BadRequest(_("A token belongs in the Authorization header."))
    if bearer is None:
        raise Unauthenticated(_("No token was sent: Authorization: Bearer …"))
    if not is_api_token(bearer.credentials):
        raise Unauthenticated(str(NOT_A_TOKEN))
    if limit := request.app.state.settings.api_rate:
        request.state.answer_headers = rate_limit(limit).hit(digest(bearer.credentials))
    row = await _token_row(session, bearer.credentials)
    actor = await _actor_of_token(session, row)
    request.state.actor = actor
    i18n.activate(i18n.current_locale(), actor.time_zone)  # the language is the program's, a day is the member's
    refuse_unknown(request)
    if _is_old(row.last_used_at):
        request.state.aside.append(update(ApiToken).where(col(ApiToken.id) == row.token_id).values(last_used_at=now()))
    return actor


Page = Annotated[PageContext, Depends(page_context, scope="function")]
GuestPage = Annotated[PageContext, Depends(guest_context, scope="function")]
LonePage = Annotated[PageContext, Depends(lone_context, scope="function")]
SlowPage = Annotated[PageContext, Depends(slow_context, scope="function")]
Call = Annotated[CallContext, Depends(call_context, scope="function")]
SlowCall = Annotated[CallContext, Depends(slow_call_context, scope="function")]


async def onlooker(request: Request) -> Actor:
    """Who looks on in the session of the request's cookie. It counts as no use of it, and holds no unit of work."""
    token = request.cookies.get(cookie_name(request))
    if not token:
        raise Unauthenticated
    async with request.app.state.database.read() as session:
        return await actor_of_session(session, token)


async def actor_of_session(session: AsyncSession, token: str) -> Actor:
    """Who holds this session token. One statement, and one more for members limited to some brands."""
    return await _actor_of_memberships(session, await _session_rows(session, token))


async def actor_of_token(session: AsyncSession, token: str) -> Actor:
    """Who made this token, with the weaker of their role and the token's, cut to its scopes."""
    return await _actor_of_token(session, await _token_row(session, token))


async def actor_of_member(session: AsyncSession, workspace_id: UUID, user_id: UUID) -> Actor:
    """The same for a job or the command line, which hold ids instead of secrets."""
    statement = (
        select(*_MEMBERSHIP)
        .select_from(Member)
        .join(User, col(User.id) == Member.user_id)
        .join(Workspace, col(Workspace.id) == Member.workspace_id)
        .where(
            col(Member.workspace_id) == workspace_id,
            col(Member.user_id) == user_id,
            col(Member.removed_at).is_(None),
            col(User.disabled_at).is_(None),
        )
    )
    row = (await session.execute(statement)).one_or_none()
    if row is None:
        raise Unauthenticated
    return await _actor(session, row, row.role, None)


async def _enter_page(request: Request, session: AsyncSession) -> Actor:
    """The actor of a page; where there are several brands, a whole page names those they work for."""
    actor = await _enter(request, session)
    if actor.workspace["brand_count"] > 1 and request.headers.get("hx-request-type") != "partial":
        actor.workspace["brands"] = await brand_marks(session, actor)
    return actor


async def _enter(request: Request, session: AsyncSession) -> Actor:
    """The actor of the request's cookie, whose language and zone the rest of the request speaks."""
    token = request.cookies.get(cookie_name(request))
    if not token:
        raise Unauthenticated
    rows = await _session_rows(session, token)
    actor = request.state.actor = await _actor_of_memberships(session, rows)
    i18n.activate(actor.locale, actor.time_zone)
    if _is_old(rows[0].seen_at):
        request.state.aside += [
            update(UserSession).where(col(UserSession.id) == actor.session_id).values(last_seen_at=now()),
            update(Member).where(col(Member.id) == actor.member_id).values(last_seen_at=now()),
        ]
    return actor


def _is_old(last_use: datetime | None) -> bool:
    return last_use is None or last_use < now() - SEEN_EVERY


async def _session_rows(session: AsyncSession, token: str) -> list[Row[Any]]:
    """The session with each workspace its user belongs to, the one it works in first. A member who was removed there
    goes on in another; who belongs to none, or is disabled, is out."""
    moment = now()
    values = {"secret": digest(token), "moment": moment, "idle_since": moment - IDLE}
    rows = await fetch(session, _OF_SESSION, values)
    if not rows:
        raise Unauthenticated
    return sorted(rows, key=lambda row: (row.workspace_id != row.at_workspace, row.workspace_name))


async def _actor_of_memberships(session: AsyncSession, rows: list[Row[Any]]) -> Actor:
    actor = await _actor(session, rows[0], rows[0].role, None, session_id=rows[0].session_id)
    actor.workspace["others"] = [(row.workspace_id, row.workspace_name) for row in rows[1:]]
    return actor


async def _token_row(session: AsyncSession, token: str) -> Row[Any]:
    values = {"secret": digest(token), "moment": now()}
    for row in await fetch(session, _OF_TOKEN, values):
        return row
    raise Unauthenticated(str(NOT_A_TOKEN))


async def _actor_of_token(session: AsyncSession, row: Row[Any]) -> Actor:
    role = min(row.role, row.token_role, key=lambda name: RANK[Role(name)])
    return await _actor(session, row, role, row.scopes, token_id=row.token_id)


async def _actor(session: AsyncSession, row: Row[Any], role: str, scopes: list[str] | None, **via: Any) -> Actor:
    return Actor(
        workspace_id=row.workspace_id,
        user_id=row.id,
        member_id=row.member_id,
        name=row.name,
        role=role,
        permissions=permissions_of(role, scopes),
        brand_ids=await _brands(session, row.member_id) if row.limited else None,
        locale=row.locale or ("session_id" in via and i18n.current_locale()) or row.workspace_locale,
        time_zone=row.time_zone or row.workspace_time_zone,
        theme=row.theme,
        tour=row.tour,
        single_keys=row.single_keys,
        workspace_name=row.workspace_name,
        workspace={
            "is_demo": row.is_demo,
            "currency": row.currency,
            "person_word": row.person_word,
            "blogger_count": row.blogger_count,
            "brand_count": row.brand_count,
        },
        **via,
    )


async def _brands(session: AsyncSession, member_id: UUID) -> frozenset[UUID]:
    rows = await session.execute(select(col(MemberBrand.brand_id)).where(col(MemberBrand.member_id) == member_id))
    return frozenset(rows.scalars())


async def _remember(request: Request, session: AsyncSession, actor: Actor) -> idempotency.IdempotencyKey | None:
    key = request.headers.get("idempotency-key")
    if key is None or request.method in SAFE_METHODS:
        return None
    fingerprint = hashlib.sha256(await request.body()).hexdigest()
    asked = f"{request.method} {request.url.path}?{request.url.query} {fingerprint}".encode()
    return await idempotency.begin(session, actor.workspace_id, f"token:{str(actor.token_id)[:34]}", key, asked)
