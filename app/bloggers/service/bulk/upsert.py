"""The upsert of many rows: read, match, load, merge in memory, write. A dozen statements for a thousand rows."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.queries import brands, members
from app.bloggers.schemas import UpsertIn, UpsertResult
from app.bloggers.service.bulk.load import Given, Known, load
from app.bloggers.service.bulk.manner import OVERWRITE, Manner
from app.bloggers.service.bulk.merge import merge, withhold
from app.bloggers.service.bulk.person import Person
from app.bloggers.service.bulk.write import write
from app.bloggers.service.person import provenance
from app.core import memory
from app.core.actor import Actor
from app.core.errors import Invalid
from app.core.forms import messages
from app.core.i18n import _

Row = UpsertIn | Mapping[str, Any]
_ROWS = TypeAdapter(UpsertIn)


async def upsert_many(
    session: AsyncSession, actor: Actor, items: Sequence[Row], dry_run: bool = False, manner: Manner = OVERWRITE
) -> list[UpsertResult]:
    """Creates, updates or leaves each row's person; a result per row, in order. A wrong row fails alone.

    A row is matched by its `external_ids`, else its `id`, else an email, else a handle (with its platform) or url;
    what matches two people fails. Rows of one call see those before them. Fields that a row does not name stay;
    tags, contact points and channels are added to what is there, languages and topics replaced, external ids merged.
    “Do not contact” and an opt-out can be set here and never taken back. `dry_run` writes nothing; `manner` says how
    rows meet people who are known already.
    """
    actor.require("bloggers.write")
    await _one_at_a_time(session, actor)
    with memory.undisturbed():
        return await _upsert_all(session, actor, items, dry_run, manner)


async def _upsert_all(
    session: AsyncSession, actor: Actor, items: Sequence[Row], dry_run: bool, manner: Manner
) -> list[UpsertResult]:
    rows = [_read(item) for item in items]
    known = await load(session, actor, [row for row in rows if isinstance(row, Given)])
    defaults = await provenance(session, actor, "", None)
    allowed = await _allowed(session, actor)
    results = [_upsert(actor, known, row, index, defaults, allowed, manner) for index, row in enumerate(rows)]
    if not dry_run:
        await write(session, actor, [person for person in known.people.values() if person.is_changed])
    return results


def _read(item: Row) -> Given | dict[str, str]:
    """The row, or what is wrong with it by field."""
    try:
        return Given.of(item if isinstance(item, UpsertIn) else _ROWS.validate_python(item))
    except ValidationError as error:
        return messages(error.errors(include_url=False))


def _upsert(
    actor: Actor,
    known: Known,
    given: Given | dict[str, str],
    index: int,
    defaults: dict[str, str],
    allowed: "Allowed",
    manner: Manner,
) -> UpsertResult:
    if isinstance(given, dict):
        return _failed(index, given)
    row = given.row
    try:
        brand_id = allowed.brand(row)
        allowed.check_owner(row)
        person = known.match(given, manner)
        if person is not None and manner.skips:
            return UpsertResult(index, "unchanged", person.id)
        is_new = person is None
        if person is None:
            person = Person.new(actor, row, defaults, known.moment)
        else:
            person.refuse_if_deleted()
        known.refuse_taken(person, given)
        left_out = withhold(actor, person, row)
        is_changed = merge(actor, person, row, brand_id, manner)
    except Invalid as error:
        return _failed(index, error.errors)
    known.remember(person)
    status = "created" if is_new else "updated" if is_changed else "unchanged"
    return UpsertResult(index, status, person.id, left_out=left_out)


def _failed(index: int, errors: dict[str, str]) -> UpsertResult:
    return UpsertResult(index, "failed", None, errors)


class Allowed:
    """The brands and colleagues that rows may name."""

    def __init__(self, brand_ids: list[UUID], user_ids: set[UUID]) -> None:
        self.brand_ids, self.user_ids = brand_ids, user_ids

    def brand(self, row: UpsertIn) -> UUID:
        brand_id = row.brand_id or (self.brand_ids[0] if self.brand_ids else None)
        if brand_id is None or brand_id not in self.brand_ids:
            raise Invalid({"brand_id": _("Choose one of your brands.")})
        return brand_id

    def check_owner(self, row: UpsertIn) -> None:
        if row.owner_id and row.owner_id not in self.user_ids:
            raise Invalid({"owner_id": _("Choose one of your colleagues.")})


async def _allowed(session: AsyncSession, actor: Actor) -> Allowed:
    usable = await brands(session, actor)
    colleagues = await members(session, actor)
    return Allowed([brand.id for brand in usable], {member.user_id for member in colleagues})


async def _one_at_a_time(session: AsyncSession, actor: Actor) -> None:
    """Two upserts of one workspace at once would each create what the other is creating."""
    if session.get_bind().dialect.name == "postgresql":
        key = actor.workspace_id.int & 0x7FFF_FFFF_FFFF_FFFF
        await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
