"""Saved views: private, or shared with the team."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.service import record
from app.bloggers.models import SavedView
from app.bloggers.schemas import ViewIn
from app.core.actor import Actor
from app.core.errors import Forbidden, Stale
from app.core.i18n import _


async def create_view(session: AsyncSession, actor: Actor, form: ViewIn) -> SavedView:
    """A new one of the actor's. Sharing it needs `views.share`."""
    actor.require("views.share" if form.shared else "views.write")
    if actor.user_id is None:
        raise Forbidden("views.write")
    view = SavedView(**form.model_dump(), workspace_id=actor.workspace_id, owner_id=actor.user_id)
    session.add(view)
    await session.flush()
    changes = {"query": ["", view.query], "shared": [None, view.shared]}
    await record(session, actor, "view.created", "view", view.id, changes, name=view.name)
    return view


async def update_view(
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


async def delete_view(session: AsyncSession, actor: Actor, view: SavedView) -> None:
    _require(actor, view)
    changes = {"query": [view.query, None]}
    await session.delete(view)
    await record(session, actor, "view.deleted", "view", view.id, changes, name=view.name)


def _require(actor: Actor, view: SavedView) -> None:
    actor.require("views.write" if view.owner_id == actor.user_id else "views.share")
