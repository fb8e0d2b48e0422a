"""Every SELECT of outreach. Other features import these names from here."""

from app.outreach.queries import blogger_filters as _registered  # noqa: F401
from app.outreach.queries.interactions import (
    get_interaction,
    mentioning,
    people,
    people_of,
)
from app.outreach.queries.interactions import page as interactions
from app.outreach.queries.oneline import Line, understand
from app.outreach.queries.picker import Found, candidates, chosen
from app.outreach.queries.steps import StepRow, get_step, open_steps_of, step_row, steps, zone_of
from app.outreach.queries.steps import count as count_steps
from app.outreach.queries.steps import page as step_records

__all__ = [
    "Found",
    "Line",
    "StepRow",
    "candidates",
    "chosen",
    "count_steps",
    "get_interaction",
    "get_step",
    "interactions",
    "mentioning",
    "open_steps_of",
    "people",
    "people_of",
    "step_records",
    "step_row",
    "steps",
    "understand",
    "zone_of",
]
