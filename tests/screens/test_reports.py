"""The manager's figures against a world small enough to be counted by hand: everything is worked out a second time in
plain Python from the list of what happened."""

import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random
from statistics import median
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.accounts.models import Brand, Member, MemberBrand, Workspace
from app.bloggers import service as people
from app.bloggers.models import Blogger
from app.bloggers.schemas import BloggerIn
from app.campaigns import queries as campaign_queries
from app.campaigns import service as campaigns
from app.campaigns.schemas import CampaignIn
from app.core import clock
from app.core.actor import Actor
from app.core.db import Database
from app.outreach import service as outreach
from app.outreach.schemas import InteractionIn, NextStepIn
from app.outreach.timing.models import AdviceOutcome
from app.partnerships import queries as partnerships
from app.partnerships import service
from app.partnerships.models import Stage
from app.partnerships.schemas import PartnershipIn
from app.screens import reports
from app.screens.reports import since as since_file
from app.screens.reports.since import last_monday
from tests.cast import Person
from tests.scenes import Scene

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
"""A Wednesday; the clocks of Paris went back on 25 October."""
MONDAY = datetime(2026, 11, 16, tzinfo=PARIS)
FORWARD = ("prospect", "contacted", "in_conversation", "negotiating", "agreed", "active", "completed")
OPEN, WON, LOST = FORWARD[:4], FORWARD[4:], ("declined", "no_answer")


@pytest.fixture(autouse=True)
async def on_that_wednesday() -> AsyncIterator[None]:
    """Async, so that it is the clock of the task in which the tests run."""
    with clock.at(NOW):
        yield


@dataclass
class Story:
    """One partnership as it went."""

    brand: UUID
    owner: UUID | None
    campaign: UUID | None
    currency: str
    expected: int | None
    moves: list[tuple[datetime, str]]
    hidden: bool = False
    """It, or its person, is in the bin."""
    waits: bool = False
    """A dated next step lies ahead."""
    agreed: int | None = None

    @property
    def stage(self) -> str:
        return self.moves[-1][1]

    @property
    def value(self) -> int:
        return 0 if self.stage in LOST else (self.expected or 0) if self.agreed is None else self.agreed


@dataclass
class World:
    default: UUID
    other: UUID
    stages: dict[str, Stage]
    stories: list[Story] = field(default_factory=list)
    steps: list[tuple[UUID, datetime]] = field(default_factory=list)
    """Brand and moment of those that are open."""
    contacts: list[tuple[UUID, datetime, str]] = field(default_factory=list)
    people: list[datetime] = field(default_factory=list)

    def seen(self, actor: Actor) -> list[Story]:
        return [one for one in self.stories if not one.hidden and actor.sees_brand(one.brand)]


@pytest.fixture
async def other_brand(database: Database, cast: dict[str, Person]) -> UUID:
    """Olga sees it; Malik, limited to the first brand, does not."""
    owner, mate = cast["owner"], cast["mate"]
    async with database.write() as session:
        brand = Brand(workspace_id=owner.workspace_id, name="Other", name_key="other")
        session.add(brand)
        (await session.get_one(Member, mate.member.id)).limited = True
        (await session.get_one(Workspace, owner.workspace_id)).brand_count = 2
        await session.flush()
        session.add(MemberBrand(workspace_id=owner.workspace_id, member_id=mate.member.id, brand_id=owner.brand.id))
    return brand.id


@pytest.fixture
async def world(scene: Scene, database: Database, cast: dict[str, Person], other_brand: UUID) -> World:
    """Fifteen partnerships of two brands, moved about for three months, told by the services themselves."""
    return await scene("three months", lambda: _three_months(database, cast, other_brand))


