"""What must hold of partnerships: stages of their own pipeline, a history that ends where they are, next steps."""

from typing import Any

from sqlalchemy import func, literal, select
from sqlmodel import SQLModel, col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.checks import Check, by_query
from app.core.clock import NO_DATE, now
from app.core.i18n import lazy
from app.outreach.models import NextStep
from app.outreach.timing.models import Circumstance
from app.partnerships.models import (
    Partnership,
    PartnershipMove,
    PartnershipNextStep,
    PartnershipTerm,
    Stage,
    TermKind,
)
from app.partnerships.service.timing import SOURCE, TERM, facts_of, live_stages, told_by, weighs

_NO_DATE = literal(NO_DATE, SQLModel.metadata.tables["partnership"].c.next_step_at.type)


def _wrong_next_step() -> Any:
    earliest = (
        select(func.min(NextStep.due_at))
        .join(PartnershipNextStep, col(PartnershipNextStep.next_step_id) == NextStep.id)
        .where(col(PartnershipNextStep.partnership_id) == col(Partnership.id), col(NextStep.is_open).is_(True))
        .correlate(Partnership)
        .scalar_subquery()
    )
    return select(col(Partnership.id)).where(col(Partnership.next_step_at) != func.coalesce(earliest, _NO_DATE))


def _strange_stage() -> Any:
    return (
        select(col(Partnership.id))
        .join(Stage, col(Stage.id) == Partnership.stage_id)
        .where(col(Stage.pipeline_id) != Partnership.pipeline_id)
    )


def _wrong_history() -> Any:
    latest = (
        select(col(PartnershipMove.to_stage_id))
        .where(col(PartnershipMove.partnership_id) == col(Partnership.id))
        .order_by(col(PartnershipMove.at).desc(), col(PartnershipMove.id).desc())
        .limit(1)
        .correlate(Partnership)
        .scalar_subquery()
    )
    return select(col(Partnership.id)).where(latest.is_not(None), latest != col(Partnership.stage_id))


_SOURCES = (SOURCE, TERM)


async def _untold_timing(session: AsyncSession) -> list[str]:
    """Partnerships and terms whose facts in timing are not those that they tell."""
    stages = (await session.execute(select(Stage))).scalars().all()
    live = live_stages(stages)
    rows = {row.id: row for row in await session.execute(told_by())}
    wanted = {
        (row.id, kind.value): (row.blogger_id, row.brand_id)
        for row in rows.values()
        for kind in facts_of(row.kind, row.stage_id in live)
    }
    for term in (await session.execute(select(PartnershipTerm))).scalars():
        row = rows.get(term.partnership_id)
        if row is not None and weighs(term, row.kind):
            wanted[term.id, term.kind] = (row.blogger_id, term.rival_id or row.brand_id)
    it = Circumstance
    columns = (col(it.source_id), col(it.kind), col(it.blogger_id), col(it.brand_id), col(it.until))
    told = select(*columns).where(col(it.source_type).in_(_SOURCES), col(it.is_open).is_(True))
    there = {(row.source_id, row.kind): (row.blogger_id, row.brand_id) for row in await session.execute(told)}
    over = select(col(it.source_id), col(it.kind)).where(
        col(it.source_type) == TERM, col(it.kind) == TermKind.EXCLUSIVITY, col(it.until) <= now()
    )
    past = {(row.source_id, row.kind) for row in await session.execute(over)}
    wrong = {key for key in wanted.keys() | there.keys() if key not in past and wanted.get(key) != there.get(key)}
    return sorted(str(source_id) for source_id, _kind in wrong)


CHECKS = [
    by_query(lazy("A partnership's next step is not the earliest of its own"), _wrong_next_step),
    by_query(lazy("A partnership stands in a stage of another pipeline"), _strange_stage),
    by_query(lazy("A partnership's history ends in another stage than it is in"), _wrong_history),
    Check(lazy("Timing knows something else of a partnership than it says"), _untold_timing),
]
