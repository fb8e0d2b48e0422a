"""Whatever is logged, corrected, deleted and brought back: the facts are those of a naive reading."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import delete, func, select

from app.bloggers.models import Relation, RelationStageMove
from app.bloggers.queries import relation
from app.core.clock import NEVER
from app.outreach import guesses, service
from app.outreach.models import Interaction, Kind
from app.outreach.schemas import InteractionIn
from tests.outreach.conftest import meet

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
PEOPLE, BRANDS = 2, 2
who = st.lists(st.integers(0, PEOPLE - 1), min_size=1, max_size=PEOPLE, unique=True)
exchange = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([str(kind) for kind in Kind]),
        "direction": st.sampled_from(["in", "out"]),
        "nature": st.sampled_from([None, "ask", "chaser", "give", "neutral", "service", "reply"]),
        "no_answer_expected": st.booleans(),
        "day": st.integers(0, 6),
        "who": who,
        "brand": st.integers(0, BRANDS - 1),
    }
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("log"), exchange),
        st.tuples(st.just("edit"), st.integers(0, 20), exchange),
        st.tuples(st.just("delete"), st.integers(0, 20)),
        st.tuples(st.just("undelete"), st.integers(0, 20)),
    ),
    min_size=1,
    max_size=12,
)


@dataclass
class Said:
    """One exchange as the naive model remembers it."""

    id: UUID
    at: datetime
    direction: str | None
    awaits: bool
    who: list[int]
    brand: int
    deleted: bool = False


@dataclass
class Model:
    said: list[Said] = field(default_factory=list)

    def facts(self, person: int, brand: int) -> tuple:
        mine = [one for one in self.said if person in one.who and one.brand == brand and not one.deleted]
        spoken = sorted((one for one in mine if one.direction), key=lambda one: (one.at, one.id))
        out = [one for one in spoken if one.direction == "out"]
        heard = [one for one in spoken if one.direction == "in"]
        last = spoken[-1] if spoken else None
        turn = "none" if not last or not last.awaits else "ours" if last.direction == "in" else "theirs"
        return (
            out[-1].at if out else NEVER,
            out[-1].id if out else None,
            heard[-1].at if heard else NEVER,
            heard[-1].id if heard else None,
            last.at if last else NEVER,
            len(spoken),
            turn,
        )


def stored(found: Relation) -> tuple:
    return (
        found.last_contacted_at,
        found.last_contacted_id,
        found.last_heard_at,
        found.last_heard_id,
        found.last_touched_at,
        found.interaction_count,
        found.turn,
    )


def remembered(mail: Interaction, what: dict) -> Said:
    awaits = guesses.expects_answer(mail.kind, mail.direction, mail.nature, mail.no_answer_expected)
    return Said(mail.id, mail.occurred_at, mail.direction, awaits, what["who"], what["brand"])


@pytest.mark.slow
async def test_facts_agree_with_a_naive_reading(database, cast, second_brand):
    owner = cast["owner"]
    brands = [owner.brand.id, second_brand]

    class Enough(Exception):
        pass

    async def live(story) -> None:
        async with database.write() as session:
            people = [(await meet(session, owner, f"P{n}")).id for n in range(PEOPLE)]
            model, mails = Model(), []
            for verb, *given_ in story:
                if verb == "log":
                    what = given_[0]
                    values = asked(what, people, brands)
                    mail = await service.log(session, owner.actor, InteractionIn(**values))
                    mails.append(mail)
                    model.said.append(remembered(mail, what))
                elif mails:
                    n = given_[0] % len(mails)
                    if verb == "edit" and not model.said[n].deleted:
                        what = given_[1]
                        await service.edit(session, owner.actor, mails[n], asked(what, people, brands))
                        model.said[n] = remembered(mails[n], what)
                    elif verb in ("delete", "undelete"):
                        await getattr(service, verb)(session, owner.actor, mails[n])
                        model.said[n].deleted = verb == "delete"
                for person, blogger_id in enumerate(people):
                    for brand, brand_id in enumerate(brands):
                        found = await relation(session, owner.actor, blogger_id, brand_id)
                        if found:
                            assert stored(found) == model.facts(person, brand)
            raise Enough

    stories: list = []

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(steps)
    def collect(story) -> None:
        stories.append(story)

    collect()
    for story in stories:
        with pytest.raises(Enough):
            await live(story)


def asked(what: dict, people: list[UUID], brands: list[UUID]) -> dict:
    values = {name: what[name] for name in ("kind", "direction", "nature", "no_answer_expected")}
    return values | {
        "summary": "x",
        "occurred_at": BEGAN + timedelta(days=what["day"]),
        "blogger_ids": [people[n] for n in what["who"]],
        "brand_id": brands[what["brand"]],
    }


async def test_many_at_once_give_the_same_facts_as_one_by_one(database, cast, camille, zoe, standing):
    owner = cast["owner"]
    rows = [
        {
            "kind": kind,
            "direction": direction,
            "blogger_ids": [camille],
            "brand_id": owner.brand.id,
            "occurred_at": BEGAN + timedelta(days=n),
            "summary": f"{n}",
        }
        for n, (kind, direction) in enumerate([("email", "out"), ("email", "in"), ("gift", "out"), ("note", None)])
    ]
    async with database.write() as session:
        ids = await service.log_many(session, owner.actor, rows)
        for row in rows:
            await service.log(session, owner.actor, InteractionIn(**(row | {"blogger_ids": [zoe]})))
    many, one = await standing(camille), await standing(zoe)
    assert stored(many)[0::2] == stored(one)[0::2]
    assert (many.turn, many.interaction_count, many.last_contacted_id) == ("none", 3, ids[2])


async def test_relations_that_many_exchanges_make_begin_their_history(database, cast, camille):
    owner = cast["owner"]
    async with database.write() as session:
        await session.execute(delete(RelationStageMove))
        await session.execute(delete(Relation))
        row = {"kind": "email", "brand_id": owner.brand.id, "occurred_at": BEGAN, "blogger_ids": [camille]}
        await service.log_many(session, owner.actor, [row])
        (made,) = (await session.execute(select(Relation))).scalars()
        (move,) = (await session.execute(select(RelationStageMove))).scalars()
    assert (move.relation_id, move.from_stage, move.to_stage) == (made.id, None, "not_met")


@pytest.mark.slow
async def test_ten_thousand_exchanges_are_logged_in_seconds(database, cast):
    """Ten thousand here, so that the suite stays short; the time grows with their number and no faster."""
    owner = cast["owner"]
    async with database.write() as session:
        people = [(await meet(session, owner, f"Person {n}")).id for n in range(50)]
    rows = (
        {
            "kind": "email",
            "direction": "in" if n % 3 else "out",
            "blogger_ids": [people[n % 50]],
            "brand_id": owner.brand.id,
            "occurred_at": BEGAN + timedelta(minutes=n),
            "summary": "Hello",
        }
        for n in range(10_000)
    )
    began = time.perf_counter()
    async with database.write() as session:
        await service.log_many(session, owner.actor, rows)
        count = (await session.exec(select(func.count()).select_from(Interaction))).one()
        facts = (await session.exec(select(func.sum(Relation.interaction_count)))).one()
    assert (count, facts) == (10_000, 10_000)
    assert time.perf_counter() - began < 30
