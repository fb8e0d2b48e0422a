"""The numbers behind the pictures, worked out a second time in plain Python; who sees which; their files."""

import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from app.accounts.models import User
from app.bloggers import service as people
from app.bloggers.schemas import AudienceIn, BloggerIn
from app.core import clock
from app.core.actor import Actor
from app.core.db import Database
from app.outreach import service as outreach
from app.outreach.schemas import InteractionIn
from app.partnerships import queries as partnerships
from app.partnerships import service
from app.partnerships.schemas import PartnershipIn
from app.screens import pictures
from app.screens.pictures.contacts import shifts
from tests.cast import PARTIAL, Person

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
"""A Wednesday; the clocks of Paris went back on 25 October."""
STAGES = ("prospect", "contacted", "in_conversation", "declined", "agreed", "completed")


@pytest.fixture(autouse=True)
async def on_that_wednesday() -> AsyncIterator[None]:
    with clock.at(NOW):
        yield


async def talk(
    database: Database, actor: Actor, who: UUID, moments: list[datetime], brand: UUID | None = None, **values: Any
) -> None:
    async with database.write() as session:
        for moment in moments:
            given = {"kind": "email", "direction": "out", "summary": "Hello", **values}
            touch = InteractionIn(blogger_ids=[who], occurred_at=moment, brand_id=brand, **given)
            await outreach.log(session, actor, touch)


def moments(count: int, seed: int) -> list[datetime]:
    chance = Random(seed)
    edges = [datetime(2026, 10, 24, 21, 59, 59, tzinfo=UTC), datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC)]
    edges += [datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)]
    return edges + [NOW - timedelta(minutes=chance.randint(0, 340 * 24 * 60)) for _n in range(count)]


# --- by day, by hour


@pytest.mark.parametrize("zone", ["Europe/Paris", "Asia/Kolkata", "America/Sao_Paulo", "Australia/Lord_Howe"])
async def test_days_and_hours_are_the_readers(database, owner, camille, zone):
    ours, theirs = moments(40, 1), moments(20, 2)
    await talk(database, owner.actor, camille, ours)
    await talk(database, owner.actor, camille, theirs, direction="in")
    await talk(database, owner.actor, camille, ours[:3], kind="note", direction=None)
    reader, there = replace(owner.actor, time_zone=zone), ZoneInfo(zone)
    async with database.read() as session:
        days = await pictures.days(session, reader, camille)
        assert await pictures.days(session, reader) == days
        hours = await pictures.hours(session, reader)
    said = Counter(moment.astimezone(there).date() for moment in ours)
    heard = Counter(moment.astimezone(there).date() for moment in theirs)
    assert {day.day: (day.out, day.heard) for day in days} == {day: (said[day], heard[day]) for day in said | heard}
    assert [day.day for day in days] == sorted(said | heard)
    monday = NOW.astimezone(there).date() - timedelta(days=2, weeks=11)
    lately = [moment.astimezone(there) for moment in ours if moment.astimezone(there).date() >= monday]
    expected = Counter((moment.weekday(), moment.hour) for moment in lately)
    assert {(hour.weekday, hour.hour): hour.out for hour in hours} == expected


async def test_a_zone_is_so_far_ahead_and_changes_twice_a_year():
    paris, year = ZoneInfo("Europe/Paris"), datetime(2026, 1, 1, tzinfo=UTC)
    summer, winter = datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)
    assert shifts(paris, year, NOW) == [(year, 3_600), (summer, 7_200), (winter, 3_600)]
    assert shifts(ZoneInfo("Asia/Kolkata"), year, NOW) == [(year, 19_800)]
    assert shifts(paris, NOW, NOW) == [(NOW, 3_600)]


async def test_nothing_older_than_a_year_and_nothing_deleted(database, owner, camille):
    await talk(database, owner.actor, camille, [NOW - timedelta(days=380), NOW - timedelta(days=3)])
    async with database.write() as session:
        touch = InteractionIn(blogger_ids=[camille], kind="email", direction="out", summary="Not sent after all")
        gone = await outreach.log(session, owner.actor, touch)
        await outreach.delete(session, owner.actor, gone)
    async with database.read() as session:
        for whose in (camille, None):
            assert [day.day for day in await pictures.days(session, owner.actor, whose)] == [date(2026, 11, 15)]


# --- stages


