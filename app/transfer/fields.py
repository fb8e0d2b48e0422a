"""What a column can become, and which words people put above it, in English and French.

A field's key stands in the mapping: `name`, `email`, `channel:instagram`, `audience:youtube`. The words stand in
words.txt and are compared whole: "Nom" is a name, "Nom de l'agence" is not.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.core.i18n import _, lazy
from app.core.text import fold
from app.core.vocabulary import PLATFORMS

IGNORE, KEEP = "ignore", "keep"
"""Leave a column out · keep it as a line in the notes."""


@dataclass(frozen=True)
class Target:
    """One field that a column can fill. `several`: more than one column may fill it."""

    key: str
    label: lazy
    group: lazy
    several: bool = False


_WHO, _REACH, _WHERE = lazy("Who"), lazy("How to reach them"), lazy("Where they publish")
_TACT, _MORE = lazy("How we stand"), lazy("More")

TARGETS: tuple[Target, ...] = (
    Target("name", lazy("Full name"), _WHO),
    Target("given_name", lazy("First name"), _WHO),
    Target("family_name", lazy("Last name"), _WHO),
    Target("also_known_as", lazy("Also known as"), _WHO),
    Target("pronouns", lazy("Pronouns"), _WHO),
    Target("languages", lazy("Languages"), _WHO, several=True),
    Target("country", lazy("Country"), _WHO),
    Target("city", lazy("City"), _WHO),
    Target("time_zone", lazy("Time zone"), _WHO),
    Target("biography", lazy("In a few words"), _WHO),
    Target("topics", lazy("Topics"), _WHO, several=True),
    Target("tags", lazy("Tags"), _WHO, several=True),
    Target("notes", lazy("Notes"), _WHO, several=True),
    Target("email", lazy("Email"), _REACH, several=True),
    Target("phone", lazy("Phone"), _REACH, several=True),
    Target("direct_message", lazy("Direct message handle"), _REACH),
    Target("postal_address", lazy("Postal address"), _REACH, several=True),
    Target("representative_name", lazy("Agent"), _REACH),
    Target("representative_agency", lazy("Agency"), _REACH),
    Target("representative_email", lazy("Agent's email"), _REACH),
    Target("representative_phone", lazy("Agent's phone"), _REACH),
    Target("platform", lazy("Platform (of this row)"), _WHERE),
    Target("handle", lazy("Handle (of this row)"), _WHERE),
    Target("url", lazy("Web address (of this row)"), _WHERE, several=True),
    Target("audience", lazy("Followers (of this row)"), _WHERE),
    Target("media_kit_url", lazy("Media kit"), _WHERE),
    Target("stage", lazy("Relation stage"), _TACT),
    Target("last_contact", lazy("Last contact (a date)"), _TACT),
    Target("last_contact_summary", lazy("What the last contact was about"), _TACT),
    Target("contact_direction", lazy("Who wrote at the last contact"), _TACT),
    Target("contact_nature", lazy("What the last contact was for"), _TACT),
    Target("owner", lazy("Owner (one of us)"), _TACT),
    Target("do_not_contact", lazy("Do not contact (yes or no)"), _TACT),
    Target("source", lazy("Source of the data"), _MORE),
    Target("legal_basis", lazy("Legal basis"), _MORE),
    Target("external_id", lazy("Key in the other system"), _MORE),
    Target("invoice_name", lazy("Invoices go to"), _MORE),
    Target("invoice_address", lazy("Invoice address"), _MORE),
    Target("tax_id", lazy("Tax number"), _MORE),
)


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """Folded words → field key."""
    titled = {word: target.key for target in TARGETS for word in (target.key.replace("_", " "), *words(target.key))}
    return titled | {word: f"channel:{name}" for name in PLATFORMS for word in words(f"platform {name}")}


@lru_cache(maxsize=128)
def words(key: str) -> tuple[str, ...]:
    """What words.txt lists under `key`."""
    text = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8")
    found = re.search(rf"^{re.escape(key)}:((?:.|\n )*)", text, re.MULTILINE)
    return tuple(" ".join(word.split()) for word in found[1].split(",")) if found else ()


def normalised(title: str) -> str:
    """« Adresse e-mail (pro) » → `adresse e mail pro`."""
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"\((?:e?s|x)\)", "", fold(title))))


def by_title(title: str) -> str | None:
    """The field that `title` names; None when it names none that we know."""
    said = normalised(title)
    if found := _known().get(said) or _known().get(re.sub(r" \d+$", "", said)):
        return found
    for name in PLATFORMS:
        for word in sorted(words(f"platform {name}"), key=len, reverse=True):
            if re.search(rf"\b{word}\b", said):
                rest = set(re.sub(rf"\b{word}\b", " ", said, count=1).split()) - set(words("between words"))
                if rest and rest <= set(words("of an audience")):
                    return f"audience:{name}"
                if rest <= set(words("of a handle")):
                    return f"channel:{name}"
    return _known().get(" ".join(word for word in said.split() if word not in words("of no matter")))


def label_of(key: str) -> str:
    """The screen words for a field."""
    return _labels().get(key, lambda: key)()


def options() -> list[tuple[str, Any]]:
    """Every field as grouped choices of a select box."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for target in TARGETS:
        groups.setdefault(str(target.group), []).append((target.key, str(target.label)))
    channels = [(f"channel:{name}", label_of(f"channel:{name}")) for name in PLATFORMS]
    audiences = [(f"audience:{name}", label_of(f"audience:{name}")) for name in PLATFORMS]
    groups[str(_WHERE)] += channels
    groups[_("Followers")] = audiences
    return [(KEEP, label_of(KEEP)), (IGNORE, label_of(IGNORE)), *groups.items()]


def names() -> frozenset[str]:
    """Everything a column may be mapped to."""
    return frozenset(_labels())


def takes_several(key: str) -> bool:
    """Whether more than one column may fill this field."""
    return key in (KEEP, IGNORE) or key.startswith("channel:") or any(it.key == key and it.several for it in TARGETS)


@lru_cache(maxsize=1)
def _labels() -> dict[str, Any]:
    def channel(name: str) -> Any:
        return lambda: _("%(platform)s (address or handle)", platform=PLATFORMS[name])

    def audience(name: str) -> Any:
        return lambda: _("%(platform)s: followers", platform=PLATFORMS[name])

    plain = {target.key: lambda target=target: str(target.label) for target in TARGETS}
    channels = {f"channel:{name}": channel(name) for name in PLATFORMS}
    audiences = {f"audience:{name}": audience(name) for name in PLATFORMS}
    rest = {KEEP: lambda: _("Keep as a line in the notes"), IGNORE: lambda: _("Leave out")}
    return plain | channels | audiences | rest
