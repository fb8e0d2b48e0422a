"""Circumstances and offers as people see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.queries import brand_visible
from app.bloggers.models import Relation
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.pagination import Slice, paginate
from app.core.sql import bound, built_once, fetch, flush, given, one_given
from app.outreach.timing.facts import DEBTS, Fact
from app.outreach.timing.models import AdviceOutcome, Circumstance, Offer


def _visible_to(actor: Actor) -> Select[Any]:
    actor.require("bloggers.read")
    return select(Circumstance).where(
        col(Circumstance.workspace_id) == actor.workspace_id, brand_visible(actor, col(Circumstance.brand_id))
    )


async def get_circumstance(
    session: AsyncSession, actor: Actor, circumstance_id: UUID, *, deleted: bool = False
) -> Circumstance:
    """Raises NotFound; for one in the bin too, unless `deleted`."""
    statement = _visible_to(actor).where(col(Circumstance.id) == circumstance_id)
    found = (await session.execute(statement)).scalar_one_or_none()
    if found is None or (found.deleted_at is not None and not deleted):
        raise NotFound
    return found


async def circumstances(
    session: AsyncSession, actor: Actor, blogger_id: UUID, *, all_of_them: bool = False
) -> list[Circumstance]:
    """Those that may still weigh (or all), the latest first; deleted ones never."""
    return list((await session.execute(_of(actor, all_of_them), bound(actor, person=blogger_id))).scalars())


@built_once
def _of(actor: Actor, all_of_them: bool) -> Any:
    statement = _visible_to(actor).where(
        col(Circumstance.blogger_id) == given("person"), col(Circumstance.deleted_at).is_(None)
    )
    if not all_of_them:
        statement = statement.where(col(Circumstance.is_open).is_(True))
    return statement.order_by(col(Circumstance.since).desc())


async def circumstances_page(
    session: AsyncSession, actor: Actor, blogger_id: UUID, *, closed: bool, cursor: str | None, limit: int
) -> Slice[Circumstance]:
    """The same for programs, page by page."""
    statement = _visible_to(actor).where(
        col(Circumstance.blogger_id) == blogger_id,
        col(Circumstance.deleted_at).is_(None),
        *([] if closed else [col(Circumstance.is_open).is_(True)]),
    )
    order = (col(Circumstance.since), col(Circumstance.id))
    found = await paginate(session, statement, order, descending=True, cursor=cursor, limit=limit)
    return found.map(lambda row: row[0])


async def debts(session: AsyncSession, actor: Actor, limit: int = 50) -> list[Circumstance]:
    """What we owe to anybody, the earliest due first."""
    statement = _visible_to(actor).where(
        col(Circumstance.is_open).is_(True), col(Circumstance.kind).in_(DEBTS), col(Circumstance.until).is_not(None)
    )
    return list((await session.execute(statement.order_by(col(Circumstance.until)).limit(limit))).scalars())


async def note_of(session: AsyncSession, actor: Actor, circumstance: Circumstance) -> str:
    """The private note of a do-not-disturb, to its author and to who owns the relation; '' to anybody else."""
    if not circumstance.note or circumstance.kind != Fact.DO_NOT_DISTURB or actor.user_id is None:
        return ""
    owns = exists().where(
        col(Relation.workspace_id) == actor.workspace_id,
        col(Relation.blogger_id) == circumstance.blogger_id,
        col(Relation.owner_id) == actor.user_id,
    )
    if circumstance.by == actor.user_id or (await session.execute(select(owns))).scalar_one():
        return circumstance.note
    return ""


async def offers(session: AsyncSession, actor: Actor, *, archived: bool = False) -> list[Offer]:
    """What we can give, by name; with `archived` those that were put away."""
    actor.require("bloggers.read")
    away = col(Offer.archived_at).is_not(None) if archived else col(Offer.archived_at).is_(None)
    statement = select(Offer).where(col(Offer.workspace_id) == actor.workspace_id, away)
    return list((await session.execute(statement.order_by(col(Offer.name_key)))).scalars())


async def offers_page(
    session: AsyncSession, actor: Actor, *, archived: bool, cursor: str | None, limit: int
) -> Slice[Offer]:
    """The same for programs, in the order they were made."""
    actor.require("bloggers.read")
    away = col(Offer.archived_at).is_not(None) if archived else col(Offer.archived_at).is_(None)
    statement = select(Offer).where(col(Offer.workspace_id) == actor.workspace_id, away)
    found = await paginate(session, statement, [col(Offer.id)], cursor=cursor, limit=limit)
    return found.map(lambda row: row[0])


async def get_offer(session: AsyncSession, actor: Actor, offer_id: UUID) -> Offer:
    actor.require("bloggers.read")
    statement = select(Offer).where(col(Offer.workspace_id) == actor.workspace_id, col(Offer.id) == offer_id)
    found = (await session.execute(statement)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """What came of advice at one exchange, as timelines say it."""

    outcome: str
    codes: tuple[str, ...]
    why: str
    sentence: str


async def outcomes_of(session: AsyncSession, actor: Actor, interaction_ids: Iterable[UUID]) -> dict[UUID, Told]:
    """By exchange; of several people the one against advice, where there is one."""
    wanted = list(interaction_ids)
    if not wanted:
        return {}
    found: dict[UUID, Told] = {}
    await flush(session)
    for row in await fetch(session, _outcomes(actor), bound(actor, ids=wanted)):
        found[row.interaction_id] = Told(row.outcome, tuple(row.codes), row.why, row.sentence)
    return found


@built_once
def _outcomes(actor: Actor) -> Any:
    return (
        select(
            col(AdviceOutcome.interaction_id),
            col(AdviceOutcome.outcome),
            col(AdviceOutcome.codes),
            col(AdviceOutcome.why),
            col(AdviceOutcome.sentence),
        )
        .where(
            col(AdviceOutcome.workspace_id) == actor.workspace_id,
            one_given(col(AdviceOutcome.interaction_id), "ids"),
            brand_visible(actor, col(AdviceOutcome.brand_id)),
        )
        .order_by(col(AdviceOutcome.outcome))
    )
