"""A change of very many people: the first in the request, where it may be refused, the others by a job."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers.models import RelationStage
from app.bloggers.service import many, relations_many, tags, undo
from app.core.actor import Actor
from app.core.queue import enqueue

AT_ONCE = 500
"""So many within a second or so."""
JOB = "bloggers.change_many"
Change = dict[str, Any]
"""What is done, plain enough for a job: `verb`, and what it needs."""


async def change(session: AsyncSession, actor: Actor, ids: Sequence[UUID], what: Change) -> int:
    """Does one of the verbs on a selection; returns how many changed."""
    match what["verb"]:
        case "tag":
            return await tags.tag_many(session, actor, ids, what["add"], what["remove"])
        case "assign":
            owner = what["owner_id"] and UUID(what["owner_id"])
            return await relations_many.assign_many(session, actor, ids, owner or None, _brand(what))
        case "move":
            return await relations_many.move_many(session, actor, ids, RelationStage(what["stage"]), _brand(what))
        case "archive":
            return await many.archive_many(session, actor, ids)
        case "restore":
            return await many.restore_many(session, actor, ids)
        case "undo":
            since, until = (datetime.fromisoformat(what[end]) for end in ("since", "until"))
            return await undo.undo_many(session, actor, ids, since, until)
    raise ValueError(f"no verb on many: {what['verb']}")


async def begin_change(
    session: AsyncSession, actor: Actor, ids: Sequence[UUID], what: Change, told: dict[str, Any]
) -> tuple[int, UUID | None]:
    """Changes the first of `ids`; the others follow in the background, where there are more than `AT_ONCE`. Returns how
    many have changed, and that job; `told` is what its page says."""
    changed = await change(session, actor, ids[:AT_ONCE], what)
    if len(ids) <= AT_ONCE:
        return changed, None
    payload = {
        "workspace_id": str(actor.workspace_id),
        "user_id": str(actor.user_id),
        "ids": [str(one) for one in ids],
        "what": what,
        "told": told,
    }
    return changed, await enqueue(session, JOB, payload, workspace_id=actor.workspace_id)


def _brand(what: Change) -> UUID | None:
    return UUID(what["brand_id"]) if what.get("brand_id") else None
