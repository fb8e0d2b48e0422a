"""JSON routes of outreach, one file per capability."""

from fastapi import APIRouter

from app.outreach.api import interactions, oneline, steps

router = APIRouter()
router.include_router(oneline.router)
router.include_router(interactions.router)
router.include_router(steps.router)
