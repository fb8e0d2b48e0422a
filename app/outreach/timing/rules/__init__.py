"""One rule a file. Each is given a `Case` and yields the reasons that hold at its moment."""

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

HARD = (hard.reasons,)
"""Nobody may go on. They hold answers and practical messages back too, as far as each says."""
SOFT = (
    quiet.reasons,
    debts.reasons,
    voice.reasons,
    wishes.reasons,
    exclusivity.reasons,
    chasers.reasons,
    cadence.reasons,
    pressure.reasons,
    relevance.reasons,
    balance.reasons,
    calm.reasons,
)
"""A person may go on and say why. In the order in which they are said."""
