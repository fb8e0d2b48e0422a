"""What must hold of partnerships: stages of their own pipeline, a history that ends where they are, next steps."""

from typing import Any

from sqlalchemy import func, literal, select
from sqlmodel import SQLModel, col

from app.core.checks import by_query
from app.core.clock import NO_DATE
from app.core.i18n import lazy
from app.outreach.models import NextStep
from app.partnerships.models import Partnership, PartnershipMove, PartnershipNextStep, Stage

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


CHECKS = [
    by_query(lazy("A partnership's next step is not the earliest of its own"), _wrong_next_step),
    by_query(lazy("A partnership stands in a stage of another pipeline"), _strange_stage),
    by_query(lazy("A partnership's history ends in another stage than it is in"), _wrong_history),
]
