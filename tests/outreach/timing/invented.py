"""Facts of all kinds about Naomi, for properties: several brands and colleagues, any circumstance, wish and policy.

Moments fall on whole days before and after, and a second beside, for that is where rules begin and end. Each thing is
read off one drawn number, which is quick, and shrinks to the first choice of everything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from hypothesis import strategies as st

from app.outreach.models import Compensation, Nature, Via
from app.outreach.timing.facts import Dated, Fact, Facts, Need, Person, Standing, Team, Touch, Wishes
from app.outreach.timing.policy import CalmWeeks, Policy
from app.outreach.timing.verdict import Question
from tests.outreach.timing.people import ATELIER, JARDIN, LOU, MALIK, MONA, NAOMI

One = TypeVar("One")
numbers = st.integers(0, 1 << 96)


class Dice:
    """Choices read off a number."""

    def __init__(self, number: int) -> None:
        self.number = number

    def below(self, n: int) -> int:
        self.number, found = divmod(self.number, n)
        return found

    def of(self, *choices: One) -> One:
        return choices[self.below(len(choices))]

    def once_in(self, n: int) -> bool:
        return self.below(n) == n - 1

    def some(self, *choices: str) -> frozenset[str]:
        return frozenset(choice for choice in choices if self.once_in(3))

    def id(self) -> UUID:
        return UUID(int=self.below(1 << 20) + 1)

    def span(self, most: int = 600) -> timedelta:
        """How long ago, or ahead."""
        near = (0, 1, 2, 3, 4, 5, 7, 10, 14, 20, 21, 28, 30, 45, 60, 90)
        whole = self.below(most) if self.once_in(3) else self.of(*near)
        beside = timedelta(hours=self.of(0, 0, 1, 9, 23), seconds=self.of(0, 0, -1, 1))
        return max(timedelta(days=whole) + beside, timedelta(0))


MOMENTS = (
    *(datetime(2026, 6, 9, 10, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC)),
    *(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)),
    *(datetime(2026, 8, 20, 21, 59, 59, tzinfo=UTC), datetime(2026, 12, 19, 22, 59, 59, tzinfo=UTC)),
)
"""Some of them in nights of daylight saving, or at the edge of calm weeks."""
STAGES = tuple(Policy().stages)
THEMES = ("bread", "gardens", "wool")
ANGLES = ("", "spring", "bread")
COLLEAGUES = (MALIK, MONA, LOU, None)


def a_moment(dice: Dice) -> datetime:
    if dice.once_in(2):
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=dice.below(366 * 24 * 3600))
    return dice.of(*MOMENTS)


def a_touch(number: int, now: datetime, *, ours: bool | None = None, natures: Sequence[str] = tuple(Nature)) -> Touch:
    dice = Dice(number)
    mine = dice.of(True, False) if ours is None else ours
    return Touch(
        at=now - dice.span(),
        ours=mine,
        nature=dice.of(*natures),
        brand_id=dice.of(ATELIER, ATELIER, JARDIN),
        compensation=dice.of(*Compensation, None),
        via=dice.of(*Via, None),
        author_id=dice.of(*COLLEAGUES),
        angle=dice.of(*ANGLES),
        awaits=dice.once_in(3),
        refusal=not mine and dice.once_in(4),
        live=dice.of(True, False),
        id=dice.id(),
    )


def a_circumstance(number: int, now: datetime) -> Dated:
    dice = Dice(number)
    since = now + dice.of(-1, -1, 1) * dice.span(90)
    return Dated(
        kind=dice.of(*Fact),
        since=since,
        until=since + dice.span(90) if dice.of(True, False) else None,
        brand_id=dice.of(ATELIER, None, JARDIN),
        by=dice.of(*COLLEAGUES),
        topics=dice.some(*THEMES),
        id=dice.id(),
    )


def some_wishes(dice: Dice, now: datetime) -> Wishes:
    return Wishes(
        vias=dice.some(Via.EMAIL, Via.PHONE),
        topics=dice.some(*THEMES),
        monthly=dice.of(None, None, 0, 1, 2, 4),
        pause_until=now + dice.span(60) if dice.once_in(3) else None,
        ask_first=dice.once_in(3),
        opted_out=dice.some("phone", "outreach"),
    )


def a_person(number: int, now: datetime) -> Person:
    """Mostly somebody to whom nothing hard applies."""
    dice = Dice(number)
    hardly = dice.below(16)
    states = (("email", "ok"), ("email", "bounced"), ("phone", "ok"), ("email", "opted_out"))
    return Person(
        id=NAOMI,
        name="Naomi",
        country=dice.of("FR", "FR", "US", "DE", "IL", "", "ZZ"),
        time_zone=dice.of("Europe/Paris", "America/New_York", "Asia/Kathmandu", "", "Nowhere/Known"),
        topics=dice.some(*THEMES),
        source="" if hardly == 1 else "her own page",
        legal_basis="legitimate_interest" if hardly == 2 else "consent",
        erased=hardly == 3,
        do_not_contact=hardly == 4,
        contacts=frozenset((dice.of(*states), dice.of(*states))) if hardly == 5 else frozenset(),
        personal_address=dice.of(True, False),
        wishes=some_wishes(dice, now) if hardly > 11 else Wishes(),
    )


def a_need(number: int, now: datetime) -> Need:
    dice = Dice(number)
    return Need(text=dice.of(*ANGLES), offer=dice.of(*ANGLES), review_on=dice.of(None, now.date()), id=dice.id())


def a_question(number: int) -> Question:
    dice = Dice(number)
    return Question(
        nature=dice.of(*Nature),
        brand_id=dice.of(ATELIER, ATELIER, JARDIN),
        via=dice.of(*Via, None),
        compensation=dice.of(*Compensation),
        angle=dice.of(None, *ANGLES),
        themes=dice.some(*THEMES),
        bulk=dice.once_in(4),
        me=dice.of(*COLLEAGUES),
    )


def a_policy(number: int) -> Policy:
    dice = Dice(number)
    if dice.of(True, False):
        return Policy()
    return replace(
        Policy(),
        balance=dice.of("off", "hint", "hold"),
        chasers=dice.below(4),
        half_life_days=dice.of(21, 1, 60),
        comment=dice.of(0, 0.01, 1),
        weight_neutral=dice.of(2, 0, 0.05),
        first_approaches=dice.of(8, 8, 0),
        rhythm_answers=dice.below(3),
        silent_days=dice.of(120, 1, 30),
        calm_weeks=dice.of((), (CalmWeeks("FR", "02-29", "07-31"), CalmWeeks("US", "11-20", "01-05"))),
        country=dice.of("", "FR"),
        time_zone=dice.of("UTC", "Europe/Paris"),
        country_rules=dice.of({}, {"US": "consent"}),
        day_starts=dice.of(9, 0),
        day_ends=dice.of(18, 24),
    )


@dataclass(frozen=True)
class World:
    """What is known and asked, and what else could have happened."""

    facts: Facts
    policy: Policy
    question: Question
    now: datetime
    ask: Touch
    gesture: Touch
    message: Touch
    shuffled: Facts
    share: float
    """Of the time until the next change."""

    def asking(self, nature: str) -> Question:
        return replace(self.question, nature=nature)

    def after(self, touch: Touch) -> Facts:
        return replace(self.facts, touches=(*self.facts.touches, touch))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    dice = Dice(draw(numbers))
    now, stage = a_moment(dice), dice.of(*STAGES)
    touches = _distinct([a_touch(number, now) for number in draw(st.lists(numbers, max_size=9))])
    dated = _distinct([a_circumstance(number, now) for number in draw(st.lists(numbers, max_size=4))])
    needs = _distinct([a_need(number, now) for number in draw(st.lists(numbers, max_size=2))])
    known = Facts(
        person=a_person(draw(numbers), now),
        standing=Standing(stage, None if stage == "not_met" else now - dice.span(), MALIK),
        touches=touches,
        dated=dated,
        needs=needs,
        team=Team(dice.of(None, 2.5, 9.0), dice.of(0, 0, 7, 8), now + timedelta(hours=dice.below(24))),
    )
    return World(
        facts=known,
        policy=a_policy(draw(numbers)),
        question=a_question(draw(numbers)),
        now=now,
        ask=a_touch(draw(numbers), now, ours=True, natures=("ask", "ask", "chaser")),
        gesture=a_touch(draw(numbers), now, ours=True, natures=("give",)),
        message=a_touch(draw(numbers), now, ours=False),
        shuffled=replace(
            known,
            touches=tuple(draw(st.permutations(touches))),
            dated=tuple(draw(st.permutations(dated))),
            needs=tuple(reversed(needs)),
        ),
        share=dice.of(0.0, 0.1, 0.5, 0.9, 1.0),
    )


def _distinct(things: Sequence[One]) -> tuple[One, ...]:
    return tuple({thing.id: thing for thing in things}.values())  # type: ignore[attr-defined]
