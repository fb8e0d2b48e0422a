"""The pages that show several features at once, one file per screen."""

from fastapi import APIRouter

from app.screens.web import (
    activity,
    blogger,
    campaign,
    capture,
    live,
    palette,
    partnership,
    reports,
    timeline,
    timing_reports,
    today,
)

router = APIRouter()
for screen in (today, blogger, capture, campaign, partnership, reports, timing_reports, activity, timeline, palette):
    router.include_router(screen.router)
router.include_router(live.router)
