"""The facts of the exchanges, kept on the relation: last contact, last word heard, whose turn, next step.

They are computed again from all exchanges of a pair (blogger, brand), so that a late entry, a correction or a delete
is as right as a new one. Relations are locked first: on PostgreSQL a statement that waited for a lock would otherwise
count what it saw before it waited.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, ScalarSelect, and_, case, func, literal, select, update
from sqlmodel import SQLModel, col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers.models import Relation, Turn
from app.core.actor import Actor
from app.core.clock import NEVER, NO_DATE
from app.core.sql import bound, built_once, fetch, flush, one_given
from app.outreach.models import Direction, Interaction, InteractionBlogger, Nature, NextStep

Pair = tuple[UUID, UUID]
"""A blogger and a brand."""
CHUNK = 400
_MOMENT: Any = SQLModel.metadata.tables["relation"].c.last_touched_at.type
_NEVER, _NO_DATE = literal(NEVER, _MOMENT), literal(NO_DATE, _MOMENT)


_as_corrected = func.coalesce(func.nullif(col(Relation.turn_corrected), ""), col(Relation.turn))


class Held(NamedTuple):
    """Relations locked until the transaction ends."""

    rows: list[Row[Any]]
    """Those asked for: id, blogger_id, brand_id, last_heard_at, last_contacted_at."""
    others: list[UUID]
    """Those of the same people with other brands, whose marks rest on the same exchanges."""

    @property
    def ids(self) -> list[UUID]:
        return [row.id for row in self.rows]

    def with_more(self, more: "Held") -> "Held":
        return Held(self.rows + more.rows, self.others + more.others)


async def recompute(session: AsyncSession, actor: Actor, pairs: Iterable[Pair]) -> None:
    """Computes every fact of these relations again from all their exchanges and next steps."""
    held = await lock(session, actor, pairs)
    await write_exchanges(session, held)
    await write_steps(session, held.ids)


async def lock(session: AsyncSession, actor: Actor, pairs: Iterable[Pair]) -> Held:
    """The relations of `pairs` that exist, and the others of the same people."""
    held = Held([], [])
    await flush(session)
    for chunk in _chunks(sorted(set(pairs))):
        wanted = set(chunk)
        for row in await fetch(session, _locked(actor), bound(actor, people=sorted({who for who, _brand in chunk}))):
            if (row.blogger_id, row.brand_id) in wanted:
                held.rows.append(row)
            else:
                held.others.append(row.id)
    return held


@built_once
def _locked(actor: Actor) -> Any:
    return (
        select(
            *(col(Relation.id), col(Relation.blogger_id), col(Relation.brand_id)),
            *(col(Relation.last_heard_at), col(Relation.last_contacted_at)),
        )
        .where(
            col(Relation.workspace_id) == actor.workspace_id,
            one_given(col(Relation.blogger_id), "people"),
        )
        .order_by(col(Relation.id))
        .with_for_update()
    )


async def write_exchanges(session: AsyncSession, held: Held) -> None:
    """Last contact, last heard, last gesture, count and turn of locked relations. Whatever was said to a person, for
    any brand, makes all their marks old."""
    await _write(session, held.ids, _facts_of_exchanges())
    connection = await session.connection()
    for chunk in _chunks(held.others):
        await connection.execute(_old_marks(), {"ids": chunk})


async def write_steps(session: AsyncSession, relation_ids: Sequence[UUID]) -> None:
    """The earliest open next step of locked relations, and how many there are."""
    await _write(session, relation_ids, _facts_of_steps())


def of_exchanges() -> dict[str, Any]:
    """Each fact that exchanges make, as an expression on `relation`; checks compare with the same."""
    out, heard = Direction.OUT, Direction.IN
    last_at = func.coalesce(_latest(InteractionBlogger.occurred_at), _NEVER)
    whose = case(
        (col(InteractionBlogger.expects_answer).is_(False), Turn.NONE.value),
        (col(InteractionBlogger.direction) == heard, Turn.OURS.value),
        else_=Turn.THEIRS.value,
    )
    corrected = col(Relation.turn_corrected_at).is_not(None) & (col(Relation.turn_corrected_at) >= last_at)
    return {
        "last_contacted_at": func.coalesce(_latest(InteractionBlogger.occurred_at, out), _NEVER),
        "last_contacted_by": _latest(InteractionBlogger.author_id, out),
        "last_contacted_id": _latest(InteractionBlogger.interaction_id, out),
        "last_heard_at": func.coalesce(_latest(InteractionBlogger.occurred_at, heard), _NEVER),
        "last_heard_id": _latest(InteractionBlogger.interaction_id, heard),
        "last_touched_at": last_at,
        "last_given_at": func.coalesce(_last_given(), _NEVER),
        "interaction_count": _exchanges(func.count()).scalar_subquery(),
        "turn": case((corrected, _as_corrected), else_=func.coalesce(_latest(whose), Turn.NONE.value)),
    }


def of_steps() -> dict[str, Any]:
    """The same of next steps."""
    return {
        "next_step_at": func.coalesce(_steps(func.min(NextStep.due_at)), _NO_DATE),
        "next_step_count": _steps(func.count()),
    }


# The statements are made once: that of exchanges holds a dozen SELECTs.


@cache
def _facts_of_exchanges() -> Any:
    return _given_relations().values(of_exchanges() | {"marked_until": _NEVER})


@cache
def _facts_of_steps() -> Any:
    return _given_relations().values(of_steps())


@cache
def _old_marks() -> Any:
    return _given_relations().where(col(Relation.marked_until) > _NEVER).values(marked_until=_NEVER)


def _given_relations() -> Any:
    table = SQLModel.metadata.tables["relation"]
    return update(table).where(one_given(table.c.id, "ids"))


async def _write(session: AsyncSession, relation_ids: Sequence[UUID], statement: Any) -> None:
    await session.flush()
    connection = await session.connection()
    for chunk in _chunks(relation_ids):
        await connection.execute(statement, {"ids": chunk})
    wanted = set(relation_ids)
    for record in list(session.identity_map.values()):
        if isinstance(record, Relation) and record.id in wanted:
            await session.refresh(record)


def _exchanges(what: Any, direction: Direction | None = None) -> Any:
    said = InteractionBlogger.direction
    return (
        select(what)
        .select_from(InteractionBlogger)
        .where(
            col(InteractionBlogger.workspace_id) == col(Relation.workspace_id),
            col(InteractionBlogger.blogger_id) == col(Relation.blogger_id),
            col(InteractionBlogger.brand_id) == col(Relation.brand_id),
            col(InteractionBlogger.deleted).is_(False),
            col(said) == direction if direction else col(said).is_not(None),
        )
        .correlate(Relation)
    )


def _latest(what: Any, direction: Direction | None = None) -> ScalarSelect[Any]:
    newest = col(InteractionBlogger.occurred_at).desc(), col(InteractionBlogger.interaction_id).desc()
    return _exchanges(what, direction).order_by(*newest).limit(1).scalar_subquery()


def _last_given() -> Any:
    gestures = _exchanges(func.max(InteractionBlogger.occurred_at), Direction.OUT)
    given = col(Interaction.id) == col(InteractionBlogger.interaction_id), col(Interaction.nature) == Nature.GIVE
    return gestures.join(Interaction, and_(*given)).scalar_subquery()


def _steps(what: Any) -> ScalarSelect[Any]:
    return (
        select(what)
        .select_from(NextStep)
        .where(
            col(NextStep.workspace_id) == col(Relation.workspace_id),
            col(NextStep.blogger_id) == col(Relation.blogger_id),
            col(NextStep.brand_id) == col(Relation.brand_id),
            col(NextStep.is_open).is_(True),
        )
        .correlate(Relation)
        .scalar_subquery()
    )


def _chunks(items: Sequence[Any]) -> Iterable[list[Any]]:
    for start in range(0, len(items), CHUNK):
        yield list(items[start : start + CHUNK])
