"""One partnership: the record for verbs, the card for pages, its stage history, steps and last words."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import User
from app.accounts.queries import brand_visible
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import NotFound
from app.core.pagination import Slice, paginate
from app.outreach.models import Interaction, InteractionBlogger, NextStep
from app.outreach.schemas import INTERACTION_COLUMNS
from app.partnerships.models import (
    Partnership,
    PartnershipInteraction,
    PartnershipMove,
    PartnershipNextStep,
    PartnershipTerm,
    Stage,
)
from app.partnerships.queries.filters import visible_to
from app.partnerships.queries.pipelines import all_stages
from app.partnerships.queries.rows import Card, cards, marked, named


async def get_partnership(
    session: AsyncSession, actor: Actor, partnership_id: UUID, *, deleted: bool = False, lock: bool = False
) -> Partnership:
    """The record, or NotFound; with `deleted` one in the bin. `lock` holds it until the transaction ends, so that of
    two people who move it at once the second sees what the first did."""
    actor.require("partnerships.read")
    statement = select(Partnership).where(
        col(Partnership.id) == partnership_id,
        col(Partnership.workspace_id) == actor.workspace_id,
        col(Partnership.deleted).is_(deleted),
        brand_visible(actor, col(Partnership.brand_id)),
    )
    if lock:
        statement = statement.with_for_update()
    found = (await session.execute(statement)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


async def card(session: AsyncSession, actor: Actor, partnership_id: UUID) -> Card:
    """The same with the names around it, for pages and the API."""
    statement = named(whole=True).where(visible_to(actor), col(Partnership.id) == partnership_id)
    row = (await session.execute(statement)).one_or_none()
    if row is None:
        raise NotFound
    return (await marked(session, actor, cards([row], await all_stages(session, actor), now())))[0]


async def moves(session: AsyncSession, actor: Actor, partnership_id: UUID) -> list[Any]:
    """The stage history, newest first: the move, both stages as they are now (None: gone), who moved it."""
    before, after = aliased(Stage), aliased(Stage)
    statement = (
        select(PartnershipMove, before, after, col(User.name))
        .outerjoin(before, col(before.id) == PartnershipMove.from_stage_id)
        .outerjoin(after, col(after.id) == PartnershipMove.to_stage_id)
        .outerjoin(User, col(User.id) == PartnershipMove.by)
        .where(
            col(PartnershipMove.workspace_id) == actor.workspace_id,
            col(PartnershipMove.partnership_id) == partnership_id,
        )
        .order_by(col(PartnershipMove.at).desc(), col(PartnershipMove.id).desc())
    )
    return list((await session.execute(statement)).all())


async def last_move(session: AsyncSession, actor: Actor, partnership_id: UUID) -> PartnershipMove | None:
    statement = select(PartnershipMove).where(
        col(PartnershipMove.workspace_id) == actor.workspace_id, col(PartnershipMove.partnership_id) == partnership_id
    )
    order = (col(PartnershipMove.at).desc(), col(PartnershipMove.id).desc())
    return (await session.execute(statement.order_by(*order).limit(1))).scalar_one_or_none()


async def open_steps(session: AsyncSession, actor: Actor, partnership_id: UUID) -> Sequence[NextStep]:
    """Its open next steps, the earliest first."""
    statement = (
        select(NextStep)
        .join(PartnershipNextStep, col(PartnershipNextStep.next_step_id) == NextStep.id)
        .where(
            col(PartnershipNextStep.workspace_id) == actor.workspace_id,
            col(PartnershipNextStep.partnership_id) == partnership_id,
            col(NextStep.is_open).is_(True),
            col(NextStep.deleted_at).is_(None),
        )
        .order_by(col(NextStep.due_at), col(NextStep.id))
    )
    return (await session.execute(statement)).scalars().all()


async def terms_of(session: AsyncSession, actor: Actor, partnership_id: UUID) -> list[PartnershipTerm]:
    """Payments, products and exclusivities, what is open first, then by day."""
    statement = select(PartnershipTerm).where(
        col(PartnershipTerm.workspace_id) == actor.workspace_id, col(PartnershipTerm.partnership_id) == partnership_id
    )
    found = (await session.execute(statement)).scalars().all()
    return sorted(found, key=lambda term: (term.done_on is not None, term.due_on or date.max, term.id))


async def term_of(session: AsyncSession, actor: Actor, term_id: UUID) -> tuple[Partnership, PartnershipTerm]:
    """One with its partnership, both held until the transaction ends. Raises NotFound."""
    mine = col(PartnershipTerm.workspace_id) == actor.workspace_id, col(PartnershipTerm.id) == term_id
    owner = (await session.execute(select(col(PartnershipTerm.partnership_id)).where(*mine))).scalar_one_or_none()
    if owner is None:
        raise NotFound
    partnership = await get_partnership(session, actor, owner, lock=True)
    term = (await session.execute(select(PartnershipTerm).where(*mine).with_for_update())).scalar_one_or_none()
    if term is None:
        raise NotFound
    return partnership, term


async def interactions(
    session: AsyncSession, actor: Actor, partnership_id: UUID, cursor: str | None = None, limit: int = 50
) -> Slice[Any]:
    """The exchanges logged on it, newest first, as rows of outreach's columns."""
    statement = (
        select(*INTERACTION_COLUMNS)
        .join(PartnershipInteraction, col(PartnershipInteraction.interaction_id) == Interaction.id)
        .where(
            col(PartnershipInteraction.workspace_id) == actor.workspace_id,
            col(PartnershipInteraction.partnership_id) == partnership_id,
            col(Interaction.deleted_at).is_(None),
            brand_visible(actor, col(Interaction.brand_id)),
        )
    )
    order = (col(Interaction.occurred_at), col(Interaction.id))
    return await paginate(session, statement, order, descending=True, cursor=cursor, limit=limit)


async def interaction_ids(session: AsyncSession, actor: Actor, partnership_id: UUID) -> list[UUID]:
    """The exchanges logged on it, for timelines."""
    statement = select(col(PartnershipInteraction.interaction_id)).where(
        col(PartnershipInteraction.workspace_id) == actor.workspace_id,
        col(PartnershipInteraction.partnership_id) == partnership_id,
    )
    return list((await session.execute(statement)).scalars())


async def last_words(session: AsyncSession, actor: Actor, blogger_id: UUID, brand_id: UUID) -> Row[Any] | None:
    """The latest exchange with this person for this brand (notes too), and who had it."""
    statement = (
        select(Interaction, col(User.name).label("author_name"))
        .join(InteractionBlogger, col(InteractionBlogger.interaction_id) == Interaction.id)
        .outerjoin(User, col(User.id) == Interaction.author_id)
        .where(
            col(InteractionBlogger.workspace_id) == actor.workspace_id,
            col(InteractionBlogger.blogger_id) == blogger_id,
            col(InteractionBlogger.brand_id) == brand_id,
            col(InteractionBlogger.deleted).is_(False),
        )
        .order_by(col(InteractionBlogger.occurred_at).desc(), col(InteractionBlogger.interaction_id).desc())
        .limit(1)
    )
    return (await session.execute(statement)).one_or_none()
