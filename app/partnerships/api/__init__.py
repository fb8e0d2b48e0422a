"""JSON routes of partnerships, one file per resource."""

from fastapi import APIRouter

from app.partnerships.api import campaigns, many, partnerships, pipelines, rehearsal, relation_moves

router = APIRouter()
for part in (pipelines, many, partnerships, campaigns, rehearsal, relation_moves):
    router.include_router(part.router)
