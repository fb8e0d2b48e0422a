"""Reading the log: by time for people, in commit order for programs."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    TEXT,
    BigInteger,
    ColumnElement,
    Select,
    Uuid,
    bindparam,
    cast,
    false,
    func,
    or_,
    select,
    text,
    true,
    tuple_,
)
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.models import Activity
from app.core import pagination
from app.core.actor import Actor
from app.core.errors import Gone
from app.core.i18n import _
from app.core.pagination import Slice

COLUMNS = tuple(
    col(getattr(Activity, name))
    for name in (
        "seq",
        "at",
        "verb",
        "subject_type",
        "subject_id",
        "subject_name",
        "user_id",
        "person_name",
        "token_id",
        "changes",
        "brand_id",
        "blogger_id",
        "partnership_id",
        "campaign_id",
    )
)


@dataclass(frozen=True, slots=True)
class ActivityFilters:
    """Which events: by subject, by who did them, by kind."""

    subject_id: UUID | None = None
    subject_type: str = ""
    user_id: UUID | None = None
    blogger_id: UUID | None = None
    campaign_id: UUID | None = None
    partnership_id: UUID | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        return [col(getattr(Activity, name)) == value for name in self.__slots__ if (value := getattr(self, name))]


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Events of the actor's workspace, without those of brands they do not see."""
    brands = true()
    if actor.brand_ids is not None:
        seen = col(Activity.brand_id).in_(actor.brand_ids) if actor.brand_ids else false()
        brands = or_(col(Activity.brand_id).is_(None), seen)
    return (col(Activity.workspace_id) == actor.workspace_id) & brands


async def page(
    session: AsyncSession, actor: Actor, filters: ActivityFilters, cursor: str | None = None, limit: int = 50
) -> Slice[Any]:
    """Events, newest first."""
    statement = select(*COLUMNS).where(visible_to(actor), *filters.conditions())
    return await pagination.paginate(
        session, statement, [col(Activity.at), col(Activity.seq)], descending=True, cursor=cursor, limit=limit
    )


async def latest_bloggers(session: AsyncSession, actor: Actor, most: int) -> list[UUID]:
    """The people the actor worked with last, each once, of their last hundred events."""
    mine = (col(Activity.user_id) == actor.user_id) & col(Activity.blogger_id).is_not(None)
    statement = select(col(Activity.blogger_id)).where(visible_to(actor), mine)
    rows = await session.execute(statement.order_by(col(Activity.at).desc(), col(Activity.seq).desc()).limit(100))
    return list(dict.fromkeys(rows.scalars()))[:most]


async def feed(session: AsyncSession, actor: Actor, cursor: str | None, limit: int) -> Slice[Any]:
    """Events in the order in which they were committed, from after `cursor`; `next` is where to go on, never None.

    Nothing is missed and nothing comes twice: on PostgreSQL only rows of transactions older than every one still
    running are served, in the order (xid, seq). Raises Gone for a cursor from before a restore.
    """
    epoch = await _epoch(session, actor)
    after = pagination.decode(cursor, 3) if cursor else [epoch, -1, -1]
    if after[0] != epoch:
        raise Gone(
            _("This cursor is from before a restore. Read everything again, then begin the feed without a cursor.")
        )
    place = (col(Activity.xid), col(Activity.seq))
    statement: Select[*tuple[Any, ...]] = select(*COLUMNS, *place).where(
        visible_to(actor), tuple_(*place) > tuple_(*after[1:]), settled(session)
    )
    rows = (await session.execute(statement.order_by(*place).limit(limit))).all()
    last = tuple(rows[-1][-2:]) if rows else tuple(after[1:])
    return Slice(rows, pagination.encode([epoch, *last]))


def settled(session: AsyncSession) -> ColumnElement[bool]:
    """Rows that no running transaction can still be overtaken by."""
    if session.get_bind().dialect.name == "sqlite":
        return true()
    oldest = cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), TEXT), BigInteger)
    return col(Activity.xid) < oldest


async def _epoch(session: AsyncSession, actor: Actor) -> int:
    """When this workspace was restored from a backup, which starts the transaction ids anew."""
    found = await session.execute(
        text("SELECT feed_epoch FROM workspace WHERE id = :id").bindparams(bindparam("id", actor.workspace_id, Uuid()))
    )
    return found.scalar_one()
