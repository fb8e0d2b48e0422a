"""Jobs are claimed once, retried, handed back, and never completed by a late owner."""

import asyncio
import contextlib
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import func, select, update

from app.core import queue
from app.core.clock import now
from app.core.db import Database
from app.core.queue import Job, JobContext, LostLease


@pytest.fixture(autouse=True)
def only_these_jobs() -> Iterator[None]:
    handlers, periods = dict(queue._handlers), dict(queue._periods)
    queue._handlers.clear()
    queue._periods.clear()
    yield
    queue._handlers.clear()
    queue._periods.clear()
    queue._handlers.update(handlers)
    queue._periods.update(periods)


async def add(database: Database, name: str = "work", **options) -> UUID:
    async with database.write() as session:
        return await queue.enqueue(session, name, options.pop("payload", {}), **options)


async def take(database: Database) -> Job | None:
    async with database.write() as session:
        return await queue.claim(session)


async def stored(database: Database, job_id: UUID) -> Job:
    async with database.read() as session:
        return await session.get_one(Job, job_id)


async def run(database: Database) -> bool:
    return await queue.run_one(database, None)


async def test_a_job_runs_with_its_payload_and_is_done(database: Database):
    seen = []

    @queue.job("work")
    async def work(context: JobContext, word: str) -> None:
        seen.append(word)

    job_id = await add(database, payload={"word": "hello"})
    assert await run(database)
    assert not await run(database)
    assert seen == ["hello"]
    assert (await stored(database, job_id)).state == "done"


async def test_a_job_waits_for_its_time(database: Database):
    await add(database, run_at=now() + timedelta(hours=1))
    assert await take(database) is None
    with time_machine.travel(now() + timedelta(hours=2)):
        assert await take(database)


async def test_a_change_that_rolls_back_leaves_no_job(database: Database):
    with contextlib.suppress(ZeroDivisionError):
        async with database.write() as session:
            await queue.enqueue(session, "work")
            raise ZeroDivisionError
    assert await take(database) is None


async def test_a_unique_key_waits_once_and_is_free_when_done(database: Database):
    queue.job("work")(_nothing)
    first = await add(database, unique_key="one")
    assert await add(database, unique_key="one") == first
    await run(database)
    assert await add(database, unique_key="one") != first


async def test_two_transactions_that_enqueue_one_key_make_one_job(database: Database):
    found = await asyncio.gather(*(add(database, unique_key="one") for _each in range(8)))
    assert len(set(found)) == 1


async def test_many_workers_claim_each_job_once(database: Database):
    wanted = {await add(database) for _each in range(20)}

    async def claim_all() -> list[UUID]:
        taken = []
        while job := await take(database):
            taken.append(job.id)
        return taken

    taken = [job_id for each in await asyncio.gather(*(claim_all() for _each in range(4))) for job_id in each]
    assert sorted(taken) == sorted(wanted)


async def test_a_lapsed_lease_is_taken_over_and_the_late_owner_refused(database: Database):
    job_id = await add(database)
    late = await take(database)
    assert late is not None
    assert await take(database) is None
    with time_machine.travel(now() + queue.LEASE * 2):
        heir = await take(database)
        assert heir is not None
        assert (heir.id, heir.fence) == (job_id, late.fence + 1)
        with pytest.raises(LostLease):
            async with JobContext(database, job_id, late.fence, None).unit():
                pytest.fail("the late owner wrote")
        await queue._end(database, late, "done", "")
        assert (await stored(database, job_id)).state == "running"


async def test_what_a_late_owner_wrote_is_rolled_back(database: Database):
    await add(database)
    late = await take(database)
    assert late is not None
    async with database.write() as session:
        await session.execute(update(Job).values(fence=Job.fence + 1))
    with pytest.raises(LostLease):
        async with JobContext(database, late.id, late.fence, None).unit() as session:
            await queue.enqueue(session, "more")
    async with database.read() as session:
        assert (await session.execute(select(func.count()).select_from(Job))).scalar() == 1


