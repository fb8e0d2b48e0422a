"""The review walks the cards where time counts, the longest in their stage first, and can be taken up again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import pagination
from app.core.actor import Actor
from app.core.clock import now
from app.outreach.models import NextStep
from app.partnerships.defaults import ENDS, asks
from app.partnerships.models import Partnership, Stage
from app.partnerships.queries.filters import conditions, visible_to
from app.partnerships.queries.one import last_words, open_steps
from app.partnerships.queries.pipelines import Course, get_course, is_walked
from app.partnerships.queries.rows import Card, named
from app.partnerships.schemas import PartnershipQuery, money_in_form

ORDER = (col(Partnership.stage_since), col(Partnership.id))


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a review is: the card (None: at its end), its number, of how many, and the cursor to go on from."""

    card: Card | None
    number: int
    total: int
    here: str
    """The cursor that shows this card again."""
    after: str
    """The cursor that shows the next one."""


@dataclass(frozen=True, slots=True)
class Review:
    """One stop with what decides it, and what may be answered there."""

    course: Course
    stop: Stop
    words: Any
    """The last exchange with the person for that brand, None when there is none."""
    steps: Sequence[NextStep]

    @property
    def ends(self) -> list[Stage]:
        """Where "close" leads."""
        return [stage for stage in self.course.stages if stage.kind in ENDS]

    @property
    def asks(self) -> dict[str, str]:
        """What each stage asks for before a card may enter it."""
        return {stage.key: asks(stage) for stage in self.course.stages}

    @property
    def value(self) -> str:
        """The card's value as its field shows it."""
        card = self.stop.card
        return money_in_form(card.value_minor, card.currency) if card else ""


async def review_at(session: AsyncSession, actor: Actor, query: PartnershipQuery, cursor: str | None = None) -> Review:
    """The card to decide about, its last words and its open steps."""
    course = await get_course(session, actor, query.pipeline)
    here = await stop(session, actor, course, query, cursor)
    if (card := here.card) is None:
        return Review(course, here, None, [])
    words = await last_words(session, actor, card.blogger_id, card.brand_id)
    return Review(course, here, words, await open_steps(session, actor, card.id))


async def stop(
    session: AsyncSession, actor: Actor, course: Course, query: PartnershipQuery, cursor: str | None = None
) -> Stop:
    """The next card from `cursor`. What is moved during the review is not met again: it entered its stage later than
    the review began. Two statements."""
    began, total, key = _decode(cursor)
    walked = [stage.id for stage in course.stages if is_walked(stage)]
    asked = query.model_copy(update={"pipeline": course.id, "stage": [], "kind": []})
    wanted = [
        visible_to(actor),
        *conditions(actor, asked, course.stages),
        col(Partnership.stage_id).in_(walked),
        col(Partnership.stage_since) < began,
    ]
    if key is not None:
        wanted.append(tuple_(*ORDER) > tuple_(*key))
    left = (await session.execute(select(func.count()).select_from(Partnership).where(*wanted))).scalar_one()
    total = max(total, left)
    row = (await session.execute(named(whole=True).where(*wanted).order_by(*ORDER).limit(1))).one_or_none()
    stages = {stage.id: stage for stage in course.stages}
    shown = None if row is None else Card(row, stages[row.stage_id], now())
    after = None if row is None else (row.stage_since, row.id)
    return Stop(shown, total - left + 1, total, _encode(began, total, key), _encode(began, total, after))


def _encode(began: datetime, total: int, key: tuple[datetime, UUID] | None) -> str:
    return pagination.encode([began, total, *(key or ())])


def _decode(cursor: str | None) -> tuple[datetime, int, tuple[Any, Any] | None]:
    if not cursor:
        return now(), 0, None
    try:
        began, total = pagination.decode(cursor, 2)
    except pagination.BadRequest:
        began, total, since, last = pagination.decode(cursor, 4)
        return began, total, (since, last)
    return began, total, None
