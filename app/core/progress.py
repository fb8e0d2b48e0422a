"""How far a piece of work has come, and how long it takes still. Pure."""

from dataclasses import dataclass
from datetime import datetime

WATCHED = 2.0
"""Seconds before a guess: the first rows tell little of the others."""


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total`, of which `began_with` were done when this run of the work began, at `began_at`."""

    done: int
    total: int
    began_at: datetime | None = None
    began_with: int = 0

    def seconds_left(self, at: datetime) -> int | None:
        """What is left at the pace of this run: (total - done) * seconds since it began / (done - began_with).

        Only the present run counts: the pause after a crash, and the pace of the machine before it, say nothing of
        what comes. None while nobody can tell: nothing is done in this run yet, or it is younger than `WATCHED`.
        """
        if self.began_at is None:
            return None
        spent, made = (at - self.began_at).total_seconds(), self.done - self.began_with
        if spent < WATCHED or made <= 0:
            return None
        return max(0, round((self.total - self.done) * spent / made))
