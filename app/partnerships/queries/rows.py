"""One partnership as boards, lists and the API show it: columns and the joins that name what they point to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlmodel import col

from app.accounts.models import Brand, User
from app.bloggers.models import Blogger, Relation, Turn
from app.campaigns.models import Campaign
from app.core.clock import or_none
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
_NAMES = (
    col(Blogger.name).label("blogger_name"),
    col(Blogger.sort_name).label("sort_name"),
    col(Campaign.name).label("campaign_name"),
    func.coalesce(Relation.turn, Turn.NONE.value).label("turn"),
    col(User.name).label("owner_name"),
    col(Brand.name).label("brand_name"),
)


@dataclass(frozen=True, slots=True)
class Card:
    """One row with its stage: what a template prints."""

    row: Row[Any]
    stage: Stage
    moment: datetime

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
        return clock.stuck(self.stage, self.row.stage_since, self.row.next_step_at, self.moment)

    @property
    def next_step_at(self) -> datetime | None:
        return or_none(self.row.next_step_at)


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


_SAME = frozenset(PartnershipOut.model_fields) - {"stage", "days_in_stage", "stuck", "next_step_at"}


def as_output(card: Card) -> PartnershipOut:
    """A card (read with `whole`) as the API answers it."""
    return PartnershipOut.model_construct(
        **{name: getattr(card.row, name) for name in _SAME},
        stage=card.stage.key,
        days_in_stage=card.days,
        stuck=card.stuck,
        next_step_at=card.next_step_at,
    )
