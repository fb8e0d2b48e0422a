"""Facts of all kinds about Naomi, for properties: several brands and colleagues, any circumstance, wish and policy.

Moments fall on whole days before and after, and a second beside, for that is where rules begin and end.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from app.outreach.models import Compensation, Nature, Via
from app.outreach.timing.facts import Dated, Fact, Facts, Need, Person, Standing, Team, Touch, Wishes
from app.outreach.timing.policy import CalmWeeks, Policy
from app.outreach.timing.verdict import Question
from tests.outreach.timing.people import ATELIER, JARDIN, LOU, MALIK, MONA, NAOMI

brands = st.sampled_from((ATELIER, ATELIER, JARDIN))
colleagues = st.sampled_from((MALIK, MONA, LOU, None))
natures = st.sampled_from(tuple(Nature))
means = st.sampled_from((*Via, None))
offers = st.sampled_from((*Compensation, None))
angles = st.sampled_from(("", "spring", "bread"))
themes = st.frozensets(st.sampled_from(("bread", "gardens", "wool")), max_size=2)
contacts = st.frozensets(st.sampled_from((("email", "ok"), ("email", "bounced"), ("phone", "ok"))), max_size=2)
ids = st.integers(min_value=1 << 20, max_value=1 << 90).map(lambda n: UUID(int=n))
a_second = st.sampled_from((-1, 0, 0, 1)).map(lambda n: timedelta(seconds=n))
nows = st.one_of(
    st.sampled_from(
        (
            *(datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
            *(datetime(2026, 8, 20, 21, 59, 59, tzinfo=UTC), datetime(2026, 12, 19, 22, 59, 59, tzinfo=UTC)),
            *(datetime(2026, 11, 1, 6, tzinfo=UTC), datetime(2026, 6, 9, 10, tzinfo=UTC)),
        )
    ),
    st.integers(min_value=0, max_value=366 * 24 * 3600).map(
        lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=n)
    ),
)
NEAR = (0, 1, 2, 3, 4, 5, 7, 10, 14, 20, 21, 28, 30, 45, 60, 90)


@st.composite
def spans(draw: st.DrawFn, *, most: int = 600) -> timedelta:
    """How long ago, or ahead."""
    whole = draw(st.one_of(st.sampled_from(NEAR), st.integers(0, most)))
    hours = draw(st.sampled_from((0, 0, 1, 9, 23)))
    return max(timedelta(days=whole, hours=hours) + draw(a_second), timedelta(0))


@st.composite
def touches(draw: st.DrawFn, now: datetime, *, ours: bool | None = None, nature: str | None = None) -> Touch:
    mine = draw(st.booleans()) if ours is None else ours
    return Touch(
        id=draw(ids),
        at=now - draw(spans()),
        ours=mine,
        nature=nature or draw(natures),
        brand_id=draw(brands),
        compensation=draw(offers),
        via=draw(means),
        author_id=draw(colleagues),
        angle=draw(angles),
        awaits=draw(st.booleans()),
        refusal=not mine and draw(st.integers(0, 3)) == 0,
        live=draw(st.booleans()),
    )


@st.composite
def circumstances(draw: st.DrawFn, now: datetime) -> Dated:
    since = now + draw(st.sampled_from((-1, -1, 1))) * draw(spans(most=90))
    until = draw(st.one_of(st.none(), spans(most=90).map(lambda span: since + span)))
    return Dated(
        id=draw(ids),
        kind=draw(st.sampled_from(tuple(Fact))),
        since=since,
        until=until,
        brand_id=draw(st.one_of(st.none(), brands)),
        by=draw(colleagues),
        topics=draw(themes),
    )


@st.composite
def wishes(draw: st.DrawFn, now: datetime) -> Wishes:
    return Wishes(
        vias=draw(st.frozensets(st.sampled_from((Via.EMAIL, Via.PHONE)), max_size=1)),
        topics=draw(themes),
        monthly=draw(st.sampled_from((None, None, 0, 1, 2, 4))),
        pause_until=draw(st.one_of(st.none(), spans(most=60).map(lambda span: now + span))),
        ask_first=draw(st.booleans()),
        opted_out=draw(st.frozensets(st.sampled_from(("phone", "outreach")), max_size=1)),
    )


@st.composite
def persons(draw: st.DrawFn, now: datetime) -> Person:
    """Mostly somebody to whom nothing hard applies."""
    hardly = draw(st.integers(0, 9))
    return Person(
        id=NAOMI,
        name="Naomi",
        country=draw(st.sampled_from(("FR", "FR", "US", "DE", "IL", "", "ZZ"))),
        time_zone=draw(st.sampled_from(("Europe/Paris", "America/New_York", "Asia/Kathmandu", "", "Nowhere/Known"))),
        topics=draw(themes),
        source="" if hardly == 1 else "her own page",
        legal_basis="legitimate_interest" if hardly == 2 else "consent",
        erased=hardly == 3,
        do_not_contact=hardly == 4,
        contacts=draw(contacts) if hardly == 5 else frozenset(),
        personal_address=draw(st.booleans()),
        wishes=draw(wishes(now)) if hardly > 6 else Wishes(),
    )


@st.composite
def facts(draw: st.DrawFn, now: datetime) -> Facts:
    stage = draw(st.sampled_from(tuple(Policy().stages)))
    since = None if stage == "not_met" else now - draw(spans())
    hours = draw(st.integers(0, 24))
    a_need = st.builds(Need, ids, angles, angles, st.sampled_from((None, now.date())))
    return Facts(
        person=draw(persons(now)),
        standing=Standing(stage, since, MALIK),
        touches=tuple(draw(st.lists(touches(now), max_size=8, unique_by=lambda touch: touch.id))),
        dated=tuple(draw(st.lists(circumstances(now), max_size=3, unique_by=lambda fact: fact.id))),
        needs=tuple(draw(st.lists(a_need, max_size=2))),
        team=Team(
            answer_days=draw(st.sampled_from((None, 2.5, 9.0))),
            first_approaches=draw(st.sampled_from((0, 7, 8))),
            day_ends=now + timedelta(hours=hours),
        ),
    )


@st.composite
def questions(draw: st.DrawFn) -> Question:
    return Question(
        brand_id=draw(brands),
        nature=draw(natures),
        via=draw(means),
        compensation=draw(st.sampled_from(Compensation)),
        angle=draw(st.one_of(st.none(), angles)),
        themes=draw(themes),
        bulk=draw(st.booleans()),
        me=draw(colleagues),
    )


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    if draw(st.booleans()):
        return Policy()
    return replace(
        Policy(),
        balance=draw(st.sampled_from(("off", "hint", "hold"))),
        chasers=draw(st.integers(0, 3)),
        half_life_days=draw(st.sampled_from((1, 21, 60))),
        comment=draw(st.sampled_from((0, 0.01, 1))),
        weight_neutral=draw(st.sampled_from((0, 0.05, 2))),
        first_approaches=draw(st.sampled_from((0, 8))),
        rhythm_answers=draw(st.integers(0, 2)),
        silent_days=draw(st.sampled_from((1, 30, 120))),
        calm_weeks=draw(st.sampled_from(((), (CalmWeeks("FR", "02-29", "07-31"), CalmWeeks("US", "11-20", "01-05"))))),
        country=draw(st.sampled_from(("", "FR"))),
        time_zone=draw(st.sampled_from(("UTC", "Europe/Paris"))),
        country_rules=draw(st.sampled_from(({}, {"US": "consent"}))),
        day_starts=draw(st.sampled_from((0, 9))),
        day_ends=draw(st.sampled_from((18, 24))),
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
    now = draw(nows)
    known = draw(facts(now))
    return World(
        facts=known,
        policy=draw(policies()),
        question=draw(questions()),
        now=now,
        ask=draw(touches(now, ours=True, nature=draw(st.sampled_from(("ask", "ask", "chaser"))))),
        gesture=draw(touches(now, ours=True, nature="give")),
        message=draw(touches(now, ours=False)),
        shuffled=replace(
            known,
            touches=tuple(draw(st.permutations(known.touches))),
            dated=tuple(draw(st.permutations(known.dated))),
            needs=tuple(reversed(known.needs)),
        ),
        share=draw(st.sampled_from((0.0, 0.1, 0.5, 0.9, 1.0))),
    )
