"""HTML routes of partnerships, one file per capability. Fixed paths come before `/partnerships/{partnership_id}`."""

from fastapi import APIRouter

from app.partnerships.web import (
    board,
    campaigns,
    contacts,
    moves,
    partnerships,
    pipelines,
    rehearsal,
    relation_moves,
    review,
    terms,
)

router = APIRouter()
for part in (board, campaigns, rehearsal, relation_moves, review, partnerships, terms, moves, contacts, pipelines):
    router.include_router(part.router)
