"""A list of partnerships is taken along."""

from app.activity.service import record_export
from app.core.actor import Actor
from app.core.db import Database
from app.partnerships import queries
from app.partnerships.schemas import PartnershipQuery


async def note_export(database: Database, actor: Actor, query: PartnershipQuery) -> None:
    """Tells the log, with how many it finds at this moment; reading it all is a row of units of its own."""
    actor.require("exports.read")
    async with database.write() as session:
        stages = [stage for course in await queries.courses(session, actor) for stage in course.stages]
        rows = await queries.count(session, actor, query, stages)
        await record_export(session, actor, "partnerships", query.address(), rows)