async def _three_months(database: Database, cast: dict[str, Person], other_brand: UUID) -> World:
    owner, chance = cast["owner"], Random(11)
    begin = NOW - timedelta(days=90)
    async with database.write() as session:
        with clock.at(begin):
            spring = (await campaigns.create(session, owner.actor, CampaignIn(name="Spring table"))).id
            gone = (await campaigns.create(session, owner.actor, CampaignIn(name="Given up"))).id
            course = await partnerships.get_course(session, owner.actor)
            world = World(owner.brand.id, other_brand, {stage.key: stage for stage in course.stages})
        for number in range(15):
            story = Story(
                brand=chance.choice([world.default, other_brand]),
                owner=chance.choice([owner.user.id, cast["mate"].user.id, None]),
                campaign=None,
                currency=chance.choice(["EUR", "CHF"]),
                expected=chance.choice([None, 10_000, 25_000]),
                moves=_course(chance, begin),
                hidden=number in (3, 4),
                waits=number % 5 == 0,
            )
            if story.brand == world.default:
                story.campaign = chance.choice([spring, gone, None])
            await _live(session, owner.actor, world, story, number)
        campaign = await campaign_queries.get_campaign(session, owner.actor, gone)
        await campaigns.delete(session, owner.actor, campaign)
    for story in world.stories:
        story.campaign = None if story.campaign == gone else story.campaign
    return world


def _course(chance: Random, begin: datetime) -> list[tuple[datetime, str]]:
    """A few stages and when it entered each; now and then it goes back, or comes again to where it was."""
    moment, stages = begin + timedelta(days=chance.randint(0, 80), hours=chance.randint(0, 23)), ["prospect"]
    every = (*FORWARD, *LOST, "paused")
    for _move in range(chance.randint(0, 5)):
        stages.append(chance.choice([stage for stage in every if stage != stages[-1]]))
    moments = sorted(chance.uniform(moment.timestamp(), NOW.timestamp() - 60) for _stage in stages[1:])
    later = [datetime.fromtimestamp(int(one), UTC) for one in moments]
    return list(zip([moment, *later], stages, strict=True))


async def _live(session: Any, actor: Actor, world: World, story: Story, number: int) -> None:
    (begin, _first), *later = story.moves
    with clock.at(begin):
        person = await people.create_blogger(session, actor, BloggerIn(name=f"Zoé Lambert {number}"))
        given = PartnershipIn(
            blogger_id=person.id,
            brand_id=story.brand,
            campaign_id=story.campaign,
            currency=story.currency,
            expected_minor=story.expected,
        )
        made = await service.create(session, actor, given)
        made.owner_id = story.owner
    for moment, stage in later:
        with clock.at(moment):
            if stage == "agreed":
                story.agreed = 30_000 + number
            await service.move(session, actor, made, stage, "as told", agreed_minor=story.agreed)
    due = NOW + (timedelta(days=3) if story.waits else timedelta(days=-number))
    with clock.at(NOW - timedelta(days=60)):
        about = NextStepIn(title="Write again", due_at=due, blogger_id=person.id, brand_id=story.brand)
        await outreach.add_step(session, actor, about)
    if story.waits:
        made.next_step_at = due
    world.stories.append(story)
    if number == 3:
        await people.delete(session, actor, person)
    else:
        world.steps.append((story.brand, due))
        world.people.append(begin)
    if number == 4:
        await service.delete(session, actor, made)


def readers(cast: dict[str, Person], world: World) -> list[Actor]:
    """Olga, and Malik who works for one brand only."""
    return [cast["owner"].actor, replace(cast["mate"].actor, brand_ids=frozenset([world.default]))]


async def test_since_a_day_everything_is_told_as_it_happened(database, world, cast):
    starts = (MONDAY, MONDAY - timedelta(days=30), NOW - timedelta(days=200))
    for start, reader in product(starts, readers(cast, world)):
        async with database.read() as session:
            since = await reports.since_day(session, reader, start)
        moved, won, lost = Counter(), Counter(), Counter()
        for story in world.seen(reader):
            before = None
            for moment, stage in story.moves:
                if moment >= start:
                    kind = lost if stage in LOST else won if stage in WON and before not in WON else moved
                    kind[moment, stage] += 1
                before = stage
        for told, expected in ((since.moved, moved), (since.won, won), (since.lost, lost)):
            assert told.total == expected.total()
            assert Counter((row.at, row.to_key) for row in told) == expected
            assert [row.at for row in told] == sorted((row.at for row in told), reverse=True)
        undone = [due for brand, due in world.steps if reader.sees_brand(brand) and start <= due < NOW]
        assert [row.due_at for row in since.undone] == sorted(undone)
        assert since.undone.total == len(undone)
        assert since.new_bloggers == sum(moment >= start for moment in world.people)


