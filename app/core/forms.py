"""HTML forms: read, validate against a schema, and shown again with what was typed when something is wrong.

Empty inputs become None, '' or are left out, by the field's type. Repeated groups are posted as
`channels-0-url`; a checkbox sends a hidden "0" before its "1". `nonce`, `version`, `was` and `workspace` belong to the
form itself: they guard against a double submit, a lost update and a form of another workspace.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Enum
from types import UnionType
from typing import Any, NamedTuple, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, to_jsonable_python
from starlette.requests import Request

from app.core.errors import Invalid, choose_among
from app.core.i18n import _, ngettext
from app.core.models import Record

Model = TypeVar("Model", bound=BaseModel)
META = frozenset({"nonce", "version", "workspace", "next", "was"})
KEEP = "keep-"
"""Of a field that a colleague changed too: whose words are kept, `mine` or `theirs`."""
_GROUPED = re.compile(r"^(\w+)-(\d+)-(\w+)$")


class Was(NamedTuple):
    """What a form showed when it was made, and in which fields a colleague's words are to stay."""

    shown: Mapping[str, Any]
    given_up: frozenset[str] = frozenset()

    def changed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Those of `values` that were changed in the form. What it does not tell of, it sets."""
        return {
            name: value
            for name, value in values.items()
            if name not in self.given_up and (name not in self.shown or plain(name, value) != self.shown[name])
        }


class Line(NamedTuple):
    """A place in a list that two people changed: how its line is called, the field (none: the line as a whole), and
    what the form wants there."""

    called: str
    field: str
    mine: Any


def plain(name: str, value: Any) -> Any:
    """A value as JSON has it, the same for all ways to say it."""
    said = to_jsonable_python(value)
    if isinstance(said, list) and name.endswith("_ids"):
        return sorted(said)
    return said.replace("\r\n", "\n").strip() if isinstance(said, str) else "" if said is None else said


class FormState:
    """What a form shows: values as typed (or as stored), and errors by field."""

    def __init__(
        self,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        version: int | None = None,
    ) -> None:
        self.values = dict(values or {})
        self.errors = dict(errors or {})
        self.version = version
        self.conflicts: dict[str, Any] = {}
        """What another person saved meanwhile, by field."""
        self.changed_by: dict[str, tuple[str, datetime]] = {}
        """Who did, and when."""
        self.lines: dict[str, Line] = {}
        """Of conflicts in a list: which line and field of it."""
        self.was = ""
        """The stored values that the form began with, as JSON."""

    @classmethod
    def of(cls, record: Any, **extra: Any) -> "FormState":
        """The form of a stored record."""
        values = {name: getattr(record, name) for name in type(record).model_fields} | extra
        stored = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        return cls(stored, version=getattr(record, "version", None))

    @classmethod
    def to_merge(cls, record: Record, **extra: Any) -> "FormState":
        """The same of a record that two people may edit at once: it tells what it showed (see `Was`). Only for records
        whose every field its editor may read."""
        form = cls.of(record, **extra)
        lists = {name: value for name, value in extra.items() if name.endswith("_ids")}
        told = {name: getattr(record, name) for name in type(record).model_fields if name not in Record.model_fields}
        form.was = json.dumps({name: plain(name, value) for name, value in (told | lists).items()})
        return form

    @classmethod
    def begun(cls, values: Mapping[str, Any], version: int) -> "FormState":
        """A form of these values alone, which tells what it showed (see `Was`)."""
        form = cls({name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})
        form.version, form.was = version, json.dumps({name: plain(name, value) for name, value in values.items()})
        return form

    def value(self, name: str, default: Any = "") -> Any:
        """What the input shows: the last one typed, or what is stored (a tuple where that is a list)."""
        value = self.values.get(name, default)
        if isinstance(value, list) and value and isinstance(value[-1], str):
            return value[-1]
        return default if value is None else value.value if isinstance(value, Enum) else value

    def all(self, name: str) -> list[Any]:
        """Every value of a field that may be given several times."""
        value = self.values.get(name)
        return list(value) if isinstance(value, (list, tuple)) else [] if value in (None, "") else [value]

    def error(self, name: str) -> str:
        return self.errors.get(name, "")

    def groups(self, name: str, blanks: int = 0) -> "list[FormState]":
        """The repeated groups posted (or stored) under `name`, plus `blanks` empty ones."""
        rows = self.values.get(name) or []
        found = [
            FormState(row if isinstance(row, Mapping) else FormState.of(row).values, self._errors_of(name, n))
            for n, row in enumerate(rows)
        ]
        return found + [FormState() for _blank in range(blanks)]

    def _errors_of(self, name: str, n: int) -> dict[str, str]:
        prefix = f"{name}.{n}."
        return {field.removeprefix(prefix): text for field, text in self.errors.items() if field.startswith(prefix)}


async def read_form(request: Request) -> dict[str, Any]:
    """What was typed, to validate and to show again. The form's own fields are left in `request.state.form_meta`."""
    form = await request.form()
    request.state.form_meta = {name: text for name, text in form.items() if _is_meta(name) and isinstance(text, str)}
    return as_typed(form.multi_items())


