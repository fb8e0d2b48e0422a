"""Relations whose logged facts speak for another stage. Read when asked; nothing is moved."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, case, func, or_, select, tuple_
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.queries import brand_visible
from app.activity.models import Activity
from app.bloggers.models import Blogger, BloggerState, Relation, RelationStage
from app.core.actor import Actor
from app.core.clock import NEVER, now
from app.core.errors import NotFound
from app.core.pagination import Slice, paginate
from app.outreach.timing import queries as timing
from app.outreach.timing import stage_words
from app.outreach.timing.queries import Reading
from app.outreach.timing.stages import Known, Proposal, proposal
from app.partnerships.models import Partnership, Stage, StageKind
from app.partnerships.queries.rows import Card

COMPLETED = "completed"
KEPT, RECONSIDERED = "relation.stage_kept", "relation.stage_reconsidered"
Agreed = dict[tuple[UUID, UUID], tuple[int, int]]
"""How many partnerships of a blogger and a brand are live, and completed."""
ROUNDS = 10
"""So often a page looks for more, where few of those looked at move; then it ends, and the next goes on."""
_COLUMNS: tuple[Any, ...] = (
    col(Relation.id),
    col(Relation.blogger_id),
    col(Relation.brand_id),
    col(Relation.stage),
    col(Relation.stage_since),
    col(Relation.last_touched_at),
    col(Blogger.name),
)

_BY_NAME = (col(Blogger.sort_name), col(Relation.id))


@dataclass(frozen=True, slots=True)
class Looked:
    """What of a relation is looked at."""

    id: UUID
    blogger_id: UUID
    brand_id: UUID
    stage: str
    stage_since: datetime
    last_touched_at: datetime
    name: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """One relation with the move proposed for it."""

    relation: Looked
    proposal: Proposal

    @property
    def id(self) -> UUID:
        return self.relation.id

    @property
    def blogger_id(self) -> UUID:
        return self.relation.blogger_id

    @property
    def name(self) -> str:
        return self.relation.name

    @property
    def stage(self) -> str:
        return self.relation.stage

    @property
    def text(self) -> str:
        return stage_words.headline(self.proposal, self.name)

    @property
    def because(self) -> str:
        return stage_words.because(self.proposal)


async def moves_proposed(
    session: AsyncSession, actor: Actor, cursor: str | None = None, limit: int = 50
) -> Slice[Proposed]:
    """Over the workspace, by name; dismissed ones only when something was said since. Complete: whoever may have
    outgrown a stage is looked at, which marks tell, or a partnership completed, or a mark that is old."""
    found: list[Proposed] = []
    for _round in range(ROUNDS):
        looked = await paginate(session, _candidates(actor), _BY_NAME, cursor=cursor, limit=limit - len(found))
        several = [Looked(*row[: len(_COLUMNS)]) for row in looked.items]
        agreed = await _agreed(session, actor, [it.blogger_id for it in several]) if several else {}
        found += await _proposed(session, actor, several, agreed)
        cursor = looked.next
        if cursor is None or len(found) >= limit:
            break
    return Slice(found, cursor)


def _candidates(actor: Actor) -> Any:
    over = (
        select(col(Partnership.blogger_id), col(Partnership.brand_id))
        .join(Stage, col(Stage.id) == Partnership.stage_id)
        .where(
            col(Partnership.workspace_id) == actor.workspace_id,
            col(Partnership.deleted).is_(False),
            col(Stage.key) == COMPLETED,
        )
    )
    done = tuple_(col(Relation.blogger_id), col(Relation.brand_id)).in_(over)
    climbs = and_(done, col(Relation.stage) != RelationStage.TRUSTED)
    outgrown = or_(col(Relation.outgrown).is_(True), col(Relation.marked_until) <= now(), climbs)
    return _relations(actor).where(col(Relation.last_touched_at) > NEVER, outgrown)


async def move_proposed(
    session: AsyncSession, actor: Actor, blogger_id: UUID, brand_id: UUID | None
) -> Proposed | None:
    """For one person, if any."""
    wanted = _relations(actor).where(col(Relation.blogger_id) == blogger_id, col(Relation.brand_id) == brand_id)
    looked = [Looked(*row) for row in await session.execute(wanted)]
    agreed = await _agreed(session, actor, [blogger_id])
    return next(iter(await _proposed(session, actor, looked, agreed)), None)


async def move_of(
    session: AsyncSession, actor: Actor, name: str, relation: Relation | None, shown: Sequence[Card], reading: Reading
) -> Proposed | None:
    """The same where the relation, the person's partnerships and the facts of both are read already."""
    if relation is None or not relation.interaction_count:
        return None
    values = {it.name: getattr(relation, it.name) for it in fields(Looked) if it.name != "name"}
    looked = Looked(**values, name=name)
    won = [card for card in shown if card.brand_id == relation.brand_id and card.stage.kind == StageKind.WON]
    completed = sum(1 for card in won if card.stage.key == COMPLETED)
    agreed = {(relation.blogger_id, relation.brand_id): (len(won) - completed, completed)}
    return next(iter(await _not_dismissed(session, actor, _moves([looked], agreed, reading))), None)


