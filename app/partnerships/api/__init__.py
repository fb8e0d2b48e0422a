"""JSON routes of partnerships, one file per resource."""

from fastapi import APIRouter

from app.partnerships.api import campaigns, partnerships, pipelines

router = APIRouter()
for part in (pipelines, partnerships, campaigns):
    router.include_router(part.router)
