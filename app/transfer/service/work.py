"""The work of an import: persons in, results out, the same code for the dry run and for the real one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz
from sqlalchemy import func, insert, select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.queries import members
from app.bloggers import service as bloggers
from app.bloggers.models import Blogger, BloggerState, Relation
from app.bloggers.schemas import UpsertIn, UpsertResult
from app.core.actor import Actor
from app.core.clock import now
from app.core.i18n import _, labelled, today
from app.core.ids import new_id
from app.core.text import fold
from app.outreach import guesses
from app.outreach import service as outreach
from app.outreach.models import Direction
from app.transfer import fields
from app.transfer.models import ImportBatch, ImportRow
from app.transfer.people import Person, Plan
from app.transfer.schemas import ImportOptions, KnownPeople

CHUNK = 500
EXAMPLES = 5
COUNTS = ("created", "updated", "skipped", "failed", "joined", "contacts")
_APART = timedelta(microseconds=1)
"""Contacts of one day stay in the order of their rows."""
_ALIKE = 60
"""From here on, of 100, two names under one address may be one person."""


@dataclass
class Tally:
    """What became of some rows. `told` are the rows that were skipped or failed, as `import_row` holds them."""

    created: int = 0
    updated: int = 0
    skipped: int = 0
    failed: int = 0
    joined: int = 0
    contacts: int = 0
    told: list[dict[str, Any]] = field(default_factory=list)
    examples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    natures: dict[str, int] = field(default_factory=dict)
    """What our part of the contacts was taken for."""
    noted: dict[str, int] = field(default_factory=dict)
    """`dates` and `countries` of people who come in, that go to the notes as they are."""

    def add(self, outcome: str, person: Person, reason: str = "") -> None:
        """Counts a person's rows: the first under its outcome, the others with it."""
        others = len(person.rows) - 1
        if outcome in ("created", "updated"):
            setattr(self, outcome, getattr(self, outcome) + 1)
            self.joined += others
            for what, count in person.noted.items():
                self.noted[what] = self.noted.get(what, 0) + count
        else:
            setattr(self, outcome, getattr(self, outcome) + 1 + others)
            self.reasons[reason] = self.reasons.get(reason, 0) + 1
        shown = self.examples.setdefault(outcome, [])
        if len(shown) < EXAMPLES:
            name = str(person.item.get("name", ""))[:100]
            shown.append({"line": person.rows[0].line, "name": name, "email": person.email[:100], "reason": reason})

    def merge(self, other: "Tally") -> None:
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for outcome, shown in other.examples.items():
            self.examples[outcome] = (self.examples.get(outcome, []) + shown)[:EXAMPLES]
        for mine, theirs in ((self.noted, other.noted), (self.natures, other.natures)):
            for what, count in theirs.items():
                mine[what] = mine.get(what, 0) + count
        for reason, count in other.reasons.items():
            if reason in self.reasons or len(self.reasons) < 100:
                self.reasons[reason] = self.reasons.get(reason, 0) + count

    def as_preview(self) -> dict[str, Any]:
        """The counts, examples and most frequent reasons, for the page."""
        counts = {
            name: getattr(self, name) for name in ("created", "updated", "skipped", "failed", "joined", "contacts")
        }
        reasons = sorted(self.reasons.items(), key=lambda it: -it[1])[:10]
        shown = {
            "examples": self.examples,
            "reasons": [list(it) for it in reasons],
            "noted": self.noted,
            "natures": self.natures,
        }
        return counts | shown


async def plan_of(session: AsyncSession, actor: Actor, batch: ImportBatch) -> Plan:
    """How the batch's columns are read."""
    options = ImportOptions.model_validate(batch.options)
    owners: dict[str, UUID] = {}
    if "owner" in options.columns.values():
        colleagues = await members(session, actor)
        firsts = [fold(it.name).split(" ")[0] for it in colleagues]
        for member, first in zip(colleagues, firsts, strict=True):
            names = {fold(member.name), member.email.lower()} | ({first} if firsts.count(first) == 1 else set())
            owners |= dict.fromkeys(names, member.user_id)
    return Plan(
        titles=[column["title"] for column in batch.findings["columns"]],
        mapping={int(number): key for number, key in options.columns.items()},
        stages={word: stage for word, stage in options.stages.items() if stage},
        date_order=options.date_order,
        owners=owners,
        source=options.source,
        legal_basis=options.legal_basis or "",
        today=today(),
    )


def chunks(persons: Iterator[list[Any]], size: int = CHUNK) -> Iterator[list[list[Any]]]:
    """Persons' rows by the chunk."""
    while chunk := list(islice(persons, size)):
        yield chunk


async def preview(
    session: AsyncSession, actor: Actor, batch: ImportBatch, people: Sequence[Person], seen: dict[str, str]
) -> Tally:
    """What importing these people would do; writes nothing. `seen`: whose address each of those before is."""
    options = ImportOptions.model_validate(batch.options)
    return await _handle(session, actor, batch, options, people, seen=seen, dry_run=True)


