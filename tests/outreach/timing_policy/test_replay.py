"""Replaying the past, against a second reckoning in plain Python: every ask again by what stood in the tables then."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from app.bloggers.models import Blogger, Relation, RelationStage, RelationStageMove
from app.bloggers.service import ensure_relation, move_relation
from app.core import clock
from app.outreach.models import Interaction, InteractionBlogger
from app.outreach.service import log_many
from app.outreach.timing import decide, queries, replay
from app.outreach.timing.facts import Dated, Facts, Person, Standing, Team, Touch, Wishes
from app.outreach.timing.history import History, percentile
from app.outreach.timing.models import AdviceOutcome, Circumstance, Preference, TimingPolicy
from app.outreach.timing.policy import Policy
from app.outreach.timing.verdict import Question
from app.screens import reports
from tests.cast import Person as Member
from tests.outreach.conftest import meet

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
PARIS = ZoneInfo("Europe/Paris")
CHANGED = {"half_life_days": 30, "stages": {"not_met": {"ask_days": 20}}}


@pytest.fixture(autouse=True)
async def on_that_wednesday():
    """Async, so that it is the clock of the task in which the tests run."""
    with clock.at(NOW):
        yield


@dataclass
class World:
    """What is in the tables, as rows."""

    owner: Member
    other: UUID
    people: list[UUID]
    rows: dict[type, list[Any]] = field(default_factory=dict)
    told: dict[UUID, list[Touch]] = field(default_factory=dict)
    answers: list[tuple[datetime, float]] = field(default_factory=list)

    def of(self, table: type, **wanted: Any) -> list[Any]:
        return [row for row in self.rows[table] if all(getattr(row, name) == value for name, value in wanted.items())]


@pytest.fixture
async def world(scene, database, cast, second_brand) -> World:
    """Ten people whom three colleagues of two brands wrote to for a year, with what surrounds that."""
    return await scene("a year of asks", lambda: _year(database, cast, second_brand))


async def _year(database, cast, second_brand) -> World:
    owner, chance = cast["owner"], Random(29)
    async with database.write() as session:
        with clock.at(NOW - 400 * DAY):
            people = [(await meet(session, owner, f"Zoé Lambert {n}")).id for n in range(10)]
        await session.execute(update(Blogger).values(country="FR", time_zone="Europe/Paris"))
        brands, authors = [owner.brand.id, second_brand], [cast[name].user.id for name in ("owner", "mate", "manager")]
        await log_many(session, owner.actor, [_touch(chance, people, brands, authors) for _n in range(260)])
        for who in people[:6]:
            stands = await ensure_relation(session, owner.actor, who, owner.brand.id)
            for ago in (300, 150, 60):
                with clock.at(NOW - ago * DAY):
                    await move_relation(session, owner.actor, stands, chance.choice(list(RelationStage)))
        session.add_all(_circumstances(owner, people, authors))
        wished = {"vias": ["phone"], "opted_out": [], "topics": []}
        preference = Preference(workspace_id=owner.workspace_id, blogger_id=people[7], **wished)
        preference.updated_at = preference.created_at = NOW - 100 * DAY
        session.add(preference)
        person = await session.get_one(Blogger, people[8])
        person.do_not_contact, person.do_not_contact_at = True, NOW - 80 * DAY
        session.add(TimingPolicy(workspace_id=owner.workspace_id, changed=CHANGED))
    world = World(owner, second_brand, people)
    tables = (Interaction, InteractionBlogger, Relation, RelationStageMove, Circumstance, Preference, Blogger)
    async with database.read() as session:
        for table in tables:
            world.rows[table] = list((await session.execute(select(table))).scalars())
    return world


def _touch(chance: Random, people: list[UUID], brands: list[UUID], authors: list[UUID]) -> dict[str, Any]:
    ours = chance.random() < 0.7
    nature = chance.choice(["ask", "ask", "chaser", "give", "neutral", "reply"]) if ours else "neutral"
    return {
        "kind": chance.choice(["email", "email", "call", "direct_message", "comment"]),
        "direction": "out" if ours else "in",
        "nature": nature,
        "compensation": chance.choice(["unpaid", "product", "paid"]) if nature == "ask" else None,
        "angle": chance.choice(["", "", "Winter table"]) if nature in ("ask", "chaser") else "",
        "refusal": not ours and chance.random() < 0.1,
        "no_answer_expected": chance.random() < 0.3,
        "summary": "",
        "brand_id": chance.choice(brands),
        "occurred_at": NOW - chance.uniform(0, 390) * DAY,
        "author_id": chance.choice(authors),
        "blogger_ids": chance.sample(people, chance.choice([1, 1, 1, 2])),
    }


def _circumstances(owner: Member, people: list[UUID], authors: list[UUID]) -> list[Circumstance]:
    def one(who: int, kind: str, since: float, until: float | None, settled: float | None = None, **more: Any):
        return Circumstance(
            workspace_id=owner.workspace_id,
            blogger_id=people[who],
            kind=kind,
            since=NOW - since * DAY,
            until=None if until is None else NOW - until * DAY,
            settled_at=None if settled is None else NOW - settled * DAY,
            is_open=settled is None,
            **more,
        )

    return [
        one(0, "do_not_disturb", 200, 120, reason="away"),
        one(1, "payment", 250, 240, 90, label="an invoice"),
        one(2, "claim", 180, 60, by=authors[1]),
        one(3, "exclusivity", 300, 10, label="a rival", brand_id=owner.brand.id),
        one(4, "refusal", 140, None),
        one(5, "do_not_disturb", 350, None, deleted_at=NOW),
        one(9, "live", 320, 200, brand_id=owner.brand.id),
    ]


# --- the second reckoning


@dataclass
class Reckoned:
    at: datetime
    brand: UUID
    held: bool
    codes: set[str]
    answered: bool | None


def reckon(world: World, policy: Policy, since: datetime) -> list[Reckoned]:
    found = []
    whole = {row.id: row for row in world.rows[Interaction]}
    for part in world.rows[InteractionBlogger]:
        touch = whole[part.interaction_id]
        if touch.direction == "out" and touch.nature in ("ask", "chaser") and since <= touch.occurred_at <= NOW:
            found.append(_reckon(world, policy, part.blogger_id, touch))
    return found


def _reckon(world: World, policy: Policy, who: UUID, ask: Any) -> Reckoned:
    question = Question(
        ask.brand_id,
        ask.nature,
        ask.via,
        ask.compensation or "unpaid",
        ask.angle.lower() or None,
        me=ask.author_id,
    )
    advice = decide.advice(_known(world, policy, who, ask), policy, question, ask.occurred_at)
    heard = _heard(world, who, ask.brand_id, ask.occurred_at)
    ripe = ask.occurred_at + 30 * DAY <= NOW
    codes = {str(reason.code) for reason in advice.reasons if reason.holds}
    return Reckoned(ask.occurred_at, ask.brand_id, bool(codes), codes, heard if ripe else None)


def _heard(world: World, who: UUID, brand: UUID, at: datetime) -> bool:
    """Whether they wrote to the brand within 30 days."""
    theirs = [touch.at for touch in _touches(world, who) if not touch.ours and touch.brand_id == brand]
    return any(at < one <= at + 30 * DAY for one in theirs)


def _touches(world: World, who: UUID) -> list[Touch]:
    if who not in world.told:
        world.told[who] = _told(world, who)
    return world.told[who]


def _told(world: World, who: UUID) -> list[Touch]:
    whole = {row.id: row for row in world.rows[Interaction]}
    found = []
    for part in world.of(InteractionBlogger, blogger_id=who):
        it = whole[part.interaction_id]
        ours, angle = it.direction == "out", it.angle.lower()
        about = (it.nature, it.brand_id, it.compensation, it.via, it.author_id, angle, part.expects_answer, it.refusal)
        found.append(Touch(it.id, it.occurred_at, ours, *about, part.live))
    return found


def _known(world: World, policy: Policy, who: UUID, ask: Any) -> Facts:
    at = ask.occurred_at
    person = world.of(Blogger, id=who)[0]
    wished = [one for one in world.of(Preference, blogger_id=who) if one.updated_at <= at]
    return Facts(
        person=Person(
            who,
            person.name,
            "FR",
            "Europe/Paris",
            source=person.source,
            legal_basis=person.legal_basis,
            do_not_contact=bool(person.do_not_contact_at and person.do_not_contact_at <= at),
            wishes=Wishes(frozenset(wished[0].vias)) if wished else Wishes(),
        ),
        standing=_standing(world, who, ask.brand_id, at),
        touches=tuple(touch for touch in _touches(world, who) if touch.at < at),
        dated=tuple(
            Dated(one.id, one.kind, one.since, one.until, one.brand_id, one.by, one.label, one.reason)
            for one in world.of(Circumstance, blogger_id=who, deleted_at=None)
            if one.since <= at and (one.settled_at is None or at < one.settled_at)
        ),
        team=_team(world, policy, ask),
    )


def _standing(world: World, who: UUID, brand: UUID, at: datetime) -> Standing:
    relations = world.of(Relation, blogger_id=who, brand_id=brand)
    moves = sorted(world.of(RelationStageMove, relation_id=relations[0].id), key=lambda move: move.at)
    for move in reversed(moves):
        if move.at <= at:
            return Standing(move.to_stage, move.at)
    return Standing(moves[0].from_stage or moves[0].to_stage if moves else relations[0].stage)


def _team(world: World, policy: Policy, ask: Any) -> Team:
    """Of everybody who was ever asked in the time looked at: here, of all."""
    if not world.answers:
        for who in world.people:
            touches = _touches(world, who)
            world.answers += History(touches, touches[0].brand_id, policy, NOW).answers
    earliest = ask.occurred_at - policy.rhythm_months * timedelta(days=30.4375)
    known = [days for at, days in world.answers if earliest < at < ask.occurred_at]
    today = ask.occurred_at.astimezone(PARIS).date()
    start = datetime.combine(today, datetime.min.time(), PARIS)
    first = set()
    for who in world.people:
        for touch in _touches(world, who):
            said = touch.ours and touch.nature in ("ask", "neutral") and touch.author_id == ask.author_id
            if said and start <= touch.at < ask.occurred_at:
                before = [one for one in _touches(world, who) if one.brand_id == touch.brand_id and one.at < start]
                first |= set() if before else {who}
    ends = datetime.combine(today + DAY, datetime.min.time(), PARIS)
    return Team(percentile(known, 0.5) if known else None, len(first), ends)


def strict(policy: Policy, factor: float) -> Policy:
    """Every ceiling times `factor`."""
    stages = {stage: replace(rule, ceiling=rule.ceiling * factor) for stage, rule in policy.stages.items()}
    return replace(policy, stages=stages)


# --- the same figures


POLICY = replace(Policy.of(CHANGED), time_zone="UTC")


async def test_every_ask_is_weighed_by_what_was_known_just_before_it(database, world):
    since = NOW - 365 * DAY
    async with database.read() as session:
        asks = replay.asks(await queries.past_of(session, world.owner.actor, since), POLICY)
    expected = reckon(world, POLICY, since)
    assert len(asks) == len(expected) > 60
    pressed = {True: {"pressure"}, False: set()}
    mine = Counter((one.at, frozenset(map(str, one.codes)) | pressed[one.pressed()]) for one in asks)
    assert mine == Counter((one.at, frozenset(one.codes)) for one in expected)
    assert Counter((one.at, one.answered) for one in asks) == Counter((one.at, one.answered) for one in expected)
    seen = {code for one in expected for code in one.codes}
    assert seen >= {"pressure", "cadence", "chaser", "debt", "do_not_disturb", "exclusivity", "preference", "angle"}
    assert "do_not_contact" in seen


@pytest.mark.parametrize("factor", [0.5, 0.9, 1.0, 1.5])
async def test_a_strictness_is_the_policy_with_every_ceiling_times_it(owner, world, factor):
    since = NOW - 6 * reports.timing_what_if.MONTH
    expected = reckon(world, strict(POLICY, factor), since)
    params = {"months": 6, "ceilings": factor}
    body = (await owner.api.get("/api/v1/reports/what-if", params=params)).json()
    held, passed = [[one for one in expected if one.held == which] for which in (True, False)]
    assert (body["chosen"]["asks"], body["chosen"]["held"]) == (len(expected), len(held))
    for name, group in (("against", held), ("good", passed)):
        said = [one.answered for one in group if one.answered is not None]
        share = sum(said) / len(said) if said else None
        assert body["chosen"][name] == {"asked": len(said), "answered": sum(said), "share": share}
    assert body["chosen"] in body["scale"]
    codes = Counter(code for one in expected for code in one.codes)
    assert {one["code"]: one["count"] for one in body["reasons"]} == codes
    html = (await owner.html.get("/reports/what-if", params=params)).text
    assert f"{len(held)} of {len(expected)} requests would have been postponed" in html
    assert f"{sum(bool(one.answered) for one in held)} of those had been answered" in html


async def test_a_preview_counts_the_last_quarter_under_what_is_typed(owner, world):
    since = NOW - 90 * DAY
    body = {"half_life_days": 5, "answer_working_days": 60, "exchange_days": 0, "unanswered_days": 0}
    tried = replace(Policy.of(CHANGED | body), time_zone="UTC")
    expected, present = reckon(world, tried, since), reckon(world, POLICY, since)
    assert (await owner.api.post("/api/v1/timing/policy/preview", json=body)).json() == {
        "asks": len(expected),
        "held": sum(one.held for one in expected),
        "held_now": sum(one.held for one in present),
        "held_answered": sum(bool(one.answered) for one in expected if one.held),
    }
    assert sum(one.held for one in expected) != sum(one.held for one in present)
    from tests.outreach.timing_policy.test_policy import posted

    html = (await owner.html.get("/settings/timing/preview", params=posted(tried))).text
    held = sum(one.held for one in expected)
    assert f"With this, {held} of {len(expected)} requests of the last 90 days would have been held back." in html
    assert (await owner.api.get("/api/v1/timing/policy")).json()["half_life_days"] == 30


async def test_members_of_one_brand_replay_theirs_under_the_weight_of_all(database, cast, world):
    since = NOW - 365 * DAY
    limited = replace(cast["manager"].actor, brand_ids=frozenset([world.owner.brand.id]))
    async with database.read() as session:
        asks = replay.asks(await queries.past_of(session, limited, since), POLICY)
    expected = [one for one in reckon(world, POLICY, since) if one.brand == world.owner.brand.id]
    assert Counter((one.at, one.held(), one.answered) for one in asks) == Counter(
        (one.at, one.held, one.answered) for one in expected
    )


async def test_as_many_statements_for_few_as_for_many(database, world, count_statements):
    counts = []
    for days in (20, 365):
        async with database.read() as session:
            with count_statements() as executed:
                past = await queries.past_of(session, world.owner.actor, NOW - days * DAY)
        counts.append((len(executed), bool(past.asks)))
    assert counts == [(8, True), (8, True)]
    async with database.read() as session:
        with count_statements() as executed:
            await reports.timing_figures(session, world.owner.actor)
        assert len(executed) == 2 + 1 + 8


async def test_the_newest_are_replayed_when_there_are_too_many(database, world, monkeypatch):
    from app.outreach.timing.queries import replay as reading

    monkeypatch.setattr(reading, "MOST_ASKS", 40)
    async with database.read() as session:
        past = await queries.past_of(session, world.owner.actor, NOW - 365 * DAY)
    expected = sorted((one.at for one in reckon(world, POLICY, NOW - 365 * DAY)), reverse=True)
    assert past.cut
    assert sorted((one.at for one in replay.asks(past, POLICY)), reverse=True) == expected[:40]


async def test_who_may(viewer, mate, stranger, manager, world):
    for person in (viewer, mate):
        assert (await person.html.get("/reports/what-if")).status_code == 403
        assert (await person.api.get("/api/v1/reports/what-if")).status_code == 403
        assert (await person.html.get("/reports/timing")).status_code == 200
    assert (await manager.html.get("/reports/what-if")).status_code == 200
    empty = (await stranger.api.get("/api/v1/reports/what-if")).json()
    assert (empty["chosen"]["asks"], empty["reasons"]) == (0, [])
    assert (await stranger.html.get("/reports/what-if")).status_code == 200
    for wrong in ({"ceilings": 2}, {"ceilings": "x"}, {"months": 0}):
        assert (await manager.api.get("/api/v1/reports/what-if", params=wrong)).status_code == 422


async def test_both_languages(owner, world):
    await owner.html.post("/account", data={"name": "Olga", "locale": "fr", "time_zone": "Europe/Paris"})
    html = (await owner.html.get("/reports/what-if")).text
    assert "auraient été reportées" in html
    assert "Et si" in html
    assert "Le bon moment, en chiffres" in (await owner.html.get("/reports/timing")).text


# --- the managers' figures


async def _figures(person: Member) -> dict[str, Any]:
    answer = await person.api.get("/api/v1/reports/timing")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_before_anybody_acts_on_advice_the_figures_are_the_replays(owner, world):
    expected = reckon(world, POLICY, NOW - 365 * DAY)
    body = await _figures(owner)
    assert body["replayed"]
    assert body["avoided"] == sum(one.held for one in expected)
    for name, held in (("good", False), ("against", True)):
        said = [one.answered for one in expected if one.held == held and one.answered is not None]
        assert (body[name]["asked"], body[name]["answered"]) == (len(said), sum(said))
        answered = [one.at.astimezone(PARIS) for one in expected if one.held == held and one.answered]
        by_month = Counter(at.strftime("%Y-%m-01") for at in answered if at.strftime("%Y-%m") > "2025-11")
        told = {month["first"]: month[name]["answered"] for month in body["months"] if month[name]["answered"]}
        assert told == by_month
    html = (await owner.html.get("/reports/timing")).text
    assert "replayed under the present settings" in html


async def test_exchanges_and_answers_are_counted_as_they_went(owner, cast, database, world):
    for limited in (False, True):
        brands = [owner.brand.id] if limited else [owner.brand.id, world.other]
        begun, theirs, hours = 0, 0, []
        for who in world.people:
            for brand in brands:
                touches = sorted((one for one in _touches(world, who) if one.brand_id == brand), key=lambda one: one.at)
                before = waits = None
                for touch in touches:
                    fresh = touch.at >= NOW - 365 * DAY
                    if fresh and (before is None or touch.at - before > 30 * DAY):
                        begun, theirs = begun + 1, theirs + (not touch.ours)
                    if not touch.ours:
                        waits = waits or (touch.at if touch.awaits else None)
                    elif waits:
                        hours += [(touch.at - waits) / timedelta(hours=1)] if fresh else []
                        waits = None
                    before = touch.at
        actor = replace(cast["mate"].actor, brand_ids=frozenset(brands)) if limited else owner.actor
        async with database.read() as session:
            found = (await reports.timing_figures(session, actor)).conversation
        assert (found.exchanges, found.begun_by_them, found.answers) == (begun, theirs, len(hours))
        assert found.answer_hours == pytest.approx(median(hours))
    for path in ("/reports", "/reports?paper=1", "/reports/timing"):
        drawn = (await owner.html.get(path)).text.split("Who began the exchanges", 1)[1].split("</ol>", 1)[0]
        whole = (await _figures(owner))["conversation"]
        assert f"{whole['begun_by_them']} of {whole['exchanges']}" in drawn


async def test_what_people_did_with_advice_is_told_once_it_is_old_enough(owner, mate, stranger, database, world):
    since = NOW - 365 * DAY
    asks = [row for row in world.of(Interaction, direction="out", nature="ask") if row.occurred_at >= since]
    asks = sorted(asks, key=lambda ask: ask.occurred_at)[-60:]
    parts = {part.interaction_id: part.blogger_id for part in world.rows[InteractionBlogger]}
    chance = Random(5)
    made: list[dict[str, Any]] = []
    for ask in asks:
        outcome = chance.choice(["followed", "overridden"])
        made.append(
            {
                "blogger_id": parts[ask.id],
                "brand_id": ask.brand_id,
                "interaction_id": ask.id,
                "at": ask.occurred_at,
                "outcome": outcome,
                "why": chance.choice(["deadline", "met", ""]) if outcome == "overridden" else "",
            }
        )
    somebody = {"blogger_id": world.people[0], "brand_id": owner.brand.id, "outcome": "avoided"}
    made += [somebody | {"at": NOW - n * DAY} for n in range(7)]
    async with database.write() as session:
        usual = {"workspace_id": owner.workspace_id, "nature": "ask", "verdict": "wait"}
        session.add_all([AdviceOutcome(**usual, **values) for values in made])
    body = await _figures(owner)
    assert not body["replayed"]
    assert body["avoided"] == 7
    for name, outcome in (("good", "followed"), ("against", "overridden")):
        ripe = [one for one in made if one["outcome"] == outcome and one["at"] + 30 * DAY <= NOW]
        said = [_heard(world, one["blogger_id"], one["brand_id"], one["at"]) for one in ripe]
        assert (body[name]["asked"], body[name]["answered"]) == (len(said), sum(said))
    whys = Counter(one["why"] for one in made if one["outcome"] == "overridden")
    assert {one["why"]: one["count"] for one in body["overrides"]} == whys
    html = (await owner.html.get("/reports/timing")).text
    assert "What people did with the advice they were given." in html
    assert "Deadline" in html
    assert sum(one["count"] for one in (await _figures(mate))["overrides"]) == sum(
        one["outcome"] == "overridden" and one["brand_id"] == owner.brand.id for one in made
    )
    none = await _figures(stranger)
    assert (none["avoided"], none["overrides"], none["conversation"]["exchanges"]) == (0, [], 0)
