"""The person: who they are, how to reach them, where they publish, what they ask, what they need."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint, desc
from sqlmodel import Field, SQLModel

from app.core.clock import now
from app.core.models import JsonDict, JsonList, Record, sortable_text


class BloggerState(StrEnum):
    ACTIVE = "active"
    ARCHIVED = "archived"
    DELETED = "deleted"
    """In the bin: undo brings it back, with everything that hangs on it."""


class ContactKind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    DIRECT_MESSAGE = "direct_message"


class ContactState(StrEnum):
    OK = "ok"
    BOUNCED = "bounced"
    OPTED_OUT = "opted_out"


class BloggerFields(SQLModel):
    """What a person fills in, shared by the table and the schemas."""

    name: str = Field(max_length=300)
    given_name: str = Field(default="", max_length=200)
    """How they are greeted."""
    also_known_as: str = Field(default="", max_length=300)
    pronouns: str = Field(default="", max_length=50)
    country: str = Field(default="", max_length=2)
    """ISO 3166-1 alpha-2."""
    city: str = Field(default="", max_length=200)
    time_zone: str = Field(default="", max_length=64)
    """IANA name."""
    biography: str = Field(default="", max_length=20_000)
    media_kit_url: str = Field(default="", max_length=2_000)
    postal_address: str = Field(default="", max_length=1_000)
    invoice_name: str = Field(default="", max_length=300)
    invoice_address: str = Field(default="", max_length=1_000)
    tax_id: str = Field(default="", max_length=60)
    representative_name: str = Field(default="", max_length=300)
    representative_agency: str = Field(default="", max_length=300)
    representative_email: str = Field(default="", max_length=254)
    representative_phone: str = Field(default="", max_length=40)
    notes: str = Field(default="", max_length=50_000)
    """Markdown."""
    source: str = Field(max_length=200)
    """Where the data comes from."""
    legal_basis: str = Field(max_length=30)


class Blogger(BloggerFields, Record, table=True):
    """A person (or duo) with an audience: one person, one record in the workspace."""

    __table_args__ = (
        CheckConstraint("source <> '' AND legal_basis <> ''", name="provenance"),
        Index("ix_blogger_by_name", "workspace_id", "state", "sort_name", "id"),
        Index("ix_blogger_by_created", "workspace_id", "state", desc("created_at"), desc("id")),
        Index("ix_blogger_by_updated", "workspace_id", "state", desc("updated_at"), desc("id")),
        Index("ix_blogger_by_audience", "workspace_id", "state", desc("audience"), desc("id")),
        Index("ix_blogger_by_country", "workspace_id", "state", "country", "sort_name", "id"),
    )

    sort_name: str = Field(sa_column=Column(sortable_text(300), nullable=False))
    """`name` folded."""
    languages: list[str] = Field(default_factory=list, sa_column=Column(JsonList, nullable=False))
    """ISO 639-1, the one they write in first."""
    topics: list[str] = Field(default_factory=list, sa_column=Column(JsonList, nullable=False))
    audience: int = 0
    """The largest of their channels' latest figures; 0: unknown. Sorted and filtered by."""
    state: str = Field(default=BloggerState.ACTIVE, max_length=10)
    state_since: datetime = Field(default_factory=now)
    state_before: str = Field(default="", max_length=10)
    """What a deleted one was, so that undo brings that back."""
    collected_at: datetime = Field(default_factory=now)
    collected_by: UUID | None = Field(default=None, foreign_key="user.id", ondelete="SET NULL")
    do_not_contact: bool = False
    do_not_contact_at: datetime | None = None
    do_not_contact_by: UUID | None = Field(default=None, foreign_key="user.id", ondelete="SET NULL")
    do_not_contact_reason: str = Field(default="", max_length=500)
    objected_at: datetime | None = None
    """They object to every message: nothing may be written, not even an answer."""
    edits: dict[str, int] = Field(default_factory=dict, sa_column=Column(JsonDict, nullable=False))
    """The version at which a field last changed: two people may save different fields of one record."""


