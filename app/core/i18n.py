"""The reader's language: one locale and one time zone per request (context variables), catalogues read from
`app/locales/<locale>/*.po` at first use, and every helper that prints a date, a number, money or a name.
English is the language of the message ids; `en` prints dates the British way (12 Dec 2026).
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel import Locale, dates, lists, numbers
from babel.messages.pofile import read_po

from app.core import clock
from app.core.text import fold

SUPPORTED = ("en", "fr")
DEFAULT = "en"
LOCALES = Path(__file__).parent.parent / "locales"
NARROW, NBSP = "\u202f", "\u00a0"

_locale: ContextVar[str] = ContextVar("locale", default=DEFAULT)
_zone: ContextVar[str] = ContextVar("time_zone", default="UTC")


# --- which language -------------------------------------------------------------------------------------------


def negotiate(*wishes: str | None, accept_language: str | None = None) -> str:
    """The first supported of `wishes` (the actor's setting, a cookie), else the best of Accept-Language."""
    for wish in wishes:
        if wish in SUPPORTED:
            return wish
    ranked = []
    for position, part in enumerate((accept_language or "").split(",")):
        tag, _sep, quality = part.strip().partition(";q=")
        with_quality = float(quality) if re.fullmatch(r"[01](\.\d{0,3})?", quality) else 1.0
        ranked.append((-with_quality, position, tag.split("-")[0].lower()))
    return next((tag for _q, _p, tag in sorted(ranked) if tag in SUPPORTED), DEFAULT)


def activate(locale: str, time_zone: str = "UTC") -> None:
    """Sets the reader's language and zone for the rest of this request or job."""
    _locale.set(locale if locale in SUPPORTED else DEFAULT)
    _zone.set(time_zone)


@contextmanager
def speaking(locale: str, time_zone: str = "UTC") -> Iterator[None]:
    """The same for a block: an email in its reader's language."""
    before = _locale.set(locale if locale in SUPPORTED else DEFAULT), _zone.set(time_zone)
    try:
        yield
    finally:
        _locale.reset(before[0])
        _zone.reset(before[1])


def current_locale() -> str:
    return _locale.get()


def current_zone() -> tzinfo:
    return _zone_info(_zone.get())


@lru_cache(maxsize=256)
def _zone_info(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # a zone that this machine's tzdata does not know
        return UTC


@lru_cache(maxsize=8)
def _babel(locale: str) -> Locale:
    return Locale.parse("en_GB" if locale == "en" else locale)


def _reader() -> Locale:
    return _babel(_locale.get())


# --- catalogues -----------------------------------------------------------------------------------------------

Catalogue = dict[tuple[str | None, str], tuple[str, ...]]


def typeset(text: str) -> str:
    """French spacing, so that translators type plain spaces: U+202F before ; ! ? and », U+00A0 before : % €."""
    text = re.sub(r"[ \u00a0\u202f]+(?=[;!?](?:\s|$|[)»\"<]))", NARROW, text)
    text = re.sub(r"[ \u00a0\u202f]+(?=:(?:\s|$|<))", NBSP, text)
    text = re.sub(r"[ \u202f]+(?=(?:%%|€)(?:\W|$))", NBSP, text)
    return re.sub(r" +»", NBSP + "»", re.sub(r"« +", "«" + NBSP, text))


@lru_cache(maxsize=8)
def catalogue(locale: str) -> Catalogue:
    """Every translation of `locale`: {(context, msgid): (singular, plural …)}, all .po files of its folder merged."""
    merged: Catalogue = {}
    polish = typeset if locale == "fr" else str
    for path in sorted((LOCALES / locale).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale):
                if message.id and not message.fuzzy:
                    msgid = message.id if isinstance(message.id, str) else message.id[0]
                    forms = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
                    if all(forms):
                        merged[message.context, msgid] = tuple(polish(form or "") for form in forms)
    return merged


def _plural_index(locale: str, count: float) -> int:
    return int(abs(count) >= 2) if locale == "fr" else int(count != 1)


def gettext(message: str) -> str:
    found = catalogue(_locale.get()).get((None, message))
    return found[0] if found else message


def pgettext_raw(context: str, message: str) -> str:
    found = catalogue(_locale.get()).get((context, message))
    return found[0] if found else message


def ngettext_raw(singular: str, plural: str, n: float) -> str:
    locale = _locale.get()
    found = catalogue(locale).get((None, singular))
    forms = found if found and len(found) > 1 else (singular, plural)
    return forms[_plural_index(locale, n)]


def npgettext_raw(context: str, singular: str, plural: str, n: float) -> str:
    locale = _locale.get()
    found = catalogue(locale).get((context, singular))
    forms = found if found and len(found) > 1 else (singular, plural)
    return forms[_plural_index(locale, n)]


def _(message: str, **params: Any) -> str:
    """`message` in the reader's language; `%(name)s` is filled from `params` (a literal % is written %%)."""
    return gettext(message) % params


def pgettext(context: str, message: str, **params: Any) -> str:
    """The same where one English word has two meanings: `pgettext("verdict", "Wait")`."""
    return pgettext_raw(context, message) % params


def ngettext(singular: str, plural: str, n: int, **params: Any) -> str:
    """`ngettext("%(n)s blogger", "%(n)s bloggers", n)`: `n` is filled in, grouped as the reader writes numbers."""
    return ngettext_raw(singular, plural, n) % {"n": format_number(n), "num": n, **params}


class lazy:  # noqa: N801 - reads as a function
    """A message translated when it is printed: for labels that exist before any request does."""

    __slots__ = ("context", "message", "params")

    def __init__(self, message: str, *, context: str | None = None, **params: Any) -> None:
        self.message, self.context, self.params = message, context, params

    def __str__(self) -> str:
        raw = pgettext_raw(self.context, self.message) if self.context else gettext(self.message)
        return raw % self.params

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __repr__(self) -> str:
        return f"lazy({self.message!r})"

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    def __hash__(self) -> int:
        return hash((self.message, self.context))


# --- dates and times, in the reader's zone ----------------------------------------------------------------------

# Babel prints « 1 déc. »; a French reader writes « 1er déc. ». Patterns of our own, so that both languages agree.
_DAY = {
    "short": "d MMM",
    "medium": "d MMM y",
    "long": "d MMMM y",
    "full": "EEEE d MMMM y",
    "weekday": "EEE d MMM",
    "day_only": "ccc",
}


def local(value: datetime) -> datetime:
    """`value` in the reader's zone."""
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(current_zone())


def today() -> date:
    """The reader's date."""
    return local(clock.now()).date()


def _as_day(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


@lru_cache(maxsize=4096)
def _format_day(value: date, pattern: str, locale: str) -> str:
    text = dates.format_date(value, pattern, locale=_babel(locale))
    return re.sub(r"\b1(?= )", "1er", text, count=1) if locale == "fr" and value.day == 1 else text


def format_date(value: date | datetime | None, style: str = "auto") -> str:
    """« 12 déc. », with the year when it is not this year. Other styles: short, medium, long, full, weekday,
    month; month_only and day_only for a scale."""
    if value is None:
        return ""
    day = _as_day(value)
    if style == "month_only":
        return dates.format_skeleton("MMM", day, locale=_reader())
    if style == "month":
        return dates.format_skeleton("yMMMM", day, locale=_reader())
    if style == "auto":
        style = "short" if day.year == today().year else "medium"
    return _format_day(day, _DAY[style], _locale.get())


def format_time(value: datetime | time | None) -> str:
    """« 14:30 »."""
    if value is None:
        return ""
    moment = local(value) if isinstance(value, datetime) else value
    return f"{moment:%H:%M}"


def format_datetime(value: datetime | None, style: str = "auto") -> str:
    """« 12 déc., 14:30 » / “12 Dec, 14:30”; styles as format_date."""
    return "" if value is None else f"{format_date(value, style)}, {format_time(value)}"


def format_ago(value: date | datetime | None) -> str:
    """“3 days ago”, “in 2 hours”; a date alone gives “today”, “yesterday”, “tomorrow”, then days, weeks, months."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        minutes = round((local(value) - clock.now()).total_seconds() / 60)
        if minutes == 0:
            return _("just now")
        if abs(minutes) < 20 * 60:
            return _direction(minutes, 60, _locale.get())
    days = (_as_day(value) - today()).days
    if abs(days) <= 1:
        return {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}[days]
    return _direction(days, 86_400, _locale.get())


@lru_cache(maxsize=4096)
def _direction(count: int, seconds: int, locale: str) -> str:
    distance = timedelta(seconds=count * seconds)
    threshold = 1.4 if seconds == 86_400 else 0.85
    return dates.format_timedelta(distance, add_direction=True, threshold=threshold, locale=_babel(locale))


def format_duration(days: float) -> str:
    """“4 days”, “1 day”, « 4 jours »; under a day “less than a day”."""
    if days < 1:
        return _("less than a day")
    return ngettext("%(n)s day", "%(n)s days", round(days))


# --- numbers, money, names --------------------------------------------------------------------------------------


def format_number(value: float | Decimal | None, decimals: int | None = None) -> str:
    """1,234 / 1 234. `decimals`: exactly that many; None: as many as the value has, three at most."""
    if value is None:
        return ""
    return _number(value, decimals, _locale.get())


# Babel takes 50 to 300 µs for a number; a list prints hundreds, mostly the same.
@lru_cache(maxsize=8192)
def _number(value: float | Decimal, decimals: int | None, locale: str) -> str:
    pattern = None if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    return numbers.format_decimal(value, format=pattern, locale=_babel(locale))


def format_compact(value: float | None) -> str:
    """12.4K / 12,4 k: audience figures."""
    if value is None:
        return ""
    return format_number(round(value)) if abs(value) < 10_000 else _compact(value, _locale.get())


@lru_cache(maxsize=8192)
def _compact(value: float, locale: str) -> str:
    decimals = 0 if 10**5 <= abs(value) < 10**6 else 1
    return numbers.format_compact_decimal(value, locale=_babel(locale), fraction_digits=decimals)


def minor_unit(currency: str) -> int:
    """How many decimals `currency` has: EUR 2, JPY 0."""
    return numbers.get_currency_precision(currency)


def format_money(minor: int | None, currency: str, *, whole: bool = False) -> str:
    """`minor` units of `currency`: 123456 EUR → €1,234.56 / 1 234,56 €. `whole` leaves out cents that are zero."""
    if minor is None:
        return ""
    return _money(minor, currency, whole, _locale.get())


@lru_cache(maxsize=8192)
def _money(minor: int, currency: str, whole: bool, locale: str) -> str:
    amount = Decimal(minor).scaleb(-minor_unit(currency))
    round_sum = whole and amount == amount.to_integral_value()
    pattern = _whole_pattern(locale) if round_sum else None
    return numbers.format_currency(
        amount, currency, format=pattern, locale=_babel(locale), currency_digits=not round_sum
    )


@lru_cache(maxsize=8)
def _whole_pattern(locale: str) -> str:
    return _babel(locale).currency_formats["standard"].pattern.replace("0.00", "0")


def format_percent(ratio: float | None, decimals: int = 0) -> str:
    """0.256 → 26% / 26 %."""
    if ratio is None:
        return ""
    pattern = _reader().percent_formats[None].pattern
    if decimals:
        pattern = pattern.replace("0%", "0." + "0" * decimals + "%").replace(
            "0\u00a0%", "0." + "0" * decimals + "\u00a0%"
        )
    return numbers.format_percent(ratio, format=pattern, locale=_reader())


def format_list(items: Iterable[Any], style: Literal["standard", "or"] = "standard") -> str:
    """“a, b and c”; style "or" for a choice."""
    return lists.format_list([str(item) for item in items], style=style, locale=_reader())


def country_name(code: str | None) -> str:
    """FR → France; an unknown code as it is."""
    return _reader().territories.get(code, code) if code else ""


def language_name(code: str | None) -> str:
    """fr → French / français; an unknown code as it is."""
    if not code:
        return ""
    return _reader().languages.get(code.replace("-", "_"), code)


@lru_cache(maxsize=8)
def _countries(locale: str) -> tuple[tuple[str, str], ...]:
    names = _babel(locale).territories
    found = [(c, n) for c, n in names.items() if len(c) == 2 and c.isalpha() and c not in _NOT_COUNTRIES]
    return tuple(sorted(found, key=lambda pair: fold(pair[1])))


_NOT_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}


def countries() -> tuple[tuple[str, str], ...]:
    """(ISO 3166 code, name) in the reader's language, sorted: the options of a select."""
    return _countries(_locale.get())


@lru_cache(maxsize=8)
def _languages(locale: str) -> tuple[tuple[str, str], ...]:
    names = _babel(locale).languages
    return tuple(sorted(((c, n) for c, n in names.items() if len(c) == 2), key=lambda pair: fold(pair[1])))


def languages() -> tuple[tuple[str, str], ...]:
    """(ISO 639-1 code, name) in the reader's language, sorted."""
    return _languages(_locale.get())


def labelled(label: object, text: object) -> str:
    """« Ville : Lyon », with the space that French puts before a colon."""
    return _("%(label)s: %(text)s", label=label, text=text)


FILTERS = {
    "format_date": format_date,
    "format_time": format_time,
    "format_datetime": format_datetime,
    "format_ago": format_ago,
    "format_duration": format_duration,
    "format_number": format_number,
    "format_compact": format_compact,
    "format_money": format_money,
    "format_percent": format_percent,
    "format_list": format_list,
    "country_name": country_name,
    "language_name": language_name,
    "labelled": labelled,
}
