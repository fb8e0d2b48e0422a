"""What must hold of workspaces."""

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlmodel import col

from app.accounts.models import Brand, Workspace
from app.core.checks import by_query
from app.core.i18n import lazy


def _count(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(Brand)
        .where(col(Brand.workspace_id) == col(Workspace.id), *conditions)
        .correlate(Workspace)
        .scalar_subquery()
    )


CHECKS = [
    by_query(
        lazy("A workspace's count of brands is wrong"),
        lambda: select(col(Workspace.id)).where(col(Workspace.brand_count) != _count(col(Brand.archived_at).is_(None))),
    ),
    by_query(
        lazy("A workspace has no default brand, or several"),
        lambda: select(col(Workspace.id)).where(_count(col(Brand.is_default).is_(True)) != 1),
    ),
]
