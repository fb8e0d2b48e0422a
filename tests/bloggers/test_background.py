"""A change of very many people: its page, its job, a killed worker, and the way back."""

import re
from html import unescape
from uuid import UUID

import pytest

from app.bloggers import queries, service
from app.bloggers.filters import BloggerFilters
from app.bloggers.schemas import BloggerIn
from app.bloggers.service import background
from app.core import queue
from app.core.queue import Job
from tests.cast import PARTIAL


@pytest.fixture
async def crowd(database, cast, monkeypatch) -> list[UUID]:
    monkeypatch.setattr(background, "AT_ONCE", 2)
    async with database.write() as session:
        actor = cast["owner"].actor
        made = [await service.create_blogger(session, actor, BloggerIn(name=f"Person {n}")) for n in range(5)]
        return [one.id for one in made]


async def tagged(database, person) -> int:
    async with database.read() as session:
        return len(await queries.matching_ids(session, person.actor, BloggerFilters(tag=["tea"])))


async def begin(person, crowd, verb="add-tag", **values) -> str:
    data = {"ids": [str(one) for one in crowd], "query": "sort=name", **values}
    answer = await person.html.post(f"/bloggers/bulk/{verb}", data=data)
    assert answer.status_code == 303, answer.text[:500]
    return answer.headers["location"]


async def test_the_first_at_once_the_others_by_a_job_and_all_of_it_back(mate, crowd, database, run_jobs):
    path = await begin(mate, crowd, tag="tea")
    assert re.fullmatch(r"/bloggers/bulk/[\w-]{36}", path)
    assert await tagged(database, mate) == 2
    page = (await mate.html.get(path)).text
    assert "It waits for its turn." in page
    assert "every 1s" in (await mate.html.get(path, headers=PARTIAL)).text
    await run_jobs()
    assert await tagged(database, mate) == 5
    page = (await mate.html.get(path)).text
    assert "every 1s" not in page
    assert 'href="/bloggers?sort=name"' in page
    told = (await mate.api.get(f"/api/v1/jobs/{path.rpartition('/')[2]}")).json()
    assert (told["state"], told["done"], told["total"]) == ("done", 5, 5)
    undo = unescape(re.findall(r'action="(/bloggers/bulk/undo[^"]*)"', page)[0])
    path = (await mate.html.post(undo)).headers["location"]
    assert await tagged(database, mate) == 3  # taking back very much goes on in the background, too
    await run_jobs()
    assert await tagged(database, mate) == 0
    again = unescape(re.findall(r'action="(/bloggers/bulk/undo[^"]*)"', (await mate.html.get(path)).text)[0])
    await mate.html.post(again)
    await run_jobs()
    assert await tagged(database, mate) == 5


async def test_programs_begin_one_and_take_it_back(mate, crowd, database, run_jobs):
    ids = [str(one) for one in crowd]
    begun = (await mate.api.post("/api/v1/bloggers/bulk/tag", json={"ids": ids, "add": ["tea"]})).json()
    assert (begun["changed"], begun["until"]) == (2, None)
    await run_jobs()
    job = (await mate.api.get(f"/api/v1/jobs/{begun['job_id']}")).json()
    assert (job["state"], await tagged(database, mate)) == ("done", 5)
    span = {"since": begun["since"], "until": job["finished_at"]}
    await mate.api.post("/api/v1/bloggers/bulk/undo", json=span)
    await run_jobs()
    assert await tagged(database, mate) == 0


@pytest.mark.parametrize(
    ("verb", "values"), [("assign", {}), ("move", {"stage": "trusted"}), ("archive", {}), ("remove-tag", {"tag": "x"})]
)
async def test_every_verb_goes_on_in_the_background(owner, crowd, database, run_jobs, verb, values):
    if verb == "assign":
        values = {"owner_id": str(owner.user.id)}
    path = await begin(owner, crowd, verb, **values)
    await run_jobs()
    assert "Done." in (await owner.html.get(path)).text
    async with database.read() as session:
        rows = (await queries.page(session, owner.actor, BloggerFilters(archived=verb == "archive"))).items
    assert len(rows) == 5
    if verb in ("assign", "move"):
        relations = [row.relation for row in rows if row.relation]
        wanted = ("trusted", None) if verb == "move" else ("not_met", owner.user.id)
        assert {(it.stage, it.owner_id) for it in relations} == {wanted}


async def test_a_killed_worker_is_followed_by_one_that_goes_on(mate, crowd, database, settings, monkeypatch):
    import app.worker  # noqa: F401

    path = await begin(mate, crowd, tag="tea")
    change, calls = background.change, []

    async def dies(*given):
        calls.append(given)
        if len(calls) == 2:
            raise RuntimeError("killed")
        return await change(*given)

    monkeypatch.setattr(background, "change", dies)
    await queue.run_one(database, settings)
    assert await tagged(database, mate) == 4
    monkeypatch.setattr(background, "change", change)
    async with database.write() as session:
        job = await session.get_one(Job, UUID(path.rpartition("/")[2]))
        assert (job.done, job.total, job.state) == (4, 5, "queued")
        job.run_at = job.created_at
    await queue.run_one(database, settings)
    assert await tagged(database, mate) == 5


async def test_only_who_began_it_sees_its_page(mate, owner, viewer, stranger, crowd):
    path = await begin(mate, crowd, tag="tea")
    assert (await owner.html.get(path)).status_code == 404
    assert (await viewer.html.get(path)).status_code == 403
    assert (await stranger.html.get(path)).status_code == 404


async def test_what_is_refused_is_refused_before_anything_is_enqueued(mate, crowd, database, stranger):
    data = {"ids": [str(one) for one in crowd], "owner_id": str(stranger.user.id)}
    assert (await mate.html.post("/bloggers/bulk/assign", data=data)).status_code == 422
    async with database.read() as session:
        assert await queue.counts(session) == {}
