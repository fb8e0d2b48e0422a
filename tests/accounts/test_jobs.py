"""An administrator sees the background jobs that did not get done, tries them again or gives them up."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.activity.models import Activity
from app.core import queue
from app.core.clock import now
from app.core.queue import Job

PAGE, API = "/settings/jobs", "/api/v1/jobs"


@pytest.fixture
def add(database, owner):
    async def added(**values) -> Job:
        ours = {"workspace_id": owner.workspace_id, "name": "transfer.import", "run_at": now()}
        failed = {"state": "failed", "attempts": 5, "last_error": "ValueError: zoe@carnet.example.org is wrong"}
        job = Job(**{**ours, **failed, "finished_at": now(), **values})
        async with database.write() as session:
            session.add(job)
        return job

    return added


async def names(database, **_nothing) -> list[tuple[str, int]]:
    async with database.read() as session:
        return [(it.state, it.attempts) for it in (await session.execute(select(Job))).scalars()]


async def test_a_failed_job_is_shown_without_what_its_error_says(owner, add):
    await add()
    page = (await owner.html.get(PAGE)).text
    (told,) = (await owner.api.get(API)).json()["items"]
    assert "Import of a spreadsheet" in page
    assert "ValueError" in page
    assert "zoe@" not in page
    assert "zoe@" not in str(told)
    assert (told["trouble"], told["error"], told["attempts"]) == ("failed", "ValueError", 5)


@pytest.mark.parametrize(
    "values, trouble",
    [
        ({"state": "queued", "attempts": 2, "run_at": now() + timedelta(minutes=1)}, "retrying"),
        ({"state": "queued", "attempts": 0, "last_error": "", "run_at": now() - timedelta(hours=1)}, "stalled"),
        ({"state": "running", "lease_until": now() - timedelta(hours=1)}, "stalled"),
        ({"state": "running", "lease_until": now() + timedelta(minutes=1)}, None),
        ({"state": "queued", "attempts": 0, "last_error": ""}, None),
        ({"state": "done", "last_error": ""}, None),
        ({"workspace_id": None, "name": "core.tidy"}, "failed"),
    ],
)
async def test_what_is_shown_is_what_does_not_get_done_by_itself(owner, add, values, trouble):
    await add(**values)
    told = (await owner.api.get(API)).json()["items"]
    assert [it["trouble"] for it in told] == ([trouble] if trouble else [])
    assert (await owner.html.get(PAGE)).status_code == 200


async def test_it_is_tried_again_with_all_its_tries(owner, add, database):
    job = await add()
    answer = await owner.html.post(f"{PAGE}/{job.id}/retry")
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    assert await names(database) == [("queued", 0)]
    assert (await owner.html.post(f"{PAGE}/{job.id}/retry")).status_code == 404


async def test_it_is_given_up_and_both_are_told(owner, add, database):
    for path in ("retry", "discard"):
        assert (await owner.html.post(f"{PAGE}/{(await add()).id}/{path}")).status_code == 303
    job = await add()
    assert (await owner.api.post(f"{API}/{job.id}/retry")).status_code == 204
    assert (await owner.api.delete(f"{API}/{(await add()).id}")).status_code == 204
    assert [state for state, _n in await names(database)] == ["queued", "queued"]
    async with database.read() as session:
        verbs = list((await session.execute(select(Activity.verb).order_by(Activity.seq))).scalars())
    assert verbs == ["job.retried", "job.discarded", "job.retried", "job.discarded"]


async def test_work_that_waits_anew_is_not_done_twice(owner, add, database):
    job = await add(unique_key="import:1")
    async with database.write() as session:
        await queue.enqueue(session, "transfer.import", unique_key="import:1")
    answer = await owner.api.post(f"{API}/{job.id}/retry")
    assert (answer.status_code, "anew already" in answer.text) == (409, True)


async def test_one_that_a_worker_has_taken_up_is_left_to_it(owner, add, database):
    job = await add(state="queued", attempts=1, run_at=now())
    async with database.write() as session:
        await queue.claim(session)
    assert (await owner.api.delete(f"{API}/{job.id}")).status_code == 404


async def test_only_administrators_and_only_their_own(mate, manager, stranger, add):
    job = await add()
    for person in (mate, manager):
        assert (await person.html.get(PAGE)).status_code == 403
        assert (await person.api.post(f"{API}/{job.id}/retry")).status_code == 403
    assert (await stranger.api.get(API)).json()["items"] == []
    assert (await stranger.html.post(f"{PAGE}/{job.id}/discard")).status_code == 404


async def test_a_failed_job_makes_nothing_unready(client, add):
    await add()
    assert (await client.get("/readyz")).status_code == 200
