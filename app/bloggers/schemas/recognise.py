"""Whom a pasted text means: what comes in, what pages and the API are told."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from app.bloggers.marks import Mark
from app.bloggers.models import ContactKind, Platform
from app.bloggers.recognise import Refused, Sighting, shown_path
from app.core.schemas import Input, Output

Status = Literal["known", "new", "unclear", "refused"]


@dataclass(slots=True)
class Met:
    """Somebody we know, with the mark for an ask."""

    id: UUID
    name: str
    sort_name: str
    state: str
    do_not_contact: bool
    mark: Mark = field(default_factory=Mark)


@dataclass(slots=True)
class Found:
    """One person of the text: `known` (one of `bloggers`), `unclear` (which of them?), `new`, or `refused`."""

    sighting: Sighting
    status: Status
    bloggers: list[Met] = field(default_factory=list)
    perhaps: list[Met] = field(default_factory=list)
    """Of somebody new: who has the same name."""
    index: int = 0
    """Its place among all that the text holds."""

    @property
    def contact_points(self) -> list[dict[str, str]]:
        """A handle without a platform is one for direct messages."""
        it, message = self.sighting, ContactKind.DIRECT_MESSAGE
        told = ((ContactKind.EMAIL, it.emails), (ContactKind.PHONE, it.phones), (message, self.sighting.at_handles))
        return [{"kind": str(kind), "value": value} for kind, values in told for value in values]

    @property
    def addresses(self) -> list[str]:
        """Each address as it is shown, and typed into a form."""
        it = self.sighting
        return [*(one.url or f"@{one.handle}" for one in it.profiles), *it.emails, *it.phones, *it.at_handles]

    @property
    def source(self) -> str:
        """The page that they were found on; '' where none was pasted."""
        return next((shown_path(it.page or it.url) for it in self.sighting.profiles if it.url), "")

    def row(self, name: str, source: str, legal_basis: str) -> dict[str, Any]:
        """Somebody new, as the bulk verb takes them: it says what is wrong with each."""
        places = [{"platform": it.platform, "handle": it.handle, "url": it.url} for it in self.sighting.profiles]
        return {
            "name": name or self.sighting.called,
            "source": self.source or source,
            "legal_basis": legal_basis,
            "channels": places,
            "contact_points": self.contact_points,
        }


@dataclass(slots=True)
class Recognised:
    """What a text holds, in its order."""

    items: list[Found]
    left_out: int
    """Lines that were not read."""
    repeated: int = 0
    """What told of somebody again."""

    def of(self, status: Status) -> list[Found]:
        return [one for one in self.items if one.status == status]


class RecogniseIn(Input):
    """Any text: a person a line, or addresses, handles and emails one after the other."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"text": "https://www.instagram.com/zoe.cuisine/\nzoe@carnet.example.org\n@ana"}]
        }
    )

    text: str = Field(max_length=1_000_000)


class MetOut(Output):
    """`ask` is the mark for an unpaid ask by email: `speak`, `wait`, `discreet`; empty: nothing noted yet."""

    id: UUID
    name: str
    state: str
    do_not_contact: bool
    ask: str
    ask_until: datetime | None

    @classmethod
    def of(cls, source: Any) -> "MetOut":
        plain = {name: getattr(source, name) for name in ("id", "name", "state", "do_not_contact")}
        return cls.model_construct(**plain, ask=source.mark.kind, ask_until=source.mark.until)


class PlaceOut(Output):
    platform: Platform
    handle: str
    url: str


class PointOut(Output):
    kind: ContactKind
    value: str


class FoundOut(Output):
    """One person, ready to be sent to `POST /bloggers` when `status` is `new`."""

    text: str = Field(description="The piece of the text.")
    status: Status
    reason: Refused | None = Field(description="Why a piece was refused.")
    name: str
    bloggers: list[MetOut] = Field(description="Who it is; several when it is unclear.")
    perhaps: list[MetOut] = Field(description="Of somebody new: who has the same name.")
    channels: list[PlaceOut]
    contact_points: list[PointOut]
    source: str

    @classmethod
    def of(cls, source: Any) -> "FoundOut":
        return cls.model_construct(
            text=source.sighting.text,
            status=source.status,
            reason=source.sighting.refused,
            name=source.sighting.name or (source.sighting.called if source.status == "new" else ""),
            bloggers=[MetOut.of(one) for one in source.bloggers],
            perhaps=[MetOut.of(one) for one in source.perhaps],
            channels=[PlaceOut.of(one) for one in source.sighting.profiles],
            contact_points=[PointOut.model_validate(one) for one in source.contact_points],
            source=source.source,
        )


class RecogniseOut(Output):
    items: list[FoundOut]
    known: int
    new: int
    unclear: int
    refused: int
    left_out: int = Field(description="Lines beyond the first thousand, or beyond 100,000 characters.")
    repeated: int = Field(description="What named the same person as something before it, and is counted once.")

    @classmethod
    def of(cls, source: Any) -> "RecogniseOut":
        counts = {status: len(source.of(status)) for status in ("known", "new", "unclear", "refused")}
        return cls.model_construct(
            items=[FoundOut.of(one) for one in source.items],
            left_out=source.left_out,
            repeated=source.repeated,
            **counts,  # ty: ignore[invalid-argument-type]
        )
