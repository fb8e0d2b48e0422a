"""Writes a merged batch: one statement per table, whatever the number of rows."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.engine import Dialect
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.models import Activity
from app.activity.service import entry
from app.bloggers import search
from app.bloggers.models import (
    AudienceFigure,
    Blogger,
    BloggerFacet,
    BloggerState,
    BloggerTag,
    Channel,
    ContactPoint,
    ExternalId,
    Relation,
    RelationStageMove,
)
from app.bloggers.service import derived, marks
from app.bloggers.service.bulk.person import Person, Values
from app.bloggers.service.tags import tags_named
from app.core.actor import Actor
from app.core.bulk import Statement, deleting, inserting, run_all, updating
from app.core.sql import fetch, one_of


async def write(session: AsyncSession, actor: Actor, people: list[Person]) -> None:
    """Everything these people have that is not stored yet, with facets, search, count and activity."""
    if not people:
        return
    tags = await _tags(session, actor, people)
    facets = await _facets(session, [person for person in people if not person.is_new])
    await run_all(session, _statements(session.get_bind().dialect, actor, people, tags, facets))
    await marks.stale(session, actor.workspace_id, [it.id for it in people if not it.is_new])
    created = sum(person.is_new and person.values["state"] == BloggerState.ACTIVE for person in people)
    await derived.count_changed(session, actor, created)


def _statements(
    dialect: Dialect, actor: Actor, people: list[Person], tags: dict[str, UUID], facets: dict[UUID, set[derived.Facet]]
) -> Iterator[Statement]:
    """Table by table. What a row points to comes before it."""
    new, known = ([it for it in people if it.is_new], [it for it in people if not it.is_new])
    yield from inserting(dialect, Blogger, [person.values for person in new])
    yield from updating(dialect, Blogger, _changed(known))
    yield from search.adding(dialect, [_findable(person) for person in new])
    yield from search.writing(dialect, [_findable(person) for person in known])
    touched = set().union(*(person.touched for person in people))
    for model, rows in (
        (Relation, [row for it in people for row in it.relations.values()]),
        (RelationStageMove, [row for it in people for row in it.moves]),
        (ContactPoint, [row for it in people for row in it.points.values()]),
        (Channel, [row for it in people for row in it.channels]),
        (AudienceFigure, [row for it in people for row in it.figures]),
    ):
        yield from inserting(dialect, model, _fresh(rows))
        yield from updating(dialect, model, [row for row in rows if id(row) in touched])
    for model, (gone, added) in ((ExternalId, _external(people)), (BloggerFacet, _facet_rows(people, facets))):
        yield from deleting(dialect, model, gone)
        yield from inserting(dialect, model, added)
    yield from inserting(dialect, BloggerTag, _tag_rows(people, tags))
    yield from inserting(dialect, Activity, [_event(actor, person) for person in people])


def _changed(known: list[Person]) -> list[Values]:
    """What is written of those that were there before: for each, every column that changed for any."""
    for person in known:
        person.values["version"] += 1
        person.values["updated_at"] = person.moment
        fields = [name for name in person.changes if name in person.values or name in ("tags", "external_ids")]
        person.values["edits"] = {**person.values["edits"], **dict.fromkeys(fields, person.values["version"])}
    changed = {name for person in known for name, value in person.values.items() if value != person.stored[name]}
    return [{name: it.values[name] for name in ("id", *changed)} for it in known]


def _external(people: list[Person]) -> tuple[list[Values], list[Values]]:
    gone, added = [], []
    for person in people:
        for system in {*person.stored_external, *person.external}:
            before, after = person.stored_external.get(system), person.external.get(system)
            if before != after:
                key = {"workspace_id": person.values["workspace_id"], "system": system}
                gone += [{**key, "value": before}] if before else []
                added += [{**key, "value": after, "blogger_id": person.id}] if after else []
    return gone, added


async def _tags(session: AsyncSession, actor: Actor, people: list[Person]) -> dict[str, UUID]:
    """The ids of the tags that are added, by their key."""
    names = {key: name for person in people for key, name in person.added_tags.items()}
    return {tag.name_key: tag.id for tag in await tags_named(session, actor, list(names.values()))} if names else {}


def _tag_rows(people: list[Person], tags: dict[str, UUID]) -> list[Values]:
    return [
        {"workspace_id": person.values["workspace_id"], "blogger_id": person.id, "tag_id": tags[key]}
        for person in people
        for key in person.added_tags
    ]


def _facet_rows(people: list[Person], present: dict[UUID, set[derived.Facet]]) -> tuple[list[Values], list[Values]]:
    added, gone = [], []
    for person in people:
        if not person.is_new and not _tells_facets(person):
            continue
        platforms = [channel["platform"] for channel in person.channels]
        said, refused = person.values, person.values["do_not_contact"]
        wanted = derived.facets_of(said["languages"], said["topics"], platforms, do_not_contact=refused)
        stored = present.get(person.id, set())
        key = {"workspace_id": said["workspace_id"], "blogger_id": person.id}
        added += [{**key, "kind": kind, "value": value} for kind, value in wanted - stored]
        gone += [{**key, "kind": kind, "value": value} for kind, value in stored - wanted]
    return gone, added


def _tells_facets(person: Person) -> bool:
    return any(it in ("languages", "topics", "do_not_contact") or it.startswith("channels.") for it in person.changes)


async def _facets(session: AsyncSession, known: list[Person]) -> dict[UUID, set[derived.Facet]]:
    """Those stored of whom a change may tell others."""
    ids = [person.id for person in known if _tells_facets(person)]
    found: dict[UUID, set[derived.Facet]] = {}
    statement = select(col(BloggerFacet.blogger_id), col(BloggerFacet.kind), col(BloggerFacet.value))
    for blogger_id, kind, value in (
        await fetch(session, statement.where(one_of(col(BloggerFacet.blogger_id), ids))) if ids else ()
    ):
        found.setdefault(blogger_id, set()).add((kind, value))
    return found


def _findable(person: Person) -> search.Findable:
    return search.findable(
        person.blogger,
        [(row["kind"], row["value"]) for row in person.points.values()],
        [(row["handle"], row["url"]) for row in person.channels],
        person.tags.values(),
    )


def _event(actor: Actor, person: Person) -> Values:
    verb = "blogger.created" if person.is_new else "blogger.updated"
    event = entry(actor, verb, "blogger", person.id, name=person.values["name"], at=person.moment, blogger_id=person.id)
    event["changes"] = person.logged()
    return event


def _fresh(rows: Iterable[Values]) -> list[Values]:
    """The rows that are not stored yet, without the mark that says so."""
    return [row for row in rows if row.pop("is_new", False)]
