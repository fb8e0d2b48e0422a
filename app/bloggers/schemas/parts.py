"""What hangs on a blogger: contact points, channels with audience figures, rates, needs."""

from datetime import date
from typing import Any, Self
from uuid import UUID

from pydantic import Field, ValidationInfo, field_validator, model_validator

from app.bloggers.identity import handle_key, looks_like_url, place_of
from app.bloggers.models import ContactKind, ContactState, Platform
from app.bloggers.schemas import fields
from app.bloggers.schemas.fields import Currency, Label, Url
from app.core.i18n import _
from app.core.schemas import Input, Output, Patch


def check_contact(kind: str | None, value: str) -> str:
    """`value` when it is a contact point of this kind; ValueError with a sentence otherwise."""
    match kind:
        case ContactKind.EMAIL:
            return fields.email(value)
        case ContactKind.PHONE:
            return fields.phone(value)
        case _:
            return value


class ContactPointIn(Input):
    kind: ContactKind
    value: str = Field(min_length=1, max_length=300, examples=["zoe@carnet.example.org"])
    label: str = Field(default="", max_length=100)
    preferred: bool = False
    state: ContactState = ContactState.OK

    @field_validator("value")
    @classmethod
    def _is_one(cls, value: str, info: ValidationInfo) -> str:
        return check_contact(info.data.get("kind"), value)


class ContactPointPatch(Patch):
    """The kind stays what it is; `value` is checked against it."""

    value: str = Field(default="", min_length=1, max_length=300)
    label: str = Field(default="", max_length=100)
    preferred: bool = False
    state: ContactState = ContactState.OK


class ContactPointOut(Output):
    id: UUID
    kind: ContactKind
    value: str
    label: str
    preferred: bool
    state: ContactState
    version: int


class AudienceIn(Input):
    """One dated audience figure."""

    value: int = Field(ge=0, le=10_000_000_000)
    measured_on: date | None = None
    """None: today."""
    source: str = Field(default="", max_length=200)


class AudienceOut(Output):
    value: int
    measured_on: date
    source: str


class ChannelIn(Input):
    """`platform` and `handle` may be left out when `url` tells them."""

    platform: Platform | None = None
    handle: str = Field(default="", max_length=200)
    url: Url = Field(default="", max_length=2_000, examples=["https://carnet.example.org"])
    feed_url: Url = Field(default="", max_length=2_000)
    audience: int | None = Field(default=None, ge=0, le=10_000_000_000)
    audience_on: date | None = None
    audience_source: str = Field(default="", max_length=200)

    @model_validator(mode="before")
    @classmethod
    def _from_address(cls, data: Any) -> Any:
        """An address typed as the handle is the address; what it says fills the empty fields."""
        if not isinstance(data, dict):
            return data
        data = dict(data)
        handle, url = data.get("handle"), data.get("url")
        if isinstance(handle, str) and not url and "/" in handle and looks_like_url(handle.strip()):
            data["handle"], data["url"] = "", handle
            url = handle
        if isinstance(url, str) and url.strip():
            place = place_of(url.strip())
            data["platform"] = data.get("platform") or place.platform
            if data["platform"] == place.platform:
                data["handle"] = data.get("handle") or place.handle
        return data

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if not (self.handle or self.url):
            raise ValueError(_("A channel needs a web address or a handle."))
        object.__setattr__(self, "platform", self.platform or Platform.OTHER)
        object.__setattr__(self, "handle", self.handle.lstrip("@").strip())
        return self

    @property
    def handle_key(self) -> str:
        return handle_key(self.handle)


class ChannelPatch(Patch):
    platform: Platform = Platform.OTHER
    handle: str = Field(default="", max_length=200)
    url: Url = Field(default="", max_length=2_000)
    feed_url: Url = Field(default="", max_length=2_000)


class ChannelOut(Output):
    id: UUID
    platform: Platform
    handle: str
    url: str
    feed_url: str
    audience: int | None
    """The latest figure; null: unknown."""
    audience_on: date | None
    version: int

    @model_validator(mode="before")
    @classmethod
    def _unknown_is_null(cls, channel: Any) -> Any:
        if isinstance(channel, dict):
            return channel
        values = {name: getattr(channel, name) for name in cls.model_fields}
        return values | {"audience": channel.audience if channel.audience_on else None}


class RateIn(Input):
    format: Label
    amount_minor: int = Field(ge=0, le=10**12)
    currency: Currency | None = None
    """None: the workspace's."""
    stated_on: date | None = None
    source: str = Field(default="", max_length=200)


class RatePatch(Patch):
    format: Label = ""
    amount_minor: int = Field(default=0, ge=0, le=10**12)
    currency: Currency = ""
    stated_on: date | None = None
    source: str = Field(default="", max_length=200)


class RateOut(Output):
    id: UUID
    format: str
    amount_minor: int
    currency: str
    stated_on: date
    source: str
    version: int


class NeedIn(Input):
    text: str = Field(min_length=1, max_length=1_000)
    noted_on: date | None = None
    source: str = Field(default="", max_length=200)
    review_on: date | None = None
    """When to ask again whether it still holds."""


class NeedPatch(Patch):
    text: str = Field(default="", min_length=1, max_length=1_000)
    noted_on: date | None = None
    source: str = Field(default="", max_length=200)
    met_on: date | None = None
    """The day it was met; null: open again."""
    review_on: date | None = None


class NeedOut(Output):
    id: UUID
    text: str
    noted_on: date
    source: str
    met_on: date | None
    review_on: date | None
    version: int
