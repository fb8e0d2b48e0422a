"""The pressure on one person over the last weeks, by the rule that advice goes by. Needs what advice was read from.

Shares of the ceiling that holds today, over all brands and colleagues; on screen they are words.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.outreach.timing.case import Case
from app.outreach.timing.facts import Facts
from app.outreach.timing.history import levels
from app.outreach.timing.policy import Policy
from app.outreach.timing.rules.pressure import share, word
from app.outreach.timing.verdict import Question

JUST = timedelta(seconds=1)
MOST = 4.0
"""So many times the ceiling are drawn at most."""


@dataclass(frozen=True, slots=True)
class Pressed:
    at: datetime
    share: float
    """Of the ceiling."""

    @property
    def level(self) -> str:
        return word(self.share)


def pressure_past(
    facts: Facts, policy: Policy, brand_id: UUID, moments: list[datetime], now: datetime
) -> list[Pressed]:
    """At `moments` and around every touch between them, so that no ask falls between two; the last is `now`."""
    case = Case(facts, policy, Question(brand_id), now)
    since = min([*moments, now])
    touched = [at for touch in case.history.all if touch.at > since for at in (touch.at - JUST, touch.at)]
    every = sorted({*moments, *touched, now})
    found = levels(case.history.all, policy, every)
    return [Pressed(at, min(share(level, case), MOST)) for at, level in zip(every, found, strict=True)]
