"""JSON routes of private links."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Response

from app.accounts.doors import SlowCall
from app.bloggers.queries import get_blogger
from app.core.network import public_address
from app.outreach.timing import service
from app.outreach.timing.schemas import LinkIn, LinkOut

router = APIRouter(tags=["Timing"])


@router.post(
    "/bloggers/{blogger_id}/preferences-link",
    name="api.bloggers.preferences_link.create",
    status_code=201,
    response_model=LinkOut,
)
async def make(call: SlowCall, blogger_id: UUID, given: Annotated[LinkIn | None, Body()] = None) -> Response:
    """Make this blogger's private link, or a new one in its place: the old one opens nothing any more.

    The address is told this once and kept nowhere, not under an `Idempotency-Key` either: a retry makes another.
    """
    async with call.request.app.state.database.write() as session:
        blogger = await get_blogger(session, call.actor, blogger_id)
        made, token = await service.make_link(session, call.actor, blogger, given.brand_id if given else None)
        url = public_address(call.request, call.url_for("portal.show", token=token))
        return call.answer({"url": url, "made_at": made.link_made_at}, 201)


@router.delete("/bloggers/{blogger_id}/preferences-link", name="api.bloggers.preferences_link.revoke", status_code=204)
async def revoke(call: SlowCall, blogger_id: UUID) -> Response:
    """Revoke it. What they said stays."""
    async with call.request.app.state.database.write() as session:
        blogger = await get_blogger(session, call.actor, blogger_id)
        await service.revoke_link(session, call.actor, blogger)
    return call.done()
