"""What must hold of imports: every row is one of the five, and what was left out is told."""

from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import col

from app.core.checks import by_query
from app.core.i18n import lazy
from app.transfer.models import ImportBatch, ImportRow, ImportState

_HANDLED = (
    col(ImportBatch.created_count)
    + col(ImportBatch.updated_count)
    + col(ImportBatch.skipped_count)
    + col(ImportBatch.failed_count)
    + col(ImportBatch.joined_count)
)


def _unreconciled() -> Any:
    over = col(ImportBatch.state) == ImportState.DONE
    return select(col(ImportBatch.id)).where(over, col(ImportBatch.total) != _HANDLED)


def _untold() -> Any:
    def told(outcome: str) -> Any:
        return (
            select(func.count())
            .select_from(ImportRow)
            .where(col(ImportRow.batch_id) == col(ImportBatch.id), col(ImportRow.outcome) == outcome)
            .correlate(ImportBatch)
            .scalar_subquery()
        )

    return select(col(ImportBatch.id)).where(
        or_(col(ImportBatch.skipped_count) != told("skipped"), col(ImportBatch.failed_count) != told("failed"))
    )


CHECKS = [
    by_query(lazy("An import's counts do not add up to its rows"), _unreconciled),
    by_query(lazy("An import does not tell every row that it left out"), _untold),
]
