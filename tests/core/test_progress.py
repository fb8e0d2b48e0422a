"""The time left: by the pace of the present run, and silence while nobody can tell."""

from datetime import timedelta

import pytest

from app.core.clock import now
from app.core.db import Database
from app.core.progress import Progress
from app.core.queue import Job, JobContext, claim, enqueue

AT = now()


@pytest.mark.parametrize(
    ("done", "began_with", "spent", "left"),
    [
        (250, 0, 10, 30),  # 25 a second, 750 left
        (250, 200, 10, 150),  # 5 a second: what an earlier run did says nothing of this one
        (1000, 0, 10, 0),
        (0, 0, 10, None),  # nothing yet
        (250, 250, 10, None),  # nothing in this run yet
        (250, 0, 1.9, None),  # too young
    ],
)
def test_the_time_left_goes_by_the_pace_of_this_run(done, began_with, spent, left):
    assert Progress(done, 1000, AT - timedelta(seconds=spent), began_with).seconds_left(AT) == left


def test_what_does_not_tell_has_no_time_left():
    assert Progress(0, 0).seconds_left(AT) is None


async def told(database: Database, job_id) -> Job:
    async with database.read() as session:
        return await session.get_one(Job, job_id)


async def begin(database: Database, settings) -> JobContext:
    async with database.write() as session:
        taken = await claim(session)
    assert taken
    return JobContext(database, taken.id, taken.fence, settings)


async def test_what_is_told_survives_a_killed_worker_and_counts_anew(database: Database, settings):
    async with database.write() as session:
        job_id = await enqueue(session, "test.progress")
    context = await begin(database, settings)
    for done in (0, 300):
        async with context.unit() as session:
            await context.tell(session, done, 1000)
    assert (await told(database, job_id)).progress.done == 300
    async with database.write() as session:  # the worker was killed: its lease lapses
        (await session.get_one(Job, job_id)).lease_until = now() - timedelta(seconds=1)
    again = await begin(database, settings)
    found = await told(database, job_id)
    assert (found.done, found.total, found.began_at) == (300, 1000, None)
    async with again.unit() as session:
        await again.tell(session, 300, 1000)
    async with again.unit() as session:
        await again.tell(session, 400, 1000)
    found = await told(database, job_id)
    assert (found.done, found.began_with) == (400, 300)
    assert found.began_at


async def test_a_late_owner_tells_nothing(database: Database, settings):
    async with database.write() as session:
        job_id = await enqueue(session, "test.progress")
    late = await begin(database, settings)
    async with database.write() as session:
        (await session.get_one(Job, job_id)).lease_until = now() - timedelta(seconds=1)
    await begin(database, settings)
    async with database.write() as session:
        await late.tell(session, 900, 1000)
    assert (await told(database, job_id)).done == 0
