"""Who asked whom whether to write to somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import User
from app.accounts.queries import brand_visible
from app.bloggers.models import Blogger
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import NotFound
from app.outreach.timing.models import VoiceQuestion

TOLD_FOR = timedelta(days=3)
"""So long an answer is shown to who asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, with the names around it."""

    id: UUID
    blogger_id: UUID
    name: str
    brand_id: UUID
    asked_by: UUID
    asker: str
    asked_of: UUID
    colleague: str
    at: datetime
    yes: bool | None


async def get_question(session: AsyncSession, actor: Actor, question_id: UUID, *, lock: bool = True) -> VoiceQuestion:
    """One that the actor asked or was asked; `lock`: to be answered. Raises NotFound."""
    actor.require("bloggers.write" if lock else "bloggers.read")
    mine = or_(col(VoiceQuestion.asked_by) == actor.user_id, col(VoiceQuestion.asked_of) == actor.user_id)
    statement = select(VoiceQuestion).where(
        col(VoiceQuestion.workspace_id) == actor.workspace_id, col(VoiceQuestion.id) == question_id, mine
    )
    statement = statement.with_for_update() if lock else statement
    found = (await session.execute(statement)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


async def questions(session: AsyncSession, actor: Actor) -> list[Asked]:
    """What waits for the actor's answer or for a colleague's, and what was answered to the actor lately."""
    mine, asked = col(VoiceQuestion.asked_by) == actor.user_id, col(VoiceQuestion.asked_of) == actor.user_id
    waits = col(VoiceQuestion.answered_at).is_(None)
    told = col(VoiceQuestion.answered_at) > now() - TOLD_FOR
    return await _asked(session, actor, or_(waits & (mine | asked), told & mine))


async def asked_about(session: AsyncSession, actor: Actor, blogger_id: UUID) -> list[Asked]:
    """What the actor asked about this person and nobody has answered."""
    mine = col(VoiceQuestion.asked_by) == actor.user_id, col(VoiceQuestion.answered_at).is_(None)
    return await _asked(session, actor, col(VoiceQuestion.blogger_id) == blogger_id, *mine)


async def _asked(session: AsyncSession, actor: Actor, *conditions: ColumnElement[bool]) -> list[Asked]:
    actor.require("bloggers.read")
    asker, colleague = aliased(User), aliased(User)
    it: Any = VoiceQuestion
    statement = (
        select(
            *(it.id, it.blogger_id, col(Blogger.name), it.brand_id, it.asked_by, col(asker.name)),
            *(it.asked_of, col(colleague.name), it.created_at, it.yes),
        )
        .join(Blogger, col(Blogger.id) == it.blogger_id)
        .join(asker, col(asker.id) == it.asked_by)
        .join(colleague, col(colleague.id) == it.asked_of)
        .where(it.workspace_id == actor.workspace_id, brand_visible(actor, it.brand_id), *conditions)
        .order_by(it.created_at, it.id)
        .limit(50)
    )
    rows: Sequence[Any] = (await session.execute(statement)).all()
    return [Asked(*row) for row in rows]
