"""What a person or a program decides about an import, and what the API tells of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, ValidationError, field_validator

from app.accounts.models import LegalBasis
from app.bloggers.models import RelationStage, Turn
from app.core.errors import Invalid
from app.core.forms import messages
from app.core.i18n import _
from app.core.schemas import Input, Output
from app.outreach.models import Direction, Kind, Nature
from app.transfer import fields
from app.transfer.models import ImportBatch
from app.transfer.rows import BY_NAME_AND_EMAIL
from app.transfer.values import DAY_FIRST

StageWord = RelationStage | Literal["do_not_contact", ""]


class KnownPeople(StrEnum):
    """What happens to people who are in the list already."""

    FILL = "fill"
    OVERWRITE = "overwrite"
    SKIP = "skip"


class Reading(Input):
    """How the file is read, where intake guessed wrongly."""

    encoding: Literal["", "utf-8", "cp1252", "iso-8859-1", "iso-8859-15", "mac-roman", "utf-16"] = ""
    delimiter: Literal["", ",", ";", "\t", "|", "tab"] = ""
    header_row: int | None = Field(default=None, ge=0, le=100)
    sheet: str = Field(default="", max_length=200)

    def corrections(self) -> dict[str, Any]:
        found = self.model_dump(exclude_defaults=True)
        return found | ({"delimiter": "\t"} if found.get("delimiter") == "tab" else {})


class ImportOptions(Input):
    """How columns become people. What is left out is as Tact proposed it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"columns": {"0": "name", "1": "email", "2": "channel:instagram"}, "known": "fill"}]
        }
    )

    columns: dict[str, str] = Field(default={}, max_length=200, description="Column, counted from 0 → field.")
    stages: dict[str, StageWord] = Field(
        default={},
        max_length=200,
        description="Word of the stage column → stage, or `do_not_contact`; empty: kept in the notes.",
    )
    date_order: Literal["day_first", "month_first"] = Field(default=DAY_FIRST, description="How 03/04/2025 is read.")
    known: KnownPeople = KnownPeople.FILL
    join: Literal["name_email", "name", "never"] = Field(
        default=BY_NAME_AND_EMAIL, description="When several rows are one person."
    )
    blank_follows: bool = Field(default=False, description="A row without a name belongs to the one above.")
    source: str = Field(default="", max_length=200)
    legal_basis: LegalBasis | None = None
    brand_id: UUID | None = None
    contact_kind: Kind = Kind.EMAIL
    contact_direction: Direction = Direction.OUT
    contact_nature: Nature | None = Field(
        default=None, description="What contacts were for, where no column says. Left out: guessed as while logging."
    )

    @field_validator("columns")
    @classmethod
    def _known_fields(cls, columns: dict[str, str]) -> dict[str, str]:
        for number, key in columns.items():
            if not number.isdecimal() or key not in fields.names():
                raise ValueError(_("“%(key)s” is no field that a column can fill.", key=key[:60]))
        filled = [key for key in columns.values() if not fields.takes_several(key)]
        for key in filled:
            if filled.count(key) > 1:
                raise ValueError(_("Two columns cannot both be “%(field)s”.", field=fields.label_of(key)))
        return columns

    def over(self, proposed: dict[str, Any]) -> "ImportOptions":
        """These options where they were given, else the proposed ones; columns and stages one by one."""
        given = self.model_dump(mode="json", exclude_unset=True)
        for name in ("columns", "stages"):
            given[name] = proposed.get(name, {}) | given.get(name, {})
        try:
            return ImportOptions.model_validate({**proposed, **given})
        except ValidationError as error:
            raise Invalid(messages(error.errors())) from error

    @property
    def names_people(self) -> bool:
        return bool({"name", "given_name", "family_name", "also_known_as"} & set(self.columns.values()))


class ColumnChoice(Input):
    number: int = Field(ge=0, lt=200)
    field: str = Field(max_length=60)


