"""What a pasted text holds: whom its lines mean, by addresses, handles, emails, phones and names. Pure functions.

The rules, so that nobody need guess: every line is looked at alone. Words beside addresses are a name, and what stands
with one name on a line is one person's; without a name every address is a person of its own. A bare handle may be on
any platform unless a platform is named before it. What could mislead (an address that only looks like a known
site, one that hides a password, anything but the web) is kept out and said.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from app.bloggers.identity import (
    clean_url,
    email_key,
    handle_key,
    is_phone,
    is_tracking,
    phone_key,
    place_of,
    profile_url,
    url_key,
)
from app.core.text import fold
from app.core.vocabulary import Platform

MOST_LINES, LONGEST_LINE = 1_000, 1_000
MOST_TEXT = 100_000
"""So many characters are read: a thousand profiles, within a second at the worst."""
LONGEST_NAME, MOST_WORDS, LONGEST_HANDLE = 80, 6, 100

Key = tuple[str, ...]


class Refused(StrEnum):
    """Why a piece of the text is not taken."""

    SCHEME = "scheme"
    """Not an address of the web: `javascript:`, `data:`, `file:` …"""
    PASSWORD = "password"  # noqa: S105 - a reason
    """Something before an @ in the address pretends to be its host."""
    LOOKALIKE = "lookalike"
    """Letters of several alphabets, or one that looks like a platform's."""
    NOBODY = "nobody"
    """No person in it: prose, a number, a page that names nobody."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A place they publish. `handle` is '' for a blog; `url` may be ''."""

    platform: Platform
    handle: str
    url: str
    page: str = field(default="", compare=False)
    """The page that was pasted, where it lies below `url`."""

    @property
    def keys(self) -> list[Key]:
        """What a channel noted already would have, the most telling first."""
        keys: list[Key] = []
        if self.platform is Platform.BLOG and not self.handle:
            keys += [("url", one) for one in above(self.page or self.url)]
        elif self.url:
            keys.append(("url", url_key(self.url)))
        if self.handle:
            keys.append(("handle", self.platform, handle_key(self.handle)))
        return keys


