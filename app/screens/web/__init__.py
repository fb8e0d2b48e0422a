"""The pages that show several features at once, one file per screen."""

from fastapi import APIRouter

from app.screens.web import (
    activity,
    blogger,
    campaign,
    capture,
    live,
    offline,
    palette,
    papers,
    partnership,
    pictures,
    reports,
    timeline,
    timing_reports,
    today,
)

SCREENS = (
    today,
    blogger,
    capture,
    campaign,
    partnership,
    reports,
    pictures,
    papers,
    timing_reports,
    activity,
    timeline,
    palette,
)
router = APIRouter()
for screen in SCREENS:
    router.include_router(screen.router)
router.include_router(live.router)
router.include_router(offline.router)
