"""One line of the stage history."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.actor import Actor
from app.core.ids import new_id
from app.partnerships.models import Stage


def move_row(
    actor: Actor,
    partnership_id: UUID,
    before: Stage | None,
    after: Stage,
    at: datetime,
    *,
    since: datetime | None = None,
    reason: str = "",
) -> dict[str, Any]:
    """A row of `partnership_move`, for one or for a bulk insert. `since`: when it had entered the stage it leaves."""
    return {
        "id": new_id(),
        "workspace_id": actor.workspace_id,
        "created_at": at,
        "updated_at": at,
        "version": 1,
        "partnership_id": partnership_id,
        "from_stage_id": before.id if before else None,
        "to_stage_id": after.id,
        "from_kind": before.kind if before else "",
        "to_kind": after.kind,
        "at": at,
        "by": actor.user_id,
        "reason": reason,
        "seconds_before": max(0, int((at - since).total_seconds())) if since else 0,
    }
