"""What timing keeps: dated facts about a person, their preferences, what we can offer, the policy, what came of advice.

Marks (the answer for an ask, kept for lists) are columns of the relation in bloggers; `marks` fills them.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, UniqueConstraint, desc
from sqlmodel import Field

from app.core.clock import now
from app.core.models import JsonDict, JsonList, Record


class QuietReason(StrEnum):
    """Why somebody is not to be disturbed: one of four, so that colleagues need not know more."""

    ASKED = "asked"
    AWAY = "away"
    DELICATE = "delicate"
    OTHER = "other"


class Circumstance(Record, table=True):
    """One dated fact about a person. `since` and `until` mean what `facts.Dated` says."""

    __table_args__ = (
        Index("ix_circumstance_of", "workspace_id", "blogger_id", "is_open"),
        Index("ix_circumstance_blogger_id", "blogger_id"),
        Index("ix_circumstance_ending", "workspace_id", "is_open", "until"),
        Index("ix_circumstance_by_source", "workspace_id", "source_type", "source_id"),
    )

    blogger_id: UUID = Field(foreign_key="blogger.id", ondelete="CASCADE")
    brand_id: UUID | None = Field(default=None, foreign_key="brand.id", ondelete="CASCADE")
    """None: whoever speaks."""
    kind: str = Field(max_length=20)
    since: datetime
    until: datetime | None = None
    by: UUID | None = Field(default=None, foreign_key="user.id", ondelete="SET NULL")
    label: str = Field(default="", max_length=300)
    url: str = Field(default="", max_length=2_000)
    topics: list[str] = Field(default_factory=list, sa_column=Column(JsonList, nullable=False))
    """Of a piece: folded."""
    yearly: bool = False
    """Of a date: it comes back."""
    reason: str = Field(default="", max_length=20)
    """Of a do-not-disturb: `QuietReason`."""
    note: str = Field(default="", max_length=2_000)
    """Of a do-not-disturb: for its author and the relation's owner only; erased when it ends."""
    yielded_by: UUID | None = None
    """Of a claim: the colleague who handed the talk over."""
    amount_minor: int | None = None
    currency: str = Field(default="", max_length=3)
    source_type: str = Field(default="", max_length=20)
    """The record of a higher feature that wrote it and will settle it, such as `partnership`."""
    source_id: UUID | None = None
    is_open: bool = True
    """It may still weigh: neither settled, ended, past nor deleted."""
    settled_at: datetime | None = None
    settled_by: UUID | None = Field(default=None, foreign_key="user.id", ondelete="SET NULL")
    deleted_at: datetime | None = None


class VoiceQuestion(Record, table=True):
    """A colleague asks whether to write to somebody whom another speaks with. Its making is the asking."""

    __tablename__ = "voice_question"
    __table_args__ = (
        Index("ix_voice_question_to", "workspace_id", "asked_of", "answered_at"),
        Index("ix_voice_question_by", "workspace_id", "asked_by", "answered_at"),
        Index("ix_voice_question_blogger_id", "blogger_id"),
    )

    blogger_id: UUID = Field(foreign_key="blogger.id", ondelete="CASCADE")
    brand_id: UUID = Field(foreign_key="brand.id", ondelete="CASCADE")
    """For which the asker would write."""
    asked_by: UUID = Field(foreign_key="user.id", ondelete="CASCADE", index=True)
    asked_of: UUID = Field(foreign_key="user.id", ondelete="CASCADE", index=True)
    yes: bool | None = None
    answered_at: datetime | None = None