class StageChoice(Input):
    word: str = Field(max_length=200)
    stage: StageWord = ""


class MappingForm(Input):
    """The same as the page asks it."""

    columns: list[ColumnChoice] = Field(default=[], max_length=200)
    stages: list[StageChoice] = Field(default=[], max_length=200)
    date_order: Literal["day_first", "month_first"] = DAY_FIRST
    known: KnownPeople = KnownPeople.FILL
    join: Literal["name_email", "name", "never"] = BY_NAME_AND_EMAIL
    blank_follows: bool = False
    source: str = Field(default="", max_length=200)
    legal_basis: LegalBasis | None = None
    brand_id: UUID | None = None
    contact_kind: Kind = Kind.EMAIL
    contact_direction: Direction = Direction.OUT
    contact_nature: Nature | None = None

    def options(self) -> ImportOptions:
        """Raises Invalid, as the form's own checks do."""
        same = self.model_dump(exclude={"columns", "stages"})
        columns = {str(it.number): it.field for it in self.columns}
        try:
            return ImportOptions(**same, columns=columns, stages={it.word: it.stage for it in self.stages})
        except ValidationError as error:
            raise Invalid(messages(error.errors())) from error


class UploadForm(Input):
    """The file itself is looked at by the reader."""

    file: Any = Field(default=None, validate_default=True)

    @field_validator("file")
    @classmethod
    def _is_a_file(cls, file: Any) -> Any:
        if not getattr(file, "filename", ""):
            raise ValueError(_("Choose a file."))
        return file


class ImportColumnOut(Output):
    """One column: its title, cells to recognise it by, and the field it fills."""

    number: int
    title: str
    samples: list[str]
    filled: int
    field: str


class ImportOut(Output):
    """An import. `total` = created + updated + skipped + failed + joined, once it is done."""

    id: UUID
    version: int
    file_name: str
    format: str
    state: Literal["mapping", "previewing", "ready", "running", "done", "failed"]
    encoding: str
    delimiter: str
    header_row: int
    sheet: str
    columns: list[ImportColumnOut]
    options: ImportOptions
    total: int
    position: int
    """Rows handled so far."""
    job_id: UUID | None = None
    """While it is worked on: `GET /jobs/{id}` tells how far it is and how long it takes still. Not in lists."""
    created: int
    updated: int
    skipped: int
    failed: int
    joined: int
    preview: dict[str, Any]
    """What a dry run would do: the same counts, and examples with reasons."""
    error: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @classmethod
    def of(cls, source: ImportBatch) -> Self:
        found, mapping = source.findings, source.options.get("columns", {})
        shown = ("id", "version", "file_name", "format", "state", "total", "position", "preview", "error", "created_at",
                 "started_at", "finished_at", "options")  # fmt: skip
        return cls.model_validate(
            {name: getattr(source, name) for name in shown}
            | {name: found[name] for name in ("encoding", "delimiter", "header_row", "sheet")}
            | {name: getattr(source, f"{name}_count") for name in ("created", "updated", "skipped", "failed", "joined")}
            | {
                "columns": [
                    {**column, "number": number, "field": mapping.get(str(number), fields.KEEP)}
                    for number, column in enumerate(found["columns"])
                ]
            }
        )


class SortedIn(Input):
    """How we stand with one person, and whose turn it is."""

    stage: RelationStage
    turn: Turn = Turn.NONE


class ToSortOut(Output):
    """One person who came in with an import."""

    blogger_id: UUID
    name: str
    stage: RelationStage
    turn: Turn
    sorted: bool = Field(description="Somebody has said how we stand, or whose turn it is.")


class ImportRowOut(Output):
    """A row that was not imported, and why."""

    id: UUID
    line: int
    """Its number in the file."""
    outcome: Literal["skipped", "failed"]
    reason: str
    blogger_id: UUID | None
    cells: dict[str, str]
