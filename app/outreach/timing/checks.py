"""What must hold of timing: marks that are trusted say what advice says now."""

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers.models import Relation
from app.core.actor import Actor
from app.core.checks import Check
from app.core.clock import now
from app.core.i18n import lazy
from app.outreach.timing import service

CHUNK = 500
_KEPT = ("ask_verdict", "voice_by", "own_verdict", "outgrown", "owing", "word_due_at")


async def _wrong_marks(session: AsyncSession) -> list[str]:
    """A wait that has passed by itself is no mistake."""
    columns = [getattr(Relation, name) for name in ("workspace_id", "blogger_id", "brand_id", "ask_until", *_KEPT)]
    moment = now()
    statement = select(col(Relation.id), *columns).where(
        col(Relation.marked_until) > moment, (col(Relation.ask_verdict) != "wait") | (col(Relation.ask_until) > moment)
    )
    rows = (await session.execute(statement.order_by(col(Relation.workspace_id), col(Relation.id)))).all()
    wrong: list[str] = []
    for workspace_id in dict.fromkeys(row.workspace_id for row in rows):
        theirs = [row for row in rows if row.workspace_id == workspace_id]
        nobody = Actor(workspace_id=workspace_id, user_id=None, permissions=frozenset({"bloggers.read"}))
        for start in range(0, len(theirs), CHUNK):
            chunk = theirs[start : start + CHUNK]
            live = await service.live(session, nobody, [(row.blogger_id, row.brand_id) for row in chunk])
            marks = [(row, live[row.blogger_id, row.brand_id]) for row in chunk]
            wrong += [str(row.id) for row, mark in marks if any(getattr(row, it) != getattr(mark, it) for it in _KEPT)]
    return wrong


CHECKS = [Check(lazy("A relation's mark is not what advice says"), _wrong_marks)]
