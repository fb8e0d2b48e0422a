"""`/activity` for people's questions, `/changes` for programs that keep a copy."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.accounts.doors import Call
from app.activity import queries
from app.activity.queries import ActivityFilters
from app.activity.schemas import ActivityOut
from app.bloggers.queries import closed_contacts, tells_contact, without_contact
from app.core.schemas import Listing

router = APIRouter(tags=["Activity"])
Limit = Annotated[int, Query(ge=1, le=500)]


@router.get("/activity", name="api.activity.index", response_model=Listing[ActivityOut])
async def index(
    call: Call,
    user_id: UUID | None = None,
    subject_id: UUID | None = None,
    subject_type: str = "",
    cursor: str | None = None,
    limit: Limit = 50,
) -> Response:
    """Who did what, newest first. Needs `activity.read`."""
    call.actor.require("activity.read")
    filters = ActivityFilters(subject_id=subject_id, subject_type=subject_type, user_id=user_id)
    return call.listing((await queries.page(call.session, call.actor, filters, cursor, limit)).map(ActivityOut.of))


@router.get("/changes", name="api.changes.index", response_model=Listing[ActivityOut])
async def changes(call: Call, cursor: str | None = None, limit: Limit = 50) -> Response:
    """Everything created, changed, deleted or merged, in the order it was committed.

    Keep `next` and ask again with `cursor=next`: nothing is missed and nothing repeats. At the end `items` is empty
    and `next` stays where it was. Needs `bloggers.read`.

    410 means that the workspace was restored from a backup, or moved to another database, since that cursor was
    given: what you copied may never have happened. Throw your copy away, read the lists again, and begin the feed
    without a cursor *before* you read them: so nothing that happens meanwhile is missed.
    """
    call.actor.require("bloggers.read")
    told = (await queries.feed(call.session, call.actor, cursor, limit)).map(ActivityOut.of)
    closed = await closed_contacts(call.session, call.actor, (it.blogger_id for it in told.items if _tells(it)))
    for event in told.items:
        if event.blogger_id in closed:
            event.changes = without_contact(event.subject_type, event.changes)
    return call.listing(told)


def _tells(event: ActivityOut) -> bool:
    return tells_contact(event.subject_type, event.changes)
