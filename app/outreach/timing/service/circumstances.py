"""Dated facts about a person: noted, settled, ended, taken back. Each makes the person's marks old."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.queries import user_names
from app.activity.service import entry, record_all
from app.bloggers.models import Blogger
from app.bloggers.queries import brand_for, get_blogger
from app.bloggers.service import stale
from app.core.actor import Actor
from app.core.bulk import insert_rows
from app.core.clock import now
from app.core.errors import Conflict, Invalid, Stale
from app.core.i18n import _
from app.outreach.timing.facts import DEBTS, Fact, Person
from app.outreach.timing.hours import after_working_hours, start_of
from app.outreach.timing.models import Circumstance, QuietReason
from app.outreach.timing.policy import Policy
from app.outreach.timing.queries import policy_of
from app.outreach.timing.schemas import THEIR_OWN, CircumstanceForm, CircumstanceIn
from app.outreach.timing.service.hold import hold
from app.outreach.timing.service.inside import write_live_of

WRITE = "bloggers.write"
ENDING = frozenset({Fact.CLAIM, Fact.WRITING, Fact.DO_NOT_DISTURB, Fact.EXCLUSIVITY, Fact.LIVE})
"""Over at their `until`."""


async def write(session: AsyncSession, actor: Actor, blogger: Blogger, given: CircumstanceIn) -> Circumstance:
    """Notes it. Raises Invalid, and Conflict where a colleague has taken the person already."""
    actor.require(WRITE)
    brand_id = None
    if given.brand_id or given.kind not in THEIR_OWN:
        brand_id = await brand_for(session, actor, blogger.id, given.brand_id)
    policy = await policy_of(session, actor)
    person = _person(blogger)
    since, until = _dates(given.model_dump(), person, policy)
    if given.kind == Fact.CLAIM:
        await hold(session, [blogger.id])
        await _refuse_taken(session, actor, blogger)
        until = until or after_working_hours(now(), policy.claim_hours, person, policy)
    quiet = given.kind == Fact.DO_NOT_DISTURB
    made = Circumstance(
        workspace_id=actor.workspace_id,
        blogger_id=blogger.id,
        brand_id=brand_id,
        kind=given.kind.value,
        since=since or now(),
        until=until,
        by=actor.user_id,
        label="" if quiet else given.label,
        url=given.url,
        topics=given.topics,
        yearly=given.yearly,
        reason=(given.reason or QuietReason.OTHER).value if quiet else "",
        note=given.note if quiet and isinstance(given, CircumstanceForm) else "",
        amount_minor=given.amount_minor,
        currency=given.currency,
    )
    _check(made)
    session.add(made)
    await _changed(session, actor, "created", made, {name: [None, value] for name, value in _shown(made).items()})
    return made


def _ours(actor: Actor, circumstance: Circumstance) -> None:
    """What follows from elsewhere is changed there."""
    actor.require(WRITE)
    if circumstance.source_type:
        raise Conflict(_("This follows from a partnership: change it there."))


async def edit(
    session: AsyncSession,
    actor: Actor,
    circumstance: Circumstance,
    values: dict[str, Any],
    *,
    version: int | None = None,
) -> Circumstance:
    """Changes what is given. Raises Stale, Invalid."""
    _ours(actor, circumstance)
    if version is not None and version != circumstance.version:
        raise Stale(_("Someone changed this meanwhile."), current=_shown(circumstance), version=circumstance.version)
    before = _shown(circumstance)
    person = _person(await session.get_one(Blogger, circumstance.blogger_id))
    since, until = _dates(values, person, await policy_of(session, actor))
    found = {name: values[name] for name in _PLAIN if values.get(name) is not None}
    found |= {"since": since} if since else {}
    found |= {"until": until} if until or {"until", "until_day"} & values.keys() else {}
    if circumstance.kind == Fact.DO_NOT_DISTURB:
        found |= {"label": ""} | ({"note": values["note"]} if values.get("note") is not None else {})
    if circumstance.apply({name: getattr(value, "value", value) for name, value in found.items()}):
        _check(circumstance)
        circumstance.is_open = _still_open(circumstance)
        after = _shown(circumstance)
        await _changed(session, actor, "updated", circumstance, _differences(before, after))
    return circumstance


async def settle(session: AsyncSession, actor: Actor, circumstance: Circumstance) -> Circumstance:
    """Paid, sent, kept; a second time changes nothing."""
    await _close(session, actor, circumstance, "settled")
    return circumstance


async def end(session: AsyncSession, actor: Actor, circumstance: Circumstance) -> Circumstance:
    """It holds no longer, earlier than thought. The private note of a do-not-disturb goes with it."""
    await _close(session, actor, circumstance, "ended")
    return circumstance


async def reopen(session: AsyncSession, actor: Actor, circumstance: Circumstance) -> Circumstance:
    """Undoes `settle` and `end`."""
    _ours(actor, circumstance)
    if circumstance.settled_at is not None:
        circumstance.settled_at = circumstance.settled_by = None
        circumstance.is_open = _still_open(circumstance)
        circumstance.touch()
        await _changed(session, actor, "reopened", circumstance)
    return circumstance


async def delete(session: AsyncSession, actor: Actor, circumstance: Circumstance) -> None:
    """Into the bin: it was noted by mistake."""
    _ours(actor, circumstance)
    if circumstance.deleted_at is None:
        circumstance.deleted_at, circumstance.is_open = now(), False
        circumstance.touch()
        await _changed(session, actor, "deleted", circumstance)


async def undelete(session: AsyncSession, actor: Actor, circumstance: Circumstance) -> Circumstance:
    """Back as it was."""
    _ours(actor, circumstance)
    if circumstance.deleted_at is not None:
        circumstance.deleted_at = None
        circumstance.is_open = _still_open(circumstance)
        circumstance.touch()
        await _changed(session, actor, "undeleted", circumstance)
    return circumstance


# --- what other features write ------------------------------------------------------------------------------------


async def write_of(
    session: AsyncSession,
    actor: Actor,
    kind: Fact,
    source_type: str,
    people: Mapping[UUID, tuple[UUID, UUID]],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    label: str = "",
) -> None:
    """Facts that follow from records of a higher feature: by record, the person and brand. One of a kind for each
    record: what is there is opened again. Set-based; tells nothing, for the record's own story does."""
    if not people:
        return
    moment = now()
    there = await _of_source(session, actor, source_type, list(people), kind)
    again = [row.id for row in there]
    if again:
        values = {"is_open": True, "until": until, "settled_at": None, "settled_by": None, "updated_at": moment}
        await session.execute(update(Circumstance).where(col(Circumstance.id).in_(again)).values(values))
    known = {row.source_id for row in there}
    rows = [
        Circumstance(
            workspace_id=actor.workspace_id,
            blogger_id=blogger_id,
            brand_id=brand_id,
            kind=kind.value,
            since=since or moment,
            until=until,
            by=actor.user_id,
            label=label,
            source_type=source_type,
            source_id=source_id,
        ).model_dump()
        for source_id, (blogger_id, brand_id) in people.items()
        if source_id not in known
    ]
    await insert_rows(session, Circumstance, rows)
    await stale(session, actor.workspace_id, [blogger_id for blogger_id, _brand in people.values()])


