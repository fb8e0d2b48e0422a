"""HTML routes of timing, one file per capability."""

from fastapi import APIRouter

from app.outreach.timing.web import advice

router = APIRouter()
router.include_router(advice.router)
