"""What hangs on a person: contact points, channels with audience figures, rates, needs. Each has its own version."""

from fastapi import APIRouter

from app.bloggers.api.parts import channels, contact_points, needs, rates

router = APIRouter()
for part in (contact_points, channels, rates, needs):
    router.include_router(part.router)
