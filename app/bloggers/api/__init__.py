"""JSON routes of bloggers, one file per capability. Fixed paths come before `/bloggers/{blogger_id}`."""

from fastapi import APIRouter

from app.bloggers.api import bulk, lists, many, parts, people, relations

router = APIRouter(tags=["Bloggers"])
for capability in (bulk, many, people, parts, relations, lists):
    router.include_router(capability.router)
