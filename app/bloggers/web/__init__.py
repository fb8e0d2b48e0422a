"""The pages of bloggers, one file per capability."""

from fastapi import APIRouter

from app.bloggers.web import bulk, cells, create, edit, index, paste, relations, search, state, tags

router = APIRouter()
for capability in (search, index, cells, bulk, paste, create, tags, edit, relations, state):
    router.include_router(capability.router)
