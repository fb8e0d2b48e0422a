"""JSON routes of partnerships, one file per resource."""

from fastapi import APIRouter

from app.partnerships.api import campaigns, partnerships, pipelines, rehearsal

router = APIRouter()
for part in (pipelines, partnerships, campaigns, rehearsal):
    router.include_router(part.router)
