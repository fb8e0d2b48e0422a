"""Days as people write them in French and English, counted from a given one. Pure; one that does not exist is none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

_DAYS = {
    name: n
    for n, names in enumerate(
        [
            "lundi monday mon lun",
            "mardi tuesday tue tues",
            "mercredi wednesday wed mer",
            "jeudi thursday thu thur thurs jeu",
            "vendredi friday fri ven",
            "samedi saturday sat sam",
            "dimanche sunday sun dim",
        ]
    )
    for name in names.split()
}
_SHORT = frozenset(
    {"mon", "lun", "tue", "tues", "wed", "mer", "thu", "thur", "thurs", "jeu", "fri", "ven", "sat", "sam", "sun", "dim"}
)
"""Words or names too (mer, sam, mon): days only after “on”, “next”, “le”."""
MONTHS = {
    name: n
    for n, names in enumerate(
        [
            "janvier january jan janv",
            "fevrier february feb fev fevr",
            "mars march mar",
            "avril april apr avr",
            "mai may",
            "juin june jun",
            "juillet july jul juil",
            "aout august aug",
            "septembre september sep sept",
            "octobre october oct",
            "novembre november nov",
            "decembre december dec",
        ],
        1,
    )
    for name in names.split()
}
_NUMBERS = {
    word: n
    for n, words in {
        1: "un une a an one",
        2: "deux two",
        3: "trois three",
        4: "quatre four",
        5: "cinq five",
        6: "six",
        7: "sept seven",
        8: "huit eight",
        10: "dix ten",
        15: "quinze fifteen",
        21: "vingt-et-un",
    }.items()
    for word in words.split()
}
_UNITS = {"jour": 1, "jours": 1, "day": 1, "days": 1, "semaine": 7, "semaines": 7, "week": 7, "weeks": 7}
_UNITS |= {"mois": 30, "month": 30, "months": 30}
_PARTS = {"matin": 9, "morning": 9, "midi": 12, "noon": 12, "apres-midi": 14, "aprem": 14, "afternoon": 14}
_PARTS |= {"soir": 19, "evening": 19, "night": 21, "soiree": 19}
_LEADING = frozenset({"le", "on", "the", "ce", "this", "au", "du"})
_DUE_LEADING = _LEADING | {"avant", "before", "by", "pour", "for", "d'ici", "des", "from", "vers", "around", "until"}
_NOT_PAST = frozenset(
    {"pour", "for", "avant", "before", "by", "until", "till", "jusqu'a", "jusqu'au", "jusque", "d'ici", "des", "vers"}
    | {"next", "from", "after", "apres", "depuis", "since", "every", "chaque", "tous"}
)
"""A day after one of these is none on which it happened."""
_CLOCK = re.compile(r"(\d{1,2})(?:(?:[:h])(\d{2})|h)?[ \u00a0]?(am|pm)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """A day, perhaps an hour, and how many words say so."""

    day: date
    hour: time | None
    length: int
    is_surely_past: bool = False


def day_at(words: Sequence[str], n: int, today: date, *, future: bool) -> Found | None:
    """The day that the folded words from `n` on name; `future`: one to come, else today's or a past one."""
    if n >= len(words):
        return None
    if future:
        return _to_come(words, n, today)
    return _gone(words, n, today)


# --- to come ------------------------------------------------------------------------------------------------------


def _to_come(words: Sequence[str], n: int, today: date) -> Found | None:
    start = n
    while n < len(words) and words[n] in _DUE_LEADING and n - start < 2:
        n += 1
    led = n > start
    at = _soon(words, n, today) or _within(words, n, today, led=led) or _of_week(words, n, today, led=led)
    at = at or _of_month(words, n, today, future=True) or _number_alone(words, n, today, led=led, future=True)
    if at is None:
        return None
    day, used, hour = at
    more, clock = _clock(words, n + used)
    return Found(day, clock or hour, n - start + used + more)


Day = tuple[date, int, time | None]


def _soon(words: Sequence[str], n: int, today: date) -> Day | None:
    for phrase, days in (
        (("the", "day", "after", "tomorrow"), 2),
        (("day", "after", "tomorrow"), 2),
        (("apres", "demain"), 2),
        (("apres-demain",), 2),
        (("demain",), 1),
        (("tomorrow",), 1),
        (("aujourd'hui",), 0),
        (("today",), 0),
        (("tonight",), 0),
    ):
        if tuple(words[n : n + len(phrase)]) == phrase:
            part = words[n + len(phrase) : n + len(phrase) + 1]
            hour = _PARTS.get(part[0]) if part else None
            return _plus(today, days), len(phrase) + (hour is not None), time(hour) if hour else None
    if n < len(words) and words[n] == "soir" and n and words[n - 1] == "ce":
        return today, 1, time(_PARTS["soir"])
    return None


