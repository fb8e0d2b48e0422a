"""What a list tells of itself, so that one page serves the views of every list."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qsl, urlencode

from app.core.pages import PageContext
from app.views.models import SavedView

Pairs = list[tuple[str, str]]
Shown = tuple[str, str, bool]
"""A view as a link: its name, its address, whether it is the one shown."""


class Words(Protocol):
    """A query of the list, understood."""

    @property
    def query(self) -> str:
        """Without what the list does not know."""
        ...

    @property
    def title(self) -> str:
        """The list's name."""
        ...

    @property
    def sentence(self) -> str:
        """The filters in words."""
        ...


@dataclass(frozen=True, slots=True)
class List:
    """One list: its route, the parameter that names the view shown, and how a query of it is read."""

    route: str
    marker: str
    read: Callable[[PageContext, str], Awaitable[Words]]


LISTS: dict[str, List] = {}


def register(subject: str, of: List) -> None:
    LISTS[subject] = of


def address(page: PageContext, view: SavedView) -> str:
    """Where the list stands as the view keeps it."""
    pairs = parse_qsl(view.query)
    if not any(name == "columns" for name, _value in pairs):
        pairs += [("columns", column) for column in view.columns]
    of = LISTS[view.subject]
    return f"{page.url_for(of.route)}?{urlencode([*pairs, (of.marker, str(view.id))])}"


def shown_as(view: SavedView, pairs: Pairs) -> bool:
    """Whether `pairs` are what the view keeps."""
    return sorted(parse_qsl(view.query)) == sorted(pairs)
