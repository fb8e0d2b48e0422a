"""What is new since a place in the feed, for pages that listen: which records, by whom, never what was said of them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, Uuid, column, func, select, table, tuple_
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.models import Activity
from app.activity.queries import settled


class Place(NamedTuple):
    """How far one has heard, in the order in which changes were committed (see `queries.feed`)."""

    xid: int = -1
    seq: int = -1


_PLACE = (col(Activity.xid), col(Activity.seq))
_user = table("user", column("id", Uuid()), column("name"))
_workspace = table("workspace", column("id", Uuid()), column("feed_epoch"))
_NAMED = ("workspace_id", "user_id", "subject_type", "subject_id", "brand_id")
_ON = ("blogger_id", "partnership_id", "campaign_id")
_NEWS = (
    select(*_PLACE, *(col(getattr(Activity, name)) for name in (*_NAMED, *_ON)))
    .add_columns(func.coalesce(_user.c.name, "").label("by"))
    .select_from(Activity)
    .outerjoin(_user, _user.c.id == Activity.user_id)
)


async def after(session: AsyncSession, workspaces: Collection[UUID], place: Place, limit: int) -> Sequence[Row[Any]]:
    """The news of these workspaces after `place`, oldest first."""
    newer = col(Activity.workspace_id).in_(workspaces), tuple_(*_PLACE) > tuple_(*place)
    statement = _NEWS.where(*newer, settled(session)).order_by(*_PLACE)
    return (await session.execute(statement.limit(limit))).all()


async def since(session: AsyncSession, workspace_id: UUID, moment: datetime, limit: int) -> Sequence[Row[Any]]:
    """The news of a workspace since a moment, the latest first."""
    newer = col(Activity.workspace_id) == workspace_id, col(Activity.at) >= moment
    statement = _NEWS.where(*newer, settled(session)).order_by(col(Activity.at).desc(), col(Activity.seq).desc())
    return (await session.execute(statement.limit(limit))).all()


async def latest(session: AsyncSession, workspace_id: UUID) -> Place:
    """Where the feed of a workspace ends at present."""
    statement = select(*_PLACE).where(col(Activity.workspace_id) == workspace_id, settled(session))
    row = (await session.execute(statement.order_by(*(it.desc() for it in _PLACE)).limit(1))).first()
    return Place(*row) if row else Place()


async def epoch(session: AsyncSession, workspace_id: UUID) -> int:
    """When the workspace was last restored from a backup: places from before mean nothing any more."""
    statement = select(_workspace.c.feed_epoch).where(_workspace.c.id == workspace_id)
    return (await session.execute(statement)).scalar_one()
