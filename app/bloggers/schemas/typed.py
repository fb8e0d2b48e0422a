"""Lists as people type them into one field: with commas, and languages by their names."""

from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from app.bloggers.schemas.fields import Languages, TagNames, Topics
from app.core import i18n
from app.core.forms import message
from app.core.text import fold


def split(value: Any) -> Any:
    """`["food, travel", "tea"]` → three words; « ; » and line ends part them as well."""
    if not isinstance(value, list):
        return value
    parts = [part for item in value for part in str(item).replace(";", ",").replace("\n", ",").split(",")]
    return [part.strip() for part in parts if part.strip()]


def language_codes(value: Any) -> Any:
    """Languages as typed, by name (in the reader's language) or code."""
    named = {fold(name): code for code, name in i18n.languages()}
    return [named.get(fold(word), word) for word in split(value)]


def as_one(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    """A list typed in one field is refused in one sentence, beside that field."""
    try:
        return check(value)
    except ValidationError as error:
        raise ValueError(message(error.errors()[0])) from error


LanguageNames = Annotated[Languages, BeforeValidator(language_codes), WrapValidator(as_one)]
TopicsTyped = Annotated[Topics, BeforeValidator(split), WrapValidator(as_one)]
TagsTyped = Annotated[TagNames, BeforeValidator(split), WrapValidator(as_one)]
