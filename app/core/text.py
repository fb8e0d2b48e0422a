"""Text as search and duplicate checks see it: without case, accents or punctuation."""

import re
import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
_LIGATURE = re.compile("[œæøłđı]")
"""Few names have one, and to look is ten times as quick as to translate."""
_ACCENTS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
"""Those of Latin, Greek and Cyrillic, when they stand alone."""
_WORDS = re.compile(r"\w+")
_NO_DIGITS = re.compile(r"\D+")


def _fold(text: str) -> str:
    """`text` in lower case without accents, spaces collapsed: « Zoé  ŒUVRE » → `zoe oeuvre`."""
    if text.isascii():
        return " ".join(text.lower().split())
    text = text.casefold()
    text = text.translate(_LIGATURES) if _LIGATURE.search(text) else text
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    if not plain.isascii():
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(plain.split())


fold = lru_cache(maxsize=4096)(_fold)
SHORT = 100
"""Letters of a text that may come again: a name, a city, a tag."""


def tokens(*texts: str | None) -> list[str]:
    """The distinct folded words of `texts`, in order; an email, URL or handle gives its parts."""
    whole = " ".join([fold(text) if len(text) <= SHORT else _fold(text) for text in texts if text])
    return list(dict.fromkeys([word[:60] for word in _WORDS.findall(whole.replace("_", " "))]))


def digits(text: str) -> str:
    """Only the digits: a phone number as search compares it."""
    return _NO_DIGITS.sub("", text)
