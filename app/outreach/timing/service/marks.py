"""The marks of lists: what advice says of an unpaid ask by email, kept on the relation until something happens or
would by itself change it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers.models import Relation
from app.core.actor import Actor
from app.core.bulk import update_rows
from app.core.clock import NO_DATE, now
from app.outreach.timing import decide, occasions
from app.outreach.timing.case import Case
from app.outreach.timing.changes import next_change
from app.outreach.timing.facts import Facts
from app.outreach.timing.policy import Policy
from app.outreach.timing.queries import Pair, read
from app.outreach.timing.service.live import mark_of
from app.outreach.timing.verdict import Question

MOST = timedelta(hours=24)
"""No mark is trusted for longer."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The columns of the relation."""

    ask_verdict: str
    ask_until: datetime
    ask_code: str
    owing: bool
    word_due_at: datetime
    marked_until: datetime


def kept_of(facts: Facts, policy: Policy, brand_id: UUID, moment: datetime) -> Kept:
    """The answer for whoever looks after the relation; for nobody in particular where nobody does. Pure."""
    case = Case(facts, policy, Question(brand_id, me=facts.standing.owner_id or _speaker(facts, brand_id)), moment)
    mark = mark_of(decide.of(case))
    return Kept(
        ask_verdict=mark.verdict,
        ask_until=mark.until or NO_DATE,
        ask_code=mark.code,
        owing=mark.owing,
        word_due_at=occasions.word_due_at(case) or NO_DATE,
        marked_until=next_change(case, moment + MOST) or moment + MOST,
    )


def _speaker(facts: Facts, brand_id: UUID) -> UUID | None:
    """Who spoke last for the brand, where nobody looks after the relation: it is theirs to go on."""
    said = [touch for touch in facts.touches if touch.ours and touch.brand_id == brand_id]
    return max(said, key=lambda touch: touch.at).author_id if said else None


async def refresh(session: AsyncSession, actor: Actor, pairs: Sequence[Pair]) -> dict[Pair, Kept]:
    """Computes the marks of these relations and keeps them. They are locked first, so that a fact written meanwhile
    makes them old again afterwards."""
    statement = (
        select(col(Relation.id), col(Relation.blogger_id), col(Relation.brand_id))
        .where(
            col(Relation.workspace_id) == actor.workspace_id,
            col(Relation.blogger_id).in_({blogger_id for blogger_id, _brand in pairs}),
        )
        .order_by(col(Relation.id))
        .with_for_update()
    )
    wanted = set(pairs)
    rows = [row for row in (await session.execute(statement)).all() if (row.blogger_id, row.brand_id) in wanted]
    found = await live(session, actor, [(row.blogger_id, row.brand_id) for row in rows])
    values = [_values(row, found) for row in rows if (row.blogger_id, row.brand_id) in found]
    await update_rows(session, Relation, values)
    return found


async def live(session: AsyncSession, actor: Actor, pairs: Sequence[Pair]) -> dict[Pair, Kept]:
    """The marks as they are now, kept nowhere: for rows on a screen whose marks are old."""
    if not pairs:
        return {}
    reading = await read(session, actor, pairs)
    moment = now()
    return {pair: kept_of(facts, reading.policy, pair[1], moment) for pair, facts in reading.facts.items()}


def _values(row: Row[Any], marks: dict[Pair, Kept]) -> dict[str, Any]:
    mark = marks[row.blogger_id, row.brand_id]
    return {"id": row.id} | {name: getattr(mark, name) for name in Kept.__slots__}
