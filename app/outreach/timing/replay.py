"""Replay: what the policy says of each ask and chaser of the past, by what was known just before it. Pure.

What is held against it is honest about what it cannot know:
- An ask is *answered* if the person wrote to the same brand within `WITHIN` of it; a no is an answer. Asks younger than
  that are too recent to say and are left out of rates.
- Every ask is weighed against the past as it was: one that would have been held back still weighs on the next.
- An angle that was not noted is not weighed, and no past message counts as one of many (relevance).
"""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from app.outreach.models import Compensation, Nature
from app.outreach.timing.case import Case
from app.outreach.timing.decide import holding
from app.outreach.timing.facts import Dated, Facts, Person, Standing, Team, Touch, Wishes
from app.outreach.timing.history import DAY, History, percentile
from app.outreach.timing.hours import zone_named
from app.outreach.timing.policy import Policy
from app.outreach.timing.rules.chasers import MONTH
from app.outreach.timing.verdict import Code, Question

WITHIN = 30 * DAY
"""How soon they must have written for an ask to count as answered."""
ASKS = (Nature.ASK, Nature.CHASER)
LEAST, MOST, STEP = 0.5, 1.5, 0.1
"""The strictness that one can try: every ceiling times this. Less is stricter."""
Move = tuple[datetime, str | None, str]
"""When, from which relation stage (None: it began), to which."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A circumstance, and when it was settled, ended by hand or is over."""

    fact: Dated
    over: datetime | None = None

    def known(self, moment: datetime) -> bool:
        return self.fact.since <= moment and (self.over is None or moment < self.over)


@dataclass(frozen=True)
class Life:
    """All that was ever noted of one person, with when, so that what was known at any moment can be cut from it."""

    person: Person
    """As known before any of what follows."""
    touches: tuple[Touch, ...]
    """Oldest first."""
    noted: tuple[Noted, ...] = ()
    moves: Mapping[UUID, tuple[Move, ...]] = field(default_factory=dict)
    """Of the relation with each brand, oldest first."""
    shut: tuple[tuple[datetime, str], ...] = ()
    """When they objected (`erased`) or asked not to be contacted (`do_not_contact`)."""
    contacts: tuple[tuple[datetime, str, str], ...] = ()
    """Since when each contact point is as it is: kind and state. Before, it counts as fine."""
    wishes: Wishes = field(default=Wishes())
    wished: datetime | None = None
    """When their preferences were last changed; what they wished before is not known."""

    @cached_property
    def moments(self) -> list[datetime]:
        return [touch.at for touch in self.touches]

    def at(self, moment: datetime, brand_id: UUID, team: Team) -> Facts:
        """What was known just before `moment`."""
        return Facts(
            person=self._person(moment),
            standing=self._standing(moment, brand_id),
            touches=self.touches[: bisect_left(self.moments, moment)],
            dated=tuple(noted.fact for noted in self.noted if noted.known(moment)),
            team=team,
        )

    def _person(self, moment: datetime) -> Person:
        shut = {name for at, name in self.shut if at <= moment}
        return replace(
            self.person,
            erased="erased" in shut,
            do_not_contact="do_not_contact" in shut,
            contacts=frozenset((kind, state if at <= moment else "ok") for at, kind, state in self.contacts),
            wishes=self.wishes if self.wished and self.wished <= moment else Wishes(),
        )

    def _standing(self, moment: datetime, brand_id: UUID) -> Standing:
        """The stage of that time; before the first one noted, the one that it moved from, or began with."""
        moves = self.moves.get(brand_id, ())
        if past := [move for move in moves if move[0] <= moment]:
            at, _from, stage = past[-1]
            return Standing(stage, at)
        return Standing(moves[0][1] or moves[0][2]) if moves else Standing()


@dataclass(frozen=True, slots=True)
class Past:
    """What was read of a workspace."""

    lives: tuple[Life, ...]
    asks: frozenset[tuple[UUID, UUID]]
    """Person and touch of those to replay."""
    now: datetime
    themes: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    """Of the campaign that a touch was for, by touch."""
    zones: Mapping[UUID, str] = field(default_factory=dict)
    """Of members: where their day of first approaches begins."""
    cut: bool = False
    """There were more asks than one replay reads: these are the newest."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One ask or chaser of the past, and what the policy says of it."""

    at: datetime
    codes: tuple[Code, ...]
    """What holds it back, pressure apart."""
    level: float
    """The pressure on the person just before."""
    weight: float
    ceiling: float
    answered: bool | None
    """None: too recent to say."""

    def pressed(self, factor: float = 1) -> bool:
        return self.weight > 0 and self.level > self.ceiling * factor - self.weight

    def held(self, factor: float = 1) -> bool:
        return bool(self.codes) or self.pressed(factor)


def asks(past: Past, policy: Policy) -> list[Ask]:
    """Each ask of the past under `policy`, oldest first."""
    team = _Team(past, policy)
    wanted = ((touch, life) for life in past.lives for touch in life.touches if (life.person.id, touch.id) in past.asks)
    return [_ask(past, policy, life, touch, team) for touch, life in sorted(wanted, key=_when)]


def _when(found: tuple[Touch, Life]) -> tuple[datetime, UUID, UUID]:
    return found[0].at, found[0].id, found[1].person.id


