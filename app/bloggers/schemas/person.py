"""The person: what comes in to make or change one, what goes out."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field, field_validator

from app.accounts.models import LegalBasis
from app.bloggers.marks import Mark
from app.bloggers.models import BloggerState, RelationStage
from app.bloggers.models.person import BloggerFields
from app.bloggers.schemas import fields
from app.bloggers.schemas.fields import ExternalIdChanges, ExternalIds, Languages, TagNames, Topics
from app.bloggers.schemas.parts import (
    ChannelIn,
    ChannelOut,
    ContactPointIn,
    ContactPointOut,
    NeedIn,
    NeedOut,
    RateIn,
    RateOut,
)
from app.bloggers.schemas.relations import RelationOut
from app.core.schemas import Input, Output, Patch

EXAMPLE: Any = {
    "name": "Zoé Lambert",
    "country": "FR",
    "city": "Lyon",
    "languages": ["fr"],
    "tags": ["food"],
    "contact_points": [{"kind": "email", "value": "zoe@carnet.example.org"}],
    "channels": [{"platform": "blog", "url": "https://carnet.example.org", "handle": "carnet"}],
    "source": "Met at the Lyon food fair",
    "legal_basis": "legitimate_interest",
    "external_ids": {"shop": "4711"},
}


class PersonRules(BloggerFields):
    """What a person fills in, with what each field accepts. Lists are made by a factory: pydantic makes a deep copy of
    any other default, for every row of a bulk upsert."""

    _country = field_validator("country", mode="before")(fields.country)
    _time_zone = field_validator("time_zone", mode="before")(fields.time_zone)
    _media_kit_url = field_validator("media_kit_url")(fields.url)
    _representative_email = field_validator("representative_email")(fields.email)
    _representative_phone = field_validator("representative_phone")(fields.phone)
    _legal_basis = field_validator("legal_basis", mode="before", check_fields=False)(fields.legal_basis)


class BloggerIn(Input, PersonRules):
    """A new blogger. Without `source` and `legal_basis`, the workspace's presets hold."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})  # ty: ignore[invalid-assignment]

    name: str = Field(min_length=1, max_length=300)
    source: str = Field(default="", max_length=200)
    legal_basis: LegalBasis | None = None  # ty: ignore[incompatible-attribute-override]
    languages: Languages = Field(default_factory=list)
    topics: Topics = Field(default_factory=list)
    tags: TagNames = Field(default_factory=list)
    contact_points: list[ContactPointIn] = Field(default_factory=list, max_length=50)
    channels: list[ChannelIn] = Field(default_factory=list, max_length=50)
    rates: list[RateIn] = Field(default_factory=list, max_length=50)
    needs: list[NeedIn] = Field(default_factory=list, max_length=50)
    external_ids: ExternalIds = Field(default_factory=dict)
    do_not_contact: bool = False
    do_not_contact_reason: str = Field(default="", max_length=500)
    brand_id: UUID | None = None
    """The brand of the first relation; None: the default one."""
    stage: RelationStage = RelationStage.NOT_MET
    owner_id: UUID | None = None


class BloggerPatch(Patch, PersonRules):
    """Only what is sent changes; lists replace what was there."""

    name: str = Field(default="", min_length=1, max_length=300)
    source: str = Field(default="", min_length=1, max_length=200)
    legal_basis: LegalBasis = LegalBasis.LEGITIMATE_INTEREST  # ty: ignore[incompatible-mutable-override]
    languages: Languages = Field(default_factory=list)
    topics: Topics = Field(default_factory=list)
    tags: TagNames = Field(default_factory=list)
    external_ids: ExternalIdChanges = Field(default_factory=dict)
    do_not_contact: bool = False
    do_not_contact_reason: str = Field(default="", max_length=500)


class TagOut(Output):
    id: UUID
    name: str
    version: int


class BloggerOut(Output):
    """The whole record."""

    id: UUID
    version: int
    state: BloggerState
    name: str
    given_name: str
    also_known_as: str
    pronouns: str
    country: str
    city: str
    time_zone: str
    languages: list[str]
    topics: list[str]
    biography: str
    media_kit_url: str
    postal_address: str
    invoice_name: str
    invoice_address: str
    tax_id: str
    representative_name: str
    representative_agency: str
    representative_email: str
    representative_phone: str
    notes: str
    source: str
    legal_basis: LegalBasis
    do_not_contact: bool
    do_not_contact_at: datetime | None
    do_not_contact_reason: str
    contact_closed: bool = Field(
        default=False,
        description="Contact points, the representative's and the postal address are kept from you while nobody "
        "may contact them; `do_not_contact:clear` opens them.",
    )
    audience: int | None
    """The largest of the channels' latest figures."""
    tags: list[str]
    contact_points: list[ContactPointOut]
    channels: list[ChannelOut]
    rates: list[RateOut]
    needs: list[NeedOut]
    external_ids: dict[str, str]
    relations: list[RelationOut]
    """Those of the brands you see, the one touched last first."""
    other_brands: bool
    """Whether brands that you do not see have a relation with this person."""
    last_contacted_at: datetime | None
    last_heard_at: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(slots=True)
class ChannelBadge:
    """A channel as lists show it."""

    platform: str
    handle: str
    url: str
    audience: int | None


@dataclass(slots=True)
class RelationRow:
    """A relation as lists show it; None where nothing is known."""

    id: UUID
    brand_id: UUID
    stage: str
    stage_since: datetime
    owner_id: UUID | None
    turn: str
    last_contacted_at: datetime | None
    last_contacted_by: UUID | None
    last_heard_at: datetime | None
    next_step_at: datetime | None
    next_step_count: int
    interaction_count: int
    ask_verdict: str = ""
    """For an unpaid ask by email: `speak`, `wait`, `discreet`; empty: nothing noted yet."""
    ask_until: datetime | None = None
    """When it becomes `speak` by itself."""
    ask_code: str = ""
    """The reason said first."""
    owing: bool = False
    """We owe them something."""
    word_due_at: datetime | None = None
    """When a word to them is due."""
    last_given_at: datetime | None = None
    """Our last gesture."""

    @property
    def mark(self) -> Mark:
        return Mark(self.ask_verdict, self.ask_until, self.ask_code, self.owing)


@dataclass(slots=True)
class BloggerRow:
    """One line of a list."""

    id: UUID
    version: int
    state: str
    name: str
    given_name: str
    also_known_as: str
    country: str
    city: str
    time_zone: str
    languages: list[str]
    topics: list[str]
    audience: int | None
    do_not_contact: bool
    created_at: datetime
    updated_at: datetime
    tags: list[str] = field(default_factory=list)
    channels: list[ChannelBadge] = field(default_factory=list)
    email: str = ""
    """The preferred address, or the first."""
    relations: list[RelationRow] = field(default_factory=list)
    """One: of the brand filtered on, else the one touched last."""
    other_brands: bool = False
    last_contacted_at: datetime | None = None
    last_heard_at: datetime | None = None

    @property
    def relation(self) -> RelationRow | None:
        return self.relations[0] if self.relations else None


@dataclass(slots=True, frozen=True)
class SearchHit:
    """One line below the search box: who, and what tells them apart."""

    id: UUID
    name: str
    hint: str
    state: str = BloggerState.ACTIVE


@dataclass(slots=True, frozen=True)
class Similar:
    """A record that may be the same person, and why; `field` names the reason: email, phone, handle, url, name."""

    id: UUID
    name: str
    field: str
    why: str
    state: str = BloggerState.ACTIVE


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values of a schema as the table holds them: enums as their text."""
    return {name: getattr(value, "value", value) for name, value in values.items()}
