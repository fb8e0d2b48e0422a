"""Colleagues' changes, told to open pages as they happen: the names of what changed, never what it says.

A page holds one stream. Whatever it shows of a record it fetches again by its own address, so permissions hold by
themselves; the names too are only those of the reader's workspace and brands. One poller in each process reads the
feed once a second for all of its streams, and only while there are any: it works on both databases and with any number
of processes.
"""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from app.activity import news
from app.activity.news import Place
from app.core.actor import Actor
from app.core.clock import now
from app.core.db import Database
from app.core.errors import TactError
from app.outreach.timing.queries.writing import writing

POLL_SECONDS, POLL_AFTER_FAILURE = 1.0, 5.0
HEARTBEAT_SECONDS = 15.0
CHECK_SECONDS = 30.0
"""How often a stream asks whether its reader may still listen."""
RETRY_MS = 2_000
MOST_STREAMS = 6
"""Of one session in one process; one more ends the oldest."""
MOST_NEWS = 500
"""More at once is told as "everything"."""
MARGIN, LONGEST_AGO = timedelta(seconds=5), timedelta(minutes=10)
"""A page may have been made this much before what it shows was recorded; an older one is told "everything"."""
_EVERYBODYS = frozenset({"pipeline", "stage"})
log = logging.getLogger("tact.live")

Check = Callable[[], Awaitable[Actor]]


class Name(NamedTuple):
    """One thing that changed: what it is, whose it is, and who did it, where it was not the reader (`mine`)."""

    subject: str
    id: str = ""
    blogger: str = ""
    partnership: str = ""
    campaign: str = ""
    by: str = ""
    mine: bool = False


EVERYTHING = Name("everything")


@dataclass(frozen=True, slots=True)
class From:
    """Where a stream begins: after the last event heard (`Last-Event-ID`), else when its page was made."""

    event: str = ""
    since: datetime | None = None


@dataclass(eq=False)
class Stream:
    """What one page has still to hear."""

    actor: Actor
    heard: Place = field(default_factory=Place)
    epoch: int = 0
    waiting: dict[Name, None] = field(default_factory=dict)
    over: str | None = None
    """Why it ends; "" without a word, so that the page comes back."""
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, place: Place | None, told: Iterable[Name]) -> None:
        self.heard = max(self.heard, place or self.heard)
        self.waiting |= dict.fromkeys(told)
        if len(self.waiting) > MOST_NEWS:
            self.waiting = {EVERYTHING: None}
        if self.waiting:
            self.woken.set()

    def end(self, why: str) -> None:
        self.over = why
        self.woken.set()

    def tell(self) -> str:
        told, self.waiting = [name._asdict() for name in self.waiting], {}
        self.woken.clear()
        return f"id: {self.epoch}.{self.heard.xid}.{self.heard.seq}\n" + _message("changed", told)


