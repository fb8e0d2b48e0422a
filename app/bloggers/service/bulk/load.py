"""Whom the rows of a batch may mean, with everything that merging compares."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import literal, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers.identity import email_key, handle_key, url_key
from app.bloggers.models import (
    Blogger,
    BloggerState,
    BloggerTag,
    Channel,
    ContactKind,
    ContactPoint,
    ExternalId,
    Relation,
    Tag,
)
from app.bloggers.schemas import UpsertIn
from app.bloggers.service.bulk.manner import OVERWRITE, Manner
from app.bloggers.service.bulk.person import Person
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.sql import fetch, one_of

Key = tuple[str, ...]
_OF_A_RELATION = ("id", "blogger_id", "brand_id", "stage", "stage_since", "owner_id", "version", "updated_at")
"""What a row can change of it; its facts are outreach's."""


@dataclass(slots=True)
class Given:
    """One row, and the keys that say whom it means."""

    row: UpsertIn
    external: list[Key]
    emails: list[Key]
    channels: list[Key]

    @classmethod
    def of(cls, row: UpsertIn) -> "Given":
        return cls(row, external_keys(row), email_keys(row), channel_keys(row))


class Known:
    """People by id, and by the keys that say who somebody is. Grows with the batch."""

    def __init__(self) -> None:
        self.people: dict[UUID, Person] = {}
        self.moment = now()
        self._by_key: dict[Key, set[UUID]] = {}

    def add(self, key: Key, blogger_id: UUID) -> None:
        self._by_key.setdefault(key, set()).add(blogger_id)

    def match(self, given: Given, manner: Manner = OVERWRITE) -> Person | None:
        """Raises Invalid when a key means two people, or an id nobody."""
        row = given.row
        if external := self._found(given.external):
            return self._only(external, "external_ids")
        if row.id is not None:
            if row.id not in self.people:
                raise Invalid({"id": _("There is no such record.")})
            return self.people[row.id]
        for field, keys in (("contact_points", given.emails), ("channels", given.channels)):
            if found := self._found(keys):
                alive = {one for one in found if self.people[one].values["state"] != BloggerState.DELETED}
                alive = {one for one in alive if manner.same(row.name, self.people[one].values["name"])}
                if alive:
                    return self._only(alive, field)
        return None

    def refuse_taken(self, person: Person, given: Given) -> None:
        """An external id is one person's."""
        for key in given.external:
            if self._by_key.get(key, set()) - {person.id}:
                raise Invalid(
                    {"external_ids": _("%(system)s %(value)s belongs to another record.", system=key[1], value=key[2])}
                )

    def remember(self, person: Person) -> None:
        """So that later rows find who this one made or changed."""
        self.people[person.id] = person
        for system, value in person.external.items():
            self.add(("external", system, value), person.id)
        for kind, key in person.points:
            if kind == ContactKind.EMAIL:
                self.add(("email", key), person.id)
        for channel in person.channels:
            for key in keys_of_channel(channel["platform"], channel["handle_key"], channel["url_key"]):
                self.add(key, person.id)

    def _found(self, keys: list[Key]) -> set[UUID]:
        return {one for key in keys if key in self._by_key for one in self._by_key[key]}

    def _only(self, found: set[UUID], field: str) -> Person:
        if len(found) > 1:
            raise Invalid({field: _("This fits two records; say which by `id`.")})
        return self.people[next(iter(found))]


async def load(session: AsyncSession, actor: Actor, rows: list[Given]) -> Known:
    """Everybody whom a key of any row may mean."""
    known = Known()
    wanted: set[UUID] = {given.row.id for given in rows if given.row.id}
    for find, keys in (
        (_by_external, {key for given in rows for key in given.external}),
        (_by_email, {key for given in rows for key in given.emails}),
        (_by_handle, {key for given in rows for key in given.channels if key[0] == "handle"}),
        (_by_url, {key for given in rows for key in given.channels if key[0] == "url"}),
    ):
        if keys:
            for *key, blogger_id in await fetch(session, find(actor, keys)):
                known.add(tuple(key), blogger_id)
                wanted.add(blogger_id)
    if wanted:
        await _load_people(session, actor, known, wanted)
    return known


