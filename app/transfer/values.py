"""What a cell says: dates, counts, countries, languages, yes and no. Each raises ValueError with a sentence."""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from babel import Locale

from app.core.i18n import _
from app.core.text import fold
from app.transfer.intake import ISO_DATE, PARTED_DATE, SERIAL_DATE

DAY_FIRST: Literal["day_first"] = "day_first"
MONTH_FIRST: Literal["month_first"] = "month_first"
_EXCEL_EPOCH = date(1899, 12, 30)
_SPLIT = re.compile(r"\s*[,;|\n]\s*")
_BETWEEN_EMAILS = re.compile(r"[\s,;|]+")
_SPLIT_WORDS = re.compile(r"\s*[,;|/+&\n]\s*|\s+(?:et|and)\s+", re.IGNORECASE)
_COUNT = re.compile(
    r"^(?:[~≈>+]|environ|env\.?|about|ca\.?|c\.)?\s*([\d\s.,'’\u00a0\u202f]+)\s*(k|m|mio|millions?|mille)?\s*\+?"
    r"(?:\s*(?:abonn|follow|subs|fans).*)?$",
    re.IGNORECASE,
)
_TEXT_DATE = re.compile(
    r"^(?:\w+\.?,?\s+)?(\d{1,2})(?:er|st|nd|rd|th)?\s+([^\W\d_]+)\.?,?\s+(\d{4})$"
    r"|^([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$"
)
YES = frozenset({"yes", "y", "oui", "o", "x", "1", "true", "vrai", "ok", "✓", "✔", "☑"})
NO = frozenset({"", "no", "n", "non", "0", "false", "faux", "-", "–", "☐"})


def split(cell: str) -> list[str]:
    """A cell that lists several: « mode, food ; DIY »."""
    return list(dict.fromkeys(part for part in _SPLIT.split(cell) if part))


def split_emails(cell: str) -> list[str]:
    """« zoe@a.example, pro@a.example » → two; what is no address stays whole, to be refused with its text."""
    parts = [part.removeprefix("mailto:").strip("<>") for part in _BETWEEN_EMAILS.split(cell) if "@" in part]
    return list(dict.fromkeys(parts)) or [cell]


def split_words(cell: str) -> list[str]:
    """The same where a slash, & or "et" also separate: topics, languages."""
    return list(dict.fromkeys(part for part in _SPLIT_WORDS.split(cell) if part))


def as_date(cell: str, order: str = DAY_FIRST) -> date:
    """31/12/2025, 2025-12-31, 31 décembre 2025, or Excel's count of days; `order` reads 03/04/2025."""
    try:
        if ISO_DATE.match(cell):
            year, month, day = re.split(r"[-T ]", cell)[:3]
            return date(int(year), int(month), int(day))
        if match := PARTED_DATE.match(cell):
            first, second, year = int(match[1]), int(match[2]), int(match[3])
            day, month = (first, second) if order == DAY_FIRST else (second, first)
            return date(year + (2000 if year < 70 else 1900) if year < 100 else year, month, day)
        if SERIAL_DATE.match(cell):
            return _EXCEL_EPOCH + timedelta(days=int(float(cell)))
        if match := _TEXT_DATE.match(cell):
            day, name, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
            return date(int(year), _month(name), int(day))
        if match := re.match(r"^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$", cell):
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError as error:
        raise ValueError(_("“%(text)s” is a date that does not exist.", text=cell[:40])) from error
    raise ValueError(_("“%(text)s” is not a date.", text=cell[:40]))


@lru_cache(maxsize=4096)
def as_count(cell: str) -> int:
    """12 500, 12,500, 12.5k, 1,2 M."""
    match = _COUNT.match(cell)
    if not match:
        raise ValueError(_("“%(text)s” is not a number of followers.", text=cell[:40]))
    figures, unit = re.sub(r"[\s'’\u00a0\u202f]", "", match[1]), (match[2] or "").lower()
    if unit:
        value = float(re.sub(r"[.,](?=\d{3}\b)", "", figures).replace(",", ".").strip(".") or 0)
        return round(value * (1_000 if unit in ("k", "mille") else 1_000_000))
    if re.search(r"[.,]\d{1,2}$", figures) and not re.search(r"[.,]\d{3}[.,]", figures):
        figures = re.sub(r"[.,]\d{1,2}$", "", figures)
    digits = re.sub(r"[.,]", "", figures)
    if not digits:
        raise ValueError(_("“%(text)s” is not a number of followers.", text=cell[:40]))
    return int(digits[:12])


@lru_cache(maxsize=512)
def as_country(cell: str) -> str:
    """« Belgique », Belgium or BE → BE."""
    if found := _countries().get(_bare(cell)):
        return found
    raise ValueError(_("“%(text)s” is not a country that is known here.", text=cell[:40]))


def as_languages(cell: str) -> list[str]:
    """« français / anglais » → fr, en."""
    return list(dict.fromkeys(_language(part) for part in split_words(cell)))


def as_yes(cell: str) -> bool:
    """Oui, yes, x, 1 … or no."""
    word = fold(cell)
    if word in YES or word in NO:
        return word in YES
    raise ValueError(_("“%(text)s” is neither yes nor no.", text=cell[:40]))


def _bare(text: str) -> str:
    """« Côte d'Ivoire » → `cote d ivoire`."""
    return " ".join(re.findall(r"\w+", fold(text).replace("_", " ")))


@lru_cache(maxsize=512)
def _language(text: str) -> str:
    wanted = _bare(text)
    known = _languages()
    if found := known.get(wanted) or known.get(re.sub(r"^([a-z]{2}) [a-z]{2}$", r"\1", wanted)):
        return found
    raise ValueError(_("“%(text)s” is not a language that is known here.", text=text[:40]))


def _month(name: str) -> int:
    wanted = fold(name)
    found = {number for word, number in _months().items() if word.startswith(wanted)} if len(wanted) >= 3 else set()
    if wanted in _months():
        found = {_months()[wanted]}
    if len(found) != 1:
        raise ValueError(name)
    return found.pop()


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    return {
        fold(name).strip("."): number
        for locale in ("en", "fr")
        for width in ("wide", "abbreviated")
        for number, name in Locale(locale).months["format"][width].items()
    }


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    known = _named("territories")
    also = {
        **dict.fromkeys(("usa", "us", "etats unis", "united states of america", "u s a"), "US"),
        **dict.fromkeys(("uk", "angleterre", "england", "ecosse", "scotland", "great britain", "gbr"), "GB"),
        **dict.fromkeys(("pays bas", "hollande", "holland", "nld"), "NL"),
        "fra": "FR",
        "deu": "DE",
        "bel": "BE",
        "che": "CH",
        "can": "CA",
        "esp": "ES",
        "ita": "IT",
        "quebec": "CA",
    }
    return {code.lower(): code for code in known.values()} | known | also


@lru_cache(maxsize=1)
def _languages() -> dict[str, str]:
    known = _named("languages")
    own = {
        fold(Locale(code).get_language_name(code) or ""): code for code in ("fr", "en", "de", "es", "it", "nl", "pt")
    }
    three = {"fra": "fr", "fre": "fr", "eng": "en", "deu": "de", "ger": "de", "spa": "es", "ita": "it"}
    return {code: code for code in known.values()} | known | own | three


def _named(kind: str) -> dict[str, str]:
    """Bare names in English and French → codes of two letters."""
    return {
        _bare(str(name)): str(code)
        for locale in ("en", "fr")
        for code, name in getattr(Locale(locale), kind).items()
        if len(str(code)) == 2 and str(code).isalpha()
    }
