"""The list of partnerships as a table to take along."""

from collections.abc import Callable
from decimal import Decimal
from operator import attrgetter
from typing import Any

from app.bloggers.labels import TURNS
from app.bloggers.marks import words
from app.core.i18n import lazy, minor_unit
from app.core.sheets import plain, readable
from app.partnerships.queries import Card

Cell = Callable[[Card], Any]


def _amount(card: Card) -> Decimal | None:
    """In whole units: what a spreadsheet can add up."""
    return None if card.value_minor is None else Decimal(card.value_minor).scaleb(-minor_unit(card.currency))


VALUES: dict[str, Cell] = {
    "id": attrgetter("id"),
    "blogger_id": attrgetter("blogger_id"),
    "name": attrgetter("blogger_name"),
    "title": attrgetter("title"),
    "stage": attrgetter("stage.key"),
    "days": attrgetter("days"),
    "stuck": attrgetter("stuck"),
    "value_minor": attrgetter("value_minor"),
    "currency": attrgetter("currency"),
    "turn": attrgetter("turn"),
    "ask": attrgetter("mark.verdict"),
    "ask_until": attrgetter("mark.until"),
    "step": attrgetter("next_step_at"),
    "campaign": attrgetter("campaign_name"),
    "brand": attrgetter("brand_name"),
    "owner": attrgetter("owner_id"),
}
WORDS: dict[str, tuple[lazy, Cell]] = {
    "name": (lazy("Name"), attrgetter("blogger_name")),
    "title": (lazy("What it is about"), attrgetter("title")),
    "stage": (lazy("Stage"), attrgetter("stage_label")),
    "days": (lazy("Days in stage"), attrgetter("days")),
    "value": (lazy("Value"), _amount),
    "currency": (lazy("Currency"), attrgetter("currency")),
    "turn": (lazy("Turn"), lambda card: str(TURNS.get(card.turn, card.turn))),
    "ask": (lazy("For an ask"), lambda card: words(card.mark.verdict, card.mark.until, card.mark.code)),
    "step": (lazy("Next step"), attrgetter("next_step_at")),
    "campaign": (lazy("Campaign"), attrgetter("campaign_name")),
    "brand": (lazy("Brand"), attrgetter("brand_name")),
    "owner": (lazy("Owner"), attrgetter("owner_name")),
}


def titles() -> list[str]:
    return [str(label) for label, _cell in WORDS.values()]


def said(card: Card) -> list[str]:
    """For people: words, names and days."""
    return [readable(cell(card)) for _label, cell in WORDS.values()]


def coded(card: Card, keys: list[str]) -> list[str]:
    """For programs: codes, ids and UTC."""
    return [plain(VALUES[key](card)) for key in keys]
