"""Interactions and next steps."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Column, Index, desc, text
from sqlmodel import Field, SQLModel

from app.core.models import JsonList, Record


class Kind(StrEnum):
    EMAIL = "email"
    CALL = "call"
    DIRECT_MESSAGE = "direct_message"
    COMMENT = "comment"
    MEETING = "meeting"
    EVENT = "event"
    GIFT = "gift"
    SHARE = "share"
    NOTE = "note"


class Via(StrEnum):
    """The means used for one touch."""

    EMAIL = "email"
    PHONE = "phone"
    DIRECT_MESSAGE = "direct_message"
    COMMENT = "comment"
    IN_PERSON = "in_person"
    POST = "post"


class Direction(StrEnum):
    OUT = "out"
    IN = "in"


class Nature(StrEnum):
    """What a touch does."""

    ASK = "ask"
    CHASER = "chaser"
    GIVE = "give"
    NEUTRAL = "neutral"
    SERVICE = "service"
    REPLY = "reply"


class Compensation(StrEnum):
    """Of an ask."""

    UNPAID = "unpaid"
    PRODUCT = "product"
    PAID = "paid"


VIA_OF: dict[Kind, Via | None] = {
    Kind.EMAIL: Via.EMAIL,
    Kind.CALL: Via.PHONE,
    Kind.DIRECT_MESSAGE: Via.DIRECT_MESSAGE,
    Kind.COMMENT: Via.COMMENT,
    Kind.MEETING: Via.IN_PERSON,
    Kind.EVENT: Via.IN_PERSON,
    Kind.GIFT: Via.POST,
    Kind.SHARE: Via.COMMENT,
    Kind.NOTE: None,
}
"""The means a kind implies when none is given."""


class Interaction(Record, table=True):
    """One dated touch with one or several people. A note has no direction."""

    __table_args__ = (
        Index("ix_interaction_by_time", "workspace_id", desc("occurred_at"), desc("id")),
        Index(
            "ix_interaction_on_campaign",
            "campaign_id",
            "workspace_id",
            desc("occurred_at"),
            desc("id"),
            sqlite_where=text("campaign_id IS NOT NULL"),
            postgresql_where=text("campaign_id IS NOT NULL"),
        ),
        Index("ix_interaction_by_author", "workspace_id", "author_id", desc("occurred_at")),
    )

    kind: str = Field(max_length=20)
    direction: str | None = Field(default=None, max_length=3)
    nature: str = Field(default=Nature.NEUTRAL, max_length=10)
    compensation: str | None = Field(default=None, max_length=10)
    via: str | None = Field(default=None, max_length=20)
    angle: str = Field(default="", max_length=200)
    brand_id: UUID = Field(foreign_key="brand.id", ondelete="RESTRICT")
    campaign_id: UUID | None = Field(default=None, foreign_key="campaign.id", ondelete="SET NULL")
    occurred_at: datetime
    author_id: UUID | None = Field(default=None, foreign_key="user.id", ondelete="SET NULL")
    """The member who had the exchange."""
    summary: str = Field(default="", max_length=500)
    body: str = Field(default="", max_length=50_000)
    """Markdown."""
    agreed: str = Field(default="", max_length=500)
    """What was agreed, in a few words; Today shows it."""
    links: list[str] = Field(default_factory=list, sa_column=Column(JsonList, nullable=False))
    """Attachments, as https addresses."""
    mentions: list[str] = Field(default_factory=list, sa_column=Column(JsonList, nullable=False))
    """User ids of colleagues named in it."""
    no_answer_expected: bool = False
    refusal: bool = False
    """Theirs: they said no."""
    deleted_at: datetime | None = None


class InteractionBlogger(SQLModel, table=True):
    """Who took part. Repeats what timelines sort and relations compute by, so that neither needs a join."""

    __tablename__ = "interaction_blogger"
    __table_args__ = (
        Index(
            "ix_interaction_blogger_timeline",
            "workspace_id",
            "blogger_id",
            desc("occurred_at"),
            desc("interaction_id"),
        ),
        Index("ix_interaction_blogger_blogger_id", "blogger_id"),
    )

    workspace_id: UUID = Field(foreign_key="workspace.id", ondelete="CASCADE", primary_key=True)
    interaction_id: UUID = Field(foreign_key="interaction.id", ondelete="CASCADE", primary_key=True, index=True)
    blogger_id: UUID = Field(foreign_key="blogger.id", ondelete="CASCADE", primary_key=True)
    occurred_at: datetime
    brand_id: UUID
    direction: str | None = Field(default=None, max_length=3)
    author_id: UUID | None = None
    expects_answer: bool = False
    """Whose turn it is follows from the latest exchange and this."""
    live: bool = False
    """A practical message of ours, said inside something agreed: there it weighs nothing."""
    deleted: bool = False


class NextStep(Record, table=True):
    """A dated thing for us to do, with an owner, on a blogger or a campaign (on a partnership: its link table)."""

    __tablename__ = "next_step"
    __table_args__ = (
        Index("ix_next_step_mine", "workspace_id", "owner_id", "is_open", "due_at", "id"),
        Index("ix_next_step_due", "workspace_id", "is_open", "due_at", "id"),
        Index("ix_next_step_of_blogger", "blogger_id", "workspace_id", "is_open", "due_at"),
        Index("ix_next_step_of_campaign", "campaign_id", "workspace_id", "is_open", "due_at"),
    )

    title: str = Field(max_length=300)
    due_at: datetime
    due_on: date
    """The day in the owner's zone: the same for every reader, whatever theirs."""
    all_day: bool = True
    """True: due at the end of `due_on` in the owner's zone; no hour is shown."""
    owner_id: UUID | None = Field(default=None, foreign_key="user.id", ondelete="SET NULL")
    brand_id: UUID = Field(foreign_key="brand.id", ondelete="RESTRICT")
    blogger_id: UUID | None = Field(default=None, foreign_key="blogger.id", ondelete="CASCADE")
    campaign_id: UUID | None = Field(default=None, foreign_key="campaign.id", ondelete="SET NULL")
    interaction_id: UUID | None = Field(default=None, foreign_key="interaction.id", ondelete="SET NULL", index=True)
    """The exchange it came out of."""
    is_open: bool = True
    done_at: datetime | None = None
    done_by: UUID | None = Field(default=None, foreign_key="user.id", ondelete="SET NULL")
    deleted_at: datetime | None = None
    snoozes: int = 0
