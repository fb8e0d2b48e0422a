"""What is kept beside the records so that lists are quick: facets, the largest audience, the search index."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Workspace
from app.bloggers import queries, search
from app.bloggers.models import Blogger, BloggerFacet, BloggerTag, Channel, ContactPoint, Tag
from app.bloggers.service import marks
from app.core.actor import Actor
from app.core.text import fold

Facet = tuple[str, str]


class Parts(NamedTuple):
    """What a person is found and filtered by besides their own fields."""

    contacts: list[ContactPoint]
    channels: list[Channel]
    tags: list[str]


def facets_of(
    languages: Iterable[str], topics: Iterable[str], platforms: Iterable[str], *, do_not_contact: bool
) -> set[Facet]:
    """The (kind, value) rows that lists filter by."""
    return {
        *([("flag", "do_not_contact")] if do_not_contact else ()),
        *[("language", code) for code in languages],
        *[("topic", word[:100]) for topic in topics if (word := fold(topic))],
        *[("platform", platform) for platform in platforms],
    }


async def lock(session: AsyncSession, blogger: Blogger) -> None:
    """Nobody else changes this person until we are done. On SQLite the unit of work is that lock already."""
    if session.get_bind().dialect.name == "postgresql":
        await session.refresh(blogger, with_for_update=True)


async def refresh(session: AsyncSession, blogger: Blogger) -> None:
    """Brings facets, audience and search up to what the record now holds."""
    await session.flush()
    contacts, channels = await queries.contact_points(session, blogger), await queries.channels(session, blogger)
    tags = [tag.name for tag in await queries.tags(session, blogger)]
    await _write(session, blogger, Parts(contacts, channels, tags), await _facets(session, blogger))
    await marks.stale(session, blogger.workspace_id, [blogger.id])


async def begin(session: AsyncSession, blogger: Blogger, parts: Parts) -> None:
    """The same of a new person, who has these parts and of whom nothing is kept yet."""
    await _write(session, blogger, parts, set())


async def reindex(session: AsyncSession, workspace_id: UUID, ids: list[UUID]) -> None:
    """Writes the search index of many people anew, from four statements per 500."""
    await session.flush()
    for start in range(0, len(ids), 500):
        chunk = ids[start : start + 500]
        people = (await session.execute(_mine(Blogger, workspace_id, Blogger.id, chunk))).scalars().all()
        contacts = _grouped(await session.execute(_columns(ContactPoint, workspace_id, chunk, "kind", "value")))
        channels = _grouped(await session.execute(_columns(Channel, workspace_id, chunk, "handle", "url")))
        tagged = select(col(BloggerTag.blogger_id), col(Tag.name)).join(Tag, col(Tag.id) == BloggerTag.tag_id)
        tags = _grouped(
            await session.execute(
                tagged.where(col(BloggerTag.workspace_id) == workspace_id, col(BloggerTag.blogger_id).in_(chunk))
            )
        )
        await search.write(
            session,
            [
                search.findable(
                    it, contacts.get(it.id, []), channels.get(it.id, []), [name for (name,) in tags.get(it.id, [])]
                )
                for it in people
            ],
        )


async def count_changed(session: AsyncSession, actor: Actor, difference: int) -> None:
    """Keeps `workspace.blogger_count` true, in the transaction of the change."""
    if difference:
        await session.execute(
            update(Workspace)
            .where(col(Workspace.id) == actor.workspace_id)
            .values(blogger_count=Workspace.blogger_count + difference)
            .execution_options(synchronize_session=False)
        )


def shortened(changes: dict[str, Any]) -> dict[str, Any]:
    """Changes for the activity log: texts of any length cut to 200 characters."""
    return {field: [short(before), short(after)] for field, (before, after) in changes.items()}


def short(value: Any) -> Any:
    return f"{value[:199]}…" if isinstance(value, str) and len(value) > 200 else value


async def _write(session: AsyncSession, blogger: Blogger, parts: Parts, present: set[Facet]) -> None:
    largest = max((channel.audience for channel in parts.channels), default=0)
    if blogger.audience != largest:
        blogger.audience = largest
    await _write_facets(session, blogger, parts.channels, present)
    person = search.findable(
        blogger,
        [(it.kind, it.value) for it in parts.contacts],
        [(it.handle, it.url) for it in parts.channels],
        parts.tags,
    )
    await search.write(session, [person])


async def _facets(session: AsyncSession, blogger: Blogger) -> set[Facet]:
    here = select(col(BloggerFacet.kind), col(BloggerFacet.value)).where(col(BloggerFacet.blogger_id) == blogger.id)
    return {(row.kind, row.value) for row in await session.execute(here)}


async def _write_facets(session: AsyncSession, blogger: Blogger, channels: list[Channel], present: set[Facet]) -> None:
    platforms = [channel.platform for channel in channels]
    wanted = facets_of(blogger.languages, blogger.topics, platforms, do_not_contact=blogger.do_not_contact)
    for kind, value in present - wanted:
        await session.execute(
            delete(BloggerFacet).where(
                col(BloggerFacet.blogger_id) == blogger.id,
                col(BloggerFacet.kind) == kind,
                col(BloggerFacet.value) == value,
            )
        )
    if missing := wanted - present:
        key = {"workspace_id": blogger.workspace_id, "blogger_id": blogger.id}
        await session.execute(insert(BloggerFacet), [{**key, "kind": kind, "value": value} for kind, value in missing])


def _mine(model: Any, workspace_id: UUID, key: Any, ids: list[UUID]) -> Any:
    return select(model).where(model.workspace_id == workspace_id, key.in_(ids))


def _columns(model: Any, workspace_id: UUID, ids: list[UUID], *names: str) -> Any:
    return select(model.blogger_id, *(getattr(model, name) for name in names)).where(
        model.workspace_id == workspace_id, model.blogger_id.in_(ids)
    )


def _grouped(rows: Any) -> dict[UUID, list[tuple[Any, ...]]]:
    found: dict[UUID, list[tuple[Any, ...]]] = {}
    for blogger_id, *rest in rows:
        found.setdefault(blogger_id, []).append(tuple(rest))
    return found
