"""Taking back what a verb on a selection did, as the activity log tells it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.models import Activity
from app.bloggers.service import many, relations_many, tags
from app.core.actor import Actor

_VERBS = ("blogger.updated", "blogger.archived", "blogger.restored", "relation.moved", "relation.updated")
LONGEST = timedelta(minutes=10)


async def changed_between(session: AsyncSession, actor: Actor, since: datetime, until: datetime) -> list[UUID]:
    """The people whom the actor changed between two moments, of ten minutes at most."""
    actor.require("bloggers.write")
    statement = _changes(select(col(Activity.blogger_id)).distinct(), actor, since, until)
    return list((await session.execute(statement.order_by(col(Activity.blogger_id)))).scalars())


async def undo_many(session: AsyncSession, actor: Actor, ids: Sequence[UUID], since: datetime, until: datetime) -> int:
    """Puts back what the actor changed on these people between two moments, unless it was changed again since.

    Returns how many were put back.
    """
    actor.require("bloggers.write")
    statement = _changes(select(Activity), actor, since, until).where(col(Activity.blogger_id).in_(ids))
    events = list((await session.execute(statement.order_by(col(Activity.seq)))).scalars())
    done = 0
    archived = [it.subject_id for it in events if it.verb == "blogger.archived"]
    restored = [it.subject_id for it in events if it.verb == "blogger.restored"]
    done += await many.restore_many(session, actor, archived)
    done += await many.archive_many(session, actor, restored)
    for (added, removed), ids in _by_tags(events).items():
        done += await tags.tag_many(session, actor, ids, list(removed), list(added))
    for (field, before, after), ids in _by_change(events).items():
        held = await relations_many.hold(session, actor, ids)
        as_left = [it for it in held if str(getattr(it, field) or "") == after]
        if field == "stage":
            done += await relations_many.move_held(session, actor, as_left, before)
        else:
            done += await relations_many.assign_held(session, actor, as_left, UUID(before) if before else None)
    return done


def _changes(statement: Any, actor: Actor, since: datetime, until: datetime) -> Any:
    return statement.where(
        col(Activity.workspace_id) == actor.workspace_id,
        col(Activity.user_id) == actor.user_id,
        col(Activity.at) >= since,
        col(Activity.at) <= min(until, since + LONGEST),
        col(Activity.verb).in_(_VERBS),
    )


def _by_tags(events: list[Activity]) -> dict[tuple[tuple[str, ...], tuple[str, ...]], list[UUID]]:
    """People by (tags added, tags removed)."""
    found: dict[Any, list[UUID]] = {}
    for event in events:
        if event.verb == "blogger.updated" and "tags" in event.changes:
            before, after = event.changes["tags"]
            gained = tuple(name for name in after if name not in before)
            lost = tuple(name for name in before if name not in after)
            found.setdefault((gained, lost), []).append(event.subject_id)
    return found


def _by_change(events: list[Activity]) -> dict[tuple[str, str, str], list[UUID]]:
    """Relations by (field, what it was, what it became)."""
    found: dict[tuple[str, str, str], list[UUID]] = {}
    for event in events:
        if event.subject_type == "relation":
            for field in ("stage", "owner_id"):
                if change := event.changes.get(field):
                    before, after = (value or "" for value in change)
                    found.setdefault((field, before, after), []).append(event.subject_id)
    return found
