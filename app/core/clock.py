"""The only clock: everything that asks for the time asks here, so that tests and the demo can move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_moved_to: ContextVar[datetime | None] = ContextVar("moved_to", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _moved_to.get() or datetime.now(UTC)


def milliseconds() -> int:
    """The present moment as a number, that of 1970 being 0."""
    return int(now().timestamp() * 1000)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Everything in the block happens at `moment`: how the demo gets its past."""
    before = _moved_to.set(moment)
    try:
        yield
    finally:
        _moved_to.reset(before)


NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for "not yet" in columns that lists sort by, which are never null; screens and API say null."""
NO_DATE = datetime(9999, 1, 1, tzinfo=UTC)
"""Stands for "no date set" in columns sorted soonest first."""


def or_none(moment: datetime) -> datetime | None:
    """`moment`, or None where a sentinel stands for none."""
    return None if moment in (NEVER, NO_DATE) else moment
