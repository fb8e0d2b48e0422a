"""From rows to a person: what `upsert_many` takes, the last contact, and what could not be understood and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from app.bloggers.identity import looks_like_url
from app.core.i18n import _, labelled
from app.core.text import fold
from app.transfer import fields, guesses, values
from app.transfer.rows import Identity, Row

SYSTEM = "import"
"""The name under which a key column is kept as an external id."""
_PLAIN = ("given_name", "also_known_as", "pronouns", "city", "time_zone", "media_kit_url", "representative_name",
          "representative_agency", "representative_email", "representative_phone", "invoice_name", "invoice_address",
          "tax_id", "source")  # fmt: skip
_LONG = ("biography", "postal_address")
_FIRST_CONTACT = date(1990, 1, 1)
_LEGAL = {
    "consentement": "consent", "contrat": "contract", "interet legitime": "legitimate_interest",
    "interet public": "public_interest", "obligation legale": "legal_obligation", "interet vital": "vital_interest",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contact:
    """One dated exchange with them, as one row tells it; '' where it does not say."""

    day: date
    summary: str = ""
    direction: str = ""
    nature: str = ""


@dataclass
class Person:
    """One person as the file tells them. `errors` by field label: when there are any, nothing of it is imported."""

    rows: list[Row]
    item: dict[str, Any] = field(default_factory=dict)
    contacts: list[Contact] = field(default_factory=list)
    """In the order of the rows; a row that tells nothing new of one adds none."""
    kept: list[str] = field(default_factory=list)
    """Lines for the notes, from columns that fill no field."""
    errors: dict[str, str] = field(default_factory=dict)
    noted: dict[str, int] = field(default_factory=dict)
    """How many `dates` and `countries` went to the notes, because they could not be understood."""

    @property
    def email(self) -> str:
        return next((it["value"] for it in self.item.get("contact_points", ()) if it["kind"] == "email"), "")


@dataclass(frozen=True)
class Plan:
    """How the columns of one file are read."""

    titles: Sequence[str]
    mapping: Mapping[int, str]
    stages: Mapping[str, str] = field(default_factory=dict)
    date_order: str = values.DAY_FIRST
    owners: Mapping[str, UUID] = field(default_factory=dict)
    """Folded name or email of a member → user."""
    source: str = ""
    legal_basis: str = ""
    today: date = date.max

    @cached_property
    def columns(self) -> dict[str, list[int]]:
        """The columns by what fills them."""
        found: dict[str, list[int]] = {}
        for number, key in self.mapping.items():
            found.setdefault(key, []).append(number)
        return found

    def identify(self, cells: Sequence[str]) -> Identity:
        """Whose row it is."""
        emails = [part for part in (self._cells(cells, "email")) if part]
        return Identity(
            key=" ".join(self._cells(cells, "external_id")),
            name=self.name(cells),
            email=values.split_emails(emails[0])[0] if emails else "",
        )

    def name(self, cells: Sequence[str]) -> str:
        """The full name: its own column, else first and last name, else what they call themselves."""
        whole = self._cells(cells, "name")
        parts = whole or [*self._cells(cells, "given_name"), *self._cells(cells, "family_name")]
        return " ".join(parts or self._cells(cells, "also_known_as"))

    def person(self, rows: list[Row]) -> Person:
        """Reads `rows`, all of one person: a single value is the first that is given, a list gathers all."""
        person = Person(rows)
        for row in rows:
            try:
                self._read(person, row)
            except ValueError as error:
                person.errors.setdefault("", str(error))
        _settle_audiences(person)
        if not person.item.get("name"):
            person.errors["name"] = _("There is no name.")
        person.item.setdefault("source", self.source)
        person.item.setdefault("legal_basis", self.legal_basis)
        return person

    def _read(self, person: Person, row: Row) -> None:
        if "\x00" in "".join(row.cells):
            raise ValueError(_("There is a NUL character in it."))
        if name := self.name(row.cells):
            person.item.setdefault("name", name)
        channel: dict[str, str] = {}
        contact: dict[str, Any] = {}
        for number, key in self.mapping.items():
            cell = row.cells[number] if number < len(row.cells) else ""
            if not cell or key == fields.IGNORE:
                continue
            try:
                self._put(person, key, cell, number, channel, contact)
            except ValueError as error:
                person.errors.setdefault(self._title(number), str(error))
        if "day" in contact:
            _add_contact(person, Contact(**contact))
        elif "summary" in contact:
            _line(person, contact["summary"])
        try:
            self._put_channel(person, channel)
        except ValueError as error:
            person.errors.setdefault(_("Followers (of this row)"), str(error))

    def _put(
        self, person: Person, key: str, cell: str, number: int, channel: dict[str, str], contact: dict[str, Any]
    ) -> None:
        item = person.item
        match key:
            case "name" | "family_name":
                pass  # read by `name`
            case "email":
                for email in values.split_emails(cell):
                    _add(item, "contact_points", {"kind": "email", "value": email})
            case "phone":
                for phone in values.split(cell.replace(" / ", ";")):
                    _add(item, "contact_points", {"kind": "phone", "value": phone})
            case "direct_message":
                _add(item, "contact_points", {"kind": "direct_message", "value": cell})
            case "tags":
                _extend(item, "tags", values.split(cell))
            case "topics":
                _extend(item, "topics", values.split_words(cell))
            case "languages":
                _extend(item, "languages", values.as_languages(cell))
            case "country":
                self._put_country(person, cell, number)
            case "notes":
                _line(person, cell)
            case "do_not_contact":
                item["do_not_contact"] = item.get("do_not_contact", False) or values.as_yes(cell)
            case "stage":
                self._put_stage(person, cell, number)
            case "owner":
                self._put_owner(person, cell, number)
            case "last_contact":
                self._put_contact(person, cell, number, contact)
            case "last_contact_summary":
                contact["summary"] = cell[:500]
            case "contact_direction" | "contact_nature":
                self._put_how(person, key.removeprefix("contact_"), cell, number, contact)
            case "external_id":
                item.setdefault("external_ids", {SYSTEM: cell})
            case "legal_basis":
                item.setdefault("legal_basis", _legal_basis(cell))
            case "platform" | "handle" | "url" | "audience":
                if key == "url" and channel.get("url"):
                    _add(item, "channels", {"url": cell})
                else:
                    channel[key] = cell
            case fields.KEEP:
                _line(person, labelled(self._title(number), cell))
            case _ if key.startswith("channel:"):
                _place(person, key.removeprefix("channel:"), cell)
            case _ if key.startswith("audience:"):
                _measure(person, key.removeprefix("audience:"), values.as_count(cell))
            case _ if key in _PLAIN:
                item.setdefault(key, cell)
            case _ if key in _LONG:
                before = item.get(key, "")
                item[key] = f"{before}\n{cell}" if before and cell not in before else before or cell

    def _put_stage(self, person: Person, cell: str, number: int) -> None:
        stage = self.stages.get(cell)
        if stage == guesses.DO_NOT_CONTACT:
            person.item["do_not_contact"] = True
        elif stage:
            person.item.setdefault("stage", stage)
        else:
            _line(person, labelled(self._title(number), cell))

    def _put_owner(self, person: Person, cell: str, number: int) -> None:
        owner = self.owners.get(fold(cell))
        if owner:
            person.item.setdefault("owner_id", owner)
        else:
            _line(person, labelled(self._title(number), cell))

    def _put_contact(self, person: Person, cell: str, number: int, contact: dict[str, Any]) -> None:
        """A slip in a date costs nobody their place in the list: what is no past day is kept as a line."""
        try:
            day = values.as_date(cell, self.date_order)
        except ValueError:
            day = date.max
        if _FIRST_CONTACT <= day <= self.today:
            contact["day"] = day
        else:
            self._note(person, "dates", cell, number)

    def _put_how(self, person: Person, what: str, cell: str, number: int, contact: dict[str, Any]) -> None:
        """A word that we do not know is kept, and the usual rules say."""
        if meant := guesses.meant(what, cell):
            contact[what] = meant
        else:
            _line(person, labelled(self._title(number), cell))

    def _put_country(self, person: Person, cell: str, number: int) -> None:
        """Nor does a country that nobody knows by this name."""
        try:
            person.item.setdefault("country", values.as_country(cell))
        except ValueError:
            self._note(person, "countries", cell, number)

    def _note(self, person: Person, what: str, cell: str, number: int) -> None:
        person.noted[what] = person.noted.get(what, 0) + 1
        _line(person, labelled(self._title(number), cell))

    def _put_channel(self, person: Person, channel: dict[str, str]) -> None:
        """What one row says of one channel: platform, handle, address, followers."""
        if not channel:
            return
        platform = guesses.platform_of(channel.get("platform", ""))
        handle, url = channel.get("handle", ""), channel.get("url", "")
        count = values.as_count(channel["audience"]) if channel.get("audience") else None
        if handle or url:
            made = {"handle": handle, "url": url} | ({"platform": platform} if platform else {})
            _add(person.item, "channels", _without_blanks(made) | ({"audience": count} if count is not None else {}))
        else:
            for title in ("platform", "audience"):
                if channel.get(title):
                    _line(person, labelled(fields.label_of(title), channel[title]))
        if channel.get("platform") and not platform and (handle or url):
            _line(person, labelled(fields.label_of("platform"), channel["platform"]))

    def _title(self, number: int) -> str:
        return self.titles[number] or _("Column %(letter)s", letter=letter(number))

    def _cells(self, cells: Sequence[str], key: str) -> list[str]:
        return [cells[number] for number in self.columns.get(key, ()) if number < len(cells) and cells[number]]


def letter(number: int) -> str:
    """What a spreadsheet calls the column: 0 → A, 27 → AB."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def _place(person: Person, platform: str, cell: str) -> None:
    for part in values.split(cell):
        made = {"platform": platform} | ({"url": part} if looks_like_url(part) else {"handle": part})
        _add(person.item, "channels", made)


