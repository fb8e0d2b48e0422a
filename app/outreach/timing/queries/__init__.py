"""Every SELECT of timing. Other features import these names from here."""

from app.outreach.timing.queries.facts import Pair, Places, Reading, facts_of, places, policy_of, read
from app.outreach.timing.queries.preferences import preference_by_link, preference_of

__all__ = [
    "Pair",
    "Places",
    "Reading",
    "facts_of",
    "places",
    "policy_of",
    "preference_by_link",
    "preference_of",
    "read",
]
