"""HTML routes of partnerships, one file per capability. Fixed paths come before `/partnerships/{partnership_id}`."""

from fastapi import APIRouter

from app.partnerships.web import (
    board,
    campaigns,
    contacts,
    many,
    moves,
    partnerships,
    pipelines,
    rehearsal,
    relation_moves,
    review,
    terms,
)

router = APIRouter()
fixed = (board, many, campaigns, rehearsal, relation_moves, review)
for part in (*fixed, partnerships, terms, moves, contacts, pipelines):
    router.include_router(part.router)