def _measure(person: Person, platform: str, count: int) -> None:
    """Followers of the person's channel there; without one, kept as a line."""
    person.item.setdefault("_audiences", {}).setdefault(platform, count)


def _settle_audiences(person: Person) -> None:
    """Puts the followers onto the channels, once all columns are read."""
    for platform, count in person.item.pop("_audiences", {}).items():
        channels = [it for it in person.item.get("channels", ()) if it.get("platform") == platform]
        if channels:
            channels[0].setdefault("audience", count)
        else:
            _line(person, labelled(fields.label_of(f"audience:{platform}"), count))


def _add_contact(person: Person, contact: Contact) -> None:
    if contact not in person.contacts:
        person.contacts.append(contact)


def _legal_basis(cell: str) -> str:
    word = fields.normalised(cell)
    return _LEGAL.get(word, word.replace(" ", "_"))


def _line(person: Person, text: str) -> None:
    if text not in person.kept:
        person.kept.append(text)


def _add(item: dict[str, Any], key: str, made: dict[str, Any]) -> None:
    if made not in item.setdefault(key, []):
        item[key].append(made)


def _extend(item: dict[str, Any], key: str, found: list[str]) -> None:
    known = {fold(it) for it in item.setdefault(key, [])}
    item[key] += [it for it in found if fold(it) not in known]


def _without_blanks(values_: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values_.items() if value not in ("", None)}
