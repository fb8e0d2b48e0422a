"""Every SELECT of partnerships. Other packages import these names from here."""

from app.partnerships.queries import blogger_filters as _registered  # noqa: F401
from app.partnerships.queries.board import Board, Column, board, column, heads
from app.partnerships.queries.filters import conditions, visible_to
from app.partnerships.queries.lists import Numbers, count, for_blogger, for_campaign, numbers_of_campaigns, page
from app.partnerships.queries.one import (
    card,
    get_partnership,
    interaction_ids,
    interactions,
    last_move,
    last_words,
    moves,
    open_steps,
    term_of,
    terms_of,
)
from app.partnerships.queries.pipelines import (
    Course,
    all_stages,
    chosen,
    courses,
    default_pipeline,
    get_course,
    get_pipeline,
    get_stage,
    get_stage_shown,
    holds,
    is_open,
    is_walked,
    stages,
)
from app.partnerships.queries.review import Review, Stop, review_at, stop
from app.partnerships.queries.rows import Card, as_output, marked_from
from app.partnerships.queries.stuck import is_stuck

__all__ = [
    "Board",
    "Card",
    "Column",
    "Course",
    "Numbers",
    "Review",
    "Stop",
    "all_stages",
    "as_output",
    "board",
    "card",
    "chosen",
    "column",
    "conditions",
    "count",
    "courses",
    "default_pipeline",
    "for_blogger",
    "for_campaign",
    "get_course",
    "get_partnership",
    "get_pipeline",
    "get_stage",
    "get_stage_shown",
    "heads",
    "holds",
    "interaction_ids",
    "interactions",
    "is_open",
    "is_stuck",
    "is_walked",
    "last_move",
    "last_words",
    "marked_from",
    "moves",
    "numbers_of_campaigns",
    "open_steps",
    "page",
    "review_at",
    "stages",
    "stop",
    "term_of",
    "terms_of",
    "visible_to",
]
