"""JSON routes that read across features, one file each."""

from fastapi import APIRouter

from app.screens.api import activity, pictures, reports, timeline, timing_reports, today

router = APIRouter()
router.include_router(activity.router)
router.include_router(timeline.router)
router.include_router(reports.router)
router.include_router(pictures.router)
router.include_router(timing_reports.router)
router.include_router(today.router)