async def import_people(session: AsyncSession, actor: Actor, batch: ImportBatch, people: Sequence[Person]) -> Tally:
    """Imports these people; the rows that were not are told in `import_row`."""
    options = ImportOptions.model_validate(batch.options)
    tally = await _handle(session, actor, batch, options, people, seen={}, dry_run=False)
    if tally.told:
        connection = await session.connection()
        await connection.execute(insert(ImportRow), tally.told)
    return tally


async def advance(session: AsyncSession, batch: ImportBatch, position: int, tally: Tally) -> None:
    """Writes how far it has come, in the transaction of the rows themselves: what was killed goes on from here."""
    counts = {
        name: getattr(ImportBatch, name) + getattr(tally, name.removesuffix("_count"))
        for name in ("created_count", "updated_count", "skipped_count", "failed_count", "joined_count")
    }
    statement = update(ImportBatch).where(col(ImportBatch.id) == batch.id)
    await session.execute(statement.values(position=position, **counts).execution_options(synchronize_session=False))


# --- one chunk ---------------------------------------------------------------------------------------------------


async def _handle(
    session: AsyncSession,
    actor: Actor,
    batch: ImportBatch,
    options: ImportOptions,
    people: Sequence[Person],
    *,
    seen: dict[str, str],
    dry_run: bool,
) -> Tally:
    tally = Tally()
    await _name_the_known(session, actor, [person for person in people if not person.errors])
    good = [person for person in people if not person.errors]
    for person in good:
        _complete(person, options)
    results = await bloggers.upsert_many(
        session, actor, [_item(person) for person in good], dry_run, manner=_manner(options)
    )
    brought = [
        (person, result.id, result.status == "created")
        for person, result in zip(good, results, strict=True)
        if result.id and (result.status == "created" or options.known != KnownPeople.SKIP)
    ]
    talked = await _log_contacts(session, actor, options, brought, tally, dry_run=dry_run)
    outcomes = iter(zip(good, results, strict=True))
    for person in people:
        if person.errors:
            _tell(tally, actor, batch, "failed", person, None, _reason(person.errors))
            continue
        _same, result = next(outcomes)
        outcome, reason = _outcome(result, options, again=_is_again(person, seen))
        if outcome == "skipped" and id(person) in talked:  # nothing new but the last contact
            outcome, reason = "updated", ""
        if outcome in ("failed", "skipped"):
            _tell(tally, actor, batch, outcome, person, result.id, reason)
        else:
            tally.add(outcome, person, reason)
        if dry_run and person.email:
            seen.setdefault(person.email.lower(), person.item["name"])
    return tally


def _is_again(person: Person, seen: dict[str, str]) -> bool:
    """Whether a row before brings the same person: their address, under a name that can be theirs."""
    known = seen.get(person.email.lower()) if person.email else None
    return known is not None and may_be_one(person.item["name"], known)


def _complete(person: Person, options: ImportOptions) -> None:
    if person.kept:
        person.item["notes"] = "\n".join(person.kept)
    if not person.item.get("do_not_contact"):
        person.item.pop("do_not_contact", None)
    if options.brand_id:
        person.item["brand_id"] = options.brand_id


def _item(person: Person) -> UpsertIn | dict[str, Any]:
    return {name: value for name, value in person.item.items() if value not in ("", None, [])}


def _manner(options: ImportOptions) -> bloggers.Manner:
    everything = frozenset({*Blogger.model_fields, "stage", "owner_id"})
    provenance = frozenset({"source", "legal_basis"} - set(options.columns.values()))
    return bloggers.Manner(
        skips=options.known == KnownPeople.SKIP,
        keeps=everything if options.known == KnownPeople.FILL else provenance,
        adds_notes=True,
        same=may_be_one,
    )


def may_be_one(name: str, known: str) -> bool:
    """Whether two names under one address can be one person: agencies and couples share one."""
    one, other = fold(name), fold(known)
    if one == other or not one or not other:
        return True
    if set(re.findall(r"\w{3,}", one)) & set(re.findall(r"\w{3,}", other)):
        return True
    return fuzz.token_sort_ratio(one, other) >= _ALIKE


async def _name_the_known(session: AsyncSession, actor: Actor, people: Sequence[Person]) -> None:
    """Someone of whom the file tells a name and nothing else to recognise them by is whoever has this very name."""
    bare = {
        fold(person.item["name"])[:300]: person
        for person in people
        if not any(person.item.get(key) for key in ("contact_points", "channels", "external_ids", "id"))
    }
    if not bare:
        return
    statement = (
        select(col(Blogger.sort_name), func.count(), func.min(col(Blogger.id)) if _is_sqlite(session) else _first_id())
        .where(
            col(Blogger.workspace_id) == actor.workspace_id,
            col(Blogger.state).in_((BloggerState.ACTIVE, BloggerState.ARCHIVED)),
            col(Blogger.sort_name).in_(list(bare)),
        )
        .group_by(col(Blogger.sort_name))
    )
    for name, count, blogger_id in await session.execute(statement):
        if count == 1:
            bare[name].item["id"] = blogger_id
        else:
            bare[name].errors["name"] = _("Several people have this name; an email or an address would tell which.")