def _within(words: Sequence[str], n: int, today: date, *, led: bool) -> Day | None:
    """“dans trois jours”, “in 2 weeks”, “la semaine prochaine”, “end of the month”."""
    three = tuple(words[n : n + 3])
    if len(three) == 3 and three[0] in ("dans", "in", "sous", "within") and three[2] in _UNITS:
        count = _number(three[1])
        return _counted(today, count, three[2], 3) if count else None
    if led and len(three) >= 2 and three[1] in _UNITS and (count := _number(three[0])):
        return _counted(today, count, three[1], 2)
    monday = today + timedelta(days=7 - today.weekday())
    for phrase, day in (
        (("la", "semaine", "prochaine"), monday),
        (("semaine", "prochaine"), monday),
        (("next", "week"), monday),
        (("fin", "de", "semaine"), _next_weekday(today, 4)),
        (("fin", "de", "la", "semaine"), _next_weekday(today, 4)),
        (("end", "of", "the", "week"), _next_weekday(today, 4)),
        (("end", "of", "week"), _next_weekday(today, 4)),
        (("mois", "prochain"), _first_of(today, 1)),
        (("next", "month"), _first_of(today, 1)),
        (("fin", "du", "mois"), _first_of(today, 1) - timedelta(days=1)),
        (("end", "of", "the", "month"), _first_of(today, 1) - timedelta(days=1)),
        (("end", "of", "month"), _first_of(today, 1) - timedelta(days=1)),
    ):
        if tuple(words[n : n + len(phrase)]) == phrase:
            return day, len(phrase), None
    if len(three) >= 2 and three[0] in ("en", "in", "debut", "early") and three[1] in MONTHS:
        return _month(today, MONTHS[three[1]]), 2, None
    return None


def _of_week(words: Sequence[str], n: int, today: date, *, led: bool) -> Day | None:
    """“mardi”, “next Tuesday”, “mardi prochain matin”; perhaps followed by its date, which counts."""
    start = n
    if n < len(words) and words[n] in ("next", "prochain"):
        n, led = n + 1, True
    if n >= len(words) or words[n] not in _DAYS or (words[n] in _SHORT and not led):
        return None
    weekday = _DAYS[words[n]]
    n += 1
    if dated := _of_month(words, n, today, future=True):
        return dated[0], n - start + dated[1], dated[2]
    if n < len(words) and words[n] in ("prochain", "en", "next"):
        n += words[n] != "en"
    part = _PARTS.get(words[n]) if n < len(words) else None
    return _next_weekday(today, weekday), n - start + (part is not None), time(part) if part else None


# --- gone ---------------------------------------------------------------------------------------------------------


def _gone(words: Sequence[str], n: int, today: date) -> Found | None:
    if n and words[n - 1] in _NOT_PAST:
        return None
    start = n
    at = _surely_gone(words, n, today)
    surely = at is not None
    if at is None:
        if words[n] in _LEADING and n + 1 < len(words):
            n += 1
        led = n > start
        at = _last_weekday(words, n, today, led=led) or _of_month(words, n, today, future=False)
        at = at or _number_alone(words, n, today, led=led, future=False)
        surely = bool(at and at[1] > 1 and words[n] in ("last", "dernier"))
    if at is None:
        return None
    day, used, hour = at
    more, clock = _clock(words, n + used)
    return Found(day, clock or hour, n - start + used + more, surely)


def _surely_gone(words: Sequence[str], n: int, today: date) -> Day | None:
    for phrase, days, hour in (
        (("the", "day", "before", "yesterday"), 2, None),
        (("avant", "hier"), 2, None),
        (("avant-hier",), 2, None),
        (("last", "night"), 1, 21),
        (("hier",), 1, None),
        (("yesterday",), 1, None),
        (("ce", "matin"), 0, 9),
        (("this", "morning"), 0, 9),
        (("ce", "midi"), 0, 12),
        (("cet", "apres-midi"), 0, 14),
        (("cet", "aprem"), 0, 14),
        (("this", "afternoon"), 0, 14),
        (("aujourd'hui",), 0, None),
        (("today",), 0, None),
        (("la", "semaine", "derniere"), 7, None),
        (("semaine", "derniere"), 7, None),
        (("last", "week"), 7, None),
    ):
        if tuple(words[n : n + len(phrase)]) == phrase:
            after = words[n + len(phrase) : n + len(phrase) + 1]
            part = _PARTS.get(after[0]) if after and days and hour is None else None
            told = part or hour
            return _plus(today, -days), len(phrase) + (part is not None), time(told) if told else None
    if tuple(words[n : n + 3]) == ("il", "y", "a") and len(words) > n + 4 and words[n + 4] in _UNITS:
        count = _number(words[n + 3])
        return _counted(today, -count, words[n + 4], 5) if count else None
    if len(words) > n + 2 and words[n + 2] == "ago" and words[n + 1] in _UNITS and (count := _number(words[n])):
        return _counted(today, -count, words[n + 1], 3)
    return None