@dataclass(slots=True)
class Sighting:
    """One person that the text means, or a piece of it that means nobody (`refused`)."""

    text: str
    name: str = ""
    profiles: list[Profile] = field(default_factory=list)
    handles: list[str] = field(default_factory=list)
    """Without a platform."""
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    refused: Refused | None = None

    @property
    def has_address(self) -> bool:
        return bool(self.profiles or self.handles or self.emails or self.phones)

    @property
    def keys(self) -> list[Key]:
        """What tells exactly who it is."""
        keys: list[Key] = [("email", email_key(one)) for one in self.emails]
        keys += [key for one in self.profiles for key in one.keys]
        keys += [("any", handle_key(one)) for one in self.handles]
        keys += [("phone", phone_key(one)) for one in self.phones]
        if not keys and self.name and " " not in self.name:
            keys.append(("any", handle_key(self.name)))  # a handle pasted without its @
        return keys

    @property
    def at_handles(self) -> list[str]:
        return [f"@{one}" for one in self.handles]

    @property
    def name_key(self) -> str:
        return fold(self.name)[:300]

    @property
    def called(self) -> str:
        """What to call somebody new: the name, else what stands in the address."""
        told = [self.name, *(one.handle.split("@")[0] for one in self.profiles), *self.handles]
        told += [one.split("@")[0] for one in self.emails] + [host_of(one.url) for one in self.profiles] + self.phones
        return next(filter(None, told), self.text)[:300]

    def take(self, other: "Sighting") -> None:
        """The same person again."""
        self.name = self.name or other.name
        self.profiles += [one for one in other.profiles if one not in self.profiles]
        self.handles += [one for one in other.handles if one not in self.handles]
        self.emails += [one for one in other.emails if one not in self.emails]
        self.phones += [one for one in other.phones if one not in self.phones]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a text holds; `left_out` counts lines beyond the first thousand, `repeated` what told of somebody again."""

    sightings: list[Sighting]
    left_out: int
    repeated: int = 0


def recognise(text: str) -> Seen:
    """Who is meant by `text`, each person once, in order."""
    lines = [line for line in _lines(text) if line.strip()]
    read = lines[: _readable(lines)]
    found: list[Sighting] = []
    by_key: dict[Key, Sighting] = {}
    repeated = 0
    for line in read:
        for one in _of_line(_clean(line)):
            keys = [*one.keys, *([("name", one.name_key)] if one.name and not one.has_address else [])]
            known = next((by_key[key] for key in keys if key in by_key), None)
            if known is not None:
                known.take(one)
                repeated += 1
            else:
                found.append(one)
            by_key.update(dict.fromkeys(keys, known or one))
    return Seen(found, len(lines) - len(read), repeated)


# --- the words of a line ------------------------------------------------------------------------------------------

_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(\.[\w-]+)+", re.ASCII)
_FEDIVERSE = re.compile(r"@([\w.-]+)@([\w-]+(?:\.[\w-]+)+)")
_HANDLE = re.compile(r"@[\w][\w.\-·]*")
_BARE = re.compile(r"[a-z0-9][\w-]*(\.[\w-]+)*\.([a-z]{2}|[a-z]{3,})(:\d+)?(/\S*)?")
_BARE_HANDLE = re.compile(r"[a-z0-9]+([._][a-z0-9]+)+|[a-z_]+\d+|_+[a-z0-9_]+", re.ASCII)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?=\S)", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w/])\+?\(?\d[\d\s().\-\u00a0\u202f]{7,22}\d(?![\w/])")
_BULLET = re.compile(r"^(?:[-*•·–—>]+|\d{1,4}[.)])\s+")
_AROUND = "<>()[]{}\"'«»“”‘’,;|•·"
_INVISIBLE = re.compile(r"[\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
ENDINGS = frozenset(
    re.findall(
        r"\w+",
        "com net org info blog app dev page site online store shop press media news studio world live link art style "
        "fashion beauty travel club social space paris bzh cat museum name email pro wiki coop example",
    )
)
"""Endings of more than two letters that an address may have without `https://` and without a path."""
PLATFORM_WORDS: dict[str, Platform] = {
    **{str(platform): platform for platform in Platform if platform not in (Platform.OTHER, Platform.BLOG)},
    "insta": Platform.INSTAGRAM,
    "ig": Platform.INSTAGRAM,
    "yt": Platform.YOUTUBE,
    "tik-tok": Platform.TIKTOK,
    "tt": Platform.TIKTOK,
    "twitter": Platform.X,
    "bsky": Platform.BLUESKY,
}


def _lines(text: str) -> list[str]:
    return text.replace("\x00", " ").replace("\r", "\n").split("\n")


def _readable(lines: list[str]) -> int:
    """How many of the lines are read."""
    room = MOST_TEXT
    for n, line in enumerate(lines[:MOST_LINES]):
        room -= min(len(line), LONGEST_LINE)
        if room < 0:
            return max(n, 1)
    return min(len(lines), MOST_LINES)


def _clean(line: str) -> str:
    """Without what nobody sees: controls, marks that turn the direction of writing round, spaces of no width."""
    line = unicodedata.normalize("NFC", _INVISIBLE.sub("", line[:LONGEST_LINE]))
    line = "".join(" " if c < " " or c == "\x7f" else c for c in line)
    return _BULLET.sub("", line.strip()).strip()


@dataclass(slots=True)
class _Piece:
    """A name, or an address of some kind."""

    sort: str
    text: str
    profile: Profile | None = None
    refused: Refused | None = None


def _of_line(line: str) -> Iterator[Sighting]:
    """A name gathers the addresses after it on its line (and those before the first); without one each is alone."""
    pieces = [*_pieces(line)]
    if line.endswith(":"):  # what comes is in the lines below
        pieces = [piece for piece in pieces if piece.sort != "name"] or [_Piece("name", line, refused=Refused.NOBODY)]
    named = [n for n, piece in enumerate(pieces) if piece.sort == "name"]
    if not named:
        for piece in pieces:
            yield _person(piece.text, [piece])
        return
    for start, end in pairwise([0, *named[1:], len(pieces)]):
        group = pieces[start:end]
        good = [piece for piece in group if not piece.refused]
        if good:
            yield _person(" ".join(piece.text for piece in good), good)
        for piece in group:
            if piece.refused:
                yield Sighting(piece.text, refused=piece.refused)


def _person(text: str, pieces: list[_Piece]) -> Sighting:
    found = Sighting(text)
    for piece in pieces:
        if piece.refused:
            return Sighting(text, refused=piece.refused)
        if piece.profile:
            found.profiles.append(piece.profile)
        elif piece.sort == "name":
            found.name = piece.text
        else:
            {"handle": found.handles, "email": found.emails, "phone": found.phones}[piece.sort].append(piece.text)
    if not found.has_address and not _is_name(found.name):
        return Sighting(text, refused=Refused.NOBODY)
    return found


def _pieces(line: str) -> Iterator[_Piece]:
    """The names and addresses of one line, in order."""
    for segment in re.split(r"[,;|\t]+(?=\s|$)|\t", _without_phones(line)):
        words: list[str] = []
        platform: Platform | None = None
        for word in segment.split():
            if word.startswith("\x01"):
                found: _Piece | None = _Piece("phone", word.strip("\x01").replace("\x02", " "))
            else:
                found = _address(word, platform)
            if found is None:
                if word.strip(":=–—-"):  # « instagram : @zoe »
                    platform = PLATFORM_WORDS.get(fold(word).strip(":="))
                    words.append(word)
                continue
            if platform is not None and found.sort in ("handle", "profile") and words:
                words.pop()  # the word named the platform, and is no part of a name
            platform = None
            if words:
                yield from _named(words)
                words = []
            yield found
        yield from _named(words)
    return


def _without_phones(line: str) -> str:
    """The line with each phone number as one word."""

    def as_word(match: re.Match[str]) -> str:
        number = "\x02".join(match[0].split())
        return f" \x01{number}\x01 " if is_phone(match[0]) else match[0]

    return _PHONE.sub(as_word, line)


def _named(words: list[str]) -> Iterator[_Piece]:
    name = " ".join(words).strip(_AROUND + " :–—-=/").strip()
    if name:
        yield _Piece("name", name)


def _address(word: str, platform: Platform | None) -> _Piece | None:
    """`word` as the address it is; None for a word of a name."""
    bare = word.strip(_AROUND).rstrip(".!?:")
    if not bare:
        return None
    lower = bare.lower()
    if lower.startswith("mailto:"):
        bare, lower = bare[7:].split("?")[0], lower[7:].split("?")[0]
    if _EMAIL.fullmatch(bare):
        return _Piece("email", bare)
    if match := _FEDIVERSE.fullmatch(bare):
        return _Piece(
            "profile", bare, Profile(Platform.MASTODON, f"{match[1]}@{match[2]}", f"https://{match[2]}/@{match[1]}")
        )
    if _HANDLE.fullmatch(bare):
        return _of_handle(bare, platform)
    if lower.startswith(("http://", "https://", "www.")):
        return _of_url(bare)
    if _BARE.fullmatch(bare) and _is_address(bare):
        return _of_url(bare)
    if _SCHEME.match(bare) and fold(bare.split(":")[0]) not in PLATFORM_WORDS:
        return _Piece("url", bare, refused=Refused.SCHEME)
    if platform is not None or (_BARE_HANDLE.fullmatch(bare) and not is_phone(bare)):
        return _of_handle(bare, platform)
    return _of_odd(bare)


def _is_address(bare: str) -> bool:
    ending = re.split(r"[:/]", bare, maxsplit=1)[0].rsplit(".", 1)[-1]
    return "/" in bare or len(ending) == 2 or ending in ENDINGS


def _of_handle(text: str, platform: Platform | None) -> _Piece:
    handle = text.lstrip("@").rstrip(".")[:LONGEST_HANDLE]
    if platform is None:
        return _Piece("handle", handle)
    return _Piece("profile", text, Profile(platform, handle, profile_url(platform, handle)))


def _of_odd(bare: str) -> _Piece | None:
    """An address whose host is written in letters that only look like ours."""
    if "." in bare and "/" in bare and not bare.isascii():
        return _of_url(bare)
    return None


# --- addresses of the web -----------------------------------------------------------------------------------------

_SHOWN = (1, 2)
_PARTS_OF_PROFILE: dict[Platform, int] = {
    Platform.INSTAGRAM: 1,
    Platform.TIKTOK: 1,
    Platform.X: 1,
    Platform.TWITCH: 1,
    Platform.PINTEREST: 1,
    Platform.LINKEDIN: 2,
    Platform.BLUESKY: 2,
    Platform.MASTODON: 1,
    Platform.NEWSLETTER: 0,
}
"""How many parts of a path name the person; what follows is one of their pages."""
_LETTERS = str.maketrans("аеорсухіјѕԁɡһιονραϲ", "aeopcyxijsdghiovpac")
"""Letters of other alphabets that look like ours, as far as platforms' names have them."""
KNOWN_HOSTS = frozenset(
    {"instagram.com", "tiktok.com", "twitch.tv", "x.com", "twitter.com", "youtube.com", "youtu.be", "bsky.app"}
    | {"linkedin.com", "pinterest.com", "medium.com", "substack.com"}
)


