"""Every SELECT of timing. Other features import these names from here."""

from app.outreach.timing.queries.circumstances import (
    Told,
    circumstances,
    circumstances_page,
    debts,
    get_circumstance,
    get_offer,
    note_of,
    offers,
    offers_page,
    outcomes_of,
)
from app.outreach.timing.queries.facts import (
    Pair,
    Places,
    Reading,
    answers_of,
    facts_of,
    full_day,
    places,
    policy_of,
    read,
    today,
)
from app.outreach.timing.queries.policy import policy_changes, policy_record
from app.outreach.timing.queries.preferences import preference_by_link, preference_of
from app.outreach.timing.queries.replay import past_of
from app.outreach.timing.queries.voice import Asked, asked_about, get_question, questions

__all__ = [
    "Asked",
    "Pair",
    "Places",
    "Reading",
    "Told",
    "answers_of",
    "asked_about",
    "circumstances",
    "circumstances_page",
    "debts",
    "facts_of",
    "full_day",
    "get_circumstance",
    "get_offer",
    "get_question",
    "note_of",
    "offers",
    "offers_page",
    "outcomes_of",
    "past_of",
    "places",
    "policy_changes",
    "policy_of",
    "policy_record",
    "preference_by_link",
    "preference_of",
    "questions",
    "read",
    "today",
]