async def test_stages_week_by_week_by_their_history(database, owner, mate, second_brand):
    chance, stories = Random(5), []
    async with database.write() as session:
        for number in range(12):
            begin = NOW - timedelta(days=chance.randint(1, 120))
            brand = owner.brand.id if number % 3 else second_brand
            with clock.at(begin):
                person = await people.create_blogger(session, owner.actor, BloggerIn(name=f"Zoé Lambert {number}"))
                given = PartnershipIn(blogger_id=person.id, brand_id=brand, currency="EUR")
                made = await service.create(session, owner.actor, given)
            moves = [(begin, "prospect")]
            for day in sorted(chance.sample(range(1, 60), chance.randint(0, 3)), reverse=True):
                if (moment := NOW - timedelta(days=day)) > begin and (stage := chance.choice(STAGES)) != moves[-1][1]:
                    with clock.at(moment):
                        await service.move(session, owner.actor, made, stage, "as told")
                    moves.append((moment, stage))
            if number == 4:
                await service.delete(session, owner.actor, made)
            else:
                stories.append((brand, moves))
    paris = ZoneInfo("Europe/Paris")
    for reader in (owner.actor, replace(mate.actor, brand_ids=frozenset([owner.brand.id]))):
        async with database.read() as session:
            course = await partnerships.get_course(session, reader)
            weeks = await pictures.stages_by_week(session, reader, course, 9)
        assert [week.monday for week in weeks] == [date(2026, 9, 21) + timedelta(weeks=n) for n in range(9)]
        for week in weeks:
            end = datetime.combine(week.monday + timedelta(days=7), datetime.min.time(), paris)
            stood = Counter()
            for brand, moves in stories:
                before = [stage for moment, stage in moves if moment < end]
                if before and reader.sees_brand(brand):
                    stood[before[-1]] += 1
            assert {key: n for key, n in week.counts.items() if n} == stood


# --- who sees which


@pytest.fixture
async def two_brands(database, owner, camille, second_brand) -> None:
    await talk(database, owner.actor, camille, [NOW - timedelta(days=2)] * 2, owner.brand.id, nature="ask")
    await talk(database, owner.actor, camille, [NOW - timedelta(days=3)], second_brand, nature="ask")


async def _days(person: Person, path: str) -> dict[str, int]:
    answer = await person.api.get(f"/api/v1{path}/pictures")
    assert answer.status_code == 200, answer.text
    return {day["day"]: day["out"] for day in answer.json()["days"]}


async def test_members_of_one_brand_see_their_exchanges(owner, mate, viewer, stranger, camille, two_brands):
    for path in ("/reports", f"/bloggers/{camille}"):
        assert await _days(owner, path) == {"2026-11-15": 1, "2026-11-16": 2}
        assert await _days(viewer, path) == {"2026-11-15": 1, "2026-11-16": 2}
        assert await _days(mate, path) == {"2026-11-16": 2}
    assert await _days(stranger, "/reports") == {}
    assert (await stranger.api.get(f"/api/v1/bloggers/{camille}/pictures")).status_code == 404


async def test_pressure_is_counted_over_all_brands_and_told_in_words(owner, mate, camille, two_brands, second_brand):
    told = [(await person.api.get(f"/api/v1/bloggers/{camille}/pictures")).json() for person in (owner, mate)]
    assert told[0]["pressure"] == told[1]["pressure"]
    assert told[0]["pressure"][-1] == {"monday": "2026-11-16", "level": "too_much"}
    assert told[0]["pressure"][0] == {"monday": "2026-05-25", "level": "calm"}
    assert len(told[0]["pressure"]) == 26
    advice = (await owner.api.get(f"/api/v1/bloggers/{camille}/advice")).json()
    assert advice["pressure"] == "too_much"
    answers = [
        await who.api.get(f"/api/v1/bloggers/{camille}/pictures?brand_id={second_brand}") for who in (owner, mate)
    ]
    assert [answer.status_code for answer in answers] == [200, 404]


async def test_numbers_for_programs(owner, camille, two_brands):
    body = (await owner.api.get("/api/v1/reports/pictures", params={"weeks": 4})).json()
    assert [week["monday"] for week in body["stages"]] == ["2026-10-26", "2026-11-02", "2026-11-09", "2026-11-16"]
    assert set(body["stages"][0]["counts"].values()) == {0}
    assert body["hours"] == [{"weekday": 0, "hour": 10, "out": 2}, {"weekday": 6, "hour": 10, "out": 1}]
    assert (await owner.api.get("/api/v1/reports/pictures", params={"weeks": 99})).status_code == 422
    assert (await owner.api.get("/api/v1/reports/pictures", params={"pipeline": str(uuid4())})).status_code == 422


# --- pages and files


