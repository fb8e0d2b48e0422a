"""The board: per stage a count, sums, a median and the first cards, in a number of statements that never grows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, select, union_all
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import pagination
from app.core.actor import Actor
from app.core.clock import now
from app.core.pagination import Slice
from app.partnerships.defaults import asks
from app.partnerships.models import Partnership, Stage
from app.partnerships.queries.filters import conditions, visible_to
from app.partnerships.queries.pipelines import Course
from app.partnerships.queries.rows import VALUE, Card, cards, named
from app.partnerships.queries.stuck import is_stuck
from app.partnerships.schemas import PartnershipQuery

COLUMN_SIZE = 15
ORDER = (col(Partnership.rank), col(Partnership.id))


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
    size: int = COLUMN_SIZE,
    whole: bool = False,
) -> Board:
    """Every column of `course` with its first `size` cards. Two statements, whatever it holds."""
    wanted = _wanted(actor, course, query)
    moment = now()
    columns = {stage.id: Column(stage) for stage in course.stages}
    await _measure(session, course.stages, wanted, columns, moment)
    stages = {stage.id: stage for stage in course.stages}
    firsts = union_all(*(_first(wanted, stage, size) for stage in course.stages)).subquery()
    statement = named(whole=whole).where(col(Partnership.id).in_(select(firsts.c.id))).order_by(*ORDER)
    found: dict[UUID, list[Card]] = {}
    for card in cards((await session.execute(statement)).all(), stages, moment):
        found.setdefault(card.stage_id, []).append(card)
    for stage_id, shown in found.items():
        columns[stage_id].cards = shown[:size]
        if len(shown) > size:
            columns[stage_id].next = pagination.encode([shown[size - 1].rank, shown[size - 1].id])
    return Board(course, query, list(columns.values()))


async def column(
    session: AsyncSession, actor: Actor, course: Course, stage: Stage, query: PartnershipQuery, cursor: str | None
) -> Slice[Card]:
    """The next cards of one column, in board order."""
    statement = named().where(*_wanted(actor, course, query), col(Partnership.stage_id) == stage.id)
    page = await pagination.paginate(session, statement, ORDER, cursor=cursor, limit=COLUMN_SIZE)
    return Slice(cards(page.items, {stage.id: stage}, now()), page.next)


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


def _first(wanted: list[ColumnElement[bool]], stage: Stage, size: int) -> Select[Any]:
    """The keys of one column's first cards and of one more, served by the index in board order."""
    keys = select(col(Partnership.id)).where(*wanted, col(Partnership.stage_id) == stage.id)
    return select(keys.order_by(*ORDER).limit(size + 1).subquery().c.id)


async def _measure(
    session: AsyncSession,
    stages: Sequence[Stage],
    wanted: list[ColumnElement[bool]],
    columns: dict[UUID, Column],
    moment: datetime,
) -> None:
    """Fills in counts, sums and medians. The median comes as the one or two moments in the middle of each stage,
    because SQLite has no function for it."""
    stage_id = col(Partnership.stage_id)
    rows = (
        select(
            stage_id,
            col(Partnership.stage_since),
            col(Partnership.currency),
            VALUE.label("value"),
            case((is_stuck(stages, moment), 1), else_=0).label("stuck"),
            func.row_number().over(partition_by=stage_id, order_by=col(Partnership.stage_since)).label("n"),
            func.count().over(partition_by=stage_id).label("total"),
        )
        .where(*wanted)
        .subquery()
    )
    middle = and_(rows.c.n >= (rows.c.total + 1) // 2, rows.c.n <= (rows.c.total + 2) // 2)
    statement = select(
        rows.c.stage_id,
        rows.c.currency,
        func.count().label("count"),
        func.sum(rows.c.stuck).label("stuck"),
        func.sum(rows.c.value).label("value"),
        func.min(case((middle, rows.c.stage_since))).label("lower"),
        func.max(case((middle, rows.c.stage_since))).label("upper"),
    ).group_by(rows.c.stage_id, rows.c.currency)
    middles: dict[UUID, list[datetime]] = {}
    for row in await session.execute(statement):
        measured = columns[row.stage_id]
        measured.count += row.count
        measured.stuck += int(row.stuck)
        if row.value:
            measured.sums[row.currency] = int(row.value)
        middles.setdefault(row.stage_id, []).extend(m for m in (row.lower, row.upper) if m is not None)
    for stage_id, around in middles.items():
        columns[stage_id].sums = dict(sorted(columns[stage_id].sums.items(), key=lambda pair: -pair[1]))
        seconds = [(moment - since).total_seconds() for since in (min(around), max(around))]
        columns[stage_id].median_days = max(0.0, sum(seconds) / 2 / 86_400)