def _ask(past: Past, policy: Policy, life: Life, touch: Touch, team: "_Team") -> Ask:
    question = Question(
        brand_id=touch.brand_id,
        nature=touch.nature,
        via=touch.via,
        compensation=touch.compensation or Compensation.UNPAID,
        angle=touch.angle or None,
        themes=past.themes.get(touch.id, frozenset()),
        me=touch.author_id,
    )
    case = Case(life.at(touch.at, touch.brand_id, team.at(touch)), policy, question, touch.at)
    codes = dict.fromkeys(reason.code for reason in holding(case) if reason.code != Code.PRESSURE)
    return Ask(
        touch.at,
        tuple(codes),
        case.pressure.now(touch.at),
        case.weight,
        case.rule.ceiling,
        _answered(past, life, touch),
    )


def _answered(past: Past, life: Life, ask: Touch) -> bool | None:
    if ask.at + WITHIN > past.now:
        return None
    later = life.touches[bisect_left(life.moments, ask.at) :]
    heard = (touch for touch in later if not touch.ours and touch.brand_id == ask.brand_id and touch.at > ask.at)
    return any(touch.at <= ask.at + WITHIN for touch in heard)


class _Team:
    """What was known of the team, asked about in the order of time."""

    def __init__(self, past: Past, policy: Policy) -> None:
        self.past, self.policy = past, policy
        self.answers = sorted(answer for life in past.lives for answer in _answers(life, policy))
        self.approaches = _first_approaches(past, policy)

    def at(self, touch: Touch) -> Team:
        """Its median of days until an answer, and how many people the touch's author had approached that day."""
        zone = zone_of(self.past, self.policy, touch.author_id)
        today = touch.at.astimezone(zone).date()
        before = self.approaches.get((touch.author_id, today), [])
        ends = datetime.combine(today + timedelta(days=1), datetime.min.time(), zone)
        return Team(self._answer_days(touch.at), len({who for at, who in before if at < touch.at}), ends)

    def _answer_days(self, moment: datetime) -> float | None:
        known = self._known(moment)
        return percentile(known, 0.5) if known else None

    def _known(self, moment: datetime) -> list[float]:
        """Days until an answer of those of the last months, sorted. A window that moves on with each call."""
        earliest = moment - self.policy.rhythm_months * MONTH
        while self._next < len(self.answers) and self.answers[self._next][0] < moment:
            insort(self._days, self.answers[self._next][1])
            self._next += 1
        while self._first < self._next and self.answers[self._first][0] <= earliest:
            del self._days[bisect_left(self._days, self.answers[self._first][1])]
            self._first += 1
        return self._days

    _next = _first = 0

    @cached_property
    def _days(self) -> list[float]:
        return []


def _answers(life: Life, policy: Policy) -> Iterator[tuple[datetime, float]]:
    if life.touches:
        yield from History(life.touches, life.touches[0].brand_id, policy, life.touches[-1].at).answers


def zone_of(past: Past, policy: Policy, member: UUID | None) -> ZoneInfo:
    return zone_named(past.zones.get(member, "") if member else "") or zone_named(policy.time_zone) or ZoneInfo("UTC")


def _first_approaches(past: Past, policy: Policy) -> dict[tuple[UUID | None, date], list[tuple[datetime, UUID]]]:
    """By author and their day: whom they approached, to whom the brand had not spoken before that day."""
    found: dict[tuple[UUID | None, date], list[tuple[datetime, UUID]]] = {}
    for life in past.lives:
        met: dict[UUID, datetime] = {}
        for touch in life.touches:
            first = met.setdefault(touch.brand_id, touch.at)
            if touch.ours and touch.nature in (Nature.ASK, Nature.NEUTRAL):
                zone = zone_of(past, policy, touch.author_id)
                day = touch.at.astimezone(zone).date()
                if first.astimezone(zone).date() == day:
                    found.setdefault((touch.author_id, day), []).append((touch.at, life.person.id))
    return found


# --- what it comes to ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of those old enough to say were answered."""

    asked: int
    answered: int

    @property
    def share(self) -> float | None:
        return self.answered / self.asked if self.asked else None

    @classmethod
    def of(cls, found: Iterable[bool | None]) -> "Rate":
        said = [answered for answered in found if answered is not None]
        return cls(len(said), sum(said))


@dataclass(frozen=True, slots=True)
class Told:
    """What the policy would have meant, at one strictness."""

    factor: float
    asks: int
    held: int
    good: Rate
    """Of what it would have let pass."""
    against: Rate
    """Of what it would have held back: `answered` is the cost."""


def told(found: Sequence[Ask], factor: float = 1) -> Told:
    held = [ask for ask in found if ask.held(factor)]
    passed = [ask for ask in found if not ask.held(factor)]
    return Told(
        factor,
        len(found),
        len(held),
        Rate.of(ask.answered for ask in passed),
        Rate.of(ask.answered for ask in held),
    )


def scale() -> list[float]:
    """Every strictness that one can try, the strictest first."""
    return [round(LEAST + n * STEP, 1) for n in range(round((MOST - LEAST) / STEP) + 1)]


def by_reason(found: Iterable[Ask], factor: float = 1) -> list[tuple[Code, int]]:
    """How many each reason would have held back, the commonest first; several may hold one ask."""
    counted: Counter[Code] = Counter()
    for ask in found:
        counted.update(ask.codes)
        counted[Code.PRESSURE] += ask.pressed(factor)
    return sorted(((code, n) for code, n in counted.items() if n), key=lambda one: (-one[1], one[0]))
