"""Which saved views there are for somebody."""

from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.sql import bound, built_once, one_given
from app.views.models import SavedView
from app.views.schemas import Subject


async def views(session: AsyncSession, actor: Actor, subject: str | None = None) -> list[SavedView]:
    """The member's own and the shared ones, by name: of one list, or of all."""
    rows = await session.execute(_readable(actor), bound(actor, subjects=_subjects(actor, subject)))
    return list(rows.scalars())


async def get_view(session: AsyncSession, actor: Actor, view_id: UUID, subject: str | None = None) -> SavedView:
    """Raises NotFound, for a colleague's private one too, and for one of another list than `subject`."""
    statement = _readable(actor).where(col(SavedView.id) == view_id)
    rows = await session.execute(statement, bound(actor, subjects=_subjects(actor, subject)))
    view = rows.scalar_one_or_none()
    if view is None:
        raise NotFound
    return view


@built_once
def _readable(actor: Actor) -> Any:
    mine = or_(col(SavedView.shared).is_(True), col(SavedView.owner_id) == actor.user_id)
    ours = col(SavedView.workspace_id) == actor.workspace_id
    statement = select(SavedView).where(ours, mine, one_given(col(SavedView.subject), "subjects"))
    return statement.order_by(col(SavedView.name), col(SavedView.id))


def _subjects(actor: Actor, wanted: str | None) -> list[str]:
    """The lists that `actor` may read, of those wanted."""
    return [one.value for one in Subject if actor.may(f"{one}.read") and wanted in (None, one)]