async def test_five_failures_leave_a_visible_dead_letter(database: Database):
    @queue.job("work")
    async def work(context: JobContext) -> None:
        raise RuntimeError("no luck")

    job_id = await add(database)
    for attempt in range(1, 6):
        with time_machine.travel(now() + timedelta(minutes=2 * attempt), tick=False):
            assert await run(database)
    job = await stored(database, job_id)
    assert (job.state, job.attempts) == ("failed", 5)
    assert "no luck" in job.last_error


async def test_a_job_that_kills_its_worker_every_time_ends_too(database: Database):
    job_id = await add(database)
    for attempt in range(1, 6):
        with time_machine.travel(now() + queue.LEASE * 2 * attempt):
            assert await take(database)
    with time_machine.travel(now() + queue.LEASE * 20):
        assert await run(database)
    assert (await stored(database, job_id)).state == "failed"


async def test_a_poison_job_does_not_hold_up_the_others(database: Database):
    @queue.job("poison")
    async def poison(context: JobContext) -> None:
        raise RuntimeError

    queue.job("work")(_nothing)
    await add(database, "poison")
    after = await add(database, "work")
    assert await run(database)
    assert await run(database)
    assert (await stored(database, after)).state == "done"


async def test_a_name_that_this_version_does_not_know_is_a_failure(database: Database):
    job_id = await add(database, "of another version")
    assert await run(database)
    assert "of another version" in (await stored(database, job_id)).last_error


async def test_a_stopping_worker_hands_its_job_back(database: Database):
    started = asyncio.Event()

    @queue.job("work")
    async def work(context: JobContext) -> None:
        started.set()
        await asyncio.sleep(60)

    job_id = await add(database)
    running = asyncio.create_task(run(database))
    await started.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    job = await stored(database, job_id)
    assert (job.state, job.attempts) == ("queued", 0)
    assert await take(database)


async def test_a_heartbeat_keeps_the_lease_of_a_long_job(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(queue, "LEASE", timedelta(seconds=0.3))
    taken_over = []

    @queue.job("work")
    async def work(context: JobContext) -> None:
        first = (await stored(database, context.job_id)).lease_until
        for _look in range(3_000):
            if (await stored(database, context.job_id)).lease_until > first:
                break
            await asyncio.sleep(0.01)
        with time_machine.travel(first + timedelta(milliseconds=1), tick=False):  # it would have run out by now
            taken_over.append(await take(database))

    await add(database)
    await run(database)
    assert taken_over == [None]


async def test_the_loss_of_the_lease_ends_the_handler(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(queue, "LEASE", timedelta(seconds=0.15))

    @queue.job("work")
    async def work(context: JobContext) -> None:
        async with database.write() as session:
            await session.execute(update(Job).values(fence=Job.fence + 1))
        await asyncio.sleep(30)

    await add(database)
    async with asyncio.timeout(20):
        assert await run(database)


async def test_progress_starts_the_count_of_attempts_again(database: Database):
    job_id = await add(database)
    for attempt in range(1, 9):
        with time_machine.travel(now() + queue.LEASE * 2 * attempt):
            taken = await take(database)
            assert taken is not None
            async with JobContext(database, job_id, taken.fence, None).unit(progress=True):
                pass
    assert (await stored(database, job_id)).attempts == 1


async def test_a_periodic_job_is_planned_once_per_period(database: Database):
    queue.job("tidy", every=timedelta(hours=1))(_nothing)
    for hours in (0, 0.5, 1.5):
        with time_machine.travel(now() + timedelta(hours=hours)):
            await queue.enqueue_periodic(database)
            while await run(database):
                pass
    async with database.read() as session:
        assert (await session.execute(select(func.count()).select_from(Job))).scalar() == 2


async def test_old_done_jobs_are_purged_and_failed_ones_stay(database: Database):
    queue.job("work")(_nothing)
    done, failed = await add(database), await add(database, "unknown")
    await run(database)
    async with database.write() as session:
        await session.execute(update(Job).where(Job.id == failed).values(state="failed", finished_at=now()))
    with time_machine.travel(now() + queue.KEPT * 2):
        async with database.write() as session:
            assert await queue.purge(session) == 1
            assert await session.get(Job, done) is None
            assert await session.get(Job, failed)


async def _nothing(context: JobContext) -> None:
    """A job that does nothing."""
