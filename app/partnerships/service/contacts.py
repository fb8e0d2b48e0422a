"""Exchanges and next steps on a partnership: kept by outreach, linked here."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, literal, select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.campaigns import queries as campaigns
from app.core.actor import Actor
from app.core.clock import NO_DATE
from app.core.errors import Invalid
from app.core.i18n import _, today
from app.outreach import service as outreach
from app.outreach.models import Interaction, NextStep
from app.outreach.schemas import InteractionFields, InteractionIn, NextStepIn, StepIn
from app.partnerships import queries
from app.partnerships.models import Partnership, PartnershipInteraction, PartnershipNextStep
from app.partnerships.queries.filters import visible_to
from app.partnerships.service.partnerships import WRITE

_NO_DATE = literal(NO_DATE, Partnership.__table__.c.next_step_at.type)  # type: ignore[attr-defined]  # ty: ignore[missing-attribute]


async def log_contact(
    session: AsyncSession, actor: Actor, partnership: Partnership, given: InteractionFields
) -> Interaction:
    """Logs an exchange through outreach and links it, with the next step set in the same breath."""
    actor.require(WRITE)
    values = dict(given) | await _about(session, actor, partnership)
    people = [partnership.blogger_id, *values.pop("blogger_ids", [])]
    interaction = await outreach.log(session, actor, InteractionIn(**values, blogger_ids=list(dict.fromkeys(people))))
    keys = {"workspace_id": actor.workspace_id, "partnership_id": partnership.id}
    await session.execute(insert(PartnershipInteraction).values(**keys, interaction_id=interaction.id))
    statement = select(col(NextStep.id)).where(
        col(NextStep.workspace_id) == actor.workspace_id,
        col(NextStep.interaction_id) == interaction.id,
        col(NextStep.blogger_id) == partnership.blogger_id,
    )
    await _link(session, partnership, (await session.execute(statement)).scalars().all())
    return interaction


async def add_step(session: AsyncSession, actor: Actor, partnership: Partnership, given: StepIn) -> NextStep:
    """A next step on this partnership."""
    actor.require(WRITE)
    about = await _about(session, actor, partnership)
    values = {**given.model_dump(), **about, "blogger_id": partnership.blogger_id}
    step = await outreach.add_step(session, actor, NextStepIn.model_validate(values))
    await _link(session, partnership, [step.id])
    return step


async def ask_owner(session: AsyncSession, actor: Actor, partnership: Partnership, question: str) -> NextStep:
    """A question to whoever owns it, as a next step for tomorrow. Raises Invalid when nobody does."""
    if partnership.owner_id is None:
        raise Invalid({"question": _("Nobody owns this partnership yet.")})
    given = StepIn(title=question, due=today() + timedelta(days=1), owner_id=partnership.owner_id)
    return await add_step(session, actor, partnership, given)


async def link_steps(session: AsyncSession, actor: Actor, links: Sequence[tuple[UUID, UUID]]) -> None:
    """Makes many steps the steps of partnerships, given as (partnership, step)."""
    if not links:
        return
    steps = [step_id for _partnership, step_id in links]
    linked = await session.execute(
        delete(PartnershipNextStep)
        .where(
            col(PartnershipNextStep.workspace_id) == actor.workspace_id,
            col(PartnershipNextStep.next_step_id).in_(steps),
        )
        .returning(col(PartnershipNextStep.partnership_id))
    )
    others = set(linked.scalars())
    rows = [
        {"workspace_id": actor.workspace_id, "partnership_id": partnership, "next_step_id": step}
        for partnership, step in links
    ]
    await session.execute(insert(PartnershipNextStep), rows)
    await _recompute(session, others | {partnership for partnership, _step in links})


async def follow_steps(session: AsyncSession, actor: Actor, step_ids: Sequence[UUID]) -> None:
    """Keeps each partnership's earliest open step right; outreach calls it in the transaction of every change.

    A step set elsewhere about a person who has exactly one partnership under way for that brand belongs to it.
    """
    await _adopt(session, actor, step_ids)
    linked = select(col(PartnershipNextStep.partnership_id)).where(
        col(PartnershipNextStep.workspace_id) == actor.workspace_id,
        col(PartnershipNextStep.next_step_id).in_(step_ids),
    )
    await _recompute(session, (await session.execute(linked)).scalars().all())


async def _about(session: AsyncSession, actor: Actor, partnership: Partnership) -> dict[str, Any]:
    """The brand, and the campaign unless it is in the bin."""
    wanted = [partnership.campaign_id] if partnership.campaign_id else []
    known = await campaigns.names(session, actor, wanted)
    return {"brand_id": partnership.brand_id, "campaign_id": next(iter(known), None)}


async def _link(session: AsyncSession, partnership: Partnership, step_ids: Sequence[UUID]) -> None:
    """Makes these steps this partnership's and nobody else's."""
    if not step_ids:
        return
    mine = col(PartnershipNextStep.next_step_id).in_(step_ids)
    others = (await session.execute(select(col(PartnershipNextStep.partnership_id)).where(mine))).scalars().all()
    await session.execute(delete(PartnershipNextStep).where(mine))
    await session.execute(insert(PartnershipNextStep), [_row(partnership, step_id) for step_id in step_ids])
    await _recompute(session, {partnership.id, *others})


async def _adopt(session: AsyncSession, actor: Actor, step_ids: Sequence[UUID]) -> None:
    linked = select(col(PartnershipNextStep.next_step_id)).where(col(PartnershipNextStep.next_step_id).in_(step_ids))
    statement = select(NextStep).where(
        col(NextStep.id).in_(step_ids), col(NextStep.id).not_in(linked), col(NextStep.blogger_id).is_not(None)
    )
    loose = (await session.execute(statement)).scalars().all()
    if not loose:
        return
    walked = [stage.id for stage in (await queries.all_stages(session, actor)).values() if queries.is_walked(stage)]
    under_way = select(Partnership).where(
        visible_to(actor),
        col(Partnership.blogger_id).in_({step.blogger_id for step in loose}),
        col(Partnership.stage_id).in_(walked),
    )
    found = (await session.execute(under_way)).scalars().all()
    rows = []
    for step in loose:
        fits = [p for p in found if p.blogger_id == step.blogger_id and p.brand_id == step.brand_id]
        fits = [p for p in fits if step.campaign_id in (None, p.campaign_id)]
        if len(fits) == 1:
            rows.append(_row(fits[0], step.id))
    if rows:
        await session.execute(insert(PartnershipNextStep), rows)


def _row(partnership: Partnership, step_id: UUID) -> dict[str, UUID]:
    keys = {"workspace_id": partnership.workspace_id, "partnership_id": partnership.id}
    return keys | {"next_step_id": step_id}


async def _recompute(session: AsyncSession, partnership_ids: Iterable[UUID]) -> None:
    """Writes the earliest open step of each; no version: nobody edited anything."""
    wanted = set(partnership_ids)
    if not wanted:
        return
    earliest = (
        select(func.min(NextStep.due_at))
        .join(PartnershipNextStep, col(PartnershipNextStep.next_step_id) == NextStep.id)
        .where(
            col(PartnershipNextStep.partnership_id) == Partnership.id,
            col(PartnershipNextStep.workspace_id) == Partnership.workspace_id,
            col(NextStep.is_open).is_(True),
        )
        .correlate(Partnership)
        .scalar_subquery()
    )
    statement = update(Partnership).where(col(Partnership.id).in_(wanted))
    statement = statement.values(next_step_at=func.coalesce(earliest, _NO_DATE))
    await session.execute(statement, execution_options={"synchronize_session": False})
    for record in list(session.identity_map.values()):
        if isinstance(record, Partnership) and record.id in wanted:
            await session.refresh(record, ["next_step_at", "updated_at"])


outreach.on_steps_changed.append(follow_steps)