def external_keys(row: UpsertIn) -> list[Key]:
    return [("external", system, value) for system, value in row.external_ids.items() if value]


def email_keys(row: UpsertIn) -> list[Key]:
    return [("email", email_key(it.value)) for it in row.contact_points if it.kind == ContactKind.EMAIL]


def channel_keys(row: UpsertIn) -> list[Key]:
    return [
        key
        for it in row.channels
        for key in keys_of_channel(str(it.platform), handle_key(it.handle), url_key(it.url) if it.url else "")
    ]


def keys_of_channel(platform: str, handle: str, url: str) -> list[Key]:
    """An address, or a handle on its platform."""
    return [*([("url", url)] if url else []), *([("handle", platform, handle)] if handle else [])]


def _by_external(actor: Actor, keys: set[Key]) -> Any:
    return select(literal("external"), col(ExternalId.system), col(ExternalId.value), col(ExternalId.blogger_id)).where(
        col(ExternalId.workspace_id) == actor.workspace_id,
        one_of(col(ExternalId.system), {key[1] for key in keys}),
        one_of(col(ExternalId.value), {key[2] for key in keys}),
    )


def _by_email(actor: Actor, keys: set[Key]) -> Any:
    return select(literal("email"), col(ContactPoint.value_key), col(ContactPoint.blogger_id)).where(
        col(ContactPoint.workspace_id) == actor.workspace_id,
        col(ContactPoint.kind) == ContactKind.EMAIL,
        one_of(col(ContactPoint.value_key), {key[1] for key in keys}),
    )


def _by_handle(actor: Actor, keys: set[Key]) -> Any:
    return select(literal("handle"), col(Channel.platform), col(Channel.handle_key), col(Channel.blogger_id)).where(
        col(Channel.workspace_id) == actor.workspace_id,
        one_of(col(Channel.platform), {key[1] for key in keys}),
        one_of(col(Channel.handle_key), {key[2] for key in keys}),
    )


def _by_url(actor: Actor, keys: set[Key]) -> Any:
    return select(literal("url"), col(Channel.url_key), col(Channel.blogger_id)).where(
        col(Channel.workspace_id) == actor.workspace_id, one_of(col(Channel.url_key), {key[1] for key in keys})
    )


async def _load_people(session: AsyncSession, actor: Actor, known: Known, ids: Collection[UUID]) -> None:
    for values in await _rows(session, actor, Blogger, ids, key="id"):
        known.people[values["id"]] = Person(values, known.moment, is_new=False)
    for row in await _rows(session, actor, ContactPoint, ids):
        known.people[row["blogger_id"]].points[row["kind"], row["value_key"]] = row
    for row in await _rows(session, actor, Channel, ids):
        known.people[row["blogger_id"]].channels.append(row)
    for row in await _rows(session, actor, Relation, ids, names=_OF_A_RELATION):
        known.people[row["blogger_id"]].relations[row["brand_id"]] = row
    for row in await _rows(session, actor, ExternalId, ids):
        person = known.people[row["blogger_id"]]
        person.external[row["system"]] = person.stored_external[row["system"]] = row["value"]
    tagged = (
        select(col(BloggerTag.blogger_id), col(Tag.name_key), col(Tag.name))
        .join(Tag, col(Tag.id) == BloggerTag.tag_id)
        .where(col(BloggerTag.workspace_id) == actor.workspace_id, one_of(col(BloggerTag.blogger_id), ids))
    )
    for blogger_id, key, name in await fetch(session, tagged):
        known.people[blogger_id].tags[key] = name


async def _rows(
    session: AsyncSession,
    actor: Actor,
    model: Any,
    ids: Collection[UUID],
    key: str = "blogger_id",
    names: Sequence[str] = (),
) -> list[dict[str, Any]]:
    table = model.__table__
    names = names or table.c.keys()
    mine = select(*(table.c[name] for name in names)).where(
        table.c.workspace_id == actor.workspace_id, one_of(table.c[key], ids)
    )
    return [dict(zip(names, row, strict=True)) for row in await fetch(session, mine)]