def _of_url(text: str) -> _Piece:
    try:
        url = clean_url(text)
        parts = urlsplit(url)
    except ValueError:
        return _Piece("url", text, refused=Refused.NOBODY)
    if "@" in parts.netloc:
        return _Piece("url", text, refused=Refused.PASSWORD)
    if looks_like_another(parts.hostname or ""):
        return _Piece("url", text, refused=Refused.LOOKALIKE)
    profile = profile_of(url)
    if profile is None:
        return _Piece("url", text, refused=Refused.NOBODY)
    return _Piece("profile", text, profile)


def profile_of(url: str) -> Profile | None:
    """The place that an address of the web belongs to; None for a platform's page that names nobody."""
    parts, place = urlsplit(tidy(url)), place_of(url)
    path = [part for part in parts.path.split("/") if part]
    if place.platform in (Platform.BLOG, Platform.PODCAST) and not place.handle:
        kept = 1 if place.platform is Platform.BLOG and len(path) == 1 and "." not in path[0] else 0
        kept = len(path) if place.platform is Platform.PODCAST else kept
        query = parts.query if place.platform is Platform.PODCAST or not path else ""
        home = urlunsplit((parts.scheme, parts.netloc, "/".join(["", *path[:kept]]), query, ""))
        return Profile(place.platform, "", home, tidy(url))
    if not place.handle or len(place.handle) > LONGEST_HANDLE:
        return None
    kept = _PARTS_OF_PROFILE.get(place.platform, 1)
    if place.platform is Platform.YOUTUBE and not path[0].startswith("@"):
        kept = 2
    return Profile(place.platform, place.handle, f"{parts.scheme}://{parts.netloc}/{'/'.join(path[:kept])}")