async def test_every_picture_has_its_words_its_table_and_its_files(owner, camille, two_brands):
    for path in ("/reports/pictures", f"/bloggers/{camille}/pictures"):
        html = (await owner.html.get(path)).text
        figures = re.findall(r'<figure class="figure" id="picture-([\w-]+)">(.*?)</figure>', html, re.DOTALL)
        drawn = {key: body for key, body in figures if "<svg" in body}
        assert drawn.keys() == ({"calendar", "pressure"} if "bloggers" in path else {"calendar", "hours"})
        for key, body in drawn.items():
            assert {"<title>", "<desc>", "<table>"} == set(re.findall(r"<(?:title|desc|table)>", body)), key
            for link in re.findall(r'href="([^"]+)" download', body):
                answer = await owner.html.get(link.replace("&amp;", "&"))
                assert answer.status_code == 200
                assert answer.headers["content-disposition"].startswith(f'attachment; filename="{key}.')
                if ".svg" in link:
                    assert ElementTree.fromstring(answer.text).tag.endswith("svg")
                else:
                    assert len(answer.text.splitlines()) > 1


async def test_a_person_is_told_in_words_and_never_in_numbers(owner, camille, two_brands):
    answer = await owner.html.get(f"/bloggers/{camille}/pictures/pressure.csv")
    weeks = answer.text.splitlines()[1:]
    assert {line.split(",")[1] for line in weeks} == {"calm", "high", "too much"}
    html = (await owner.html.get(f"/bloggers/{camille}/pictures", headers=PARTIAL)).text
    assert "Now too much; at most too much, on 16 November 2026." in html
    assert "brand" not in re.sub(r"<[^>]*>", "", html).lower()


async def test_files_in_french(owner, camille, two_brands, database):
    async with database.write() as session:
        (await session.get_one(User, owner.user.id)).locale = "fr"
    answer = await owner.html.get(f"/bloggers/{camille}/pictures/calendar.csv")
    assert answer.text.splitlines() == ["\ufeffJour;De notre part;De leur part", "2026-11-15;1;0", "2026-11-16;2;0"]


async def test_where_there_is_nothing_it_says_what_would_fill_it(owner, camille):
    html = (await owner.html.get("/reports/pictures")).text
    assert '<svg class="drawing"' not in html
    assert html.count("No exchange in the last year.") == 1
    page = (await owner.html.get(f"/bloggers/{camille}/pictures")).text
    assert "Nothing was asked in these months." in page
    for name in ("calendar.csv", "calendar.svg", "pressure.csv", "unknown.csv"):
        assert (await owner.html.get(f"/bloggers/{camille}/pictures/{name}")).status_code == 404
    assert (await owner.html.get("/reports/pictures/hours.pdf")).status_code in (404, 422)


async def test_audience_grows_by_dated_figures(owner, database, camille):
    made = await owner.api.post(
        f"/api/v1/bloggers/{camille}/channels", json={"platform": "blog", "url": "https://camille.example.org"}
    )
    channel = made.json()["id"]
    for day, value in (("2026-01-05", 1_200), ("2026-02-05", 1_900), ("2026-10-05", 4_100)):
        given = AudienceIn(value=value, measured_on=date.fromisoformat(day), source="their page")
        path = f"/api/v1/bloggers/{camille}/channels/{channel}/audience"
        answer = await owner.api.post(path, json=given.model_dump(mode="json"))
        assert answer.status_code == 201, answer.text
        if day == "2026-01-05":
            assert (
                "One figure so far: 1,200 in January 2026."
                in (await owner.html.get(f"/bloggers/{camille}/pictures")).text
            )
    html = (await owner.html.get(f"/bloggers/{camille}/pictures")).text
    assert "1,200 in January 2026, 4,100 in October 2026." in html
    assert html.count('class="mark"') == 3
    text = (await owner.html.get(f"/bloggers/{camille}/pictures/audience-{channel}.csv")).text
    assert text.splitlines()[1:] == [
        "2026-01-05,1200,their page",
        "2026-02-05,1900,their page",
        "2026-10-05,4100,their page",
    ]
    assert f"#picture-audience-{channel}" in (await owner.html.get(f"/bloggers/{camille}")).text


async def test_panels_load_when_they_are_seen_and_are_links_without_a_script(owner, camille):
    for page, panel in (("/reports", "/reports/pictures"), (f"/bloggers/{camille}", f"/bloggers/{camille}/pictures")):
        html = (await owner.html.get(page)).text
        assert re.search(rf'hx-get="{panel}[^"]*" hx-trigger="revealed"', html)
        assert re.search(rf'<noscript><a href="{panel}', html)
        assert "<html" not in (await owner.html.get(panel, headers=PARTIAL)).text


async def test_few_statements_whatever_there_is(owner, database, camille, count_statements):
    async def counted() -> tuple[int, int]:
        found = []
        for path in ("/api/v1/reports/pictures", f"/api/v1/bloggers/{camille}/pictures"):
            with count_statements() as executed:
                assert (await owner.api.get(path)).status_code == 200
            found.append(len(executed))
        return found[0], found[1]

    await counted()
    none = await counted()
    await talk(database, owner.actor, camille, moments(30, 3), nature="ask")
    assert await counted() == none
    assert max(none) <= 12
