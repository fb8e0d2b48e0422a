"""Pipelines, their stages, and the partnerships that move along them."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, desc
from sqlmodel import Field, SQLModel

from app.core.clock import NO_DATE, now
from app.core.models import Record


class StageKind(StrEnum):
    """What being in a stage means to numbers."""

    TO_CONTACT = "to_contact"
    IN_TALKS = "in_talks"
    WON = "won"
    """Agreed, running or completed."""
    LOST = "lost"
    PAUSED = "paused"
    NO_ANSWER = "no_answer"


class Pipeline(Record, table=True):
    """An ordered set of stages."""

    name: str = Field(max_length=100)
    position: int = 0
    is_default: bool = False
    archived: bool = False


class Stage(Record, table=True):
    """One column of a board."""

    __table_args__ = (UniqueConstraint("workspace_id", "pipeline_id", "key"),)

    pipeline_id: UUID = Field(foreign_key="pipeline.id", ondelete="CASCADE")
    key: str = Field(max_length=40)
    """Stable name in URLs and API: `in_conversation`."""
    name: str = Field(default="", max_length=100)
    """What a manager called it; empty: the translated default for `key`."""
    position: int = 0
    kind: str = Field(max_length=20)
    limit_days: int | None = None
    """Days after which a partnership here is stuck; None: never."""
    asks_reason: bool = False


class Partnership(Record, table=True):
    """One agreement. Board order within a stage: `rank`, then `id`."""

    __table_args__ = (
        Index("ix_partnership_board", "workspace_id", "pipeline_id", "deleted", "stage_id", "rank", "id"),
        # The board sums its columns up and finds their middle by these two alone: it reads no row for it.
        Index(
            "ix_partnership_measured",
            *("workspace_id", "pipeline_id", "deleted", "stage_id", "currency", "stage_since", "agreed_minor"),
            *("expected_minor", "next_step_at", "blogger_id", "brand_id"),
        ),
        Index(
            "ix_partnership_by_time",
            *("workspace_id", "pipeline_id", "deleted", "stage_id", "stage_since", "blogger_id", "brand_id"),
        ),
        Index("ix_partnership_of_blogger", "blogger_id", "workspace_id", "deleted"),
        Index("ix_partnership_of_campaign", "campaign_id", "workspace_id", "deleted", "stage_id", "rank", "id"),
        Index("ix_partnership_by_owner", "workspace_id", "owner_id", "deleted", "stage_id"),
        Index("ix_partnership_recent", "workspace_id", "deleted", desc("updated_at"), desc("id")),
    )

    pipeline_id: UUID = Field(foreign_key="pipeline.id", ondelete="RESTRICT")
    stage_id: UUID = Field(foreign_key="stage.id", ondelete="RESTRICT")
    stage_since: datetime = Field(default_factory=now)
    rank: float = 0.0
    """Position within the stage; between two neighbours when dropped there."""
    blogger_id: UUID = Field(foreign_key="blogger.id", ondelete="CASCADE")
    brand_id: UUID = Field(foreign_key="brand.id", ondelete="RESTRICT")
    campaign_id: UUID | None = Field(default=None, foreign_key="campaign.id", ondelete="SET NULL")
    owner_id: UUID | None = Field(default=None, foreign_key="user.id", ondelete="SET NULL")
    title: str = Field(default="", max_length=200)
    terms: str = Field(default="", max_length=20_000)
    expected_minor: int | None = None
    agreed_minor: int | None = None
    currency: str = Field(max_length=3)
    starts_on: date | None = None
    ends_on: date | None = None
    closed_reason: str = Field(default="", max_length=500)
    next_step_at: datetime = Field(default=NO_DATE)
    """The earliest open next step; in the future it stops the stuck clock."""
    deleted: bool = False


class TermKind(StrEnum):
    """What of the terms has a day: timing is told of it."""

    PAYMENT = "payment"
    PRODUCT = "product"
    EXCLUSIVITY = "exclusivity"


class PartnershipTerm(Record, table=True):
    """A payment due, a product to send, an exclusivity promised to the brand."""

    __tablename__ = "partnership_term"
    __table_args__ = (Index("ix_partnership_term_of", "partnership_id", "workspace_id"),)

    partnership_id: UUID = Field(foreign_key="partnership.id", ondelete="CASCADE")
    kind: str = Field(max_length=20)
    label: str = Field(default="", max_length=200)
    """What for, what is sent, or on which theme; words of a theme are parted by commas."""
    amount_minor: int | None = None
    """Of a payment, in the partnership's currency."""
    starts_on: date | None = None
    """Of an exclusivity."""
    due_on: date | None = None
    """The day it is due; of an exclusivity its last day."""
    done_on: date | None = None
    """Paid, or sent."""
    rival_id: UUID | None = Field(default=None, foreign_key="brand.id", ondelete="SET NULL", index=True)
    """Of an exclusivity: the brand of ours it shuts out; None: all others."""


class PartnershipMove(Record, table=True):
    """The stage history, with how long it stayed before."""

    __tablename__ = "partnership_move"
    __table_args__ = (
        Index("ix_partnership_move_of", "partnership_id", "workspace_id", desc("at")),
        Index("ix_partnership_move_recent", "workspace_id", desc("at"), desc("id")),
    )

    partnership_id: UUID = Field(foreign_key="partnership.id", ondelete="CASCADE")
    from_stage_id: UUID | None = Field(default=None, foreign_key="stage.id", ondelete="SET NULL")
    to_stage_id: UUID | None = Field(default=None, foreign_key="stage.id", ondelete="SET NULL")
    from_kind: str = Field(default="", max_length=20)
    to_kind: str = Field(max_length=20)
    at: datetime = Field(default_factory=now)
    by: UUID | None = Field(default=None, foreign_key="user.id", ondelete="SET NULL")
    reason: str = Field(default="", max_length=500)
    seconds_before: int = 0
    """How long it had been in the stage it left."""


class PartnershipInteraction(SQLModel, table=True):
    __tablename__ = "partnership_interaction"
    __table_args__ = (Index("ix_partnership_interaction_interaction_id", "interaction_id"),)

    workspace_id: UUID = Field(foreign_key="workspace.id", ondelete="CASCADE", primary_key=True)
    partnership_id: UUID = Field(foreign_key="partnership.id", ondelete="CASCADE", primary_key=True, index=True)
    interaction_id: UUID = Field(foreign_key="interaction.id", ondelete="CASCADE", primary_key=True)


class PartnershipNextStep(SQLModel, table=True):
    __tablename__ = "partnership_next_step"
    __table_args__ = (Index("ix_partnership_next_step_next_step_id", "next_step_id"),)

    workspace_id: UUID = Field(foreign_key="workspace.id", ondelete="CASCADE", primary_key=True)
    partnership_id: UUID = Field(foreign_key="partnership.id", ondelete="CASCADE", primary_key=True, index=True)
    next_step_id: UUID = Field(foreign_key="next_step.id", ondelete="CASCADE", primary_key=True)
