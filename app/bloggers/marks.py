"""What lists show of timing's answer for an ask: kept on relations, and asked anew where what is kept is old.

A relation keeps two answers: one voice speaks with a person, so who does so longest (`voice_by`) is answered `own_`,
everybody else `ask_`. What a day of one's own bears (so many first approaches) is asked where it may matter.

Bloggers know nothing of timing: it puts the function that answers here when it is imported.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.actor import Actor
from app.core.clock import now, or_none


@dataclass(frozen=True, slots=True)
class Mark:
    """For an unpaid ask by email. No verdict: nothing is noted yet."""

    verdict: str = ""
    until: datetime | None = None
    code: str = ""
    """The reason said first."""
    owing: bool = False
    """We owe them something now."""

    @property
    def kind(self) -> str:
        """Its shape and colour: a wait that is over is none."""
        return shape(self.verdict, self.until)

    @property
    def label(self) -> str:
        return words(self.verdict, self.until, self.code)


Pair = tuple[UUID, UUID]
"""A blogger and a brand."""
Answer = Callable[[AsyncSession, Actor, Sequence[Pair]], Awaitable[Mapping[Pair, Mark]]]
Say = Callable[[str, datetime | None, str], str]
Full = Callable[[Any], ColumnElement[bool]]
Today = Callable[[Actor], dict[str, Any]]
_installed: list[tuple[Answer, Say, Full, Today]] = []
"""One, once timing is imported."""


def install(answer: Answer, say: Say, full: Full, today: Today) -> None:
    """Timing's door: how marks are asked anew, said in two or three words, and whether somebody's day is full."""
    _installed[:] = [(answer, say, full, today)]


def kept(row: Any, reader: UUID | None) -> Mark:
    """What a relation's columns answer this reader."""
    owing = bool(getattr(row, "owing", False))
    if row.voice_by is not None and row.voice_by == reader:
        return Mark(row.own_verdict, or_none(row.own_until), row.own_code, owing)
    return Mark(row.ask_verdict, or_none(row.ask_until), row.ask_code, owing)


def may_be_asked(of: Callable[[Any], Any], columns: Any, reader: UUID | None, moment: datetime) -> ColumnElement[bool]:
    """The same as a condition: nothing is said against an ask. Who speaks with a person is held back by less than
    others, so what is open to all is open to them."""
    everybody = _open(of(columns.ask_verdict), of(columns.ask_until), moment)
    if reader is None:
        return everybody
    return or_(
        everybody, and_(of(columns.voice_by) == reader, _open(of(columns.own_verdict), of(columns.own_until), moment))
    )


def _open(verdict: Any, until: Any, moment: datetime) -> ColumnElement[bool]:
    return or_(verdict == "speak", and_(verdict == "wait", until <= moment))


def full_day(actor: Any) -> ColumnElement[bool]:
    """Whether the actor has approached as many new people as a day bears, as a column: the same in every row, and
    looked up where it is wanted only. Needs the values of `today`."""
    return _installed[0][2](actor) if _installed else false()


def today(actor: Actor) -> dict[str, Any]:
    return _installed[0][3](actor) if _installed else {}


async def day_is_full(session: AsyncSession, actor: Actor) -> bool:
    """The same, asked alone."""
    return bool((await session.execute(select(full_day(actor)), today(actor))).scalar_one())


async def live(session: AsyncSession, actor: Actor, pairs: Sequence[Pair]) -> Mapping[Pair, Mark]:
    """The marks of these as of now: three statements, however many; none for nobody."""
    return await _installed[0][0](session, actor, pairs) if _installed and pairs else {}


def words(verdict: str, until: datetime | None, code: str) -> str:
    """“Wait · 12 Dec” in the reader's language."""
    return _installed[0][1](shape(verdict, until), until, code) if _installed else ""


def shape(verdict: str, until: datetime | None) -> str:
    """A wait whose date has come is `speak`: it becomes so by itself."""
    return "speak" if verdict == "wait" and until and until <= now() else verdict
