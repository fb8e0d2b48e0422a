"""The kinds of text bloggers are made of: each refuses what it is not with a sentence, and keeps the rest as typed."""

import re
from functools import lru_cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BeforeValidator, Field

from app.accounts.models import LegalBasis
from app.bloggers.identity import clean_url, is_phone
from app.core import i18n
from app.core.errors import choose_among
from app.core.i18n import _


@lru_cache(maxsize=1)
def _country_codes() -> frozenset[str]:
    return frozenset(code for code, _name in i18n.countries())


@lru_cache(maxsize=1)
def _language_codes() -> frozenset[str]:
    return frozenset(code for code, _name in i18n.languages())


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies())


def country(value: Any) -> Any:
    code = value.strip().upper() if isinstance(value, str) else value
    code = {"UK": "GB", "EL": "GR"}.get(code, code)
    if isinstance(code, str) and code and code not in _country_codes():
        raise ValueError(_("This is not a country code of two letters, such as FR."))
    return code


def language(value: Any) -> Any:
    code = value.strip().lower() if isinstance(value, str) else value
    if isinstance(code, str) and code not in _language_codes():
        raise ValueError(_("This is not a language code of two letters, such as fr."))
    return code


def time_zone(value: Any) -> Any:
    if isinstance(value, str) and value.strip() and value.strip() not in _zones():
        raise ValueError(_("This is not a time zone, such as Europe/Paris."))
    return value


def currency(value: Any) -> Any:
    code = value.strip().upper() if isinstance(value, str) else value
    if isinstance(code, str) and code not in _currencies():
        raise ValueError(_("This is not a currency code of three letters, such as EUR."))
    return code


_LEGAL_BASES = frozenset(LegalBasis)


def legal_basis(value: Any) -> Any:
    if isinstance(value, str) and value not in _LEGAL_BASES:
        raise ValueError(choose_among(LegalBasis))
    return value


_RESERVED = (".local", ".localhost", ".invalid", ".test", ".arpa", ".onion", "--")
_PLAIN_EMAIL = re.compile(
    r"[a-z0-9_+-]+(\.[a-z0-9_+-]+)*@([a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?\.){1,4}[a-z]{2,12}", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def _checked_email(value: str) -> str:
    """Nearly all addresses are plain, and need no parser of all that is allowed."""
    if len(value) <= 64 and _PLAIN_EMAIL.fullmatch(value) and not value.lower().endswith(_RESERVED):
        return value.lower()
    return validate_email(value, check_deliverability=False, allow_quoted_local=True).normalized.lower()


def email(value: str) -> str:
    try:
        return _checked_email(value.removeprefix("mailto:")) if value else value
    except EmailNotValidError as error:
        raise ValueError(_("This is not an email address, such as name@example.org.")) from error


def phone(value: str) -> str:
    if value and not is_phone(value):
        raise ValueError(_("This is not a phone number."))
    return value


def url(value: str) -> str:
    try:
        return clean_url(value) if value else value
    except ValueError as error:
        raise ValueError(_("This is not a web address, such as https://example.org.")) from error


Country = Annotated[str, BeforeValidator(country)]
Language = Annotated[str, BeforeValidator(language), Field(max_length=2)]
TimeZone = Annotated[str, BeforeValidator(time_zone)]
Currency = Annotated[str, BeforeValidator(currency), Field(max_length=3, examples=["EUR"])]
Email = Annotated[str, AfterValidator(email)]
Phone = Annotated[str, AfterValidator(phone)]
Url = Annotated[str, AfterValidator(url)]
Label = Annotated[str, Field(min_length=1, max_length=100)]
TagName = Annotated[str, Field(min_length=1, max_length=60)]


def distinct(values: list[str]) -> list[str]:
    """The values in order, each once."""
    return list(dict.fromkeys(values))


Languages = Annotated[list[Language], Field(max_length=30), AfterValidator(distinct)]
Topics = Annotated[list[Label], Field(max_length=50), AfterValidator(distinct)]
TagNames = Annotated[list[TagName], Field(max_length=100), AfterValidator(distinct)]


def without_nul(values: dict[str, Any]) -> dict[str, Any]:
    if any("\x00" in text for pair in values.items() for text in pair if text):
        raise ValueError(_("A NUL character is not allowed."))
    return values


System = Annotated[str, Field(min_length=1, max_length=60)]
ExternalValue = Annotated[str, Field(min_length=1, max_length=200)]
ExternalIds = Annotated[dict[System, ExternalValue], Field(max_length=20), AfterValidator(without_nul)]
ExternalIdChanges = Annotated[dict[System, ExternalValue | None], Field(max_length=20), AfterValidator(without_nul)]
