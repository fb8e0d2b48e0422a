"""One partnership as boards, lists and the API show it: columns and the joins that name what they point to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, false, func, literal, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Brand, User
from app.bloggers import marks
from app.bloggers.marks import Mark, Pair, kept, live
from app.bloggers.models import Blogger, Relation, Turn
from app.campaigns.models import Campaign
from app.core.actor import Actor
from app.core.clock import NEVER, NO_DATE, or_none
from app.partnerships.defaults import stage_name
from app.partnerships.models import Partnership, Stage
from app.partnerships.queries import stuck as clock
from app.partnerships.schemas import PartnershipOut

VALUE: ColumnElement[int] = func.coalesce(Partnership.agreed_minor, Partnership.expected_minor, 0)
"""What a partnership is worth: the agreed value, else the expected one."""

_OWN = (
    "id", "version", "pipeline_id", "stage_id", "stage_since", "rank", "blogger_id", "brand_id", "campaign_id",
    "owner_id", "title", "expected_minor", "agreed_minor", "currency", "closed_reason", "next_step_at", "updated_at",
)  # fmt: skip
_LONG = ("terms", "starts_on", "ends_on", "created_at")


def _moment(value: datetime) -> Any:
    return literal(value, Relation.__table__.c.ask_until.type)  # type: ignore[attr-defined]  # ty: ignore[missing-attribute]


_NAMES = (
    col(Blogger.name).label("blogger_name"),
    col(Blogger.sort_name).label("sort_name"),
    col(Campaign.name).label("campaign_name"),
    func.coalesce(Relation.turn, Turn.NONE.value).label("turn"),
    func.coalesce(Relation.ask_verdict, "").label("ask_verdict"),
    func.coalesce(Relation.ask_until, _moment(NO_DATE)).label("ask_until"),
    func.coalesce(Relation.ask_code, "").label("ask_code"),
    col(Relation.voice_by),
    func.coalesce(Relation.own_verdict, "").label("own_verdict"),
    func.coalesce(Relation.own_until, _moment(NO_DATE)).label("own_until"),
    func.coalesce(Relation.own_code, "").label("own_code"),
    func.coalesce(Relation.last_heard_at, _moment(NEVER)).label("last_heard_at"),
    func.coalesce(Relation.marked_until, _moment(NEVER)).label("marked_until"),
    col(User.name).label("owner_name"),
    col(Brand.name).label("brand_name"),
)


@dataclass(frozen=True, slots=True)
class Card:
    """One row with its stage: what a template prints."""

    row: Row[Any]
    stage: Stage
    moment: datetime
    answered: Mark | None = None
    """The mark, as this reader is answered."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def stage_label(self) -> str:
        return stage_name(self.stage)

    @property
    def value_minor(self) -> int | None:
        return self.row.expected_minor if self.row.agreed_minor is None else self.row.agreed_minor

    @property
    def days(self) -> int:
        """Whole days in its stage."""
        return clock.days(self.row.stage_since, self.moment)

    @property
    def stuck(self) -> bool:
        return clock.late(self.stage, self.row.stage_since, self.moment) and self.expected_at is None

    @property
    def waits(self) -> bool:
        """It would be stuck, if it did not wait as it should."""
        return clock.late(self.stage, self.row.stage_since, self.moment) and self.expected_at is not None

    @property
    def mark(self) -> Mark:
        """What timing answers for an ask."""
        return self.answered or kept(self.row, None)

    @property
    def expected_at(self) -> datetime | None:
        """Until when it waits as it should, which stops its clock: the same for all readers."""
        row = self.row
        return clock.expected(row.next_step_at, *clock.said(row), row.turn, self.moment)

    @property
    def next_step_at(self) -> datetime | None:
        return or_none(self.row.next_step_at)


@cache
def named(*, whole: bool = False) -> Select[Any]:
    """The SELECT of cards; `whole` with the long columns that only the API and the partnership's page need."""
    own: list[Any] = [col(getattr(Partnership, name)) for name in (*_OWN, *(_LONG if whole else ()))]
    statement: Select[Any] = select(*own, *_NAMES)
    return (
        statement.join(Blogger, col(Blogger.id) == Partnership.blogger_id)
        .join(Brand, col(Brand.id) == Partnership.brand_id)
        .outerjoin(Campaign, and_(col(Campaign.id) == Partnership.campaign_id, col(Campaign.deleted).is_(False)))
        .outerjoin(User, col(User.id) == Partnership.owner_id)
        .outerjoin(
            Relation,
            and_(
                col(Relation.workspace_id) == Partnership.workspace_id,
                col(Relation.blogger_id) == Partnership.blogger_id,
                col(Relation.brand_id) == Partnership.brand_id,
            ),
        )
    )


def cards(rows: Sequence[Row[Any]], stages: Mapping[UUID, Stage], moment: datetime) -> list[Card]:
    return [Card(row, stages[row.stage_id], moment) for row in rows]


def day_is_full(actor: Actor) -> ColumnElement[bool]:
    """A column of `named` that tells `marked` of the reader's day; needs the values of `marks.today`."""
    first = col(Relation.last_heard_at) == NEVER
    return case((first, marks.full_day(actor)), else_=false()).label("day_is_full")


async def marked(
    session: AsyncSession, actor: Actor, shown: Sequence[Card], *, full_day: bool | None = None
) -> list[Card]:
    """The same, with the marks that this reader is answered. Old ones are asked anew: three statements, none where all
    are fresh; one more where nobody knows whether the reader's day is full."""
    told = {_pair(card): kept(card.row, actor.user_id) for card in shown}
    old = {_pair(card) for card in shown if card.row.marked_until <= card.moment}
    first = {_pair(card) for card in shown if card.row.last_heard_at == NEVER} - old
    if any(told[pair].kind == "speak" for pair in first):
        full_day = await marks.day_is_full(session, actor) if full_day is None else full_day
        old |= first if full_day else set()
    told |= await live(session, actor, sorted(old))
    return marked_from(told, shown)


def marked_from(told: Mapping[Pair, Mark], shown: Sequence[Card]) -> list[Card]:
    """The same, with marks that are there already."""
    return [replace(card, answered=told[_pair(card)]) for card in shown]


def _pair(card: Card) -> Pair:
    return card.row.blogger_id, card.row.brand_id


_COMPUTED = {"stage", "days_in_stage", "stuck", "next_step_at", "waits_until", "ask_verdict", "ask_until"}
_SAME = frozenset(PartnershipOut.model_fields) - _COMPUTED


def as_output(card: Card) -> PartnershipOut:
    """A card (read with `whole`) as the API answers it."""
    return PartnershipOut.model_construct(
        **{name: getattr(card.row, name) for name in _SAME},
        stage=card.stage.key,
        days_in_stage=card.days,
        stuck=card.stuck,
        next_step_at=card.next_step_at,
        waits_until=card.expected_at,
        ask_verdict=card.mark.verdict,
        ask_until=card.mark.until,
    )