def as_typed(items: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The same of any list of names and values, such as an address's."""
    typed: dict[str, Any] = {}
    groups: dict[str, dict[int, dict[str, Any]]] = {}
    for name, value in items:
        if _is_meta(name):
            continue
        if match := _GROUPED.match(name):
            groups.setdefault(match[1], {}).setdefault(int(match[2]), {})[match[3]] = value
        else:
            typed.setdefault(name, []).append(value)
    return typed | {name: [rows[n] for n in sorted(rows)] for name, rows in groups.items()}


def _is_meta(name: str) -> bool:
    return name in META or name.startswith(KEEP)


def validate(schema: type[Model], typed: Mapping[str, Any]) -> Model:
    """The validated model; raises Invalid with a message per field."""
    try:
        return schema.model_validate(_shaped(typed, schema))
    except ValidationError as error:
        raise Invalid(messages(error.errors())) from error


def messages(errors: Iterable[ErrorDetails | Any], skip: int = 0) -> dict[str, str]:
    """Pydantic's errors as one sentence per field, in the reader's language; `skip` leading parts of each place."""
    found: dict[str, str] = {}
    for error in errors:
        named = () if error["type"] == "json_invalid" else error["loc"][skip:]
        place = ".".join(str(part) for part in named if not str(part).startswith("function-"))
        without_body = error["type"] == "missing" and not place
        found.setdefault(place, _("A JSON body is needed.") if without_body else message(error))
    return found


def message(error: ErrorDetails | Any) -> str:
    """One of pydantic's errors as a sentence."""
    context = error.get("ctx") or {}
    match error["type"]:
        case "missing":
            return _("This is needed.")
        case "extra_forbidden":
            return _("This field is not known here.")
        case "string_too_long":
            return ngettext("At most %(num)d character.", "At most %(num)d characters.", context["max_length"])
        case "string_too_short":
            return (
                _("This is needed.")
                if context["min_length"] == 1
                else _("At least %(n)d characters.", n=context["min_length"])
            )
        case "too_long":
            return _("At most %(n)d entries.", n=context["max_length"])
        case "too_short":
            return _("At least %(n)d entries.", n=context["min_length"])
        case "int_parsing" | "int_type" | "int_from_float":
            return _("A whole number is expected.")
        case "float_parsing" | "float_type" | "decimal_parsing" | "decimal_type":
            return _("A number is expected.")
        case "greater_than" | "greater_than_equal":
            return _("At least %(n)s.", n=context.get("ge", context.get("gt")))
        case "less_than" | "less_than_equal":
            return _("At most %(n)s.", n=context.get("le", context.get("lt")))
        case "date_parsing" | "date_from_datetime_parsing" | "date_from_datetime_inexact" | "date_type":
            return _("This date does not exist.")
        case "time_parsing" | "time_type":
            return _("This hour does not exist.")
        case "datetime_parsing" | "datetime_from_date_parsing" | "datetime_type" | "timezone_aware":
            return _("This date and time do not exist.")
        case "enum" | "literal_error":
            return choose_among(re.split(", | or ", str(context.get("expected", "")).replace("'", "")))
        case "uuid_parsing" | "uuid_type":
            return _("This does not name a record.")
        case "string_pattern_mismatch":
            return _("This does not have the expected form.")
        case "bool_parsing" | "bool_type":
            return _("Yes or no is expected.")
        case "string_type":
            return _("Text is expected.")
        case "list_type":
            return _("A list is expected.")
        case "value_error":
            cause = context.get("error")
            return str(cause) if cause else str(error["msg"])
        case "json_invalid":
            return _("This is not valid JSON, from character %(n)s on.", n=int(error["loc"][-1]) + 1)
        case "model_attributes_type" | "model_type" | "dict_type":
            return _("An object is expected.")
        case _:
            return str(error["msg"])


def _shaped(typed: Mapping[str, Any], schema: type[BaseModel]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, value in typed.items():
        field = schema.model_fields.get(name)
        if field is None:
            data[name] = value
        elif value and isinstance(value[0], dict):
            inner = next(
                (part for part in _parts(field.annotation) if isinstance(part, type) and issubclass(part, BaseModel)),
                None,
            )
            rows = [row for row in value if any(str(cell).strip() for cell in row.values())]
            data[name] = [_shaped({k: [v] for k, v in row.items()}, inner) for row in rows] if inner else rows
        elif any(
            get_origin(part) in (list, set, tuple) or part is list for part in _parts(field.annotation, deep=False)
        ):
            data[name] = [item for item in value if item != ""]
        else:
            last = value[-1]
            if last == "" and not _takes(field.annotation, str):
                if _takes(field.annotation, type(None)):
                    data[name] = None
                elif field.is_required():
                    continue
            else:
                data[name] = last
    return data


def _parts(annotation: Any, *, deep: bool = True) -> list[Any]:
    """An annotation and the members of its unions (and, deep, of its containers)."""
    if get_origin(annotation) in (Union, UnionType):
        return [part for inner in get_args(annotation) for part in _parts(inner, deep=deep)]
    inner = get_args(annotation) if deep else ()
    return [annotation, *(part for item in inner for part in _parts(item))]


def _takes(annotation: Any, wanted: type) -> bool:
    return any(part is wanted for part in _parts(annotation, deep=False))
