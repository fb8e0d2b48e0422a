"""Saying yes or no to a move that was proposed for a relation."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.service import record
from app.bloggers import service as bloggers
from app.bloggers.models import Relation
from app.core.actor import Actor
from app.core.errors import Conflict
from app.core.i18n import _
from app.partnerships.queries.relation_moves import KEPT, RECONSIDERED, Proposed, move_proposed, relation_seen


async def accept_move(session: AsyncSession, actor: Actor, relation_id: UUID, to: str) -> Proposed:
    """Moves it where the facts say, with what they are as the reason. Raises Conflict when they say it no more."""
    relation, proposed = await _asked(session, actor, relation_id, to)
    await bloggers.move_relation(session, actor, relation, to, proposed.because)
    return proposed


async def dismiss_move(session: AsyncSession, actor: Actor, relation_id: UUID, to: str) -> Proposed:
    """It stays where it is, and is not proposed again until something is said."""
    relation, proposed = await _asked(session, actor, relation_id, to)
    await _say(session, actor, KEPT, relation, {"proposed": [to, relation.stage]}, proposed.name)
    return proposed


async def reconsider_move(session: AsyncSession, actor: Actor, relation_id: UUID) -> Relation:
    """Takes a dismissal back."""
    actor.require("bloggers.write")
    relation = await relation_seen(session, actor, relation_id)
    await _say(session, actor, RECONSIDERED, relation, {}, "")
    return relation


async def move_back(session: AsyncSession, actor: Actor, relation_id: UUID, stage: str) -> Relation:
    """Takes an accepted move back."""
    actor.require("bloggers.write")
    relation = await relation_seen(session, actor, relation_id)
    await bloggers.move_relation(session, actor, relation, stage)
    return relation


async def _asked(session: AsyncSession, actor: Actor, relation_id: UUID, to: str) -> tuple[Relation, Proposed]:
    actor.require("bloggers.write")
    relation = await relation_seen(session, actor, relation_id)
    proposed = await move_proposed(session, actor, relation.blogger_id, relation.brand_id)
    if proposed is None or proposed.proposal.to != to:
        raise Conflict(_("What was noted since speaks for it no more."))
    return relation, proposed


async def _say(
    session: AsyncSession, actor: Actor, verb: str, relation: Relation, changes: dict[str, list[str]], name: str
) -> None:
    await record(
        session,
        actor,
        verb,
        "relation",
        relation.id,
        changes,
        name=name,
        brand_id=relation.brand_id,
        blogger_id=relation.blogger_id,
    )
