"""JSON routes that read across features, one file each."""

from fastapi import APIRouter

from app.screens.api import activity

router = APIRouter()
router.include_router(activity.router)