class Live:
    """The streams of this process and their poller."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._streams: list[Stream] = []
        self._place = Place()
        self._turns: dict[UUID, Any] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._poller: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    async def listen(self, actor: Actor, begin: From, check: Check) -> AsyncIterator[str]:
        """The messages of one stream until it ends. `check` says who reads, or raises when they may not any more."""
        stream = await self._join(actor, begin)
        try:
            yield f"retry: {RETRY_MS}\n" + stream.tell()
            checked = time.monotonic()
            while stream.over is None:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stream.woken.wait(), HEARTBEAT_SECONDS)
                if time.monotonic() > checked + CHECK_SECONDS:
                    checked = time.monotonic()
                    await _check(stream, check)
                if stream.over is None:
                    yield stream.tell() if stream.waiting else ":\n\n"
            if stream.over:
                yield _message("over", stream.over)
        finally:
            self._streams.remove(stream)

    @property
    def count(self) -> int:
        return len(self._streams)

    def end(self) -> None:
        """Every stream, at once: the process stops. Pages come back to the next one, and miss nothing. May be called
        by a signal's handler."""
        self._closed = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._end_all)

    async def close(self) -> None:
        self._closed = True
        self._end_all()
        if self._poller is not None:
            self._poller.cancel()
            await asyncio.gather(self._poller, return_exceptions=True)

    # --- beginning ----------------------------------------------------------------------------------------------

    async def _join(self, actor: Actor, begin: From) -> Stream:
        stream = Stream(actor)
        self._loop = asyncio.get_running_loop()
        async with self._one_at_a_time:  # between two polls, so that nothing falls between them and what is caught up
            await self._catch_up(stream, begin)
            mine = [one for one in self._streams if one.actor.session_id == actor.session_id]
            for oldest in mine[: max(0, len(mine) + 1 - MOST_STREAMS)]:
                oldest.end("too-many")
            if not self._streams:
                self._place, self._turns = stream.heard, None
            self._streams.append(stream)
        if self._closed:
            stream.end("")
        elif self._poller is None or self._poller.done():
            self._poller = asyncio.create_task(self._poll())
        return stream

    async def _catch_up(self, stream: Stream, begin: From) -> None:
        """Tells what a page missed, else that it missed too much to say."""
        workspace_id = stream.actor.workspace_id
        rows: Sequence[Any] = ()
        async with self._database.read() as session:
            stream.epoch = await news.epoch(session, workspace_id)
            latest = await news.latest(session, workspace_id)
            if place := _place(begin.event, stream.epoch):
                rows = await news.after(session, [workspace_id], place, MOST_NEWS + 1)
            elif not begin.event and begin.since and begin.since > now() - LONGEST_AGO:
                rows = await news.since(session, workspace_id, begin.since - MARGIN, MOST_NEWS + 1)
            elif begin.event or begin.since:
                stream.hear(None, [EVERYTHING])
        told = _names(stream.actor, rows) if len(rows) <= MOST_NEWS else [EVERYTHING]
        stream.hear(max([latest, *(Place(row.xid, row.seq) for row in rows)]), told)

    # --- polling ------------------------------------------------------------------------------------------------

    async def _poll(self) -> None:
        while self._streams:
            try:
                async with self._one_at_a_time:
                    pause = 0 if await self._look() == MOST_NEWS else POLL_SECONDS
            except Exception:
                log.exception("the feed cannot be read; trying again")
                pause = POLL_AFTER_FAILURE
            await asyncio.sleep(pause)

    async def _look(self) -> int:
        """Tells every stream what is new to it; returns how much there was."""
        workspaces = {stream.actor.workspace_id for stream in self._streams}
        async with self._database.read() as session:
            rows = await news.after(session, workspaces, self._place, MOST_NEWS)
            turns = {row.id: row for row in await writing(session, workspaces)}
        if rows:
            self._place = Place(rows[-1].xid, rows[-1].seq)
        for stream in self._streams:
            fresh = [row for row in rows if row.workspace_id == stream.actor.workspace_id]
            fresh = [row for row in fresh if (row.xid, row.seq) > stream.heard]
            stream.hear(Place(fresh[-1].xid, fresh[-1].seq) if fresh else None, _names(stream.actor, fresh))
            stream.hear(None, self._presence(stream.actor, turns))
        self._turns = turns
        return len(rows)

    def _presence(self, actor: Actor, turns: dict[UUID, Any]) -> Iterable[Name]:
        """Whom somebody began or ceased to write to since the last look."""
        before = turns if self._turns is None else self._turns
        for key in turns.keys() ^ before.keys():
            turn = turns.get(key) or before[key]
            if turn.workspace_id == actor.workspace_id and actor.sees_brand(turn.brand_id):
                yield Name("writing", str(key), blogger=str(turn.blogger_id))

    def _end_all(self) -> None:
        for stream in self._streams:
            stream.end("")


def _place(event: str, epoch: int) -> Place | None:
    """The place that an event's id names; None where it is from before a restore, or none of ours."""
    parts = event.split(".")
    if len(parts) != 3 or not all(part.removeprefix("-").isdecimal() and len(part) < 19 for part in parts):
        return None
    at, xid, seq = map(int, parts)
    return Place(xid, seq) if at == epoch else None


async def _check(stream: Stream, check: Check) -> None:
    """Lets it go on with what the reader may see by now, or ends it."""
    try:
        actor = await check()
    except TactError:
        stream.end("signed-out")
    else:
        if actor.workspace_id != stream.actor.workspace_id:
            stream.end("elsewhere")
        stream.actor = actor


def _names(actor: Actor, rows: Iterable[Any]) -> list[Name]:
    """What pages show and the reader may know of."""
    return [
        Name(
            row.subject_type,
            str(row.subject_id),
            str(row.blogger_id or ""),
            str(row.partnership_id or ""),
            str(row.campaign_id or ""),
            "" if row.user_id == actor.user_id else row.by,
            row.user_id == actor.user_id,
        )
        for row in rows
        if actor.sees_brand(row.brand_id)
        and (row.blogger_id or row.partnership_id or row.campaign_id or row.subject_type in _EVERYBODYS)
    ]


def _message(event: str, data: Any) -> str:
    return f"event: {event}\ndata: {json.dumps(data)}\n\n"