async def test_a_long_list_is_cut_and_its_count_is_not(database, world, cast, monkeypatch):
    async with database.read() as session:
        whole = await reports.since_day(session, cast["owner"].actor, NOW - timedelta(days=200))
        monkeypatch.setattr(since_file, "MOST", 7)
        since = await reports.since_day(session, cast["owner"].actor, NOW - timedelta(days=200))
    assert [row.at for row in since.moved] == [row.at for row in whole.moved][:7]
    assert since.moved.total == whole.moved.total > 7
    assert since.moved.more == whole.moved.total - 7


async def test_where_everything_stands(database, world, cast):
    for reader in readers(cast, world):
        async with database.read() as session:
            standing = await reports.standing(session, reader)
        seen = world.seen(reader)
        for lines, key in (
            (standing.by_stage, lambda story: world.stages[story.stage].id),
            (standing.by_owner, lambda story: story.owner),
            (standing.by_brand, lambda story: story.brand),
            (standing.by_campaign, lambda story: story.campaign),
        ):
            grouped: dict[Any, list[Story]] = {}
            for story in seen:
                grouped.setdefault(key(story), []).append(story)
            assert len(lines) == len(grouped)
            for line in lines:
                stories = grouped[line.id]
                assert line.count == len(stories)
                assert line.open == sum(story.stage in OPEN for story in stories)
                assert line.won == sum(story.stage in WON for story in stories)
                sums = Counter()
                for story in stories:
                    sums[story.currency] += story.value
                assert line.sums == {currency: value for currency, value in sums.items() if value}
        assert [line.name for line in standing.by_stage] == [
            partnerships.Course(None, list(world.stages.values())).labels[key]  # type: ignore[arg-type]
            for key in world.stages
            if any(story.stage == key for story in seen)
        ]
        assert {line.name for line in standing.by_campaign} == {"", "Spring table"}


async def test_what_needs_an_eye(database, world, cast):
    for reader in readers(cast, world):
        async with database.read() as session:
            standing = await reports.standing(session, reader)
        seen = world.seen(reader)
        late = [
            story
            for story in seen
            if (limit := world.stages[story.stage].limit_days)
            and story.moves[-1][0] < NOW - timedelta(days=limit)
            and not story.waits
        ]
        assert standing.stuck == len(late) > 0
        assert standing.unowned == sum(story.owner is None and story.stage in OPEN for story in seen) > 0
        assert standing.overdue == sum(reader.sees_brand(brand) and due < NOW for brand, due in world.steps) > 0


async def test_how_it_flows(database, world, cast):
    for reader in readers(cast, world):
        async with database.read() as session:
            course = await partnerships.get_course(session, reader)
            flow = await reports.flow(session, reader, course)
        assert [step.key for step in flow.steps] == list(FORWARD)
        for place, step in enumerate(flow.steps):
            entered, went_on, days = 0, 0, []
            for story in world.seen(reader):
                stages = [stage for _moment, stage in story.moves]
                if step.key in stages:
                    entered += 1
                    went_on += any(stage in FORWARD[place + 1 :] for stage in stages[stages.index(step.key) :])
                for (since, stage), (until, _next) in zip(story.moves, story.moves[1:], strict=False):
                    if stage == step.key:
                        days.append(int((until - since).total_seconds()) / 86_400)
            assert (step.entered, step.went_on) == (entered, went_on), step.key
            assert step.share == (went_on / entered if entered else None)
            assert step.median_days == (pytest.approx(median(days)) if days else None)


# --- weeks


