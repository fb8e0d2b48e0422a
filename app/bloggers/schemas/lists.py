"""Tags, lookups and bulk."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from app.bloggers.models import Platform, RelationStage
from app.bloggers.schemas.fields import TagName
from app.bloggers.schemas.parts import ChannelIn, ContactPointIn
from app.bloggers.schemas.person import EXAMPLE, BloggerOut, BloggerPatch, Similar
from app.core.i18n import _
from app.core.schemas import Input, Output

BULK_MAX = 1_000


class TagIn(Input):
    name: TagName


class TagCount(Output):
    """A tag and how many bloggers carry it."""

    id: UUID
    name: str
    version: int
    count: int


class LookupIn(Input):
    """Exactly one way to say who: an email, a handle (with its platform, if known), an address, an external id."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"email": "zoe@carnet.example.org"}]})

    email: str = Field(default="", max_length=254)
    handle: str = Field(default="", max_length=200)
    platform: Platform | None = None
    url: str = Field(default="", max_length=2_000)
    external_id: str = Field(default="", max_length=200)
    system: str = Field(default="", max_length=60)

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(map(bool, (self.email, self.handle, self.url, self.external_id))) != 1:
            raise ValueError(_("Give an email, a handle, a url or an external_id: one of them."))
        if bool(self.external_id) != bool(self.system):
            raise ValueError(_("An external_id needs its system."))
        return self


class SimilarQuery(Input):
    """What is known of somebody who may be noted already."""

    name: str = Field(default="", max_length=300)
    email: str = Field(default="", max_length=254)
    phone: str = Field(default="", max_length=40)
    handle: str = Field(default="", max_length=200)
    url: str = Field(default="", max_length=2_000)
    exclude: UUID | None = None
    fields: str | None = None


class SimilarOut(Output):
    """At most five, the surest first."""

    items: list[Similar]


class LookupOut(Output):
    """Who it is; empty when nobody is."""

    items: list[BloggerOut]


class UpsertIn(BloggerPatch):
    """One row of a bulk upsert. What it is matched by stands at `POST /bloggers/bulk`."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})  # ty: ignore[invalid-assignment]

    id: UUID | None = None
    contact_points: list[ContactPointIn] = Field(default_factory=list, max_length=50)
    channels: list[ChannelIn] = Field(default_factory=list, max_length=50)
    brand_id: UUID | None = None
    stage: RelationStage = RelationStage.NOT_MET
    owner_id: UUID | None = None


class BulkIn(Input):
    """Rows are checked one by one: a wrong one fails alone."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": [EXAMPLE]}]})

    items: list[dict[str, Any]] = Field(min_length=1, max_length=BULK_MAX)
    dry_run: bool = False


@dataclass(slots=True)
class UpsertResult:
    """What became of one row."""

    index: int
    status: Literal["created", "updated", "unchanged", "failed"]
    id: UUID | None = None
    errors: dict[str, str] = field(default_factory=dict)
    """By field, when it failed."""
    left_out: dict[str, str] = field(default_factory=dict)
    """By field, what of the row was not written, and why."""


class BulkOut(Output):
    items: list[UpsertResult]
    created: int
    updated: int
    unchanged: int
    failed: int
    dry_run: bool

    @classmethod
    def of_results(cls, results: list[UpsertResult], dry_run: bool) -> Self:
        counted = Counter(result.status for result in results)
        kinds = ("created", "updated", "unchanged", "failed")
        return cls.model_construct(items=results, dry_run=dry_run, **{kind: counted[kind] for kind in kinds})  # ty: ignore[invalid-argument-type]
