"""The log, for managers."""

from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts import queries as accounts
from app.accounts.doors import Page
from app.activity import queries
from app.activity.queries import ActivityFilters
from app.screens.sentences import doer

router = APIRouter()


@router.get("/activity", name="activity.index")
async def index(
    page: Page, user: UUID | None = None, subject: UUID | None = None, kind: str = "", cursor: str | None = None
) -> Response:
    page.actor.require("activity.read")
    filters = ActivityFilters(user_id=user, subject_id=subject, subject_type=kind)
    events = await queries.page(page.session, page.actor, filters, cursor)
    names = await accounts.user_names(page.session, page.actor, {event.user_id for event in events.items})
    template = "screens/_activity_rows.html" if page.partial and cursor else "screens/activity.html"
    members = await accounts.members(page.session, page.actor)
    return page.render(template, events=events, filters=filters, names=names, members=members, doer=doer)
