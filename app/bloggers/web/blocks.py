"""The blocks of a person's page that are edited in place: what each holds, and its form to and from the record."""

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from pydantic import Field, ValidationInfo, field_validator, model_validator

from app.bloggers.models import Blogger
from app.bloggers.queries import Sheet
from app.bloggers.schemas import BloggerPatch, ChannelIn, ContactPointIn, NeedIn, RateIn
from app.bloggers.schemas.fields import Currency, Label
from app.bloggers.schemas.typed import LanguageNames, TagsTyped, TopicsTyped
from app.bloggers.service import PartEdit
from app.core.forms import FormState
from app.core.i18n import language_name, lazy
from app.core.money import parse_money, plain_money
from app.core.schemas import Input


class Key(StrEnum):
    """The blocks by their name in addresses."""

    PERSON = "person"
    CONTACTS = "contacts"
    CHANNELS = "channels"
    RATES = "rates"
    NEEDS = "needs"
    NOTES = "notes"
    PRACTICAL = "practical"
    SOURCE = "source"


class Base(Input):
    """`base` is the block as it was when the form was made: what differs from it is what was changed here, so that
    what a colleague saved meanwhile in another field is not undone."""

    base: str = Field(default="", max_length=400_000)
    list_name: ClassVar[str] = ""

    @property
    def before(self) -> Any:
        try:
            return json.loads(self.base or "{}")
        except ValueError:
            return {}


class FieldsForm(BloggerPatch, Base):
    """Fields of the record itself."""

    languages: LanguageNames = []
    topics: TopicsTyped = []
    tags: TagsTyped = []

    def changed(self) -> dict[str, Any]:
        sent = self.model_dump(mode="json", exclude_unset=True, exclude={"base"})
        before = self.before if isinstance(self.before, dict) else {}
        return {name: value for name, value in sent.items() if name not in before or before[name] != value}


class Row:
    """One line of a block of parts."""

    def made(self) -> Any:
        """The part as the service takes it."""
        return self

    def stored(self, changed: dict[str, Any]) -> dict[str, Any]:
        """The changed fields by the names under which they are stored, with what they held."""
        return changed


class ContactRow(Row, ContactPointIn):
    id: UUID | None = None

    def made(self) -> ContactPointIn:
        return ContactPointIn(**self.model_dump(exclude={"id"}))


class ChannelRow(Row, ChannelIn):
    id: UUID | None = None

    def made(self) -> ChannelIn:
        return ChannelIn(**self.model_dump(exclude={"id"}))


class RateRow(Row, Input):
    id: UUID | None = None
    format: Label
    currency: Currency
    amount: str = Field(min_length=1, max_length=40)
    stated_on: date | None = None
    source: str = Field(default="", max_length=200)

    @field_validator("amount")
    @classmethod
    def _is_money(cls, text: str, info: ValidationInfo) -> str:
        parse_money(text, info.data.get("currency", "EUR"))
        return text

    def made(self) -> RateIn:
        minor = parse_money(self.amount, self.currency) or 0
        return RateIn(amount_minor=minor, **self.model_dump(exclude={"id", "amount"}))

    def stored(self, changed: dict[str, Any]) -> dict[str, Any]:
        kept = {name: value for name, value in changed.items() if name != "amount"}
        if "amount" in changed:
            kept["amount_minor"] = parse_money(changed["amount"], changed.get("currency", self.currency))
        return kept


class NeedRow(Row, NeedIn):
    id: UUID | None = None
    met_on: date | None = None


def _emptied(rows: Any, *telling: str) -> Any:
    """None for a row whose telling fields were emptied: it is to go. Its place stays, for errors name places."""
    if not isinstance(rows, list):
        return rows or []

    def told(row: Any) -> bool:
        return not isinstance(row, dict) or any(str(row.get(name) or "").strip() for name in telling)

    return [row if told(row) else None for row in rows]


