"""What of a partnership's terms has a day: payments, products to send, exclusivities. Timing follows."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts import queries as accounts
from app.core.actor import Actor
from app.core.errors import Invalid
from app.core.i18n import _, minor_unit, today
from app.outreach.timing import service as timing
from app.partnerships import queries
from app.partnerships.models import Partnership, PartnershipTerm, TermKind
from app.partnerships.schemas import TermIn
from app.partnerships.service.partnerships import WRITE, tell
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
