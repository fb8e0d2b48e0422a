"""What comes in and goes out about campaigns."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import Query
from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from app.campaigns.models import CampaignStatus
from app.core.i18n import _
from app.core.money import LARGEST, parse_money
from app.core.schemas import Input, Output, Patch
from app.core.vocabulary import Platform


def _listed(value: Any) -> Any:
    """A form's "food, travel" as the list that the API sends."""
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        return value
    return list(dict.fromkeys(part.strip() for text in texts for part in text.split(",") if part.strip()))


Word = Annotated[str, StringConstraints(max_length=100)]
Words = Annotated[list[Word], Field(max_length=50), BeforeValidator(_listed)]
Languages = Annotated[list[Annotated[str, StringConstraints(pattern="^[a-z]{2,3}$")]], Field(max_length=50)]


@dataclass(frozen=True, slots=True)
class CampaignFilters:
    """Which campaigns, on the page and in the API alike."""

    q: Annotated[str, Query(description="Part of the name.", max_length=200)] = ""
    status: CampaignStatus | None = None
    brand: UUID | None = None
    owner: UUID | None = None
    archived: Annotated[bool, Query(description="Those that were put away.")] = False
    sort: Literal["-start", "start", "name", "-name"] = "-start"


class AudienceProfile(Input):
    """The core target audience, kept as fields."""

    themes: Words = Field(default=[], examples=[["food", "travel"]])
    generations: Words = Field(default=[], examples=[["gen Z", "millennials"]])
    interests: Words = []
    languages: Annotated[Languages, BeforeValidator(_listed)] = Field(default=[], description="ISO 639-1.")
    regions: Words = Field(default=[], description="Countries or regions, as people say them.")
    platforms: Annotated[list[Platform], BeforeValidator(_listed)] = []
    exclusions: Words = []
    audience_min: int | None = Field(default=None, ge=0, description="Smallest audience sought.")
    audience_max: int | None = Field(default=None, ge=0, description="Largest audience sought.")


class CampaignIn(AudienceProfile):
    """A new campaign; only the name is needed."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(examples=["Spring table"])
    brand_id: UUID | None = Field(default=None, description="Default: the workspace's default brand.")
    status: CampaignStatus = CampaignStatus.DRAFT
    owner_id: UUID | None = Field(default=None, description="Default: who makes it.")
    brief: str = Field(default="", max_length=50_000, description="Markdown.")
    goals: str = Field(default="", max_length=5_000)
    starts_on: date | None = None
    ends_on: date | None = None
    budget_minor: int = Field(default=0, ge=0, le=LARGEST, description="In minor units (cents).")
    currency: str | None = Field(
        default=None, pattern="^[A-Z]{3}$", description="ISO 4217. Default: the workspace's currency."
    )
    member_ids: list[UUID] = Field(default=[], max_length=200, description="Users who share it.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValueError(_("The end lies before the start."))
        if self.audience_min is not None and self.audience_max is not None and self.audience_max < self.audience_min:
            raise ValueError(_("The largest audience is below the smallest."))
        return self


class CampaignForm(CampaignIn):
    """The same as a person types it: the budget in their own format."""

    budget: str = ""

    @model_validator(mode="after")
    def _budget_typed(self) -> Self:
        self.budget_minor = parse_money(self.budget, self.currency or "EUR") or 0
        return self


class CampaignPatch(Patch):
    """Every field optional."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)] = ""
    status: CampaignStatus = CampaignStatus.DRAFT
    owner_id: UUID | None = None
    brief: str = Field(default="", max_length=50_000)
    goals: str = Field(default="", max_length=5_000)
    starts_on: date | None = None
    ends_on: date | None = None
    budget_minor: int = Field(default=0, ge=0, le=LARGEST)
    currency: str = Field(default="EUR", pattern="^[A-Z]{3}$")
    member_ids: list[UUID] = Field(default=[], max_length=200)
    themes: Words = []
    generations: Words = []
    interests: Words = []
    languages: Annotated[Languages, BeforeValidator(_listed)] = []
    regions: Words = []
    platforms: Annotated[list[Platform], BeforeValidator(_listed)] = []
    exclusions: Words = []
    audience_min: int | None = Field(default=None, ge=0)
    audience_max: int | None = Field(default=None, ge=0)


class CampaignOut(Output):
    """One campaign."""

    id: UUID
    version: int
    name: str
    brand_id: UUID
    status: CampaignStatus
    owner_id: UUID | None
    brief: str
    goals: str
    starts_on: date | None
    ends_on: date | None
    budget_minor: int
    currency: str
    themes: list[str]
    generations: list[str]
    interests: list[str]
    languages: list[str]
    regions: list[str]
    platforms: list[str]
    exclusions: list[str]
    audience_min: int | None
    audience_max: int | None
    archived: bool
    created_at: datetime
    updated_at: datetime
    member_ids: list[UUID] = []


class CampaignRow(Output):
    """One line of the list."""

    id: UUID
    version: int
    name: str
    brand_id: UUID
    status: CampaignStatus
    owner_id: UUID | None
    starts_on: date | None
    ends_on: date | None
    budget_minor: int
    currency: str
    archived: bool
    updated_at: datetime


class BloggerIds(Input):
    """Who takes part."""

    blogger_ids: list[UUID] = Field(min_length=1, max_length=5_000)
