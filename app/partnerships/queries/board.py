"""The board: per stage a count, sums, a median and the first cards, in a number of statements that never grows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Uuid,
    bindparam,
    case,
    cast,
    func,
    null,
    select,
    table,
    union_all,
)
from sqlalchemy import column as named_column
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers.marks import today
from app.core import pagination
from app.core.actor import Actor
from app.core.clock import now
from app.core.pagination import Slice
from app.partnerships.defaults import asks
from app.partnerships.models import Partnership, Stage
from app.partnerships.queries.filters import conditions, visible_to
from app.partnerships.queries.pipelines import Course
from app.partnerships.queries.rows import VALUE, Card, cards, day_is_full, marked, named
from app.partnerships.queries.stuck import is_stuck
from app.partnerships.schemas import PartnershipQuery

FIRST, MORE = 10, 25
ORDER = (col(Partnership.rank), col(Partnership.id))
_SINCE: Any = col(Partnership.stage_since)


@dataclass(slots=True)
class Column:
    """One stage and what stands in it. `sums` are minor units by currency, the largest first."""

    stage: Stage
    count: int = 0
    stuck: int = 0
    sums: dict[str, int] = field(default_factory=dict)
    median_days: float | None = None
    cards: Sequence[Card] = ()
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Board:
    course: Course
    query: PartnershipQuery
    columns: list[Column]

    @property
    def address(self) -> dict[str, Any]:
        """Its filters, for links."""
        return self.query.address()

    @property
    def asks(self) -> dict[str, str]:
        """What moving into each stage asks for."""
        return {stage.key: asks(stage) for stage in self.course.stages}

    @property
    def count(self) -> int:
        return sum(column.count for column in self.columns)


async def board(
    session: AsyncSession,
    actor: Actor,
    course: Course,
    query: PartnershipQuery,
    *,
    size: int = FIRST,
    whole: bool = False,
) -> Board:
    """Every column of `course` with its first `size` cards. Two statements, whatever it holds; three more where marks
    are old."""
    wanted = _wanted(actor, course, query)
    moment = now()
    columns = {stage.id: Column(stage) for stage in course.stages}
    await _measure(session, course.stages, wanted, columns, moment)
    stages = {stage.id: stage for stage in course.stages}
    keys = select(col(Partnership.id)).where(*wanted)
    firsts = union_all(*(_first(keys, stage, size) for stage in course.stages)).subquery()
    statement = named(whole=whole).where(col(Partnership.id).in_(select(firsts.c.id))).order_by(*ORDER)
    found: dict[UUID, list[Card]] = {}
    rows = (await session.execute(statement.add_columns(day_is_full(actor)), today(actor))).all()
    full_day = any(row.day_is_full for row in rows)
    for card in await marked(session, actor, cards(rows, stages, moment), full_day=full_day):
        found.setdefault(card.stage_id, []).append(card)
    for stage_id, held in found.items():
        columns[stage_id].cards = held[:size]
        if len(held) > size:
            columns[stage_id].next = pagination.encode([held[size - 1].rank, held[size - 1].id])
    return Board(course, query, list(columns.values()))


async def column(
    session: AsyncSession, actor: Actor, course: Course, stage: Stage, query: PartnershipQuery, cursor: str | None
) -> Slice[Card]:
    """The next cards of one column, in board order."""
    statement = named().where(*_wanted(actor, course, query), col(Partnership.stage_id) == stage.id)
    page = await pagination.paginate(session, statement, ORDER, cursor=cursor, limit=MORE)
    return Slice(await marked(session, actor, cards(page.items, {stage.id: stage}, now())), page.next)


async def heads(
    session: AsyncSession, actor: Actor, course: Course, query: PartnershipQuery, keys: set[str]
) -> list[Column]:
    """The columns called `keys` measured again, without cards: after a move."""
    stages = [stage for stage in course.stages if stage.key in keys]
    columns = {stage.id: Column(stage) for stage in stages}
    inside = col(Partnership.stage_id).in_(columns)
    await _measure(session, course.stages, [*_wanted(actor, course, query), inside], columns, now())
    return list(columns.values())


def _wanted(actor: Actor, course: Course, query: PartnershipQuery) -> list[ColumnElement[bool]]:
    asked = query.model_copy(update={"pipeline": course.id})
    return [visible_to(actor), *conditions(actor, asked, course.stages)]


def _first(keys: Select[Any], stage: Stage, size: int) -> Select[Any]:
    """Of these keys those of one column's first cards and of one more, served by the index in board order."""
    mine = keys.where(col(Partnership.stage_id) == stage.id).order_by(*ORDER)
    return select(mine.limit(size + 1).subquery())


async def _measure(
    session: AsyncSession,
    stages: Sequence[Stage],
    wanted: list[ColumnElement[bool]],
    columns: dict[UUID, Column],
    moment: datetime,
) -> None:
    """Fills in counts, sums and medians. One statement."""
    stuck = func.sum(case((is_stuck(stages, moment), 1), else_=0))
    stage_id, currency = col(Partnership.stage_id), col(Partnership.currency)
    counted = (
        select(stage_id, currency, func.count().label("number"), stuck.label("stuck"), func.sum(VALUE).label("value"))
        .where(*wanted)
        .group_by(stage_id, currency)
        .cte("counted")
        .prefix_with("MATERIALIZED")
    )
    since = cast(null(), _SINCE.type).label("since")
    times = select(stage_id, _SINCE).where(*wanted).cte("times").prefix_with("NOT MATERIALIZED")
    statement = union_all(select(counted, since).add_cte(times), *_middles(len(columns)))
    around: dict[UUID, list[float]] = {}
    for row in await session.execute(statement, {f"stage_{n}": one for n, one in enumerate(columns)}):
        measured = columns[row.stage_id]
        if row.since:
            around.setdefault(row.stage_id, []).append((moment - row.since).total_seconds())
            continue
        measured.count += row.number
        measured.stuck += int(row.stuck)
        if row.value:
            measured.sums[row.currency] = int(row.value)
    for stage, seconds in around.items():
        columns[stage].sums = dict(sorted(columns[stage].sums.items(), key=lambda pair: -pair[1]))
        columns[stage].median_days = max(0.0, sum(seconds) / len(seconds) / 86_400)


@cache
def _middles(count: int) -> list[Select[*tuple[Any, ...]]]:
    """Of each of `count` columns the one or two cards in its middle by time, from the index: SQLite has no function for
    a median. They read the statement's `times` and `counted`; the columns are bound as `stage_0` and so on."""
    return [_middle(bindparam(f"stage_{number}", type_=Uuid())) for number in range(count)]


def _middle(stage_id: Any) -> Select[*tuple[Any, ...]]:
    times = table("times", named_column("stage_id", Uuid()), named_column("stage_since", _SINCE.type))
    counted = table("counted", named_column("stage_id", Uuid()), named_column("number", Integer))
    number = select(cast(func.coalesce(func.sum(counted.c.number), 0), Integer)).where(counted.c.stage_id == stage_id)
    before, even = number.scalar_subquery(), number.scalar_subquery()
    mine = select(times).where(times.c.stage_id == stage_id).order_by(times.c.stage_since)
    one = mine.offset(func.abs(before - 1, type_=Integer()) // 2).limit(2 - even % 2).subquery()
    return select(one.c.stage_id, null(), null(), null(), null(), one.c.stage_since)
