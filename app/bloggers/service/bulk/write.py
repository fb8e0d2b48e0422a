"""Writes a merged batch: one statement per table, whatever the number of rows."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.service import entry, record_all
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
from app.core.bulk import delete_rows, insert_rows, update_rows
from app.core.sql import fetch, one_of


async def write(session: AsyncSession, actor: Actor, people: list[Person]) -> None:
    """Everything these people have that is not stored yet, with facets, search, count and activity."""
    if not people:
        return
    await _write_people(session, people)
    await _write_rows(session, ContactPoint, people, [row for it in people for row in it.points.values()])
    await _write_rows(session, Channel, people, [row for it in people for row in it.channels])
    await insert_rows(session, AudienceFigure, _fresh(row for it in people for row in it.figures))
    await _write_rows(session, Relation, people, [row for it in people for row in it.relations.values()])
    await insert_rows(session, RelationStageMove, _fresh(row for it in people for row in it.moves))
    await _write_external(session, people)
    await _write_tags(session, actor, people)
    await _write_facets(session, people)
    await search.add(session, [_findable(person) for person in people if person.is_new])
    await search.write(session, [_findable(person) for person in people if not person.is_new])
    await marks.stale(session, people[0].values["workspace_id"], [it.values["id"] for it in people if not it.is_new])
    created = sum(person.is_new and person.values["state"] == BloggerState.ACTIVE for person in people)
    await derived.count_changed(session, actor, created)
    await record_all(session, [_event(actor, person) for person in people])


async def _write_people(session: AsyncSession, people: list[Person]) -> None:
    for person in people:
        if not person.is_new:
            person.values["version"] += 1
            person.values["updated_at"] = person.moment
            fields = [name for name in person.changes if name in person.values or name in ("tags", "external_ids")]
            version = person.values["version"]
            person.values["edits"] = {**person.values["edits"], **dict.fromkeys(fields, version)}
    known = [person for person in people if not person.is_new]
    changed = {name for person in known for name, value in person.values.items() if value != person.stored[name]}
    await insert_rows(session, Blogger, [person.values for person in people if person.is_new])
    await update_rows(session, Blogger, [{name: it.values[name] for name in ("id", *changed)} for it in known])


async def _write_rows(session: AsyncSession, model: Any, people: list[Person], rows: list[Values]) -> None:
    touched = set().union(*(person.touched for person in people))
    await insert_rows(session, model, _fresh(rows))
    await update_rows(session, model, [row for row in rows if id(row) in touched])


async def _write_external(session: AsyncSession, people: list[Person]) -> None:
    gone, added = [], []
    for person in people:
        for system in {*person.stored_external, *person.external}:
            before, after = person.stored_external.get(system), person.external.get(system)
            if before != after:
                key = {"workspace_id": person.values["workspace_id"], "system": system}
                gone += [{**key, "value": before}] if before else []
                added += [{**key, "value": after, "blogger_id": person.id}] if after else []
    await delete_rows(session, ExternalId, gone)
    await insert_rows(session, ExternalId, added)


async def _write_tags(session: AsyncSession, actor: Actor, people: list[Person]) -> None:
    names = {key: name for person in people for key, name in person.added_tags.items()}
    if names:
        ids = {tag.name_key: tag.id for tag in await tags_named(session, actor, list(names.values()))}
        links = [
            {"workspace_id": actor.workspace_id, "blogger_id": person.id, "tag_id": ids[key]}
            for person in people
            for key in person.added_tags
        ]
        await insert_rows(session, BloggerTag, links)


async def _write_facets(session: AsyncSession, people: list[Person]) -> None:
    changed = [person for person in people if person.is_new or any(map(_tells_facets, person.changes))]
    present = await _present_facets(session, [person for person in changed if not person.is_new])
    added, gone = [], []
    for person in changed:
        platforms = [channel["platform"] for channel in person.channels]
        said, refused = person.values, person.values["do_not_contact"]
        wanted = derived.facets_of(said["languages"], said["topics"], platforms, do_not_contact=refused)
        stored = present.get(person.id, set())
        key = {"workspace_id": person.values["workspace_id"], "blogger_id": person.id}
        added += [{**key, "kind": kind, "value": value} for kind, value in wanted - stored]
        gone += [{**key, "kind": kind, "value": value} for kind, value in stored - wanted]
    await delete_rows(session, BloggerFacet, gone)
    await insert_rows(session, BloggerFacet, added)


def _tells_facets(change: str) -> bool:
    return change in ("languages", "topics", "do_not_contact") or change.startswith("channels.")


async def _present_facets(session: AsyncSession, people: list[Person]) -> dict[Any, set[derived.Facet]]:
    found: dict[Any, set[derived.Facet]] = {}
    statement = select(col(BloggerFacet.blogger_id), col(BloggerFacet.kind), col(BloggerFacet.value))
    theirs = one_of(col(BloggerFacet.blogger_id), [person.id for person in people])
    for blogger_id, kind, value in await fetch(session, statement.where(theirs)) if people else ():
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
    return event | {"changes": person.logged()}


def _fresh(rows: Iterable[Values]) -> list[Values]:
    """The rows that are not stored yet, without the mark that says so."""
    return [row for row in rows if row.pop("is_new", False)]
