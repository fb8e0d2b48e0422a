"""The demo: a workspace of its own with about 300 invented people and a year of history up to today.

Everything is written through the services, in the past, with the clock moved: what the demo shows is what the
same year of work would have left behind. The same day gives the same demo.
"""

from app.core.clock import now
from app.core.db import Database
from app.seeds.people import write_people
from app.seeds.story import write_story
from app.seeds.timing import write_timing
from app.seeds.workspace import Demo, found


async def make_demo(database: Database) -> str:
    """Makes the demo and returns the token of a link that signs its owner in once."""
    today = now()
    demo = await found(database, today)
    await write_people(database, demo)
    await write_story(database, demo)
    await write_timing(database, demo)
    return demo.token


__all__ = ["Demo", "make_demo"]
