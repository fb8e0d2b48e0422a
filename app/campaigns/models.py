"""Campaigns and who shares them."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Column, Index, desc
from sqlmodel import Field, SQLModel

from app.core.models import JsonList, Record, sortable_text


class CampaignStatus(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Campaign(Record, table=True):
    """A shared piece of work with many bloggers."""

    __table_args__ = (
        Index("ix_campaign_by_start", "workspace_id", desc("sort_on"), desc("id")),
        Index("ix_campaign_by_name", "workspace_id", "sort_name", "id"),
    )

    name: str = Field(max_length=200)
    sort_name: str = Field(sa_column=Column(sortable_text(200), nullable=False))
    brand_id: UUID = Field(foreign_key="brand.id", ondelete="RESTRICT")
    status: str = Field(default=CampaignStatus.DRAFT, max_length=20)
    owner_id: UUID | None = Field(default=None, foreign_key="user.id", ondelete="SET NULL")
    brief: str = Field(default="", max_length=50_000)
    """Markdown."""
    goals: str = Field(default="", max_length=5_000)
    starts_on: date | None = None
    ends_on: date | None = None
    sort_on: date
    """`starts_on`, else the day it was made: never null, sorted by."""
    budget_minor: int = 0
    currency: str = Field(max_length=3)
    themes: list[str] = Field(default_factory=list, sa_column=Column(JsonList, nullable=False))
    generations: list[str] = Field(default_factory=list, sa_column=Column(JsonList, nullable=False))
    interests: list[str] = Field(default_factory=list, sa_column=Column(JsonList, nullable=False))
    languages: list[str] = Field(default_factory=list, sa_column=Column(JsonList, nullable=False))
    regions: list[str] = Field(default_factory=list, sa_column=Column(JsonList, nullable=False))
    platforms: list[str] = Field(default_factory=list, sa_column=Column(JsonList, nullable=False))
    exclusions: list[str] = Field(default_factory=list, sa_column=Column(JsonList, nullable=False))
    audience_min: int | None = None
    audience_max: int | None = None
    archived: bool = False
    deleted: bool = False


class CampaignMember(SQLModel, table=True):
    """A member of the team who shares the campaign."""

    __tablename__ = "campaign_member"

    workspace_id: UUID = Field(foreign_key="workspace.id", ondelete="CASCADE", primary_key=True)
    campaign_id: UUID = Field(foreign_key="campaign.id", ondelete="CASCADE", primary_key=True, index=True)
    user_id: UUID = Field(foreign_key="user.id", ondelete="CASCADE", primary_key=True)