class ContactPoint(Record, table=True):
    """An email address, phone or direct-message handle."""

    __tablename__ = "contact_point"
    __table_args__ = (
        Index("ix_contact_point_of", "blogger_id", "workspace_id"),
        Index("ix_contact_point_by_value", "workspace_id", "kind", "value_key"),
    )

    blogger_id: UUID = Field(foreign_key="blogger.id", ondelete="CASCADE")
    kind: str = Field(max_length=20)
    value: str = Field(max_length=300)
    value_key: str = Field(max_length=300)
    """Normalised: email in lower case, phone as E.164 digits, handle without @."""
    label: str = Field(default="", max_length=100)
    preferred: bool = False
    state: str = Field(default=ContactState.OK, max_length=20)


class Channel(Record, table=True):
    """A place they publish, with its latest audience figure."""

    __table_args__ = (
        Index("ix_channel_of", "blogger_id", "workspace_id"),
        Index("ix_channel_by_handle", "workspace_id", "platform", "handle_key"),
        Index("ix_channel_by_url", "workspace_id", "url_key"),
    )

    blogger_id: UUID = Field(foreign_key="blogger.id", ondelete="CASCADE")
    platform: str = Field(max_length=20)
    handle: str = Field(default="", max_length=200)
    handle_key: str = Field(default="", max_length=200)
    url: str = Field(default="", max_length=2_000)
    url_key: str = Field(default="", max_length=500)
    """Host without www, path without trailing slash, folded."""
    feed_url: str = Field(default="", max_length=2_000)
    audience: int = 0
    audience_on: date | None = None


class AudienceFigure(Record, table=True):
    """One dated audience figure of a channel."""

    __tablename__ = "audience_figure"
    __table_args__ = (Index("ix_audience_figure_of", "channel_id", "workspace_id", desc("measured_on")),)

    channel_id: UUID = Field(foreign_key="channel.id", ondelete="CASCADE")
    value: int
    measured_on: date
    source: str = Field(default="", max_length=200)


class Rate(Record, table=True):
    """What they ask for one format."""

    __table_args__ = (Index("ix_rate_of", "blogger_id", "workspace_id"),)

    blogger_id: UUID = Field(foreign_key="blogger.id", ondelete="CASCADE")
    format: str = Field(max_length=100)
    amount_minor: int
    currency: str = Field(max_length=3)
    stated_on: date
    source: str = Field(default="", max_length=200)


class Need(Record, table=True):
    """A dated thing this person would find useful."""

    __table_args__ = (Index("ix_need_of", "blogger_id", "workspace_id"),)

    blogger_id: UUID = Field(foreign_key="blogger.id", ondelete="CASCADE")
    text: str = Field(max_length=1_000)
    noted_on: date
    source: str = Field(default="", max_length=200)
    met_on: date | None = None
    review_on: date | None = None
    """When to ask again whether it still holds."""


class Tag(Record, table=True):
    __table_args__ = (UniqueConstraint("workspace_id", "name_key"),)

    name: str = Field(max_length=60)
    name_key: str = Field(max_length=60)


class BloggerTag(SQLModel, table=True):
    __tablename__ = "blogger_tag"
    __table_args__ = (Index("ix_blogger_tag_by_tag", "tag_id", "workspace_id", "blogger_id"),)

    workspace_id: UUID = Field(foreign_key="workspace.id", ondelete="CASCADE", primary_key=True)
    blogger_id: UUID = Field(foreign_key="blogger.id", ondelete="CASCADE", primary_key=True, index=True)
    tag_id: UUID = Field(foreign_key="tag.id", ondelete="CASCADE", primary_key=True)


class BloggerFacet(SQLModel, table=True):
    """What lists filter by: one row per topic (folded), language and platform of a person."""

    __tablename__ = "blogger_facet"

    workspace_id: UUID = Field(foreign_key="workspace.id", ondelete="CASCADE", primary_key=True)
    kind: str = Field(max_length=10, primary_key=True)
    value: str = Field(max_length=100, primary_key=True)
    blogger_id: UUID = Field(foreign_key="blogger.id", ondelete="CASCADE", primary_key=True, index=True)


class ExternalId(SQLModel, table=True):
    """The key of this person in another system."""

    __tablename__ = "external_id"
    __table_args__ = (Index("ix_external_id_of", "blogger_id", "workspace_id"),)

    workspace_id: UUID = Field(foreign_key="workspace.id", ondelete="CASCADE", primary_key=True)
    system: str = Field(max_length=60, primary_key=True)
    value: str = Field(max_length=200, primary_key=True)
    blogger_id: UUID = Field(foreign_key="blogger.id", ondelete="CASCADE")
