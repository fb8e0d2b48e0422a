"""What higher features let lists be filtered by: the name of the filter, its words, and what there is to choose."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.actor import Actor
from app.core.i18n import lazy

Options = list[tuple[str, str]]
Load = Callable[[AsyncSession, Actor], Awaitable[Options]]


@dataclass(frozen=True, slots=True)
class Extra:
    """A filter of `BloggerFilters` that a higher feature answers: (value, words) pairs come from `load`."""

    name: str
    label: lazy
    load: Load


EXTRAS: dict[str, Extra] = {}


def offer(name: str, label: lazy, load: Load) -> None:
    """Shows the filter `name` on the list's page; beside it the feature registers the condition in `filters`."""
    EXTRAS[name] = Extra(name, label, load)