def _is_sqlite(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _first_id() -> Any:
    return func.array_agg(col(Blogger.id))[1]


def _outcome(result: UpsertResult, options: ImportOptions, *, again: bool) -> tuple[str, str]:
    """What became of a person, and why when nothing did."""
    if result.status == "failed":
        return "failed", _reason(result.errors)
    if result.status == "created":
        return ("updated", "") if again else ("created", "")
    if options.known == KnownPeople.SKIP:
        return "skipped", _("In your list already.")
    return ("updated", "") if result.status == "updated" else ("skipped", _("Known already, with nothing new."))


def _tell(
    tally: Tally, actor: Actor, batch: ImportBatch, outcome: str, person: Person, blogger_id: UUID | None, reason: str
) -> None:
    tally.add(outcome, person, reason)
    moment = now()
    for row in person.rows:
        cells = {
            title or f"#{number + 1}": cell.replace("\x00", "\u2400")
            for number, (title, cell) in enumerate(zip(_titles(batch), row.cells, strict=False))
        }
        tally.told.append(
            {
                "id": new_id(),
                "workspace_id": actor.workspace_id,
                "created_at": moment,
                "updated_at": moment,
                "version": 1,
                "batch_id": batch.id,
                "line": row.line,
                "outcome": outcome,
                "reason": reason[:500],
                "blogger_id": blogger_id if outcome == "skipped" else None,
                "cells": cells,
            }
        )


def _titles(batch: ImportBatch) -> list[str]:
    """The titles, a second "Email" told from the first."""
    found: list[str] = []
    for number, column in enumerate(batch.findings["columns"]):
        title = column["title"] or f"#{number + 1}"
        found.append(title if title not in found else f"{title} ({number + 1})")
    return found


def _reason(errors: dict[str, str]) -> str:
    """One sentence per field: « Email: This is not an email address. »"""
    return " ".join(labelled(label, text) if (label := _label(place)) else text for place, text in errors.items())


_PLACES = {
    "contact_points": "email", "channels": "url", "owner_id": "owner", "external_ids": "external_id", "brand_id": "",
}  # fmt: skip


def _label(place: str) -> str:
    """The screen word for where in a record something is wrong; a column's title stays as it is."""
    first = place.split(".", maxsplit=1)[0]
    key = _PLACES.get(first, first)
    return fields.label_of(key) if key in fields.names() and key == key.lower() else key


# --- contacts ----------------------------------------------------------------------------------------------------


async def _log_contacts(
    session: AsyncSession,
    actor: Actor,
    options: ImportOptions,
    brought: list[tuple[Person, UUID, bool]],
    tally: Tally,
    *,
    dry_run: bool,
) -> set[int]:
    """Makes an exchange of each contact that is later than what is known: importing again adds nothing. What it was is
    guessed as while logging, by what was before it. Whose it is, as `id(person)`."""
    dated = [(person, blogger_id, is_new) for person, blogger_id, is_new in brought if person.contacts]
    if not dated or options.brand_id is None:
        return set()
    known = await _last_contacts(session, actor, options.brand_id, [it for _p, it, is_new in dated if not is_new])
    zone = ZoneInfo(actor.time_zone)
    later = [
        (person, blogger_id, contact, place)
        for person, blogger_id, _is_new in dated
        for place, contact in enumerate(person.contacts)
        if _day(known.get(blogger_id), zone) < contact.day
    ]
    rows: list[dict[str, Any]] = [
        {
            "kind": options.contact_kind,
            "direction": contact.direction or options.contact_direction,
            "nature": contact.nature or options.contact_nature,
            "brand_id": options.brand_id,
            "blogger_ids": [blogger_id],
            "occurred_at": min(_noon(contact.day, zone) + place * _APART, now()),
            "summary": contact.summary or _("Last contact, from the imported file"),
            "no_answer_expected": True,
            "author_id": person.item.get("owner_id", actor.user_id),
        }
        for person, blogger_id, contact, place in later
    ]
    for row, nature in zip(rows, await outreach.natures_of(session, actor, rows), strict=True):
        row["nature"] = nature
        if guesses.direction_of(row["kind"], row["direction"]) == Direction.OUT:
            tally.natures[nature] = tally.natures.get(nature, 0) + 1
    if rows and not dry_run:
        await outreach.log_many(session, actor, rows)
    tally.contacts = len(rows)
    return {id(person) for person, _id, _contact, _place in later}


async def _last_contacts(
    session: AsyncSession, actor: Actor, brand_id: UUID, ids: Sequence[UUID]
) -> dict[UUID, datetime]:
    if not ids:
        return {}
    found = await session.execute(
        select(col(Relation.blogger_id), col(Relation.last_touched_at)).where(
            col(Relation.workspace_id) == actor.workspace_id,
            col(Relation.brand_id) == brand_id,
            col(Relation.blogger_id).in_(ids),
        )
    )
    return {row.blogger_id: row.last_touched_at for row in found}


def _noon(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(12), zone).astimezone(UTC)


def _day(moment: datetime | None, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date() if moment else date.min
