"""HTML routes of outreach, one file per capability."""

from fastapi import APIRouter

from app.outreach import cells  # noqa: F401 - the list's column of next steps is changed in place
from app.outreach.web import interactions, steps, write

router = APIRouter()
router.include_router(interactions.router)
router.include_router(steps.router)
router.include_router(write.router)