def _last_weekday(words: Sequence[str], n: int, today: date, *, led: bool) -> Day | None:
    start = n
    if n < len(words) and words[n] in ("last", "dernier"):
        n, led = n + 1, True
    if n >= len(words) or words[n] not in _DAYS or (words[n] in _SHORT and not led):
        return None
    weekday = _DAYS[words[n]]
    n += 1
    if n < len(words) and words[n] in ("prochain", "next"):
        return None
    if dated := _of_month(words, n, today, future=False):
        return dated[0], n - start + dated[1], dated[2]
    n += n < len(words) and words[n] in ("dernier", "last")
    part = _PARTS.get(words[n]) if n < len(words) else None
    day = today - timedelta(days=(today.weekday() - weekday) % 7)
    return day, n - start + (part is not None), time(part) if part else None


# --- dates --------------------------------------------------------------------------------------------------------

_FIGURES = re.compile(r"(\d{1,2})[/.\-](\d{1,2})(?:[/.\-](\d{4}|\d{2}))?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th|e)?")


def _of_month(words: Sequence[str], n: int, today: date, *, future: bool) -> Day | None:
    """“12 décembre”, “Dec 12th 2026”, “12/12”, “2026-12-12”; without a year the nearest to come, or the last."""
    if n >= len(words):
        return None
    if match := _ISO.fullmatch(words[n]):
        return _dated(today, int(match[3]), int(match[2]), match[1], 1, future=future)
    if match := _FIGURES.fullmatch(words[n]):
        return _dated(today, int(match[1]), int(match[2]), match[3], 1, future=future)
    if n + 1 >= len(words):
        return None
    first, second = words[n], words[n + 1]
    if (match := _DAY.fullmatch(first)) and second in MONTHS:
        number, month = int(match[1]), MONTHS[second]
    elif first in MONTHS and (match := _DAY.fullmatch(second)):
        number, month = int(match[1]), MONTHS[first]
    else:
        return None
    year = words[n + 2] if n + 2 < len(words) and re.fullmatch(r"20\d\d|19\d\d", words[n + 2]) else None
    return _dated(today, number, month, year, 3 if year else 2, future=future)


def _number_alone(words: Sequence[str], n: int, today: date, *, led: bool, future: bool) -> Day | None:
    """“le 12”, “the 12th”: of this month, the next or the last."""
    match = _DAY.fullmatch(words[n]) if n < len(words) and led and words[n - 1] in ("le", "the", "du", "au") else None
    if match is None:
        return None
    if n + 1 < len(words) and (words[n + 1] in _UNITS or words[n + 1] in MONTHS):
        return None
    step = 1 if future else -1
    for months in range(3):
        first = _first_of(today, step * months)
        day = _exists(first.year, first.month, int(match[1]))
        if day and (day > today if future else day <= today):
            return day, 1, None
    return None


def _dated(today: date, day: int, month: int, year: str | None, used: int, *, future: bool) -> Day | None:
    if year:
        found = _exists(int(year) + (2000 if len(year) == 2 else 0), month, day)
    else:
        years = (today.year, today.year + 1) if future else (today.year, today.year - 1)
        days = [_exists(one, month, day) for one in years]
        found = next((one for one in days if one and (one >= today if future else one <= today)), None)
    if found is None or (not future and found > today):
        return None
    return found, used, None


def _exists(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1990 <= year <= 2199 else None
    except ValueError:
        return None


def _clock(words: Sequence[str], n: int) -> tuple[int, time | None]:
    """“à 14h30”, “at 3pm”, “14:30”: how many words, and the hour."""
    start = n
    if n < len(words) and words[n] in ("a", "at", "vers", "around"):
        n += 1
    if n >= len(words) or not (match := _CLOCK.fullmatch(words[n])) or not re.search(r"[h:m]", words[n]):
        return 0, None
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3]:
        hour = hour % 12 + (12 if match[3].lower() == "pm" else 0) if 1 <= hour <= 12 else 99
    return (n + 1 - start, time(hour, minute)) if hour < 24 and minute < 60 else (0, None)


def _number(word: str) -> int | None:
    found = int(word) if word.isascii() and word.isdigit() and len(word) <= 3 else _NUMBERS.get(word)
    return found or None


def _counted(today: date, count: int, unit: str, used: int) -> Day | None:
    if _UNITS[unit] == 30:
        first = _first_of(today, count)
        last = _first_of(first, 1) - timedelta(days=1)
        return min(last, date(first.year, first.month, min(today.day, last.day))), used, None
    return _plus(today, count * _UNITS[unit]), used, None


def _plus(today: date, days: int) -> date:
    return today + timedelta(days=days)


def _next_weekday(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _first_of(today: date, months: int) -> date:
    """The first day of the month so many months away."""
    whole = today.year * 12 + today.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)


def _month(today: date, month: int) -> date:
    return date(today.year + (month <= today.month), month, 1)
