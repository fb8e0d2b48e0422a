"""One blogger's history over the API: interactions and events, merged as the page shows them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from app.accounts.doors import Call
from app.bloggers.queries import get_blogger
from app.core.schemas import Listing, Output
from app.screens.timeline import Entry, timeline

router = APIRouter(tags=["Bloggers"])
Limit = Annotated[int, Query(ge=1, le=500)]
Kinds = Annotated[
    tuple[str, ...], Query(description="`exchange`, `note`, `step`, `stage`, `change`, or kinds of interactions.")
]


class EntryOut(Output):
    """One thing that happened. `summary`, `body`, `agreed`, `links` and `blogger_ids` are those of an interaction,
    `changes` of an event."""

    at: datetime
    type: str = Field(examples=["exchange"], description="`exchange`, `note`, `step`, `stage` or `change`.")
    verb: str = Field(examples=["interaction.logged"])
    title: str = Field(description="What happened, in a line, in the token owner's language.")
    subject_id: UUID
    user_id: UUID | None
    kind: str | None
    direction: str | None
    summary: str
    body: str
    agreed: str
    links: list[str]
    campaign_id: UUID | None
    changes: dict[str, Any] = Field(description="`{field: [before, after]}`")

    @classmethod
    def of(cls, source: Entry) -> "EntryOut":
        values = {name: getattr(source, name) for name in cls.model_fields if name != "changes"}
        return cls.model_construct(**values, changes=source.raw)


@router.get("/bloggers/{blogger_id}/timeline", name="api.bloggers.timeline", response_model=Listing[EntryOut])
async def of_blogger(
    call: Call, blogger_id: UUID, kinds: Kinds = (), cursor: str | None = None, limit: Limit = 50
) -> Response:
    """Everything that happened with one blogger, newest first, as far as the token's brands allow."""
    call.actor.require("interactions.read")
    await get_blogger(call.session, call.actor, blogger_id)
    found = await timeline(call.session, call.actor, blogger_id=blogger_id, kinds=kinds, cursor=cursor, limit=limit)
    return call.listing(found.map(EntryOut.of))