class PartsForm(Base):
    """A list of parts; each class names its list and the fields without which a row is empty."""

    list_name: ClassVar[str]
    telling: ClassVar[tuple[str, ...]]

    @model_validator(mode="before")
    @classmethod
    def _mark_emptied(cls, data: Any) -> Any:
        return (
            data | {cls.list_name: _emptied(data.get(cls.list_name), *cls.telling)} if isinstance(data, dict) else data
        )

    def edits(self) -> list[PartEdit]:
        """What differs from the block as it was shown, line by line."""
        shown = {UUID(row["id"]): row for row in self.before if isinstance(row, dict)} if self.base else {}
        found, kept = [], set()
        for n, row in enumerate(getattr(self, self.list_name)):
            place = f"{self.list_name}.{n}"
            if row is None:
                continue
            kept.add(row.id)
            before = shown.get(row.id)
            if before is None:
                found.append(PartEdit(place, None, row.made()))
                continue
            now = row.model_dump(mode="json")
            changed = {name: before[name] for name in before if name in now and now[name] != before[name]}
            if changed:
                found.append(PartEdit(place, row.id, row.made(), row.stored(changed)))
        return found + [PartEdit("", gone, None, shown[gone]) for gone in shown.keys() - kept]


class ContactsForm(PartsForm):
    list_name, telling = "contact_points", ("value",)
    contact_points: list[ContactRow | None] = Field(default=[], max_length=50)


class ChannelsForm(PartsForm):
    list_name, telling = "channels", ("handle", "url")
    channels: list[ChannelRow | None] = Field(default=[], max_length=50)


class RatesForm(PartsForm):
    list_name, telling = "rates", ("format", "amount")
    rates: list[RateRow | None] = Field(default=[], max_length=50)


class NeedsForm(PartsForm):
    list_name, telling = "needs", ("text",)
    needs: list[NeedRow | None] = Field(default=[], max_length=50)


@dataclass(frozen=True, slots=True)
class Block:
    key: Key
    title: lazy
    schema: type[Base]
    fields: tuple[str, ...] = ()
    """Of the record; none: the block is a list of parts."""

    @property
    def form_template(self) -> str:
        return f"bloggers/_fields_{self.key}.html"

    @property
    def template(self) -> str:
        return f"bloggers/_block_{self.key}.html"

    @property
    def parts(self) -> str:
        return self.schema.list_name

    def only(self, values: dict[str, Any]) -> dict[str, Any]:
        """Those that belong to this block."""
        return {name: value for name, value in values.items() if name in self.fields}

    def form(self, blogger: Blogger, sheet: Sheet) -> FormState:
        """As stored, ready to edit, with the base to compare with."""
        if not self.fields:
            rows = _rows(self.key, sheet)
            return FormState({self.parts: rows, "base": json.dumps(rows)}, version=blogger.version)
        stored = {name: sheet.tags if name == "tags" else getattr(blogger, name) for name in self.fields}
        shown = {name: ", ".join(value) if isinstance(value, list) else value for name, value in stored.items()}
        if "languages" in stored:
            shown["languages"] = ", ".join(language_name(code) for code in stored["languages"])
        return FormState(shown | {"base": json.dumps(stored)}, version=blogger.version)


ABOUT = ("name", "given_name", "also_known_as", "pronouns", "languages", "country", "city", "time_zone", "biography")
PRACTICAL = ("media_kit_url", "postal_address", "invoice_name", "invoice_address", "tax_id")
AGENT = ("representative_name", "representative_agency", "representative_email", "representative_phone")
BLOCKS = {
    block.key: block
    for block in (
        Block(Key.PERSON, lazy("Who they are"), FieldsForm, (*ABOUT, "topics", "tags")),
        Block(Key.CONTACTS, lazy("Contact"), ContactsForm),
        Block(Key.CHANNELS, lazy("Where they publish"), ChannelsForm),
        Block(Key.RATES, lazy("Rates"), RatesForm),
        Block(Key.NEEDS, lazy("What would help"), NeedsForm),
        Block(Key.NOTES, lazy("Notes"), FieldsForm, ("notes",)),
        Block(Key.PRACTICAL, lazy("Practical"), FieldsForm, (*PRACTICAL, *AGENT)),
        Block(Key.SOURCE, lazy("Source and basis"), FieldsForm, ("source", "legal_basis")),
    )
}


def _rows(key: Key, sheet: Sheet) -> list[dict[str, Any]]:
    """The parts as their form's rows, plain enough for JSON."""
    match key:
        case Key.CONTACTS:
            return [point.model_dump(mode="json", exclude={"version"}) for point in sheet.contact_points]
        case Key.CHANNELS:
            return [channel.model_dump(mode="json", exclude={"version"}) for channel in sheet.channels]
        case Key.NEEDS:
            return [need.model_dump(mode="json", exclude={"version"}) for need in sheet.needs]
    return [
        rate.model_dump(mode="json", exclude={"version"}) | {"amount": plain_money(rate.amount_minor, rate.currency)}
        for rate in sheet.rates
    ]
