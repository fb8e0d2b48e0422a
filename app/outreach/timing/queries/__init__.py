"""Every SELECT of timing. Other features import these names from here."""

from app.outreach.timing.queries.facts import Pair, Places, Reading, facts_of, places, policy_of, read

__all__ = ["Pair", "Places", "Reading", "facts_of", "places", "policy_of", "read"]