def tidy(url: str) -> str:
    """The address without what only tracks, and without the place on the page."""
    parts = urlsplit(url)
    query = urlencode([pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not is_tracking(pair[0])])
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, query, ""))


def above(url: str) -> list[str]:
    """The keys under which the blog that a page belongs to may be noted: the page, then each folder up to the host."""
    key = url_key(url)
    path = key.split("?", maxsplit=1)[0].split("/")[:6]
    return list(dict.fromkeys([key, *("/".join(path[:n]) for n in range(len(path), 0, -1))]))


def host_of(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def looks_like_another(host: str) -> bool:
    """Whether a host is written to be taken for another: `іnstagram.com` with a Cyrillic і, also in punycode."""
    try:
        shown = host.encode("ascii").decode("idna") if "xn--" in host else host
    except UnicodeError:
        return True
    if shown.isascii():
        return False
    likeness = unicodedata.normalize("NFKC", shown.casefold()).translate(_LETTERS)
    known = any(likeness == one or likeness.endswith(f".{one}") for one in KNOWN_HOSTS)
    return known or any(len(_alphabets(label)) > 1 for label in shown.split("."))


def _alphabets(label: str) -> set[str]:
    return {unicodedata.name(c, "?").split()[0] for c in label if c.isalpha()}


# --- names --------------------------------------------------------------------------------------------------------

_COUNTED = re.compile(r"^\(\d+\+?\)\s*")
_TAIL = re.compile(
    r"\s+(?:[|•·—–]|-)\s+.*$|\s*\(@[^)]*\).*$|\s+(?:on|sur) (?:instagram|tiktok|x|pinterest|linkedin)\b.*$",
    re.IGNORECASE,
)


def _is_name(text: str) -> bool:
    """Whether a line can be somebody's name: a few words, no figures, no sentence."""
    words = text.split()
    if not 1 <= len(words) <= MOST_WORDS or len(text) > LONGEST_NAME or not any(c.isalpha() for c in text):
        return False
    return not re.search(r"\d{2}|[:=?!/\\<>{}@#]|\.$", text)


def name_in_title(title: str) -> str:
    """The name that the title of a profile begins with: “(2) Zoé Lambert (@zoe) • Instagram” → “Zoé Lambert”."""
    name = _TAIL.sub("", _COUNTED.sub("", _clean(title))).strip(_AROUND + " ")
    return name[:LONGEST_NAME] if any(c.isalpha() for c in name) else ""


def shown_path(url: str) -> str:
    """An address as a source: at most 200 characters, legible."""
    return unquote(tidy(url))[:200]
