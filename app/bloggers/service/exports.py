"""A list of people is taken along."""

from app.activity.service import record_export
from app.bloggers import queries
from app.bloggers.filters import BloggerFilters
from app.core.actor import Actor
from app.core.db import Database

EVERYBODY = 1 << 40


async def note_export(database: Database, actor: Actor, filters: BloggerFilters) -> None:
    """Tells the log, with how many it finds at this moment; reading it all is a row of units of its own."""
    actor.require("exports.read")
    async with database.write() as session:
        total = await queries.count(session, actor, filters, EVERYBODY)
        rows = f"{total}+" if total.more else int(total)
        await record_export(session, actor, "people", filters.query(), rows)
