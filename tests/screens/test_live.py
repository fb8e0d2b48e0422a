"""What open pages hear of colleagues' changes: the names of what changed, in their workspace and brands, no hole."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from app.activity import news
from app.activity.news import Place
from app.activity.service import record
from app.core.clock import now
from app.core.errors import Unauthenticated
from app.screens import live
from app.screens.live import From, Live

SEEN = text("SELECT id, last_seen_at FROM user_session ORDER BY id")
SOON = 60
"""Seconds; PostgreSQL holds news back while any transaction of the server is open, be it another test's."""


class Ear:
    """One page that listens."""

    def __init__(self, messages: AsyncIterator[str]) -> None:
        self._said: asyncio.Queue[str | None] = asyncio.Queue()
        self._task = asyncio.create_task(self._listen(messages))
        self.last = ""

    async def _listen(self, messages: AsyncIterator[str]) -> None:
        async with contextlib.aclosing(messages):
            async for said in messages:
                await self._said.put(said)
        await self._said.put(None)

    async def message(self) -> str:
        """The next; "" when the stream has ended."""
        said = await asyncio.wait_for(self._said.get(), SOON) or ""
        for line in said.splitlines():
            self.last = line.removeprefix("id: ") if line.startswith("id: ") else self.last
        return said

    async def hears(self) -> list[dict]:
        """The next names; heartbeats are passed over."""
        async with asyncio.timeout(SOON):
            while not (told := names(await self.message())):
                pass
        return told

    async def nothing(self) -> bool:
        """Nothing but heartbeats for three looks."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(3 * live.POLL_SECONDS):
                return not names(await self.message())
        return True

    async def leave(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


def names(said: str) -> list[dict]:
    found = [line.removeprefix("data: ") for line in said.splitlines() if line.startswith("data: ")]
    return [it for data in found for it in json.loads(data) if isinstance(it, dict)]


async def comes(what: Callable[[], object]) -> None:
    """Waits until `what` is true."""
    async with asyncio.timeout(SOON):
        while True:
            if what():
                return
            await asyncio.sleep(0.01)


async def all_settled(database, person, count: int) -> None:
    """Waits until the feed tells so many."""
    async with asyncio.timeout(SOON):
        while True:
            async with database.read() as session:
                if len(await news.after(session, [person.workspace_id], Place(), count)) == count:
                    return
            await asyncio.sleep(0.05)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(live, "POLL_SECONDS", 0.05)


@pytest.fixture
async def streams(database) -> AsyncIterator[Live]:
    streams = Live(database)
    yield streams
    await streams.close()


@pytest.fixture
async def listen(streams):
    """`await listen(person)`: a page of theirs that has opened its stream."""
    ears = []

    async def begin(person, begin=None, **changed) -> Ear:
        actor = replace(person.actor, **changed)

        async def check():
            return actor

        ear = Ear(streams.listen(actor, begin or From(), check))
        ears.append(ear)
        ear.opening = await ear.message()
        return ear

    yield begin
    for ear in ears:
        await ear.leave()


async def change(database, person, **on) -> UUID:
    """A change of theirs, in a transaction of its own."""
    subject = on.pop("subject_id", None) or uuid4()
    kind = on.pop("kind", "blogger")
    on = {"blogger_id": subject} | on
    async with database.write() as session:
        await record(session, person.actor, f"{kind}.updated", kind, subject, {"city": ["", "Lyon"]}, name="X", **on)
    return subject


async def test_colleagues_hear_what_changed_and_by_whom_never_what_it_says(database, cast, listen):
    page = await listen(cast["owner"])
    subject = await change(database, cast["mate"])
    (told,) = await page.hears()
    assert told["subject"] == "blogger"
    assert told["id"] == told["blogger"] == str(subject)
    assert told["by"] == "Malik"
    assert told["mine"] is False
    assert set(told) == {"subject", "id", "blogger", "partnership", "campaign", "by", "mine"}


async def test_ones_own_changes_are_told_as_such(database, cast, listen):
    page = await listen(cast["mate"])
    await change(database, cast["mate"])
    (told,) = await page.hears()
    assert told["mine"]
    assert not told["by"]


async def test_another_workspace_hears_nothing_and_one_limited_to_brands_nothing_of_others(database, cast, listen):
    elsewhere, there = await listen(cast["stranger"]), uuid4()
    limited = await listen(cast["viewer"], brand_ids=frozenset({there}))
    await change(database, cast["mate"], brand_id=cast["owner"].brand.id)
    assert await elsewhere.nothing()
    assert await limited.nothing()
    seen = await change(database, cast["mate"], brand_id=there)
    assert [it["id"] for it in await limited.hears()] == [str(seen)]


async def test_what_no_page_shows_is_not_told(database, cast, listen):
    page = await listen(cast["owner"])
    await change(database, cast["manager"], kind="token", blogger_id=None)
    assert await page.nothing()


async def test_who_comes_back_misses_nothing_and_hears_nothing_twice(database, cast, listen):
    page = await listen(cast["owner"])
    first = await change(database, cast["mate"])
    assert [it["id"] for it in await page.hears()] == [str(first)]
    await page.leave()
    missed = [await change(database, cast["mate"]) for _each in range(3)]
    back = await listen(cast["owner"], From(page.last))
    told = names(back.opening)
    while len(told) < 3:
        told += await back.hears()
    assert [it["id"] for it in told] == [str(it) for it in missed]
    assert await back.nothing()


async def test_what_was_done_between_the_making_of_the_page_and_its_stream_is_told(database, cast, listen):
    made = now()
    subject = await change(database, cast["mate"])
    page = await listen(cast["owner"], From(since=made))
    told = names(page.opening) or await page.hears()
    assert [it["id"] for it in told] == [str(subject)]


@pytest.mark.parametrize("begin", [From("12.-1.-1"), From("nonsense"), From(since=now() - timedelta(hours=3))])
async def test_a_place_that_says_nothing_any_more_makes_pages_fetch_everything(cast, listen, begin):
    page = await listen(cast["owner"], begin)
    assert [it["subject"] for it in names(page.opening)] == ["everything"]


async def test_very_much_at_once_is_told_as_everything(database, cast, listen, monkeypatch):
    monkeypatch.setattr(live, "MOST_NEWS", 3)
    page = await listen(cast["owner"])
    await page.leave()
    for _each in range(5):
        await change(database, cast["mate"])
    await all_settled(database, cast["owner"], 5)
    back = await listen(cast["owner"], From(page.last))
    told = names(back.opening) or await back.hears()
    assert [it["subject"] for it in told] == ["everything"]


async def test_a_seventh_page_of_one_session_ends_the_oldest(cast, listen, streams):
    session_id = uuid4()
    pages = [await listen(cast["owner"], session_id=session_id) for _each in range(7)]
    other = await listen(cast["owner"], session_id=uuid4())
    assert 'data: "too-many"' in await pages[0].message()
    assert await other.nothing()
    assert await pages[0].message() == ""
    assert streams.count == 7


async def test_a_stream_ends_soon_after_signing_out_and_follows_what_one_may_see(database, cast, streams, monkeypatch):
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.02)
    monkeypatch.setattr(live, "CHECK_SECONDS", 0.05)
    now_seen, given = [cast["viewer"].actor], []

    async def check():
        if not now_seen:
            raise Unauthenticated
        given.append(now_seen[0])
        return now_seen[0]

    page = Ear(streams.listen(cast["viewer"].actor, From(), check))
    await page.message()
    now_seen[0] = replace(cast["viewer"].actor, brand_ids=frozenset())
    await comes(lambda: now_seen[0] in given)
    await change(database, cast["mate"], brand_id=cast["owner"].brand.id)
    assert await page.nothing()
    now_seen.clear()
    async with asyncio.timeout(SOON):
        while 'data: "signed-out"' not in (said := await page.message()):
            assert said == ":\n\n"
    assert await page.message() == ""
    assert streams.count == 0


async def test_nobody_listens_nothing_is_read(database, cast, streams, listen, count_statements):
    page = await listen(cast["owner"])
    await page.leave()
    await comes(streams._poller.done)
    with count_statements() as executed:
        await asyncio.sleep(0.3)
    assert not executed


async def test_one_poller_reads_for_all_streams(database, cast, streams, listen, count_statements, monkeypatch):
    for who in ("owner", "manager", "mate", "viewer", "stranger"):
        await listen(cast[who])
    look, looks = streams._look, []

    async def counted():
        with count_statements() as executed:
            told = await look()
        looks.append(len(executed))
        return told

    monkeypatch.setattr(streams, "_look", counted)
    await comes(lambda: len(looks) == 3)
    assert looks == [2, 2, 2]


async def test_a_failing_look_is_tried_again(database, cast, listen, streams, monkeypatch, caplog):
    monkeypatch.setattr(live, "POLL_AFTER_FAILURE", 0.05)
    page = await listen(cast["owner"])
    look, failures = streams._look, [OSError("the database is away")]

    async def failing():
        if failures:
            raise failures.pop()
        return await look()

    monkeypatch.setattr(streams, "_look", failing)
    await comes(lambda: not failures)
    assert "cannot be read" in caplog.text
    subject = await change(database, cast["mate"])
    assert [it["id"] for it in await page.hears()] == [str(subject)]


async def test_all_streams_end_at_once_when_the_process_stops(cast, listen, streams, monkeypatch):
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 2 * SOON)  # which would wake them, too
    pages = [await listen(cast[who]) for who in ("owner", "mate")]
    streams.end()
    for page in pages:
        assert await page.message() == ""


class Answer:
    """What the application sends for one GET, as it sends it."""

    def __init__(self, app, path: str, cookie: str) -> None:
        self.status, self.headers, self.sent = 0, {}, asyncio.Queue()
        self._gone = asyncio.Event()
        where, _sign, query = path.partition("?")
        headers = [(b"host", b"tact.test"), (b"cookie", f"tact_session={cookie}".encode())]
        scope = {"type": "http", "method": "GET", "path": where, "raw_path": where.encode(), "root_path": ""}
        scope |= {"query_string": query.encode(), "headers": headers, "scheme": "http", "http_version": "1.1"}
        scope |= {"server": ("tact.test", 80), "client": ("127.0.0.1", 1), "asgi": {"version": "3.0"}}
        self.task = asyncio.create_task(app(scope, self._receive, self._send))

    async def _receive(self):
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            await self.sent.put(message["body"].decode())

    async def names(self) -> list[dict]:
        async with asyncio.timeout(SOON):
            while not (told := names(await self.sent.get())):
                pass
        return told

    async def leave(self) -> None:
        self._gone.set()
        await asyncio.wait_for(self.task, SOON)


async def test_over_http_owner_mate_and_viewer_hear_a_stranger_does_not(app, owner, mate, viewer, stranger):
    pages = {who.name: Answer(app, "/live", who.cookie) for who in (owner, mate, viewer, stranger)}
    for page in pages.values():
        assert "retry: 2000" in await asyncio.wait_for(page.sent.get(), SOON)
        assert page.status == 200
        assert page.headers["content-type"].startswith("text/event-stream")
        assert page.headers["x-accel-buffering"] == "no"
        assert "no-store" in page.headers["cache-control"]
    made = await mate.api.post("/api/v1/bloggers", json={"name": "Camille Moreau"})
    for who in (owner, mate, viewer):
        told = await pages[who.name].names()
        assert {it["blogger"] for it in told} == {made.json()["id"]}
        assert "Camille" not in json.dumps(told)
        assert all(it["by"] == ("" if who is mate else "Malik") for it in told)
    assert pages["Stefan"].sent.empty() or not names(pages["Stefan"].sent.get_nowait())
    for page in pages.values():
        await page.leave()
    assert app.state.live.count == 0


async def test_listening_is_no_use_of_the_session(app, database, owner):
    async with database.read() as session:
        before = (await session.execute(SEEN)).all()
    page = Answer(app, "/live?since=1", owner.cookie)
    assert (await page.names())[0]["subject"] == "everything"
    await page.leave()
    async with database.read() as session:
        assert (await session.execute(SEEN)).all() == before