@dataclass(frozen=True, slots=True)
class Told:
    """One fact that follows from a record of a higher feature. Days are moments already."""

    blogger_id: UUID
    brand_id: UUID
    since: datetime
    label: str = ""
    until: datetime | None = None
    reason: str = ""
    topics: tuple[str, ...] = ()
    amount_minor: int | None = None
    currency: str = ""

    def columns(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in self.__slots__}
        return values | {"label": self.label[:300], "topics": list(self.topics)}


Wanted = Mapping[tuple[UUID, Fact], Told]
"""By record and kind."""
_BEGAN = frozenset({Fact.LIVE, Fact.REFUSAL})
"""They began when they began, whatever their record is called since."""


async def follow_source(
    session: AsyncSession, actor: Actor, source_type: str, source_ids: Sequence[UUID], wanted: Wanted
) -> None:
    """Makes the facts of these records exactly `wanted`: what is missing is written, what was ended opened again, what
    holds no longer ended now. Set-based; tells nothing, for the records tell their own story."""
    there = {(row.source_id, row.kind): row for row in await _of_source(session, actor, source_type, source_ids)}
    over = [row for key, row in there.items() if row.is_open and key not in wanted]
    missing = [key for key in wanted if key not in there]
    again = [key for key in wanted if key in there and _differs(there[key], wanted[key])]
    await _end_rows(session, actor, over)
    for key in again:
        opened = {"is_open": True, "settled_at": None, "settled_by": None, "updated_at": now()}
        values = wanted[key].columns() | opened
        await session.execute(update(Circumstance).where(col(Circumstance.id) == there[key].id).values(values))
    rows = [_of(actor, source_type, key, wanted[key]).model_dump() for key in missing]
    await insert_rows(session, Circumstance, rows)
    changed = {row.blogger_id for row in over} | {wanted[key].blogger_id for key in (*missing, *again)}
    live = {row.blogger_id for row in over if row.kind == Fact.LIVE}
    live |= {wanted[key].blogger_id for key in (*missing, *again) if key[1] == Fact.LIVE}
    await write_live_of(session, actor, live)
    await stale(session, actor.workspace_id, changed)


