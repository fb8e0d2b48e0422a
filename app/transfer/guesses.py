"""Which field each column fills, which stage each word of a status column means, how its dates are read.

Titles decide, cells confirm: a column "Blog" that holds names of blogs and no addresses is kept in the notes. What is
not sure is kept in the notes too: it is better to ask than to guess wrongly.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from app.bloggers.identity import place_of
from app.bloggers.models import RelationStage
from app.core.text import fold
from app.core.vocabulary import PLATFORMS, Platform
from app.outreach.models import Direction, Nature
from app.transfer import fields, values
from app.transfer.fields import IGNORE, KEEP

Column = Mapping[str, Any]
DO_NOT_CONTACT = "do_not_contact"
"""What a word of a status column may mean beside the stages."""


def mapping(columns: Sequence[Column]) -> dict[str, str]:
    """Column number → field key, for every column."""
    found = {number: _of(column) for number, column in enumerate(columns)}
    _settle_names(found, columns)
    _settle_channels(found, columns)
    taken: set[str] = set()
    for number, key in found.items():
        if key in taken and not fields.takes_several(key):
            found[number] = KEEP
        taken.add(key)
    return {str(number): key for number, key in found.items()}


def stages(column: Column) -> dict[str, str]:
    """What each word of a status column means; '' where that is not sure."""
    known = {word: str(stage) for stage in RelationStage for word in fields.words(f"stage {stage}")}
    known |= dict.fromkeys(fields.words(DO_NOT_CONTACT), DO_NOT_CONTACT)
    return {value: known.get(fields.normalised(value), "") for value in column["values"] or {}}


_MEANT: dict[str, type[Direction] | type[Nature]] = {"direction": Direction, "nature": Nature}


def meant(what: str, word: str) -> str:
    """Which `direction` or `nature` a word names; '' when none."""
    said = fields.normalised(word)
    return next((str(one) for one in _MEANT[what] if said in fields.words(f"{what} {one}")), "")


def date_order(column: Column) -> Literal["day_first", "month_first"]:
    """How 03/04/2025 is read: as the other dates of the column tell, else the day first; the page shows it."""
    if column["day_first"] != column["month_first"]:
        return values.DAY_FIRST if column["day_first"] > column["month_first"] else values.MONTH_FIRST
    return values.DAY_FIRST


def is_ambiguous(column: Column) -> bool:
    """Whether no date of the column tells whether the day or the month comes first."""
    return bool(column["parted_dates"]) and column["day_first"] == column["month_first"]


def platform_of(text: str) -> str:
    """The platform that a word names: « Insta » → instagram; '' when none."""
    key = fields.by_title(text) or ""
    if key.startswith("channel:"):
        return key.removeprefix("channel:")
    return next((name for name in PLATFORMS if name == fold(text)), "")


def _of(column: Column) -> str:
    if not column["filled"] or column["title"].lower().startswith("tact"):  # what our own downloads add
        return IGNORE
    key = fields.by_title(column["title"])
    if key and _fits(key, column):
        return key
    return _by_content(column, titled=bool(key)) or KEEP


def _share(column: Column, kind: str) -> float:
    return column[kind] / max(1, column["looked_at"])


def _fits(key: str, column: Column) -> bool:
    """Whether the cells can be what the title says."""
    match key:
        case "email" | "representative_email":
            return _share(column, "emails") > 0.5 or any("@" in sample for sample in column["samples"])
        case "last_contact":
            return all(_is(values.as_date, sample) for sample in column["samples"])
        case "audience":
            return all(_is(values.as_count, sample) for sample in column["samples"])
        case "channel:blog" | "url" | "media_kit_url":
            return _share(column, "urls") >= 0.5
        case "stage":
            return column["values"] is not None
        case "do_not_contact":
            return column["values"] is not None and all(_is(values.as_yes, value) for value in column["values"])
        case "contact_direction" | "contact_nature":
            what = key.removeprefix("contact_")
            return column["values"] is not None and all(meant(what, value) for value in column["values"])
        case "platform":
            return column["values"] is not None and all(platform_of(value) for value in column["values"])
        case "country":
            return any(_is(values.as_country, sample) for sample in column["samples"])
        case "languages":
            return any(_is(values.as_languages, sample) for sample in column["samples"])
        case "name" | "postal_address" | "city" | "biography":
            return _share(column, "emails") < 0.5 and _share(column, "urls") < 0.8 and _share(column, "phones") < 0.8
        case "phone":
            return _share(column, "phones") > 0.5
        case "time_zone":
            return all("/" in sample or sample == "UTC" for sample in column["samples"])
        case _ if key.startswith("audience:"):
            return all(_is(values.as_count, sample) for sample in column["samples"])
        case _ if key.startswith("channel:"):
            return not all(_is(values.as_count, sample) or " " in sample for sample in column["samples"])
    return True


def _by_content(column: Column, *, titled: bool) -> str | None:
    """Addresses speak for themselves; nothing else is guessed without a title."""
    if _share(column, "emails") >= 0.8:
        return "email"
    if _share(column, "urls") >= 0.8 and not titled:
        platforms = {place_of(sample).platform for sample in column["samples"]}
        return f"channel:{platforms.pop()}" if len(platforms) == 1 else "url"
    return None


def _settle_names(found: dict[int, str], columns: Sequence[Column]) -> None:
    """« Nom » beside « Prénom » is the family name, unless it holds both; « Nom » twice is two things."""
    keys = list(found.values())
    if "given_name" in keys and "family_name" not in keys:
        given = columns[keys.index("given_name")]["samples"]
        for number in [number for number, key in found.items() if key == "name"][:1]:
            whole = columns[number]["samples"]
            if not all(any(fold(first) in fold(name) for name in whole) for first in given):
                found[number] = "family_name"
    if "name" not in found.values() and "given_name" not in keys and "family_name" not in keys:
        for number, key in found.items():
            if key in ("also_known_as", "handle"):
                found[number] = "name"
                return


def _settle_channels(found: dict[int, str], columns: Sequence[Column]) -> None:
    """What one row says of its one channel needs a platform or an address beside it."""
    keys = set(found.values())
    named = sorted({key.removeprefix("channel:") for key in keys if key.startswith("channel:")})
    social = [name for name in named if name != Platform.BLOG]
    one = social[0] if len(social) == 1 else named[0] if len(named) == 1 else ""
    generic = "platform" in keys or "url" in keys
    for number, key in list(found.items()):
        if key == "also_known_as" and "platform" in keys and "handle" not in keys and "url" not in keys:
            found[number] = "handle"
        elif key == "audience" and not generic:
            found[number] = f"audience:{one}" if one and f"audience:{one}" not in keys else KEEP
        elif key == "handle" and not generic:
            at_signs = all(sample.startswith("@") for sample in columns[number]["samples"])
            found[number] = f"channel:{one}" if one else "direct_message" if at_signs else "also_known_as"
        elif key == "platform" and not keys & {"handle", "url", "audience", "also_known_as"}:
            found[number] = "tags"


def _is(read: Any, text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True
