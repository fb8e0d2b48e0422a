"""What of a partnership's terms has a day: payments, products to send, exclusivities. Timing follows."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts import queries as accounts
from app.activity.merge import Clashes, merged, who_touched
from app.core.actor import Actor
from app.core.errors import Invalid, Stale
from app.core.forms import Was, plain
from app.core.i18n import _, minor_unit, today
from app.outreach.timing import service as timing
from app.partnerships import queries
from app.partnerships.models import Partnership, PartnershipTerm, TermKind
from app.partnerships.schemas import TermFields, TermIn
from app.partnerships.service.partnerships import WRITE, tell, update
from app.partnerships.service.timing import TERM, follow


async def set_terms(session: AsyncSession, actor: Actor, partnership: Partnership, given: Sequence[TermIn]) -> None:
    """Makes them exactly `given`. Raises Invalid on an id that is not one of its own, or a brand that is not yours."""
    actor.require(WRITE)
    terms = await queries.terms_of(session, actor, partnership.id)
    before, there = _said(terms, partnership.currency), {term.id: term for term in terms}
    await _check(session, actor, partnership, given, there)
    written = bool(there.keys() - {one.id for one in given})
    for one in given:
        values = one.model_dump(exclude={"id"}) | {"kind": one.kind.value}
        if one.id:
            written |= bool(there.pop(one.id).apply(values))
        else:
            session.add(PartnershipTerm(workspace_id=actor.workspace_id, partnership_id=partnership.id, **values))
            written = True
    for term in there.values():
        await session.delete(term)
    if written:
        after = _said(given, partnership.currency)
        changes = {kind.value: [before[kind], after[kind]] for kind in TermKind if before[kind] != after[kind]}
        await timing.settle_source(session, actor, TERM, list(there))
        await _changed(session, actor, partnership, "terms_changed", changes)


async def save_form(
    session: AsyncSession,
    actor: Actor,
    partnership: Partnership,
    values: dict[str, Any],
    given: Sequence[TermIn],
    *,
    version: int | None,
    was: Was | None,
) -> None:
    """The whole form: its fields and its dated terms. Raises Stale with all that a colleague changed too, of both."""
    clash: dict[str, Any] = {"current": {}, "by": {}}
    try:
        values = await merged(session, actor, partnership, values, version, was)
    except Stale as error:
        clash = error.extra
    terms = await queries.terms_of(session, actor, partnership.id)
    kept, clashes = merge_terms(terms, given, was, fresh=version in (None, partnership.version))
    if clash["current"] or clashes.current:
        raise Stale(
            _("Somebody has changed this meanwhile."),
            current=clash["current"] | clashes.current,
            lines=clashes.lines,
            version=partnership.version,
            by=clash["by"] | await _changers(session, actor, partnership, clashes),
        )
    await update(session, actor, partnership, values)
    await set_terms(session, actor, partnership, kept)


def merge_terms(
    terms: Sequence[PartnershipTerm], given: Sequence[TermIn], was: Was | None, *, fresh: bool
) -> tuple[list[TermIn], Clashes]:
    """What the terms are to be: those that stand, with what the form changed of those it showed (`shown_terms`). A form
    that tells nothing of them sets them as it has them. `fresh`: nobody wrote meanwhile."""
    clashes, shown = Clashes(), _shown(was)
    if was is None or shown is None:
        return list(given), clashes
    stands, made = {term.id: _fields(term) for term in terms}, [one for one in given if one.id not in shown]
    wanted = {one.id: _fields(one) for one in given if one.id}
    for term_id, before in shown.items():
        now, mine = stands.get(term_id), wanted.get(term_id)
        if _is_given_up(term_id, was, now, mine):
            continue
        changed = None if mine is None else _changed_in(term_id, before, mine, was)
        if not fresh:
            clashes.look("terms", term_id, before["label"], before, now, changed)
        if changed is None:
            stands.pop(term_id, None)
        elif now is not None:
            stands[term_id] = now | changed
        elif changed:
            made.append(TermIn.model_validate(before | changed))
    return [TermIn.model_validate({"id": key, **fields}) for key, fields in stands.items()] + made, clashes


def shown_terms(terms: Iterable[PartnershipTerm]) -> str:
    """What the form shows of them, for `merge_terms`."""
    told = {str(term.id): _fields(term) for term in terms}
    return json.dumps({key: {name: _plainly(name, value) for name, value in it.items()} for key, it in told.items()})


def _shown(was: Was | None) -> dict[UUID, dict[str, Any]] | None:
    try:
        told = json.loads(was.shown["dated_terms"]) if was else None
        return None if told is None else {UUID(key): fields for key, fields in told.items()}
    except (KeyError, TypeError, ValueError):
        return None


def _plainly(name: str, value: Any) -> Any:
    return plain(name, value) or None


def _differs(name: str, value: Any, before: dict[str, Any]) -> bool:
    return _plainly(name, value) != (before.get(name) or None)


def _fields(term: PartnershipTerm | TermIn) -> dict[str, Any]:
    return {name: getattr(term, name) or None for name in TermFields.model_fields} | {"label": term.label}


def _changed_in(term_id: UUID, before: dict[str, Any], mine: dict[str, Any], was: Was) -> dict[str, Any]:
    given_up = {name for name in mine if f"terms-{term_id}-{name}" in was.given_up}
    return {name: value for name, value in mine.items() if _differs(name, value, before) and name not in given_up}


def _is_given_up(term_id: UUID, was: Was, now: Any, mine: Any) -> bool:
    """Their line stays, or stays away, as a whole."""
    return f"terms-{term_id}" in was.given_up and (now is None or mine is None)


async def _changers(
    session: AsyncSession, actor: Actor, partnership: Partnership, clashes: Clashes
) -> dict[str, tuple[str, datetime]]:
    """The log tells of terms by the partnership."""
    if not clashes.current:
        return {}
    found = await who_touched(session, actor, partnership.id)
    return dict.fromkeys(clashes.current, found) if found else {}


async def settle_term(
    session: AsyncSession, actor: Actor, partnership: Partnership, term: PartnershipTerm, on: date | None = None
) -> None:
    """Paid, or sent: today unless a day is given. A second time changes nothing."""
    actor.require(WRITE)
    if term.kind == TermKind.EXCLUSIVITY:
        raise Invalid({"kind": _("An exclusivity ends with its last day.")})
    if term.done_on is None:
        term.apply({"done_on": on or today()})
        verb = "paid" if term.kind == TermKind.PAYMENT else "sent"
        await _changed(session, actor, partnership, verb, _of(term, partnership))


async def reopen_term(session: AsyncSession, actor: Actor, partnership: Partnership, term: PartnershipTerm) -> None:
    """Undoes `settle_term`."""
    actor.require(WRITE)
    if term.apply({"done_on": None}):
        await _changed(session, actor, partnership, "due_again", _of(term, partnership))


async def _changed(
    session: AsyncSession, actor: Actor, partnership: Partnership, verb: str, changes: dict[str, Any]
) -> None:
    partnership.touch()
    await follow(session, actor, [partnership.id])
    await tell(session, actor, verb, partnership, changes)


async def _check(
    session: AsyncSession, actor: Actor, partnership: Partnership, given: Sequence[TermIn], known: Collection[UUID]
) -> None:
    named = [one.id for one in given if one.id]
    if len(set(named)) < len(named) or not set(named) <= set(known):
        raise Invalid({"items": _("One of these is not there any more. Reload, and look again.")})
    for rival_id in {one.rival_id for one in given if one.rival_id}:
        await accounts.resolve_brand(session, actor, rival_id)
    if any(one.rival_id == partnership.brand_id for one in given):
        raise Invalid({"items": _("A brand is no rival of its own.")})


def _of(term: PartnershipTerm, partnership: Partnership) -> dict[str, Any]:
    return {term.kind: [None, _said([term], partnership.currency)[term.kind]]}


def _said(terms: Iterable[Any], currency: str) -> dict[str, list[str]]:
    """By kind, a line of each for the log, in no reader's language."""
    found: dict[str, list[str]] = {kind: [] for kind in TermKind}
    for term in terms:
        amount = None if term.amount_minor is None else Decimal(term.amount_minor).scaleb(-minor_unit(currency))
        money = f"{amount} {currency}" if amount is not None else ""
        dates = " – ".join(day.isoformat() for day in (term.starts_on, term.due_on) if day)
        done = f"✓ {term.done_on}" if term.done_on else ""
        found[term.kind].append(" · ".join(part for part in (term.label, money, dates, done) if part))
    return {kind: sorted(lines) for kind, lines in found.items()}
