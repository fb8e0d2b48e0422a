"""What happened since a moment: moved in, won, lost, promised and not done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import User
from app.bloggers.models import Blogger, BloggerState
from app.core.actor import Actor
from app.core.clock import now
from app.outreach.models import NextStep
from app.outreach.queries.steps import with_people
from app.partnerships.models import Partnership, PartnershipMove, Stage, StageKind
from app.partnerships.queries.filters import visible_to

MOST = 50
"""Lines per list; the counts are whole."""
LOST = (StageKind.LOST, StageKind.NO_ANSWER)


@dataclass(frozen=True, slots=True)
class Told:
    """A list of at most `MOST` lines and how many there are in all."""

    rows: list[Any]
    total: int

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True)
class Since:
    start: datetime
    moved: Told
    """Partnerships that began or moved without being won or lost."""
    won: Told
    lost: Told
    undone: Told
    """Next steps that fell due in the time and are still open."""
    new_bloggers: int


def last_monday(actor: Actor, moment: datetime | None = None) -> datetime:
    """The Monday before today, at midnight in the actor's zone: on a Monday, a week ago."""
    here = (moment or now()).astimezone(ZoneInfo(actor.time_zone))
    monday = here.date() - timedelta(days=here.weekday() or 7)
    return datetime(monday.year, monday.month, monday.day, tzinfo=ZoneInfo(actor.time_zone))


def start_of(actor: Actor, day: date | None) -> datetime:
    """Midnight of `day` in the actor's zone; without a day: last Monday."""
    if day is None:
        return last_monday(actor)
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(actor.time_zone))


async def since_day(session: AsyncSession, actor: Actor, start: datetime) -> Since:
    """Everything from `start` to now. Five statements, and a count of each list that is longer than it shows."""
    won = col(PartnershipMove.to_kind) == StageKind.WON
    first_won = won & (col(PartnershipMove.from_kind) != StageKind.WON)
    lost = col(PartnershipMove.to_kind).in_(LOST)
    return Since(
        start=start,
        moved=await _told(session, _moves(actor, start).where(~lost, ~first_won)),
        won=await _told(session, _moves(actor, start).where(first_won)),
        lost=await _told(session, _moves(actor, start).where(lost)),
        undone=await _told(session, _undone(actor, start)),
        new_bloggers=await _new_bloggers(session, actor, start),
    )


async def _told(session: AsyncSession, statement: Select[*tuple[Any, ...]]) -> Told:
    rows = list((await session.execute(statement.limit(MOST))).all())
    if len(rows) < MOST:
        return Told(rows, len(rows))
    counted = statement.order_by(None).subquery()
    return Told(rows, (await session.execute(select(func.count()).select_from(counted))).scalar_one())


def _moves(actor: Actor, start: datetime) -> Select[*tuple[Any, ...]]:
    before: Any = aliased(Stage)
    after: Any = aliased(Stage)
    return (
        select(
            col(PartnershipMove.at),
            col(PartnershipMove.reason),
            col(Partnership.id).label("partnership_id"),
            col(Blogger.id).label("blogger_id"),
            col(Blogger.name).label("blogger_name"),
            before.key.label("from_key"),
            before.name.label("from_name"),
            after.key.label("to_key"),
            after.name.label("to_name"),
            col(Partnership.agreed_minor),
            col(Partnership.currency),
            col(User.name).label("by"),
        )
        .join(Partnership, col(Partnership.id) == PartnershipMove.partnership_id)
        .join(Blogger, col(Blogger.id) == Partnership.blogger_id)
        .outerjoin(before, before.id == PartnershipMove.from_stage_id)
        .outerjoin(after, after.id == PartnershipMove.to_stage_id)
        .outerjoin(User, col(User.id) == PartnershipMove.by)
        .where(
            col(PartnershipMove.workspace_id) == actor.workspace_id,
            col(PartnershipMove.at) >= start,
            visible_to(actor),
        )
        .order_by(col(PartnershipMove.at).desc(), col(PartnershipMove.id).desc())
    )


def _undone(actor: Actor, start: datetime) -> Select[*tuple[Any, ...]]:
    steps = with_people(
        actor,
        select(
            col(NextStep.id),
            col(NextStep.title),
            col(NextStep.due_at),
            col(NextStep.blogger_id),
            col(Blogger.name).label("blogger_name"),
            col(User.name).label("owner_name"),
        ),
    )
    return (
        steps.outerjoin(User, col(User.id) == NextStep.owner_id)
        .where(col(NextStep.is_open).is_(True), col(NextStep.due_at) >= start, col(NextStep.due_at) < now())
        .order_by(col(NextStep.due_at), col(NextStep.id))
    )


async def _new_bloggers(session: AsyncSession, actor: Actor, start: datetime) -> int:
    statement = select(func.count()).where(
        col(Blogger.workspace_id) == actor.workspace_id,
        col(Blogger.state) == BloggerState.ACTIVE,
        col(Blogger.created_at) >= start,
    )
    return (await session.execute(statement)).scalar_one()