EDGES = [
    (datetime(2026, 10, 18, 21, 59, 59, tzinfo=UTC), date(2026, 10, 12)),  # Sunday, a second to midnight, in summer
    (datetime(2026, 10, 18, 22, 0, tzinfo=UTC), date(2026, 10, 19)),
    (datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC), date(2026, 10, 19)),  # the Sunday that had 25 hours
    (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
    (datetime(2026, 11, 15, 22, 59, 59, tzinfo=UTC), date(2026, 11, 9)),
    (datetime(2026, 11, 15, 23, 0, tzinfo=UTC), date(2026, 11, 16)),
    (datetime(2026, 8, 30, 22, 0, tzinfo=UTC), date(2026, 8, 31)),  # the first moment shown
    (datetime(2026, 8, 30, 21, 59, 59, tzinfo=UTC), None),
]


async def _contacts(database: Database, actor: Actor, brand: UUID, moments: list[datetime], **values: Any) -> None:
    async with database.write() as session:
        person = await people.create_blogger(session, actor, BloggerIn(name="Camille Moreau"))
        for moment in moments:
            given = {"kind": "email", "direction": "out", "summary": "Hello", **values}
            touch = InteractionIn(blogger_ids=[person.id], occurred_at=moment, brand_id=brand, **given)
            await outreach.log(session, actor, touch)


async def _weeks(database: Database, actor: Actor) -> dict[date, tuple[int, int]]:
    async with database.read() as session:
        course = await partnerships.get_course(session, actor)
        weeks = (await reports.flow(session, actor, course)).weeks
    assert len(weeks) == 12
    return {week.monday: (week.out, week.heard) for week in weeks}


async def test_a_week_begins_on_monday_where_the_reader_is(database, owner):
    await _contacts(database, owner.actor, owner.brand.id, [moment for moment, _monday in EDGES])
    weeks = await _weeks(database, owner.actor)
    expected = Counter(monday for _moment, monday in EDGES if monday)
    assert {monday: out for monday, (out, _heard) in weeks.items() if out} == expected
    assert list(weeks)[-1] == date(2026, 11, 16)


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/Sao_Paulo"])
async def test_elsewhere_the_same_contacts_fall_in_other_weeks(database, owner, zone):
    actor, chance = replace(owner.actor, time_zone=zone), Random(7)
    moments = [NOW - timedelta(hours=chance.randint(0, 90 * 24), minutes=chance.randint(0, 59)) for _n in range(60)]
    await _contacts(database, owner.actor, owner.brand.id, [*moments, *(moment for moment, _monday in EDGES)])
    expected: Counter[date] = Counter()
    for moment in [*moments, *(moment for moment, _monday in EDGES)]:
        day = moment.astimezone(ZoneInfo(zone)).date()
        expected[day - timedelta(days=day.weekday())] += 1
    weeks = await _weeks(database, actor)
    assert {monday: out for monday, (out, _heard) in weeks.items()} == {monday: expected[monday] for monday in weeks}


async def test_answers_count_apart_notes_and_other_brands_not_at_all(database, owner, cast, other_brand):
    limited = replace(cast["mate"].actor, brand_ids=frozenset([owner.brand.id]))
    yesterday = [NOW - timedelta(days=1)]
    await _contacts(database, owner.actor, owner.brand.id, yesterday * 2)
    await _contacts(database, owner.actor, owner.brand.id, yesterday * 3, direction="in")
    await _contacts(database, owner.actor, owner.brand.id, yesterday, kind="note", direction=None)
    await _contacts(database, owner.actor, other_brand, yesterday)
    assert (await _weeks(database, owner.actor))[date(2026, 11, 16)] == (3, 3)
    assert (await _weeks(database, limited))[date(2026, 11, 16)] == (2, 3)


