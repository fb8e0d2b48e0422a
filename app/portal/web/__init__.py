"""The page behind the private link, and what members do about it."""

from fastapi import APIRouter

from app.portal.web import members, visitors

router = APIRouter()
router.include_router(visitors.router)
router.include_router(members.router)
