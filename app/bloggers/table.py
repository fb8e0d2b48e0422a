"""The list of people as a table to take along: each column's value, and how people read it."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any
from uuid import UUID

from app.bloggers.labels import PLATFORMS, STAGES, TURNS
from app.bloggers.schemas import BloggerRow
from app.core.i18n import country_name, language_name
from app.core.sheets import plain, readable

Cell = Callable[[BloggerRow], Any]


def _of_relation(name: str, without: Any = None) -> Cell:
    return lambda row: getattr(row.relation, name) if row.relation else without


VALUES: dict[str, Cell] = {
    "id": attrgetter("id"),
    "name": attrgetter("name"),
    "stage": _of_relation("stage", "not_met"),
    "ask": _of_relation("ask_verdict", ""),
    "ask_until": _of_relation("ask_until"),
    "turn": _of_relation("turn", "none"),
    "owner": _of_relation("owner_id"),
    "contacted": attrgetter("last_contacted_at"),
    "heard": attrgetter("last_heard_at"),
    "given": _of_relation("last_given_at"),
    "step": _of_relation("next_step_at"),
    "audience": attrgetter("audience"),
    "country": attrgetter("country"),
    "city": attrgetter("city"),
    "languages": attrgetter("languages"),
    "platforms": lambda row: [channel.platform for channel in row.channels],
    "topics": attrgetter("topics"),
    "tags": attrgetter("tags"),
    "email": attrgetter("email"),
    "created": attrgetter("created_at"),
}


def coded(row: BloggerRow, keys: list[str]) -> list[str]:
    """For programs: codes, ids and UTC."""
    return [plain(VALUES[key](row)) for key in keys]


def said(row: BloggerRow, keys: list[str], names: Mapping[UUID, str]) -> list[str]:
    """For people: words, names and days."""
    return [_word(row, key, names) for key in keys]


def _word(row: BloggerRow, key: str, names: Mapping[UUID, str]) -> str:
    value = VALUES[key](row)
    match key:
        case "stage":
            return str(STAGES.get(value, value))
        case "turn":
            return str(TURNS.get(value, value))
        case "ask":
            return row.relation.mark.label if row.relation and value else ""
        case "owner":
            return names.get(value, "")
        case "country":
            return country_name(value)
        case "languages":
            return ", ".join(map(language_name, value))
        case "platforms":
            return ", ".join(str(PLATFORMS.get(one, one)) for one in value)
        case _:
            return readable(value)
