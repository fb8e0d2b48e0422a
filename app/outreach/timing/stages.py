"""When a relation has outgrown its stage: entry and exit read from what was logged. Pure. Proposed, never moved.

    stage               entered when                                            left when
    acquainted          they answered once                                      silence, twice its due days
    mutual_interest     two-way exchanges on three dates, one started by them   silence, twice its due days
    working_together    a live partnership                                      silence, twice its due days, none live
    trusted             two partnerships completed, or one and six two-way      silence of `silent_days` (120), none
                        exchanges in twelve months                              live: get back in touch, do not ask
    resting             the silence above                                       they wrote since
    ended               only by a member                                        they wrote since

An exchange is two-way when one side answered the other; it is dated by the answer. One is started by them when
nothing of ours had gone before within thirty days. A relation climbs to the highest stage that is entered, and leaves
it by silence alone. Silence counts from the last message of either side, and from the stage if that came later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from app.bloggers.models import RelationStage as Stage
from app.outreach.timing.facts import Touch
from app.outreach.timing.history import DAY, in_order
from app.outreach.timing.policy import Policy

LADDER = (Stage.NOT_MET, Stage.ACQUAINTED, Stage.MUTUAL_INTEREST, Stage.WORKING_TOGETHER, Stage.TRUSTED)
DATES, EXCHANGES, COMPLETED = 3, 6, 2
UNPROMPTED = timedelta(days=30)
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Known:
    """What is logged of one relation."""

    stage: str
    since: datetime
    touches: Sequence[Touch] = ()
    """Of its brand."""
    live: bool = False
    """A partnership of theirs is agreed and not over."""
    completed: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for a move: what kind, how many or since when, and the exchanges it rests on."""

    kind: str
    count: int = 0
    at: datetime | None = None
    interactions: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    to: str
    evidence: tuple[Evidence, ...]
    regression: bool = False
    """Somebody trusted grew silent: to get back in touch with, not to be asked."""


def proposal(known: Known, policy: Policy, now: datetime) -> Proposal | None:
    """The move that the facts speak for, if any."""
    touches = in_order(touch for touch in known.touches if touch.at <= now)
    if known.stage in (Stage.RESTING, Stage.ENDED):
        return _back(known, touches, now)
    return _rest(known, touches, policy, now) or _climb(known, touches, now)


def _back(known: Known, touches: Sequence[Touch], now: datetime) -> Proposal | None:
    wrote = [touch for touch in touches if not touch.ours and touch.at > known.since]
    if not wrote:
        return None
    to, evidence = _highest(known, touches, now)
    again = Evidence("wrote_again", len(wrote), wrote[-1].at, (wrote[-1].id,))
    return Proposal(to if to != Stage.NOT_MET else Stage.ACQUAINTED, (again, *evidence))


def _rest(known: Known, touches: Sequence[Touch], policy: Policy, now: datetime) -> Proposal | None:
    due = policy.stages[known.stage].due_days
    if due is None or known.live:
        return None
    trusted = known.stage == Stage.TRUSTED
    spoken = touches[-1].at if touches else known.since
    silent = max(spoken, known.since)
    if now < silent + (policy.silent_days if trusted else 2 * due) * DAY:
        return None
    return Proposal(Stage.RESTING, (Evidence("silence", (now - silent).days, silent),), regression=trusted)


def _climb(known: Known, touches: Sequence[Touch], now: datetime) -> Proposal | None:
    to, evidence = _highest(known, touches, now)
    higher = LADDER.index(Stage(to)) > LADDER.index(Stage(known.stage))
    return Proposal(to, evidence) if higher else None


def _highest(known: Known, touches: Sequence[Touch], now: datetime) -> tuple[str, tuple[Evidence, ...]]:
    """The highest stage whose entry is met, and what meets it."""
    exchanges = two_way(touches)
    completed = Evidence("completed", known.completed)
    lately = [touch for touch in exchanges if touch.at > now - YEAR]
    if known.completed >= COMPLETED:
        return Stage.TRUSTED, (completed,)
    if known.completed and len(lately) >= EXCHANGES:
        return Stage.TRUSTED, (_exchanges(lately), completed)
    if known.live:
        return Stage.WORKING_TOGETHER, (Evidence("live"),)
    dates = {touch.at.date(): touch for touch in exchanges}
    started = started_by_them(touches)
    if len(dates) >= DATES and started:
        begun = Evidence("started", len(started), started[-1].at, (started[-1].id,))
        return Stage.MUTUAL_INTEREST, (_exchanges(list(dates.values())), begun)
    if answered := [touch for touch in exchanges if not touch.ours]:
        return Stage.ACQUAINTED, (Evidence("answered", len(answered), answered[0].at, (answered[0].id,)),)
    return Stage.NOT_MET, ()


def _exchanges(touches: Sequence[Touch]) -> Evidence:
    return Evidence("exchanges", len(touches), touches[-1].at, tuple(touch.id for touch in touches))


def two_way(touches: Sequence[Touch]) -> list[Touch]:
    """The answers: every touch whose predecessor is the other side's, oldest first."""
    return [touch for before, touch in pairwise(touches) if before.ours != touch.ours]


def started_by_them(touches: Sequence[Touch]) -> list[Touch]:
    """Messages of theirs that nothing of ours had prompted."""
    found, ours = [], None
    for touch in touches:
        if touch.ours:
            ours = touch.at
        elif ours is None or touch.at - ours > UNPROMPTED:
            found.append(touch)
    return found
