"""Saved views: private, or shared with the team."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.models import Activity
from app.activity.service import record
from app.core.actor import Actor
from app.core.errors import Conflict, Forbidden, NotFound, Stale
from app.core.i18n import _
from app.views.models import SavedView
from app.views.schemas import ViewIn

KEPT = ("subject", "query", "columns", "shared", "owner_id")
"""What the log of a deletion remembers beside the name, for undo."""


async def create(session: AsyncSession, actor: Actor, form: ViewIn) -> SavedView:
    """A new one of the actor's. Sharing it needs `views.share`."""
    actor.require("views.share" if form.shared else "views.write")
    if actor.user_id is None:
        raise Forbidden.without("views.write")
    view = SavedView(**form.model_dump(mode="json"), workspace_id=actor.workspace_id, owner_id=actor.user_id)
    session.add(view)
    await session.flush()
    changes = {"query": ["", view.query], "shared": [None, view.shared]}
    await record(session, actor, "view.created", "view", view.id, changes, name=view.name)
    return view


async def update(
    session: AsyncSession, actor: Actor, view: SavedView, values: dict[str, Any], *, version: int | None = None
) -> None:
    """One's own; a shared one by those who may share."""
    _require(actor, view)
    if version is not None and version != view.version:
        current = view.model_dump(include=set(values))
        raise Stale(_("Somebody has changed this meanwhile."), current=current, version=view.version)
    if values.get("shared", view.shared) != view.shared:
        actor.require("views.share")
    if changes := view.apply(values):
        await session.flush()
        await record(session, actor, "view.updated", "view", view.id, changes, name=view.name)


async def delete(session: AsyncSession, actor: Actor, view: SavedView) -> None:
    """Gone, but for the log, from which `undelete` brings it back."""
    _require(actor, view)
    changes = {name: [value, None] for name, value in view.model_dump(mode="json", include=set(KEPT)).items()}
    await session.delete(view)
    await record(session, actor, "view.deleted", "view", view.id, changes, name=view.name)


async def undelete(session: AsyncSession, actor: Actor, view_id: UUID) -> SavedView:
    """The view as the log of its deletion tells it, under its old address and its owner's."""
    statement = select(Activity).where(
        col(Activity.workspace_id) == actor.workspace_id,
        col(Activity.subject_id) == view_id,
        col(Activity.verb) == "view.deleted",
    )
    event = (await session.execute(statement.order_by(col(Activity.seq).desc()).limit(1))).scalar_one_or_none()
    if event is None:
        raise NotFound
    kept = {name: event.changes[name][0] for name in KEPT} | {"name": event.subject_name}
    view = SavedView(id=view_id, workspace_id=actor.workspace_id, **kept)
    view.owner_id = UUID(kept["owner_id"])
    if view.owner_id != actor.user_id and not view.shared:
        raise NotFound
    _require(actor, view)
    if await session.get(SavedView, view_id):
        raise Conflict(_("It is back already."))
    session.add(view)
    await session.flush()
    await record(session, actor, "view.undeleted", "view", view.id, name=view.name)
    return view


def _require(actor: Actor, view: SavedView) -> None:
    actor.require("views.write" if view.owner_id == actor.user_id else "views.share")
