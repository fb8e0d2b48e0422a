"""Tags: put on people by name, renamed, deleted."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import delete as sql_delete
from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.models import Activity
from app.activity.service import entry, record, record_all
from app.bloggers import queries
from app.bloggers.models import Blogger, BloggerTag, Tag
from app.bloggers.service import derived
from app.core.actor import Actor
from app.core.errors import Invalid, NotFound
from app.core.i18n import _
from app.core.queue import enqueue
from app.core.text import fold

AT_ONCE = 1_000
"""So many people are indexed again within the request, more by a job."""


async def put_tags(session: AsyncSession, actor: Actor, blogger: Blogger, names: list[str]) -> dict[str, list[Any]]:
    """Makes `names` the tags of this person, new ones made; returns the change. For verbs that record it."""
    before = await queries.tags(session, blogger)
    wanted = await tags_named(session, actor, names)
    if {tag.id for tag in before} == {tag.id for tag in wanted}:
        return {}
    await _unlink(session, actor, [blogger.id], [tag.id for tag in before if tag not in wanted])
    await _link(session, actor, [(blogger.id, tag.id) for tag in wanted if tag not in before])
    return {"tags": [[tag.name for tag in before], sorted((tag.name for tag in wanted), key=fold)]}


async def add_tags(session: AsyncSession, actor: Actor, blogger: Blogger, names: list[str]) -> None:
    """Adds tags to what is there."""
    present = [tag.name for tag in await queries.tags(session, blogger)]
    await _retag(session, actor, blogger, [*present, *names])


async def remove_tags(session: AsyncSession, actor: Actor, blogger: Blogger, names: list[str]) -> None:
    """Takes tags off."""
    gone = {fold(name) for name in names}
    present = await queries.tags(session, blogger)
    await _retag(session, actor, blogger, [tag.name for tag in present if tag.name_key not in gone])


async def tag_many(
    session: AsyncSession, actor: Actor, ids: Iterable[UUID], add: list[str], remove: list[str] | None = None
) -> int:
    """Adds and removes tags on many people; returns how many changed."""
    actor.require("bloggers.write")
    people = await _people(session, actor, ids)
    adding = await tags_named(session, actor, add)
    keys = {fold(name) for name in remove or []}
    removing = [tag for tag in await _existing(session, actor, keys) if tag not in adding]
    present = await _links(session, actor, list(people), [tag.id for tag in (*adding, *removing)])
    missing = [(one, tag.id) for one in people for tag in adding if (one, tag.id) not in present]
    extra = [(one, tag.id) for one in people for tag in removing if (one, tag.id) in present]
    await _link(session, actor, missing)
    await _unlink(session, actor, [one for one, _tag in extra], [tag.id for tag in removing])
    changed = {one for one, _tag in (*missing, *extra)}
    change = {"tags": [[tag.name for tag in removing], [tag.name for tag in adding]]}
    for blogger_id in changed:
        people[blogger_id].touch()
        people[blogger_id].edits = {**people[blogger_id].edits, "tags": people[blogger_id].version}
    events = [
        entry(actor, "blogger.updated", "blogger", it, change, name=people[it].name, blogger_id=it) for it in changed
    ]
    await record_all(session, events)
    await _reindex(session, actor, list(changed))
    return len(changed)


async def create_tag(session: AsyncSession, actor: Actor, name: str) -> Tag:
    """A tag nobody carries yet. Raises Invalid when there is one of that name."""
    actor.require("bloggers.write")
    if await _existing(session, actor, {fold(name)}):
        raise Invalid({"name": _("There is a tag of this name already.")})
    (tag,) = await tags_named(session, actor, [name])
    return tag


async def rename_tag(session: AsyncSession, actor: Actor, tag: Tag, name: str) -> Tag:
    """Raises Invalid when another tag has that name: tags are not merged by accident."""
    actor.require("bloggers.write")
    taken = await _existing(session, actor, {tag_key(name)})
    if any(other.id != tag.id for other in taken):
        raise Invalid({"name": _("There is a tag of this name already.")})
    if changes := tag.apply({"name": name, "name_key": tag_key(name)}):
        changes.pop("name_key", None)
        await record(session, actor, "tag.updated", "tag", tag.id, changes, name=name)
        await _reindex(session, actor, await _carriers(session, tag))
    return tag


async def delete_tag(session: AsyncSession, actor: Actor, tag: Tag) -> int:
    """Takes the tag off everybody and removes it; returns how many carried it."""
    actor.require("bloggers.write")
    carriers = await _carriers(session, tag)
    changes = {"name": [tag.name, None], "bloggers": [carriers, []]}
    await record(session, actor, "tag.deleted", "tag", tag.id, changes, name=tag.name)
    await session.delete(tag)
    await session.flush()
    await _reindex(session, actor, carriers)
    return len(carriers)


async def undelete_tag(session: AsyncSession, actor: Actor, tag_id: UUID) -> str:
    """Puts a deleted tag back on everybody who carried it, as the log of its deletion tells; returns its name."""
    actor.require("bloggers.write")
    statement = select(Activity).where(
        col(Activity.workspace_id) == actor.workspace_id,
        col(Activity.subject_id) == tag_id,
        col(Activity.verb) == "tag.deleted",
    )
    event = (await session.execute(statement.order_by(col(Activity.seq).desc()).limit(1))).scalar_one_or_none()
    if event is None:
        raise NotFound
    await tags_named(session, actor, [event.subject_name])
    await tag_many(session, actor, [UUID(it) for it in event.changes["bloggers"][0]], [event.subject_name])
    return event.subject_name


async def tags_named(session: AsyncSession, actor: Actor, names: list[str]) -> list[Tag]:
    """The tags of these names (as folded), in order; those that are missing are made and recorded."""
    wanted = {tag_key(name): name for name in reversed(names) if tag_key(name)}
    known = {tag.name_key for tag in await _existing(session, actor, set(wanted))}
    missing = [
        Tag(workspace_id=actor.workspace_id, name=name[:60], name_key=key)
        for key, name in reversed(wanted.items())
        if key not in known
    ]
    if missing:
        insert_or_leave = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        table = Tag.__table__  # ty: ignore[missing-attribute]
        made = insert_or_leave(table).on_conflict_do_nothing()  # a colleague may be making the same one
        await (await session.connection()).execute(made, [tag.model_dump() for tag in missing])
        await record_all(session, [entry(actor, "tag.created", "tag", tag.id, name=tag.name) for tag in missing])
    found = {tag.name_key: tag for tag in await _existing(session, actor, set(wanted))}
    return [found[key] for key in reversed(wanted) if key in found]


def tag_key(name: str) -> str:
    """By what two tags are one: the folded name; an emoji is its own."""
    return (fold(name) or name.strip())[:60]


async def _retag(session: AsyncSession, actor: Actor, blogger: Blogger, names: list[str]) -> None:
    actor.require("bloggers.write")
    await derived.lock(session, blogger)
    if changes := await put_tags(session, actor, blogger, names):
        blogger.touch()
        blogger.edits = {**blogger.edits, "tags": blogger.version}
        await derived.refresh(session, blogger)
        await record(
            session, actor, "blogger.updated", "blogger", blogger.id, changes, name=blogger.name, blogger_id=blogger.id
        )


async def _reindex(session: AsyncSession, actor: Actor, ids: list[UUID]) -> None:
    await derived.reindex(session, actor.workspace_id, ids[:AT_ONCE])
    for start in range(AT_ONCE, len(ids), AT_ONCE):
        payload = {"workspace_id": str(actor.workspace_id), "ids": [str(it) for it in ids[start : start + AT_ONCE]]}
        await enqueue(session, "bloggers.reindex", payload, workspace_id=actor.workspace_id)


async def _existing(session: AsyncSession, actor: Actor, keys: set[str]) -> list[Tag]:
    found: list[Tag] = []
    wanted = sorted(keys)
    for start in range(0, len(wanted), 500):
        statement = select(Tag).where(
            col(Tag.workspace_id) == actor.workspace_id, col(Tag.name_key).in_(wanted[start : start + 500])
        )
        found += (await session.execute(statement)).scalars()
    return found


async def _carriers(session: AsyncSession, tag: Tag) -> list[UUID]:
    statement = select(col(BloggerTag.blogger_id)).where(
        col(BloggerTag.workspace_id) == tag.workspace_id, col(BloggerTag.tag_id) == tag.id
    )
    return list((await session.execute(statement)).scalars())


async def _people(session: AsyncSession, actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Blogger]:
    known = list(await queries.known_ids(session, actor, ids))
    found: dict[UUID, Blogger] = {}
    for start in range(0, len(known), 500):
        rows = await session.execute(select(Blogger).where(col(Blogger.id).in_(known[start : start + 500])))
        found.update({blogger.id: blogger for blogger in rows.scalars()})
    return found


async def _links(session: AsyncSession, actor: Actor, ids: list[UUID], tag_ids: list[UUID]) -> set[tuple[UUID, UUID]]:
    found: set[tuple[UUID, UUID]] = set()
    for start in range(0, len(ids), 500):
        rows = await session.execute(
            select(col(BloggerTag.blogger_id), col(BloggerTag.tag_id)).where(
                col(BloggerTag.workspace_id) == actor.workspace_id,
                col(BloggerTag.blogger_id).in_(ids[start : start + 500]),
                col(BloggerTag.tag_id).in_(tag_ids),
            )
        )
        found.update((row.blogger_id, row.tag_id) for row in rows)
    return found


async def _link(session: AsyncSession, actor: Actor, pairs: list[tuple[UUID, UUID]]) -> None:
    if pairs:
        rows = [{"workspace_id": actor.workspace_id, "blogger_id": one, "tag_id": tag} for one, tag in pairs]
        await session.execute(insert(BloggerTag), rows)


async def _unlink(session: AsyncSession, actor: Actor, ids: list[UUID], tag_ids: list[UUID]) -> None:
    for start in range(0, len(ids) if tag_ids else 0, 500):
        await session.execute(
            sql_delete(BloggerTag).where(
                col(BloggerTag.workspace_id) == actor.workspace_id,
                col(BloggerTag.blogger_id).in_(ids[start : start + 500]),
                col(BloggerTag.tag_id).in_(tag_ids),
            )
        )