def _differs(row: Any, wanted: Told) -> bool:
    if not row.is_open or row.brand_id != wanted.brand_id:
        return True
    said = wanted.columns()
    return row.kind not in _BEGAN and any(getattr(row, name) != said[name] for name in said)


def _of(actor: Actor, source_type: str, key: tuple[UUID, Fact], wanted: Told) -> Circumstance:
    return Circumstance(
        workspace_id=actor.workspace_id,
        kind=key[1].value,
        by=actor.user_id,
        source_type=source_type,
        source_id=key[0],
        **wanted.columns(),
    )


async def _end_rows(session: AsyncSession, actor: Actor, rows: Sequence[Any]) -> None:
    """What is owed keeps the day it was due."""
    moment = now()
    ended = {"is_open": False, "settled_at": moment, "settled_by": actor.user_id, "updated_at": moment}
    owed, rest = ([row.id for row in rows if (row.kind in DEBTS) == debts] for debts in (True, False))
    for ids, values in ((owed, ended), (rest, ended | {"until": moment})):
        if ids:
            await session.execute(update(Circumstance).where(col(Circumstance.id).in_(ids)).values(values))


async def settle_source(
    session: AsyncSession, actor: Actor, source_type: str, source_ids: Sequence[UUID], *kinds: Fact
) -> None:
    """These records hold no longer: what they wrote (of `kinds`, or all) ends now."""
    there = [row for row in await _of_source(session, actor, source_type, source_ids, *kinds) if row.is_open]
    await _end_rows(session, actor, there)
    await stale(session, actor.workspace_id, {row.blogger_id for row in there})


async def _of_source(
    session: AsyncSession, actor: Actor, source_type: str, source_ids: Sequence[UUID], *kinds: Fact
) -> list[Any]:
    await session.flush()
    columns = (
        *(Circumstance.id, Circumstance.blogger_id, Circumstance.brand_id, Circumstance.kind),
        *(Circumstance.source_id, Circumstance.is_open, Circumstance.since, Circumstance.until, Circumstance.label),
        *(Circumstance.reason, Circumstance.topics, Circumstance.amount_minor, Circumstance.currency),
    )
    statement = select(*map(col, columns)).where(
        col(Circumstance.workspace_id) == actor.workspace_id,
        col(Circumstance.source_type) == source_type,
        col(Circumstance.source_id).in_(list(source_ids)),
        col(Circumstance.deleted_at).is_(None),
    )
    if kinds:
        statement = statement.where(col(Circumstance.kind).in_(kinds))
    return list((await session.execute(statement)).all())


async def write_many(session: AsyncSession, actor: Actor, rows: Iterable[Mapping[str, Any]]) -> list[UUID]:
    """Rows by the thousand, for imports and the demo: the names of the table's columns; `blogger_id` and `kind` are
    needed. Their dates are taken as they are."""
    actor.require(WRITE)
    made = [_row(actor, row) for row in rows]
    await insert_rows(session, Circumstance, [one.model_dump() for one in made])
    await record_all(session, [_event(actor, "created", one, "", {"kind": [None, one.kind]}) for one in made])
    await stale(session, actor.workspace_id, [one.blogger_id for one in made])
    return [one.id for one in made]


# --- how it is done -----------------------------------------------------------------------------------------------

_PLAIN = ("label", "url", "topics", "yearly", "reason", "amount_minor", "currency")
_SHOWN = ("kind", "since", "until", "label", "reason", "amount_minor", "currency")


