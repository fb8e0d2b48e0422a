"""Whom we know among those that a text means: as many statements for one line as for a thousand."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers import marks
from app.bloggers import recognise as reading
from app.bloggers.filters import relation_scope
from app.bloggers.marks import Mark
from app.bloggers.models import Blogger, BloggerState, Channel, ContactKind, ContactPoint, Platform, Relation
from app.bloggers.recognise import Key, Seen, Sighting
from app.bloggers.schemas.recognise import Found, Met, Recognised
from app.core.actor import Actor
from app.core.clock import now, or_none
from app.core.sql import tested

_STATES = (BloggerState.ACTIVE, BloggerState.ARCHIVED)
_PERSON = (col(Blogger.id), col(Blogger.name), col(Blogger.sort_name), col(Blogger.state), col(Blogger.do_not_contact))
_MARK = (
    col(Relation.blogger_id),
    col(Relation.brand_id),
    col(Relation.ask_verdict),
    col(Relation.ask_until),
    col(Relation.ask_code),
    col(Relation.owing),
    col(Relation.marked_until),
)
MOST_NAMESAKES = 4_000
By = dict[Key, dict[UUID, None]]


async def recognise(session: AsyncSession, actor: Actor, text: str) -> Recognised:
    """Each person of `text`, known or new, once; what could be several says whom."""
    actor.require("bloggers.read")
    return await recognised(session, actor, reading.recognise(text))


async def recognised(session: AsyncSession, actor: Actor, seen: Seen) -> Recognised:
    """The same of what was read already."""
    good = [one for one in seen.sightings if not one.refused]
    by = await _by_keys(session, actor, {key for one in good for key in one.keys})
    met = await _met(
        session, actor, {one for ids in by.values() for one in ids}, {it.name_key for it in good if it.name}
    )
    by_name: dict[str, list[Met]] = {}
    for person in met.values():
        by_name.setdefault(person.sort_name, []).append(person)
    found, known = list[Found](), dict[UUID, Found]()
    for index, sighting in enumerate(seen.sightings):
        one = _found(sighting, by, met, by_name)
        one.index = index
        if one.status == "known" and (first := known.setdefault(one.bloggers[0].id, one)) is not one:
            first.sighting.take(sighting)
        else:
            found.append(one)
    await _mark(session, actor, {it.id: it for one in found for it in one.bloggers})
    return Recognised(found, seen.left_out, seen.repeated + len(seen.sightings) - len(found))


def _found(sighting: Sighting, by: By, met: dict[UUID, Met], by_name: dict[str, list[Met]]) -> Found:
    """By address first: of a blog's page the nearest one that is noted. A name tells only where nothing else does."""
    if sighting.refused:
        return Found(sighting, "refused")
    ids: dict[UUID, None] = {}
    for keys in _ways(sighting):
        ids |= next(({one: None for one in by[key] if one in met} for key in keys if key in by), {})
    people = [met[one] for one in ids]
    same_name = by_name.get(sighting.name_key, []) if sighting.name else []
    if not people and not sighting.has_address:
        people = same_name
    if len(people) == 1:
        return Found(sighting, "known", people)
    return Found(sighting, "unclear", people) if people else Found(sighting, "new", [], same_name)


def _ways(sighting: Sighting) -> Iterable[list[Key]]:
    """The keys of each address: the first that somebody has counts."""
    for key in sighting.keys:
        if key[0] != "url":
            yield [key]
    for profile in sighting.profiles:
        yield [key for key in profile.keys if key[0] == "url"]


async def _by_keys(session: AsyncSession, actor: Actor, keys: set[Key]) -> By:
    """Who has each of these addresses."""
    sorts: dict[str, list[str]] = {}
    for key in sorted(keys):
        sorts.setdefault(key[0], []).append(key[-1])
    handles = {*sorts.get("handle", []), *sorts.get("any", [])}
    points = [*sorts.get("email", []), *sorts.get("phone", []), *sorts.get("any", [])]
    found: By = {}
    for row in await session.execute(_channels_by_url(actor, sorts.get("url", []))):
        found.setdefault(("url", row.url_key), {})[row.blogger_id] = None
    for row in await session.execute(_channels_by_handle(actor, sorted(handles))):
        found.setdefault(("handle", row.platform, row.handle_key), {})[row.blogger_id] = None
        found.setdefault(("any", row.handle_key), {})[row.blogger_id] = None
    for row in await session.execute(_contact_points(actor, points)):
        kind = "any" if row.kind == ContactKind.DIRECT_MESSAGE else row.kind
        found.setdefault((str(kind), row.value_key), {})[row.blogger_id] = None
    return found


def _channels_by_url(actor: Actor, keys: list[str]) -> Any:
    return select(col(Channel.url_key), col(Channel.blogger_id)).where(
        col(Channel.workspace_id) == actor.workspace_id, col(Channel.url_key).in_(keys)
    )


def _channels_by_handle(actor: Actor, keys: list[str]) -> Any:
    return select(col(Channel.platform), col(Channel.handle_key), col(Channel.blogger_id)).where(
        col(Channel.workspace_id) == actor.workspace_id,
        col(Channel.platform).in_(list(Platform)),
        col(Channel.handle_key).in_(keys),
    )


def _contact_points(actor: Actor, keys: list[str]) -> Any:
    return select(col(ContactPoint.kind), col(ContactPoint.value_key), col(ContactPoint.blogger_id)).where(
        col(ContactPoint.workspace_id) == actor.workspace_id,
        col(ContactPoint.kind).in_(list(ContactKind)),
        col(ContactPoint.value_key).in_(keys),
    )


async def _met(session: AsyncSession, actor: Actor, ids: set[UUID], names: set[str]) -> dict[UUID, Met]:
    """These people and those of these names, by name."""
    by_id = select(*_PERSON).where(
        tested(Blogger.workspace_id) == actor.workspace_id,
        tested(Blogger.state).in_(_STATES),
        col(Blogger.id).in_(sorted(ids)),
    )
    by_name = select(*_PERSON).where(
        col(Blogger.workspace_id) == actor.workspace_id,
        col(Blogger.state).in_(_STATES),
        col(Blogger.sort_name).in_(sorted(names)),
    )
    rows = [*await session.execute(by_id), *await session.execute(by_name.limit(MOST_NAMESAKES))]
    return {row.id: Met(*row) for row in sorted(rows, key=lambda row: (row.sort_name, row.id))}


async def _mark(session: AsyncSession, actor: Actor, people: dict[UUID, Met]) -> None:
    """Gives each the mark of the relation touched last that the actor sees; old ones are answered anew."""
    statement = (
        select(*_MARK)
        .where(*relation_scope(actor), col(Relation.blogger_id).in_(sorted(people)))
        .order_by(col(Relation.last_touched_at), col(Relation.id))
    )
    latest = {row.blogger_id: row for row in await session.execute(statement)}
    for row in latest.values():
        people[row.blogger_id].mark = Mark(row.ask_verdict, or_none(row.ask_until), row.ask_code, row.owing)
    old = [(row.blogger_id, row.brand_id) for row in latest.values() if row.marked_until <= now()]
    for (blogger_id, _brand_id), mark in (await marks.live(session, actor, old)).items():
        people[blogger_id].mark = mark
