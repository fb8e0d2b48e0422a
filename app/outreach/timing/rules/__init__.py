"""One rule a file. Each is given a `Case` and yields the reasons that hold at its moment."""

from collections.abc import Callable, Iterator

from app.outreach.timing.case import Case
from app.outreach.timing.natures import ASK, ASKING, GIVE, NEUTRAL
from app.outreach.timing.rules import (
    balance,
    cadence,
    calm,
    chasers,
    debts,
    exclusivity,
    hard,
    pressure,
    quiet,
    relevance,
    voice,
    wishes,
)
from app.outreach.timing.verdict import Reason

Rule = Callable[[Case], Iterator[Reason]]
_WORDS = frozenset({*ASKING, NEUTRAL})
_ANY = frozenset({*_WORDS, GIVE})
_SOFT: tuple[tuple[Rule, frozenset[str]], ...] = (
    (quiet.reasons, _ANY),
    (debts.reasons, ASKING),
    (voice.reasons, _WORDS),
    (wishes.reasons, _ANY),
    (exclusivity.reasons, ASKING),
    (chasers.reasons, ASKING),
    (cadence.reasons, _WORDS),
    (pressure.reasons, _WORDS),
    (relevance.reasons, ASKING),
    (balance.reasons, frozenset({ASK})),
    (calm.weeks, ASKING),
    (calm.capacity, frozenset({ASK, NEUTRAL})),
)
"""What each may hold back, in the order in which they are said. A person may go on and say why."""

HARD: Rule = hard.reasons
"""Nobody may go on. It holds answers and practical messages back too, as far as it says."""
SOFT: dict[str, tuple[Rule, ...]] = {
    nature: tuple(rule for rule, natures in _SOFT if nature in natures) for nature in sorted(_ANY)
}
"""By nature; answers and practical messages pass."""
