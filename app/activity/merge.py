"""Two people change one record: what differs goes together; where both changed the same, one of them chooses."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, column, func, select, table
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.models import Activity
from app.core.actor import Actor
from app.core.errors import Stale
from app.core.forms import Was, plain
from app.core.i18n import _

LOOKED_THROUGH = 50
"""The latest events of the record, among which we look for who changed a field."""
_user = table("user", column("id", Uuid()), column("name"))


async def merged(
    session: AsyncSession, actor: Actor, record: Any, values: dict[str, Any], version: int | None, was: Was | None
) -> dict[str, Any]:
    """What of `values` is to be set: where the form says what it showed (`was`), only what was changed in it. Raises
    Stale, with what stands there now and who put it there, where a colleague changed one of the same fields since."""
    mine = values if was is None else was.changed(values)
    if version is None or version == record.version:
        return mine
    theirs = {
        name: getattr(record, name)
        for name, value in mine.items()
        if hasattr(record, name) and plain(name, getattr(record, name)) != plain(name, value)
    }
    if was is not None:
        theirs = {name: now for name, now in theirs.items() if plain(name, now) != was.shown.get(name)}
    if theirs or was is None:
        raise Stale(
            _("Somebody has changed this meanwhile."),
            current=theirs,
            version=record.version,
            by=await who_changed(session, actor, record.id, theirs.keys()),
        )
    return mine


async def who_changed(
    session: AsyncSession, actor: Actor, subject_id: UUID, names: Collection[str]
) -> dict[str, tuple[str, datetime]]:
    """Who changed each of these fields last, and when, as far as it is known."""
    statement = (
        select(col(Activity.changes), col(Activity.at), func.coalesce(_user.c.name, col(Activity.person_name)))
        .outerjoin(_user, _user.c.id == Activity.user_id)
        .where(col(Activity.workspace_id) == actor.workspace_id, col(Activity.subject_id) == subject_id)
        .order_by(col(Activity.seq).desc())
        .limit(LOOKED_THROUGH)
    )
    found: dict[str, tuple[str, datetime]] = {}
    for changes, at, who in (await session.execute(statement)).all():
        for name in set(names) & changes.keys():
            found.setdefault(name, (who, at))
    return found
