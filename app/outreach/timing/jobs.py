"""What timing does by itself: marks, circumstances that are over, the team's rhythm."""

from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from sqlalchemy import and_, or_, select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Workspace
from app.bloggers.models import Relation
from app.bloggers.service import stale
from app.core.actor import Actor
from app.core.clock import now
from app.core.queue import JobContext, job
from app.outreach.timing import service
from app.outreach.timing.facts import Fact
from app.outreach.timing.models import Circumstance, TimingPolicy
from app.outreach.timing.queries import answers_of, policy_record
from app.outreach.timing.service.circumstances import ENDING

CHUNK = 500
KEPT = {Fact.PIECE: timedelta(days=400), Fact.REFUSAL: timedelta(days=400), Fact.EVENT: timedelta(days=8)}
"""How long after its day one of these may still weigh."""


@job("timing.refresh_marks", every=timedelta(minutes=1))
async def refresh_marks(context: JobContext) -> None:
    """Computes old marks again, some hundreds in a unit, until none is old."""
    while True:
        async with context.unit(progress=True) as session:
            pairs = await _old(session)
            for workspace_id, theirs in pairs.items():
                await service.refresh(session, nobody(workspace_id), theirs)
        if sum(map(len, pairs.values())) < CHUNK:
            return


async def _old(session: AsyncSession) -> dict[UUID, list[tuple[UUID, UUID]]]:
    """By workspace, those longest out of date."""
    statement = (
        select(col(Relation.workspace_id), col(Relation.blogger_id), col(Relation.brand_id))
        .where(col(Relation.marked_until) <= now())
        .order_by(col(Relation.marked_until))
        .limit(CHUNK)
    )
    found: dict[UUID, list[tuple[UUID, UUID]]] = {}
    for workspace_id, blogger_id, brand_id in await session.execute(statement):
        found.setdefault(workspace_id, []).append((blogger_id, brand_id))
    return found


@job("timing.end_circumstances", every=timedelta(minutes=5))
async def end_circumstances(context: JobContext) -> None:
    """Closes what is over, erases the notes of a do-not-disturb with it, and rolls yearly dates on."""
    moment = now()
    past = [and_(col(Circumstance.kind).in_(ENDING), col(Circumstance.until) <= moment)]
    past += [
        and_(col(Circumstance.kind) == kind, col(Circumstance.since) < moment - kept) for kind, kept in KEPT.items()
    ]
    dates = and_(col(Circumstance.kind) == Fact.DATE, col(Circumstance.since) < moment - timedelta(days=2))
    past.append(and_(dates, col(Circumstance.yearly).is_(False)))
    async with context.unit() as session:
        over = update(Circumstance).where(col(Circumstance.is_open).is_(True), or_(*past))
        await session.execute(over.values(is_open=False, note=""))
        rolling = select(Circumstance).where(
            col(Circumstance.is_open).is_(True), dates, col(Circumstance.yearly).is_(True)
        )
        for date in (await session.execute(rolling)).scalars():
            date.since = next_year(date.since)
            await stale(session, date.workspace_id, [date.blogger_id])


def next_year(moment: datetime) -> datetime:
    """The same day in the coming year, the 29th of February being the 28th where there is none."""
    while moment < now() - timedelta(days=2):
        try:
            moment = moment.replace(year=moment.year + 1)
        except ValueError:
            moment = moment.replace(year=moment.year + 1, day=28)
    return moment


@job("timing.team_rhythm", every=timedelta(hours=24))
async def team_rhythm(context: JobContext) -> None:
    """The median of days until an answer, over everyone a workspace writes to."""
    async with context.unit() as session:
        workspaces = list((await session.execute(select(col(Workspace.id)))).scalars())
    for workspace_id in workspaces:
        async with context.unit(progress=True) as session:
            await measure(session, nobody(workspace_id))


async def measure(session: AsyncSession, actor: Actor) -> float | None:
    """Computes it for one workspace and keeps it."""
    days = await answers_of(session, actor)
    usual = median(days) if days else None
    kept = await policy_record(session, actor)
    if kept is None and usual is not None:
        kept = TimingPolicy(workspace_id=actor.workspace_id)
        session.add(kept)
    if kept is not None and kept.answer_days != usual:
        kept.answer_days = usual
        await session.flush()
    return usual


def nobody(workspace_id: UUID) -> Actor:
    """The workspace itself: sees every brand, is no member."""
    return Actor(workspace_id=workspace_id, user_id=None, permissions=frozenset({"bloggers.read"}))
