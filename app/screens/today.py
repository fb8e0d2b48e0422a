"""Today: who waits for us, who would be glad of a word, who to leave in peace."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.queries import brand_visible
from app.bloggers.models import Blogger, BloggerState, Relation, Turn
from app.core.actor import Actor
from app.core.clock import now
from app.core.i18n import current_zone
from app.outreach import queries
from app.outreach.models import Interaction
from app.outreach.queries import StepRow
from app.outreach.schemas import StepFilters

SHOWN = 8
Whose = Literal["me", "team"]
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person with whom the last word was theirs, or ours."""

    blogger_id: UUID
    name: str
    brand_id: UUID
    since: datetime
    owner_id: UUID | None
    interaction_id: UUID | None
    kind: str | None
    summary: str
    agreed: str


@dataclass(frozen=True, slots=True)
class Today:
    whose: Whose
    """`me` or `team`."""
    waiting: list[Waiting]
    more_waiting: bool
    overdue: list[StepRow]
    more_overdue: bool
    due: list[StepRow]
    more_due: bool
    peace: list[Waiting]
    named: list[Any]
    """Exchanges of the last fortnight in which a colleague named me: id, kind, occurred_at, summary, author."""

    @property
    def is_empty(self) -> bool:
        return not (self.waiting or self.overdue or self.due or self.peace or self.named)


async def today(session: AsyncSession, actor: Actor, whose: Whose = "me") -> Today:
    """Mine (people I own, or nobody does; steps I own) or the team's. Five statements."""
    moment = now()
    soon = _end_of_week(moment)
    waiting = await _relations(session, actor, whose, Turn.OURS)
    overdue = await queries.steps(session, actor, StepFilters(owner=whose, state="overdue"), None, SHOWN)
    due = await queries.steps(session, actor, StepFilters(owner=whose, due_after=moment, due_before=soon), None, SHOWN)
    peace = await _relations(session, actor, whose, Turn.THEIRS)
    return Today(
        whose=whose,
        waiting=waiting[:SHOWN],
        more_waiting=len(waiting) > SHOWN,
        overdue=list(overdue.items),
        more_overdue=overdue.next is not None,
        due=list(due.items),
        more_due=due.next is not None,
        peace=peace[:SHOWN],
        named=await queries.mentioning(session, actor, actor.user_id, moment - 2 * WEEK) if whose == "me" else [],
    )


def _end_of_week(moment: datetime) -> datetime:
    """The end of the day a week from now, in the reader's zone."""
    day = moment.astimezone(current_zone()).date() + WEEK
    return datetime.combine(day, datetime.max.time(), tzinfo=current_zone())


async def _relations(session: AsyncSession, actor: Actor, whose: Whose, turn: Turn) -> list[Waiting]:
    """Whose turn is `ours`: the longest waiting first. `theirs`: the latest word of ours first."""
    ours = turn == Turn.OURS
    last_id: Any = col(Relation.last_heard_id if ours else Relation.last_contacted_id)
    since: Any = col(Relation.last_heard_at if ours else Relation.last_contacted_at)
    touched = col(Relation.last_touched_at)
    statement = (
        select(
            *(col(Blogger.id), col(Blogger.name), col(Relation.brand_id), since.label("since")),
            *(col(Relation.owner_id), col(Interaction.id).label("interaction_id"), col(Interaction.kind)),
            *(col(Interaction.summary), col(Interaction.agreed)),
        )
        .join_from(Relation, Blogger, col(Blogger.id) == col(Relation.blogger_id))
        .outerjoin(Interaction, and_(col(Interaction.id) == last_id, col(Interaction.deleted_at).is_(None)))
        .where(
            col(Relation.workspace_id) == actor.workspace_id,
            col(Relation.turn) == turn,
            brand_visible(actor, col(Relation.brand_id)),
            col(Blogger.state) == BloggerState.ACTIVE,
        )
        .order_by(touched.asc() if ours else touched.desc(), col(Relation.blogger_id))
        .limit(SHOWN + 1)
    )
    if whose == "me":
        statement = statement.where(or_(col(Relation.owner_id) == actor.user_id, col(Relation.owner_id).is_(None)))
    return [Waiting(*row[:7], row.summary or "", row.agreed or "") for row in await session.execute(statement)]
