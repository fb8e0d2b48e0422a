"""What timing comes to, for the team: asks avoided beside how many are answered, since one without the other can be
gamed; who begins, how soon we answer, why advice was overridden. Never by person.

The rates are of what people did with advice (`AdviceOutcome`), once any of it is old enough to say; before, of the past
replayed under the present policy. `replayed` says which.
"""

from asyncio import to_thread
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.queries import brand_visible
from app.core.actor import Actor
from app.core.clock import now
from app.outreach.models import Direction, Interaction, InteractionBlogger
from app.outreach.timing import queries, replay
from app.outreach.timing.models import AdviceOutcome, Outcome
from app.outreach.timing.replay import ASKS, WITHIN, Rate

MONTHS = 12
YEAR = timedelta(days=365)
SILENCE = timedelta(days=30)
"""After this long, the next message begins a new exchange."""
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Made:
    """One ask or chaser that was made, and whether advice spoke against it."""

    at: datetime
    against: bool
    answered: bool | None
    """None: too recent to say."""


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    good: Rate
    against: Rate


@dataclass(frozen=True, slots=True)
class Conversation:
    """How exchanges began, and how soon we answered."""

    exchanges: int
    begun_by_them: int
    answers: int
    answer_hours: float | None
    """The median, from the first of their messages that waited to our next one. What still waits is not in it."""

    @property
    def share(self) -> float | None:
        return self.begun_by_them / self.exchanges if self.exchanges else None


@dataclass(frozen=True, slots=True)
class TimingFigures:
    since: datetime
    replayed: bool
    """The rates are of a replay: nobody acted on advice yet, or too recently to say."""
    avoided: int
    """Asks that advice held back and nobody insisted on; replayed: that it would have held back."""
    good: Rate
    against: Rate
    months: list[Month]
    overrides: list[tuple[str, int]]
    """Why people went on against advice, the commonest first; empty where nobody said."""
    conversation: Conversation


async def timing_figures(session: AsyncSession, actor: Actor) -> TimingFigures:
    """Of the last year, for the brands that the actor sees. Two statements, and those of a replay if need be."""
    actor.require("reports.read")
    since = now() - YEAR
    outcomes = await _outcomes(session, actor, since)
    made = [_made(row) for row in outcomes if row.outcome != Outcome.AVOIDED and row.nature in ASKS]
    avoided = sum(row.outcome == Outcome.AVOIDED for row in outcomes)
    if replayed := not any(one.answered is not None for one in made):
        made = await _replayed(session, actor, since)
        avoided = sum(one.against for one in made)
    overrides = Counter(row.why for row in outcomes if row.outcome == Outcome.OVERRIDDEN)
    return TimingFigures(
        since=since,
        replayed=replayed,
        avoided=avoided,
        good=_rate(made, against=False),
        against=_rate(made, against=True),
        months=_months(actor, made),
        overrides=sorted(overrides.items(), key=lambda one: (-one[1], one[0])),
        conversation=await _conversation(session, actor, since),
    )


async def _outcomes(session: AsyncSession, actor: Actor, since: datetime) -> Sequence[Any]:
    """What came of advice, and when the person next wrote to the brand. What was deleted did not happen."""
    part, whole = InteractionBlogger, Interaction
    at = func.coalesce(col(whole.occurred_at), col(AdviceOutcome.at))
    heard = (
        select(func.min(col(part.occurred_at)))
        .where(
            col(part.workspace_id) == actor.workspace_id,
            col(part.blogger_id) == col(AdviceOutcome.blogger_id),
            col(part.brand_id) == col(AdviceOutcome.brand_id),
            col(part.direction) == Direction.IN,
            col(part.deleted).is_(False),
            col(part.occurred_at) > at,
        )
        .correlate(AdviceOutcome, whole)
        .scalar_subquery()
    )
    statement = (
        select(
            at.label("at"),
            col(AdviceOutcome.outcome),
            col(AdviceOutcome.nature),
            col(AdviceOutcome.why),
            heard.label("heard"),
        )
        .outerjoin(whole, col(whole.id) == AdviceOutcome.interaction_id)
        .where(
            col(AdviceOutcome.workspace_id) == actor.workspace_id,
            col(AdviceOutcome.at) >= since,
            brand_visible(actor, col(AdviceOutcome.brand_id)),
            or_(col(AdviceOutcome.interaction_id).is_(None), col(whole.deleted_at).is_(None)),
        )
    )
    return (await session.execute(statement)).all()


def _made(row: Any) -> Made:
    answered = row.heard is not None and row.heard <= row.at + WITHIN
    return Made(row.at, row.outcome == Outcome.OVERRIDDEN, answered if row.at + WITHIN <= now() else None)


async def _replayed(session: AsyncSession, actor: Actor, since: datetime) -> list[Made]:
    past = await queries.past_of(session, actor, since)
    policy = await queries.policy_of(session, actor)
    asks = await to_thread(replay.asks, past, policy)  # seconds for thousands of asks: others are served meanwhile
    return [Made(ask.at, ask.held(), ask.answered) for ask in asks]


def _rate(made: Sequence[Made], *, against: bool) -> Rate:
    return Rate.of(one.answered for one in made if one.against == against)


def _months(actor: Actor, made: Sequence[Made]) -> list[Month]:
    """The last twelve, in the actor's zone."""
    zone = ZoneInfo(actor.time_zone)
    today = now().astimezone(zone).date()
    firsts = [_month(today, ago) for ago in range(MONTHS - 1, -1, -1)]
    by_month: dict[date, list[Made]] = {first: [] for first in firsts}
    for one in made:
        by_month.get(one.at.astimezone(zone).date().replace(day=1), []).append(one)
    return [Month(first, _rate(its, against=False), _rate(its, against=True)) for first, its in by_month.items()]


def _month(today: date, ago: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 - ago, 12)
    return date(year, month + 1, 1)


async def _conversation(session: AsyncSession, actor: Actor, since: datetime) -> Conversation:
    """Read in one stream, person by person and brand by brand: no name, no id."""
    part = InteractionBlogger
    pair: dict[str, Any] = {"partition_by": (col(part.blogger_id), col(part.brand_id))}
    order = (col(part.occurred_at), col(part.direction), col(part.interaction_id))
    statement = (
        select(
            col(part.occurred_at),
            col(part.direction),
            col(part.expects_answer),
            func.row_number().over(**pair, order_by=order),
        )
        .where(
            col(part.workspace_id) == actor.workspace_id,
            col(part.occurred_at) >= since - SILENCE,
            col(part.occurred_at) <= now(),
            col(part.direction).is_not(None),
            col(part.deleted).is_(False),
            brand_visible(actor, col(part.brand_id)),
        )
        .order_by(col(part.blogger_id), col(part.brand_id), *order)
    )
    return _told((await session.execute(statement)).all(), since)


def _told(rows: Sequence[Any], since: datetime) -> Conversation:
    exchanges, theirs, hours = 0, 0, list[float]()
    before: datetime | None = None
    waits: datetime | None = None
    for at, direction, expects, place in rows:
        if place == 1:
            before = waits = None
        if at >= since and (before is None or at - before > SILENCE):
            exchanges += 1
            theirs += direction == Direction.IN
        if direction == Direction.IN:
            waits = waits or (at if expects else None)
        elif waits:
            if at >= since:
                hours.append((at - waits) / HOUR)
            waits = None
        before = at
    return Conversation(exchanges, theirs, len(hours), median(hours) if hours else None)
