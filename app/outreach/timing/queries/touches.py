"""The exchanges behind an answer, as a reader may see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.actor import Actor
from app.core.sql import bound, built_once, fetch, flush, given, one_given
from app.outreach.models import Direction, Interaction, InteractionBlogger, Nature

MOST = 40
_WEIGH = (Nature.ASK, Nature.CHASER, Nature.NEUTRAL)


class TouchRow(NamedTuple):
    """One exchange. Of a brand that the reader does not see, only that it happened may be told."""

    id: UUID
    at: datetime
    kind: str
    direction: str
    nature: str
    author_id: UUID | None
    summary: str
    visible: bool

    @property
    def weighs(self) -> bool:
        return self.direction == Direction.OUT and self.nature in _WEIGH


async def touches_of(
    session: AsyncSession, actor: Actor, blogger_id: UUID, since: datetime, named: Sequence[UUID] = ()
) -> list[TouchRow]:
    """Those since then and those `named`, newest first. One statement."""
    await flush(session)
    rows = await fetch(session, _touches(actor), bound(actor, person=blogger_id, since=since, named=list(named)))
    return [TouchRow(*row[:7], actor.sees_brand(row[7])) for row in rows]


@built_once
def _touches(actor: Actor) -> Any:
    part, whole = InteractionBlogger, Interaction
    return (
        select(
            *(col(part.interaction_id), col(part.occurred_at), col(whole.kind), col(part.direction)),
            *(col(whole.nature), col(part.author_id), col(whole.summary), col(part.brand_id)),
        )
        .join(whole, col(whole.id) == col(part.interaction_id))
        .where(
            col(part.workspace_id) == actor.workspace_id,
            col(part.blogger_id) == given("person"),
            col(part.direction).is_not(None),
            col(part.deleted).is_(False),
            or_(col(part.occurred_at) >= given("since"), one_given(col(part.interaction_id), "named")),
        )
        .order_by(col(part.occurred_at).desc(), col(part.interaction_id).desc())
        .limit(MOST)
    )