@pytest.mark.parametrize(
    ("moment", "monday"),
    [
        (datetime(2026, 11, 16, 9, tzinfo=PARIS), datetime(2026, 11, 9, tzinfo=PARIS)),  # on a Monday: the one before
        (datetime(2026, 11, 15, 23, 59, tzinfo=PARIS), datetime(2026, 11, 9, tzinfo=PARIS)),
        (datetime(2026, 10, 28, 9, tzinfo=PARIS), datetime(2026, 10, 25, 23, tzinfo=UTC)),  # the week winter began
        (datetime(2027, 3, 31, 9, tzinfo=PARIS), datetime(2027, 3, 28, 22, tzinfo=UTC)),  # and summer
    ],
)
def test_last_monday_is_midnight_there(cast, moment, monday):
    assert last_monday(cast["owner"].actor, moment) == monday


# --- the page and the API


async def _report(person: Person, **params: Any) -> dict[str, Any]:
    answer = await person.api.get("/api/v1/reports", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_program_gets_the_same_numbers(owner, database, world):
    body = await _report(owner, since="2026-10-01")
    start = datetime(2026, 10, 1, tzinfo=PARIS)
    async with database.read() as session:
        since = await reports.since_day(session, owner.actor, start)
        standing = await reports.standing(session, owner.actor)
        flow = await reports.flow(session, owner.actor, await partnerships.get_course(session, owner.actor))
    counts = {name: getattr(since, name).total for name in ("moved", "won", "lost", "undone")}
    assert body["since"] == {"start": "2026-09-30T22:00:00Z", **counts, "new_bloggers": since.new_bloggers}
    assert (body["stuck"], body["overdue"], body["unowned"]) == (standing.stuck, standing.overdue, standing.unowned)
    for name in ("by_stage", "by_owner", "by_brand", "by_campaign"):
        lines = [(line.name, line.count, line.open, line.won, line.sums) for line in getattr(standing, name)]
        assert [tuple(line[key] for key in ("name", "count", "open", "won", "sums")) for line in body[name]] == lines
    assert [(step["key"], step["entered"], step["went_on"]) for step in body["flow"]] == [
        (step.key, step.entered, step.went_on) for step in flow.steps
    ]
    assert [week["monday"] for week in body["weeks"]] == [week.monday.isoformat() for week in flow.weeks]


async def test_members_of_one_brand_see_theirs_strangers_nothing_and_viewers_all(owner, mate, viewer, stranger, world):
    whole, part = await _report(owner), await _report(mate)
    assert [line["name"] for line in part["by_brand"]] == [owner.brand.name]
    assert part["by_brand"][0]["count"] == sum(not s.hidden and s.brand == world.default for s in world.stories)
    assert sum(line["count"] for line in whole["by_brand"]) == sum(not story.hidden for story in world.stories)
    assert await _report(viewer) == whole
    none = await _report(stranger)
    assert (none["by_stage"], none["overdue"], none["since"]["moved"], none["since"]["new_bloggers"]) == ([], 0, 0, 0)


async def test_the_page_says_them_on_screen_and_on_paper(owner, world):
    body = await _report(owner, since="2026-10-01")
    for paper in (0, 1):
        html = (await owner.html.get("/reports", params={"since": "2026-10-01", "paper": paper})).text
        _says(html, body)
        assert "Spring table" in html
        assert "Given up" not in html
        _says_timing(html, (await owner.api.get("/api/v1/reports/timing")).json())
        assert ("/reports/timing" in html) == (not paper)


def _says(html: str, body: dict[str, Any]) -> None:
    for label, figure in (
        ("New people", body["since"]["new_bloggers"]),
        ("Moved", body["since"]["moved"]),
        ("Agreed", body["since"]["won"]),
        ("Declined or no answer", body["since"]["lost"]),
        ("Promised, not done", body["since"]["undone"]),
        ("Stuck", body["stuck"]),
        ("Overdue", body["overdue"]),
        ("Without an owner", body["unowned"]),
    ):
        shown = html.split(f"<dt>{label}</dt>", 1)[1].split("</dd>", 1)[0]
        assert re.search(rf">{figure}\b", shown), label


def _says_timing(html: str, body: dict[str, Any]) -> None:
    talk = body["conversation"]
    avoided = "Requests that would have waited" if body["replayed"] else "Requests avoided"
    for label, figure in (
        (avoided, str(body["avoided"])),
        ("Answered, at a good moment", f"{body['good']['answered']} of {body['good']['asked']}"),
        ("Answered, against advice", f"{body['against']['answered']} of {body['against']['asked']}"),
        ("Exchanges they began", f"{talk['begun_by_them']} of {talk['exchanges']}"),
        ("Our answers, median", f"{talk['answers']} answer"),
    ):
        shown = html.split(f"<dt>{label}</dt>", 1)[1].split("</div>", 1)[0]
        assert figure in shown, label
    assert ("Who began the exchanges" in html) == bool(talk["exchanges"])


async def test_why_people_went_on_against_advice_is_drawn(owner, database, world):
    async with database.write() as session:
        who = (await session.execute(select(Blogger.id).where(Blogger.workspace_id == owner.workspace_id))).scalars()
        same = {"workspace_id": owner.workspace_id, "brand_id": owner.brand.id, "blogger_id": next(who)}
        same |= {"nature": "ask", "verdict": "wait", "outcome": "overridden", "at": NOW - timedelta(days=2)}
        session.add_all([AdviceOutcome(**same, why=why) for why in ("deadline", "deadline", "met")])
    for paper in (0, 1):
        html = (await owner.html.get("/reports", params={"paper": paper})).text
        drawn = html.split("Why people went on against advice", 1)[1].split("</svg>", 1)[0]
        assert re.findall(r'class="name"[^>]*>([^<]+)<.*?class="value"[^>]*>(\d+)<', drawn, re.DOTALL) == [
            ("Deadline", "2"),
            ("Met in person", "1"),
        ]


async def test_the_lists_behind_the_figures_hold_as_many(owner, world):
    body = await _report(owner)
    for path, params, figure in (
        ("partnerships", {"stuck": "true"}, body["stuck"]),
        ("partnerships", {"owner": "none", "kind": ["to_contact", "in_talks"]}, body["unowned"]),
        ("next-steps", {"state": "overdue"}, body["overdue"]),
    ):
        listed = (await owner.api.get(f"/api/v1/{path}", params={**params, "limit": 500})).json()
        assert len(listed["items"]) == figure, path
    html = (await owner.html.get("/reports")).text
    assert "/next-steps?state=overdue" in html
    assert "owner=none&amp;kind=to_contact&amp;kind=in_talks" in html
    assert (await owner.html.get("/partnerships?owner=none&kind=to_contact&kind=in_talks&view=list")).status_code == 200


async def test_another_pipeline_flows_apart(owner, database, world):
    made = await owner.api.post("/api/v1/pipelines", json={"name": "Events"})
    assert made.status_code == 201, made.text
    body = await _report(owner, pipeline=made.json()["id"])
    assert all(step["entered"] == 0 for step in body["flow"])
    assert body["by_stage"] == (await _report(owner))["by_stage"]
    html = (await owner.html.get("/reports", params={"pipeline": made.json()["id"]})).text
    assert f'value="{made.json()["id"]}" selected' in html


async def test_who_is_not_signed_in_sees_none_of_it(client, owner):
    assert (await client.get("/reports")).status_code in (302, 303)
    assert (await client.get("/api/v1/reports")).status_code == 401
    assert (await owner.api.get("/api/v1/reports", params={"since": "2026-02-31"})).status_code == 422


async def test_statements_do_not_grow_with_what_there_is(owner, database, world, count_statements):
    with count_statements() as executed:
        await owner.html.get("/reports")
    assert len(executed) <= 20 + 2 + 9, executed  # timing's figures, and those of a replay
    with count_statements() as executed:
        await owner.api.get("/api/v1/reports")
    assert len(executed) <= 18, executed
    async with database.read() as session:
        with count_statements() as executed:
            await reports.standing(session, owner.actor)
        assert len(executed) == 7
        with count_statements() as executed:
            await reports.since_day(session, owner.actor, MONDAY)
        assert len(executed) == 5
        course = await partnerships.get_course(session, owner.actor)
        with count_statements() as executed:
            await reports.flow(session, owner.actor, course)
        assert len(executed) == 3
