"""Two people change one record: what differs goes together; where both changed the same, one of them chooses."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, column, func, select, table
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.models import Activity
from app.core.actor import Actor
from app.core.errors import Stale
from app.core.forms import Line, Was, plain
from app.core.i18n import _

LOOKED_THROUGH = 50
"""The latest events of the record, among which we look for who changed a field."""
Fields = Mapping[str, Any]
"""The fields of one line of a list, by name."""
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


@dataclass(slots=True)
class Clashes:
    """Lines of a list that two people changed at once. Keys are places of the form: `rates-<id>-source`, or
    `rates-<id>` where one took away what the other changed."""

    current: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)

    def look(
        self, place: str, line_id: UUID, called: str, was: Fields, now: Fields | None, mine: Fields | None
    ) -> None:
        """One line: as the form showed it, as it stands (None: gone), as the form wants it (None: taken away)."""
        changed = {} if mine is None else {name: value for name, value in mine.items() if _differ(was.get(name), value)}
        key, gone = f"{place}-{line_id}", _("(taken away)")
        if now is None:
            if changed:
                self._add(key, line_id, gone, Line(called, "", ", ".join(map(_said, changed.values()))))
        elif mine is None:
            if theirs := [now[name] for name in was if name in now and _differ(was[name], now[name])]:
                self._add(key, line_id, ", ".join(map(_said, theirs)), Line(called, "", gone))
        else:
            for name, value in changed.items():
                if _differ(now.get(name), was.get(name)) and _differ(now.get(name), value):
                    self._add(f"{key}-{name}", line_id, now.get(name), Line(called, name, value))

    def _add(self, key: str, line_id: UUID, stands: Any, line: Line) -> None:
        self.current[key], self.lines[key], self.ids[key] = stands, line, line_id

    async def by(self, session: AsyncSession, actor: Actor) -> dict[str, tuple[str, datetime]]:
        """Who changed each of these lines last."""
        told = {}
        for key, line_id in self.ids.items():
            if found := await who_touched(session, actor, line_id):
                told[key] = found
        return told


async def who_touched(session: AsyncSession, actor: Actor, subject_id: UUID) -> tuple[str, datetime] | None:
    """Who changed this last, and when, as far as it is known."""
    statement = (
        select(func.coalesce(_user.c.name, col(Activity.person_name)), col(Activity.at))
        .outerjoin(_user, _user.c.id == Activity.user_id)
        .where(col(Activity.workspace_id) == actor.workspace_id, col(Activity.subject_id) == subject_id)
        .order_by(col(Activity.seq).desc())
        .limit(1)
    )
    found = (await session.execute(statement)).first()
    return (found[0], found[1]) if found else None


def _said(value: Any) -> str:
    return "" if value is None else str(plain("", value))


def _differ(one: Any, other: Any) -> bool:
    """Nothing, no and nought are the same: forms tell them alike."""
    return (_said(one) if one else "") != (_said(other) if other else "")


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
