"""What lists show of timing's answer for an ask: kept on relations, and asked anew where what is kept is old.

Bloggers know nothing of timing: it puts the function that answers here when it is imported.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.actor import Actor
from app.core.clock import now


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
_installed: list[tuple[Answer, Say]] = []
"""One, once timing is imported."""


def install(answer: Answer, say: Say) -> None:
    """Timing's door: how marks are asked anew, and said in two or three words."""
    _installed[:] = [(answer, say)]


async def live(session: AsyncSession, actor: Actor, pairs: Sequence[Pair]) -> Mapping[Pair, Mark]:
    """The marks of these as of now: three statements, however many; none for nobody."""
    return await _installed[0][0](session, actor, pairs) if _installed and pairs else {}


def words(verdict: str, until: datetime | None, code: str) -> str:
    """“Wait · 12 Dec” in the reader's language."""
    return _installed[0][1](shape(verdict, until), until, code) if _installed else ""


def shape(verdict: str, until: datetime | None) -> str:
    """A wait whose date has come is `speak`: it becomes so by itself."""
    return "speak" if verdict == "wait" and until and until <= now() else verdict
