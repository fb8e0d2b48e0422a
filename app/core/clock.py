"""The only clock: everything that asks for the time asks here, so that tests can move it."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for "not yet" in columns that lists sort by, which are never null; screens and API say null."""
NO_DATE = datetime(9999, 1, 1, tzinfo=UTC)
"""Stands for "no date set" in columns sorted soonest first."""


def or_none(moment: datetime) -> datetime | None:
    """`moment`, or None where a sentinel stands for none."""
    return None if moment in (NEVER, NO_DATE) else moment