class Preference(Record, table=True):
    """What a person told us they prefer; the latest word is theirs (`by_themselves`) or a member's."""

    __table_args__ = (
        UniqueConstraint("workspace_id", "blogger_id"),
        Index("ix_preference_blogger_id", "blogger_id"),
    )

    blogger_id: UUID = Field(foreign_key="blogger.id", ondelete="CASCADE")
    vias: list[str] = Field(default_factory=list, sa_column=Column(JsonList, nullable=False))
    """The means they accept; empty: any."""
    topics: list[str] = Field(default_factory=list, sa_column=Column(JsonList, nullable=False))
    monthly: int | None = None
    """At most so many messages in 30 days; None: as we see fit."""
    pause_until: datetime | None = None
    ask_first: bool = False
    opted_out: list[str] = Field(default_factory=list, sa_column=Column(JsonList, nullable=False))
    """Means closed to us, or `outreach`."""
    said_at: datetime | None = None
    """The latest word."""
    said_by: UUID | None = Field(default=None, foreign_key="user.id", ondelete="SET NULL")
    """The member who noted it; None: unknown, or themselves."""
    by_themselves_at: datetime | None = None
    """When they last said so by their private link."""
    link_hash: str = Field(default="", max_length=64, index=True)
    """SHA-256 of the private link's token; empty: none was made or it was revoked."""
    link_brand_id: UUID | None = Field(default=None, foreign_key="brand.id", ondelete="SET NULL")
    """For whom it was made: who they speak with there."""
    link_made_at: datetime | None = None
    link_used_at: datetime | None = None

    @property
    def by_themselves(self) -> bool:
        """The latest word is theirs."""
        return self.by_themselves_at is not None and self.by_themselves_at == self.said_at


class Offer(Record, table=True):
    """Something we can really give: it answers a need when they share a keyword."""

    __table_args__ = (UniqueConstraint("workspace_id", "name_key"),)

    name: str = Field(max_length=200)
    name_key: str = Field(max_length=200)
    description: str = Field(default="", max_length=2_000)
    keywords: list[str] = Field(default_factory=list, sa_column=Column(JsonList, nullable=False))
    """Folded words."""
    archived_at: datetime | None = None


class TimingPolicy(Record, table=True):
    """One per workspace that changed a number, and what timing computes about the team."""

    __tablename__ = "timing_policy"
    __table_args__ = (UniqueConstraint("workspace_id"),)

    changed: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JsonDict, nullable=False))
    """`Policy.changes()`."""
    answer_days: float | None = None
    """The team's median of days until an answer, computed each night."""


class Outcome(StrEnum):
    AVOIDED = "avoided"
    """Advice held it back and nobody insisted."""
    OVERRIDDEN = "overridden"
    """Advice held it back and it was done all the same."""
    FOLLOWED = "followed"
    """It was a good moment, and it was done."""


class Why(StrEnum):
    """Why somebody went on against advice."""

    UNSAID = ""
    THEY_ASKED = "they_asked"
    DEADLINE = "deadline"
    MET = "met"
    OTHER = "other"


class AdviceOutcome(Record, table=True):
    """What came of advice: the managers' figures and the timeline read it."""

    __tablename__ = "advice_outcome"
    __table_args__ = (
        Index("ix_advice_outcome_by_time", "workspace_id", desc("at")),
        Index("ix_advice_outcome_of", "workspace_id", "blogger_id", desc("at")),
        Index("ix_advice_outcome_blogger_id", "blogger_id"),
        Index("ix_advice_outcome_on", "interaction_id"),
    )

    blogger_id: UUID = Field(foreign_key="blogger.id", ondelete="CASCADE")
    brand_id: UUID = Field(foreign_key="brand.id", ondelete="CASCADE")
    interaction_id: UUID | None = Field(default=None, foreign_key="interaction.id", ondelete="CASCADE")
    campaign_id: UUID | None = Field(default=None, foreign_key="campaign.id", ondelete="SET NULL", index=True)
    at: datetime = Field(default_factory=now)
    by: UUID | None = Field(default=None, foreign_key="user.id", ondelete="SET NULL")
    outcome: str = Field(max_length=12)
    nature: str = Field(max_length=10)
    via: str | None = Field(default=None, max_length=20)
    compensation: str | None = Field(default=None, max_length=10)
    verdict: str = Field(max_length=10)
    codes: list[str] = Field(default_factory=list, sa_column=Column(JsonList, nullable=False))
    why: str = Field(default=Why.UNSAID, max_length=12)
    sentence: str = Field(default="", max_length=500)