async def relation_seen(session: AsyncSession, actor: Actor, relation_id: UUID) -> Relation:
    """The record, or NotFound."""
    actor.require("bloggers.read")
    statement = select(Relation).where(
        col(Relation.workspace_id) == actor.workspace_id,
        col(Relation.id) == relation_id,
        brand_visible(actor, col(Relation.brand_id)),
    )
    if (found := (await session.execute(statement)).scalar_one_or_none()) is None:
        raise NotFound
    return found


def _relations(actor: Actor) -> Any:
    actor.require("bloggers.read")
    return (
        select(*_COLUMNS)
        .join(Blogger, col(Blogger.id) == Relation.blogger_id)
        .where(
            col(Relation.workspace_id) == actor.workspace_id,
            brand_visible(actor, col(Relation.brand_id)),
            col(Blogger.state) == BloggerState.ACTIVE,
        )
    )


async def _proposed(session: AsyncSession, actor: Actor, rows: Sequence[Looked], agreed: Agreed) -> list[Proposed]:
    if not rows:
        return []
    reading = await timing.read(session, actor, [(row.blogger_id, row.brand_id) for row in rows])
    return await _not_dismissed(session, actor, _moves(rows, agreed, reading))


def _moves(rows: Sequence[Looked], agreed: Agreed, reading: Reading) -> list[Proposed]:
    moment, found = now(), []
    said = {blogger_id: facts.touches for (blogger_id, _brand_id), facts in reading.facts.items()}
    for row in rows:
        pair = row.blogger_id, row.brand_id
        touches = [touch for touch in said[row.blogger_id] if touch.brand_id == row.brand_id]
        live, completed = agreed.get(pair, (0, 0))
        known = Known(RelationStage(row.stage), row.stage_since, touches, bool(live), completed)
        if move := proposal(known, reading.policy, moment):
            found.append(Proposed(row, move))
    return found


async def _not_dismissed(session: AsyncSession, actor: Actor, found: list[Proposed]) -> list[Proposed]:
    kept = await _kept(session, actor, [it.id for it in found])
    return [it for it in found if not _dismissed(it, kept.get(it.id))]


async def _agreed(session: AsyncSession, actor: Actor, ids: Sequence[UUID]) -> Agreed:
    over = col(Stage.key) == COMPLETED
    statement = (
        select(
            col(Partnership.blogger_id),
            col(Partnership.brand_id),
            func.sum(case((over, 0), else_=1)),
            func.sum(case((over, 1), else_=0)),
        )
        .join(Stage, col(Stage.id) == Partnership.stage_id)
        .where(
            col(Partnership.workspace_id) == actor.workspace_id,
            col(Partnership.blogger_id).in_(ids),
            col(Partnership.deleted).is_(False),
            or_(over, col(Stage.kind) == StageKind.WON),
        )
        .group_by(col(Partnership.blogger_id), col(Partnership.brand_id))
    )
    rows = await session.execute(statement)
    return {(who, brand): (int(live), int(completed)) for who, brand, live, completed in rows}


async def _kept(session: AsyncSession, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, Row[Any]]:
    """What was last said about a move proposed, by relation."""
    statement = (
        select(col(Activity.subject_id), col(Activity.verb), col(Activity.at), col(Activity.changes))
        .where(
            and_(col(Activity.workspace_id) == actor.workspace_id, col(Activity.subject_id).in_(ids)),
            col(Activity.verb).in_((KEPT, RECONSIDERED)),
        )
        .order_by(col(Activity.seq))
    )
    return {row.subject_id: row for row in await session.execute(statement)} if ids else {}


def _dismissed(it: Proposed, said: Row[Any] | None) -> bool:
    if said is None or said.verb != KEPT or it.relation.last_touched_at > said.at:
        return False
    return said.changes.get("proposed") == [it.proposal.to, it.stage]
