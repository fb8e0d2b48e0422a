"""Who it may be already: duplicates while typing, and lookups by what is exact."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from rapidfuzz import fuzz
from sqlalchemy import Select, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers import search
from app.bloggers.identity import contact_key, email_key, handle_key, looks_like_url, phone_key, place_of, url_key
from app.bloggers.models import Blogger, BloggerState, Channel, ContactKind, ContactPoint, ExternalId, Platform
from app.bloggers.schemas import LookupIn, SearchHit, Similar
from app.core.actor import Actor
from app.core.i18n import _
from app.core.sql import tested
from app.core.text import fold, tokens
from app.core.vocabulary import TITLED

FIRST = 50
CLOSE = 88
"""Names alike from here on, of 100."""
_STATES = (BloggerState.ACTIVE, BloggerState.ARCHIVED)


async def find(session: AsyncSession, actor: Actor, text: str, limit: int = 10) -> list[SearchHit]:
    """Who `text` finds, names that begin with it first: for the search box."""
    actor.require("bloggers.read")
    text = text.replace("\x00", " ").strip()
    if not text:
        return []
    found: dict[UUID, Any] = {}
    for hits in search.in_turn(session, actor, text, [BloggerState.ACTIVE]):
        if len(found) < limit:
            for row in await _people(session, hits):
                found.setdefault(row.id, row)
    rows = list(found.values())[:limit]
    hints = await _hints(session, actor, [row.id for row in rows])
    return [SearchHit(row.id, row.name, hints.get(row.id) or row.also_known_as or row.city) for row in rows]


async def _people(session: AsyncSession, hits: Any) -> list[Any]:
    """The first few of them by name."""
    found = hits.cte("hits").prefix_with("MATERIALIZED")
    first = select(found.c.id, found.c.key).order_by(found.c.key, found.c.id).limit(FIRST).subquery()
    statement = (
        select(col(Blogger.id), col(Blogger.name), col(Blogger.city), col(Blogger.also_known_as))
        .join(first, first.c.id == col(Blogger.id))
        .order_by(first.c.key, first.c.id)
    )
    return list((await session.execute(statement)).all())


async def similar(
    session: AsyncSession,
    actor: Actor,
    name: str = "",
    email: str = "",
    handle: str = "",
    url: str = "",
    phone: str = "",
    exclude: UUID | None = None,
) -> list[Similar]:
    """Records that may be the same person: the same email, phone, handle or address, or a close name; at most 5."""
    actor.require("bloggers.read")
    found: dict[UUID, Similar] = {}
    for field, given in (("email", email), ("phone", phone), ("url", url), ("handle", handle)):
        if value := given.replace("\x00", " ").strip():
            for row in await _same(session, actor, field, value):
                found.setdefault(row.id, Similar(row.id, row.name, field, _why(field, row.found), row.state))
    if len(tokens(name)) and len(fold(name)) >= 3:
        for row in await _close_names(session, actor, name):
            found.setdefault(row.id, Similar(row.id, row.name, "name", _("The name is much alike."), row.state))
    found.pop(exclude, None)  # type: ignore[arg-type]
    return list(found.values())[:5]


async def lookup(session: AsyncSession, actor: Actor, wanted: LookupIn) -> list[Blogger]:
    """Whoever has exactly this email, handle, address or external id; deleted ones are left out."""
    actor.require("bloggers.read")
    if wanted.external_id:
        ids = select(col(ExternalId.blogger_id)).where(
            col(ExternalId.workspace_id) == actor.workspace_id,
            col(ExternalId.system) == wanted.system,
            col(ExternalId.value) == wanted.external_id,
        )
    elif wanted.email:
        ids = _by_contact(actor, ContactKind.EMAIL, email_key(wanted.email))
    elif wanted.url:
        ids = _by_url(actor, wanted.url)
    else:
        ids = _by_handle(actor, wanted.handle, wanted.platform)
    statement = select(Blogger).where(
        tested(Blogger.workspace_id) == actor.workspace_id,
        tested(Blogger.state).in_(_STATES),
        col(Blogger.id).in_(ids),
    )
    return list((await session.execute(statement.order_by(col(Blogger.sort_name)).limit(20))).scalars())


async def _same(session: AsyncSession, actor: Actor, field: str, value: str) -> Sequence[Any]:
    if field == "handle" and looks_like_url(value):
        field = "url"
    match field:
        case "email":
            ids = _by_contact(actor, ContactKind.EMAIL, email_key(value))
        case "phone":
            ids = _by_contact(actor, ContactKind.PHONE, phone_key(value))
        case "url":
            ids = _by_url(actor, value)
        case _:
            ids = _by_handle(actor, value, None)
    statement = select(col(Blogger.id), col(Blogger.name), col(Blogger.state)).where(
        tested(Blogger.workspace_id) == actor.workspace_id,
        tested(Blogger.state).in_(_STATES),
        col(Blogger.id).in_(ids),
    )
    return [_Found(row.id, row.name, row.state, value) for row in await session.execute(statement.limit(5))]


class _Found(tuple):
    __slots__ = ()

    def __new__(cls, *values: Any) -> "_Found":
        return super().__new__(cls, values)

    id = property(lambda self: self[0])
    name = property(lambda self: self[1])
    state = property(lambda self: self[2])
    found = property(lambda self: self[3])


def _by_contact(actor: Actor, kind: str, key: str) -> Select[Any]:
    return select(col(ContactPoint.blogger_id)).where(
        col(ContactPoint.workspace_id) == actor.workspace_id,
        col(ContactPoint.kind) == kind,
        col(ContactPoint.value_key) == key,
    )


def _by_url(actor: Actor, url: str) -> Select[Any]:
    place = place_of(url)
    conditions = [col(Channel.url_key) == url_key(url)]
    if place.handle:
        conditions.append(
            (col(Channel.platform) == place.platform) & (col(Channel.handle_key) == handle_key(place.handle))
        )
    return select(col(Channel.blogger_id)).where(col(Channel.workspace_id) == actor.workspace_id, or_(*conditions))


def _by_handle(actor: Actor, handle: str, platform: str | None) -> Select[Any]:
    key = handle_key(handle)
    platforms = [platform] if platform else list(Platform)
    channels = select(col(Channel.blogger_id)).where(
        col(Channel.workspace_id) == actor.workspace_id,
        col(Channel.platform).in_(platforms),
        col(Channel.handle_key) == key,
    )
    if platform:
        return channels
    messages = _by_contact(actor, ContactKind.DIRECT_MESSAGE, contact_key(ContactKind.DIRECT_MESSAGE, handle))
    return select(channels.union_all(messages).subquery().c[0])


async def _close_names(session: AsyncSession, actor: Actor, name: str) -> list[Any]:
    """Search finds candidates by each word's first letters, rapidfuzz compares them."""
    wanted, found = fold(name), {}
    for word in sorted(tokens(name), key=len, reverse=True)[:2]:
        start = word[: max(3, len(word) - 2)]
        hits = search.hits(session, actor, start, _STATES, 300).cte("hits").prefix_with("MATERIALIZED")
        statement = select(col(Blogger.id), col(Blogger.name), col(Blogger.sort_name), col(Blogger.state)).where(
            col(Blogger.id).in_(select(hits.c.id))
        )
        found.update({row.id: row for row in await session.execute(statement)})
    scored = [(fuzz.token_sort_ratio(wanted, row.sort_name), row) for row in found.values()]
    return [row for score, row in sorted(scored, key=lambda it: -it[0]) if score >= CLOSE][:5]


async def _hints(session: AsyncSession, actor: Actor, ids: list[UUID]) -> dict[UUID, str]:
    """A handle or email of each, which tells two of one name apart."""
    statement = (
        select(col(Channel.blogger_id), col(Channel.platform), col(Channel.handle), col(Channel.url))
        .where(col(Channel.workspace_id) == actor.workspace_id, col(Channel.blogger_id).in_(ids))
        .order_by(col(Channel.audience))
    )
    rows = await session.execute(statement)
    return {row.blogger_id: _shown(row.platform, row.handle) or url_key(row.url) for row in rows}


def _shown(platform: str, handle: str) -> str:
    """A handle as its platform writes it, or a title."""
    return f"@{handle}" if handle and platform not in TITLED else handle


def _why(field: str, value: str) -> str:
    match field:
        case "email":
            return _("The same email address: %(value)s.", value=value)
        case "phone":
            return _("The same phone number: %(value)s.", value=value)
        case "url":
            return _("The same web address: %(value)s.", value=value)
        case _:
            return _("The same handle: %(value)s.", value=value)
