"""JSON routes of timing, one file per capability."""

from fastapi import APIRouter

from app.outreach.timing.api import advice, circumstances, offers, policy, voice

router = APIRouter()
router.include_router(advice.router)
router.include_router(circumstances.router)
router.include_router(offers.router)
router.include_router(policy.router)
router.include_router(voice.router)
