"""After an import: how we stand with each new person and whose turn it is, one screen each, from what is known.

Who came in with an import is told by the activity log, whose sequence is also the way through them: an address names
the place, so that one can stop and go on.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import and_, func, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.queries import resolve_brand
from app.activity.models import Activity
from app.bloggers import queries as bloggers
from app.bloggers import service
from app.bloggers.models import Blogger, BloggerState, Relation, RelationStage, Turn
from app.bloggers.queries import Sheet
from app.core.actor import Actor
from app.core.clock import now
from app.core.pagination import Slice, paginate
from app.transfer.models import ImportBatch
from app.transfer.schemas import SortedIn, ToSortOut


class Sorted(SortedIn):
    """The same from a screen, with its place."""

    place: int = Field(ge=0)


@dataclass(frozen=True, slots=True)
class Screen:
    """One person to sort; none when all have been seen."""

    total: int
    left: int
    """Who has not been sorted yet."""
    number: int = 0
    place: int = 0
    back: int | None = None
    """The place before this one."""
    blogger: Blogger | None = None
    relation: Relation | None = None
    sheet: Sheet | None = None


async def screen(session: AsyncSession, actor: Actor, batch: ImportBatch, after: int | None = None) -> Screen:
    """The first person after a place; without one, the first who is not sorted yet."""
    actor.require("bloggers.write")
    brand_id = await resolve_brand(session, actor, batch.brand_id)
    seq, sorted_ = col(Activity.seq), _is_sorted()
    come = _come(actor, batch, brand_id)
    numbers = come(func.count(), func.count().filter(~sorted_))
    total, left = (await session.execute(numbers)).one()
    here = seq > after if after is not None else ~sorted_
    row = (await session.execute(come(seq, col(Activity.subject_id)).where(here).order_by(seq).limit(1))).first()
    if row is None:
        return Screen(total, left, back=await _last(session, come))
    place, blogger_id = row
    number = (await session.execute(come(func.count()).where(seq <= place))).scalar_one()
    blogger = await bloggers.get_blogger(session, actor, blogger_id)
    return Screen(
        total=total,
        left=left,
        number=number,
        place=place,
        back=await _before(session, come, place),
        blogger=blogger,
        relation=await bloggers.relation(session, actor, blogger_id, brand_id),
        sheet=await bloggers.sheet(session, actor, blogger),
    )


async def to_sort(
    session: AsyncSession, actor: Actor, batch: ImportBatch, everybody: bool, cursor: str | None, limit: int
) -> Slice[ToSortOut]:
    """Who came in and is not sorted yet, or everybody who came, in the order of the file."""
    actor.require("bloggers.write")
    brand_id = await resolve_brand(session, actor, batch.brand_id)
    columns = (col(Blogger.id), col(Blogger.name), col(Relation.stage), col(Relation.turn), _is_sorted().label("done"))
    statement = _come(actor, batch, brand_id)(*columns)
    if not everybody:
        statement = statement.where(~_is_sorted())
    found = await paginate(session, statement, [col(Activity.seq)], cursor=cursor, limit=limit)
    return found.map(
        lambda row: ToSortOut(
            blogger_id=row.id,
            name=row.name,
            stage=row.stage or RelationStage.NOT_MET,
            turn=row.turn or Turn.NONE,
            sorted=bool(row.done),
        )
    )


async def sort(session: AsyncSession, actor: Actor, batch: ImportBatch, blogger_id: UUID, given: SortedIn) -> Relation:
    """Sets both for the import's brand. The turn counts as said by a person: later exchanges take over."""
    actor.require("bloggers.write")
    brand_id = await resolve_brand(session, actor, batch.brand_id)
    blogger = await bloggers.get_blogger(session, actor, blogger_id)
    relation = await service.ensure_relation(session, actor, blogger.id, brand_id)
    await service.move_relation(session, actor, relation, given.stage)
    await service.correct_turn(session, actor, relation, given.turn)
    return relation


def _come(actor: Actor, batch: ImportBatch, brand_id: UUID) -> Any:
    """The SELECT of columns over the people whom this import made, with the brand's relation where there is one."""
    relation = and_(
        col(Relation.workspace_id) == actor.workspace_id,
        col(Relation.blogger_id) == Activity.subject_id,
        col(Relation.brand_id) == brand_id,
    )

    def select_of(*columns: Any) -> Any:
        return (
            select(*columns)
            .select_from(Activity)
            .join(Blogger, and_(col(Blogger.id) == Activity.subject_id, col(Blogger.state) == BloggerState.ACTIVE))
            .outerjoin(Relation, relation)
            .where(
                col(Activity.workspace_id) == actor.workspace_id,
                col(Activity.user_id) == batch.started_by,
                col(Activity.verb) == "blogger.created",
                col(Activity.at) >= (batch.started_at or now()),
                col(Activity.at) <= (batch.finished_at or now()),
            )
        )

    return select_of


def _is_sorted() -> Any:
    """Somebody has said something about it: a stage, or a turn."""
    said = or_(col(Relation.turn_corrected_at).is_not(None), col(Relation.stage) != RelationStage.NOT_MET)
    return and_(col(Relation.id).is_not(None), said)


async def _before(session: AsyncSession, come: Any, place: int) -> int | None:
    """A place after which the person before this one is the next: None at the first."""
    seq = col(Activity.seq)
    rows = (await session.execute(come(seq).where(seq < place).order_by(seq.desc()).limit(1))).scalars().all()
    return rows[0] - 1 if rows else None


async def _last(session: AsyncSession, come: Any) -> int | None:
    found = (await session.execute(come(func.max(col(Activity.seq))))).scalar_one()
    return found - 1 if found else None
