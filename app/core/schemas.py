"""The base of what comes in (forms and API alike) and of what goes out."""

from datetime import date, datetime
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from app.core.i18n import _

Item = TypeVar("Item")
EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 31)


def plausible(moment: datetime) -> datetime:
    if not EARLIEST <= moment.date() <= LATEST:
        raise ValueError(_("A year between 1990 and 2199 is expected."))
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(plausible)]
Day = Annotated[date, Field(ge=EARLIEST, le=LATEST)]


class Input(BaseModel):
    """Refuses unknown fields (T11) and NUL bytes, trims text."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    __init__ = (
        BaseModel.__init__
    )  # not SQLModel's, of schemas that share fields with a table: it leaves Rust for Python

    @model_validator(mode="before")
    @classmethod
    def _no_nul(cls, data: Any) -> Any:
        if isinstance(data, dict) and (found := _with_nul(data)):
            raise ValueError(f"{found}: a NUL character is not allowed")
        return data


class Patch(Input):
    """Every field optional; `changes()` is what the caller really sent."""

    def changes(self) -> dict[str, Any]:
        return self.model_dump(exclude_unset=True)


class Output(BaseModel):
    """What the API answers: built by `of` from a record or a row of columns, without validating what is ours."""

    model_config = ConfigDict(from_attributes=True, defer_build=True)

    @classmethod
    def of(cls, source: Any) -> Self:
        return cls.model_validate(source)


class Listing(BaseModel, Generic[Item]):
    """One page; `next` is the cursor of the following one, null on the last."""

    items: list[Item]
    next: str | None


def _with_nul(data: dict[str, Any]) -> str:
    """The name of a field that holds a NUL byte, or ''."""
    for name, value in data.items():
        kind = type(value)
        if kind is str:
            if "\x00" in value:
                return str(name)
        elif kind is list:
            for item in value:
                if type(item) is str and "\x00" in item:
                    return str(name)
    return ""