def _row(actor: Actor, row: Mapping[str, Any]) -> Circumstance:
    given: dict[str, Any] = {"since": now(), "by": actor.user_id, **row}
    made = Circumstance(workspace_id=actor.workspace_id, **given)
    made.kind = str(made.kind)
    made.is_open = _still_open(made)
    return made


def _dates(values: Mapping[str, Any], person: Person, policy: Policy) -> tuple[datetime | None, datetime | None]:
    """Moments, or days of the person's, both included."""
    since, until = values.get("since"), values.get("until")
    first: date | None = values.get("since_day")
    last: date | None = values.get("until_day")
    since = since or (start_of(first, person, policy) if first else None)
    until = until or (start_of(last + timedelta(days=1), person, policy) if last else None)
    return since, until


def _check(circumstance: Circumstance) -> None:
    if circumstance.until and circumstance.until < circumstance.since and circumstance.kind in ENDING:
        raise Invalid({"until": _("It cannot end before it begins.")})
    if circumstance.kind == Fact.PROMISE and not circumstance.label:
        raise Invalid({"label": _("Say what was promised.")})
    if circumstance.kind == Fact.PIECE and circumstance.since > now():
        raise Invalid({"since": _("It is not out yet.")})


def _still_open(circumstance: Circumstance) -> bool:
    over = circumstance.kind in ENDING and circumstance.until is not None and circumstance.until <= now()
    return not (over or circumstance.settled_at or circumstance.deleted_at)


async def _refuse_taken(session: AsyncSession, actor: Actor, blogger: Blogger) -> None:
    statement = select(col(Circumstance.by)).where(
        col(Circumstance.workspace_id) == actor.workspace_id,
        col(Circumstance.blogger_id) == blogger.id,
        col(Circumstance.is_open).is_(True),
        col(Circumstance.kind) == Fact.CLAIM,
        col(Circumstance.until) > now(),
        col(Circumstance.by).is_distinct_from(actor.user_id),
    )
    taken = (await session.execute(statement.limit(1))).first()
    if taken:
        who = (await user_names(session, actor, [taken.by])).get(taken.by, _("A colleague"))
        raise Conflict(_("%(who)s takes care of %(name)s already.", who=who, name=blogger.name))


async def _close(session: AsyncSession, actor: Actor, circumstance: Circumstance, verb: str) -> None:
    _ours(actor, circumstance)
    if circumstance.is_open:
        circumstance.is_open, circumstance.settled_at, circumstance.settled_by = False, now(), actor.user_id
        circumstance.note = ""
        circumstance.touch()
        await _changed(session, actor, verb, circumstance)


async def _changed(
    session: AsyncSession, actor: Actor, verb: str, circumstance: Circumstance, changes: dict[str, Any] | None = None
) -> None:
    await session.flush()
    await stale(session, actor.workspace_id, [circumstance.blogger_id])
    name = (await session.get_one(Blogger, circumstance.blogger_id)).name
    told = changes if changes is not None else {"kind": [circumstance.kind, circumstance.kind]}
    await record_all(session, [_event(actor, verb, circumstance, name, told)])


def _event(actor: Actor, verb: str, circumstance: Circumstance, name: str, changes: dict[str, Any]) -> dict[str, Any]:
    return entry(
        actor,
        f"circumstance.{verb}",
        "circumstance",
        circumstance.id,
        changes,
        name=name,
        brand_id=circumstance.brand_id,
        blogger_id=circumstance.blogger_id,
    )


def _shown(circumstance: Circumstance) -> dict[str, Any]:
    """What the log tells: never a note."""
    return {name: getattr(circumstance, name) for name in _SHOWN if getattr(circumstance, name) not in (None, "")}


def _differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    names = [name for name in _SHOWN if before.get(name) != after.get(name)]
    return {name: [before.get(name), after.get(name)] for name in names}


def _person(blogger: Blogger) -> Person:
    return Person(blogger.id, blogger.name, blogger.country, blogger.time_zone)


async def of_blogger(session: AsyncSession, actor: Actor, blogger_id: UUID, given: CircumstanceIn) -> Circumstance:
    """The same by id. Raises NotFound."""
    return await write(session, actor, await get_blogger(session, actor, blogger_id), given)
