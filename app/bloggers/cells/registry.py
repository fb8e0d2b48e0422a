"""What the list lets people change in place: a cell is one column of one person. Higher features add theirs."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers.choices import Options
from app.bloggers.models import Blogger
from app.core.actor import Actor
from app.core.forms import FormState, Was
from app.core.i18n import lazy
from app.core.schemas import Input


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the list: one person as one brand knows them."""

    blogger: Blogger
    brand_id: UUID


class Posted(NamedTuple):
    """What a form says of itself: the version it was made from, and what it showed."""

    version: int | None
    was: Was | None


FIELDS = "bloggers/_cell_fields.html"
"""The template of most cells: one input, by `kind`."""

Before = Mapping[str, Any]
"""What a cell held, plain enough for an address: `undo` puts it back."""


class Cell(ABC):
    """One column that is changed in place."""

    key: ClassVar[str]
    """The column's."""
    label: ClassVar[lazy]
    permission: ClassVar[str] = "bloggers.write"
    schema: ClassVar[type[Input]]
    fields: ClassVar[Mapping[str, lazy]]
    """The names of its inputs and what they are called."""
    template: ClassVar[str]
    """The inputs; gets `form`, `cell` and `options`."""
    kind: ClassVar[str] = "text"
    """Of its one input, where it has one."""
    required: ClassVar[bool] = False

    async def options(self, session: AsyncSession, actor: Actor) -> Options | list[str]:  # noqa: ARG002
        """What there is to choose from, if anything."""
        return []

    @abstractmethod
    async def form(self, session: AsyncSession, actor: Actor, place: Place) -> FormState:
        """The cell as it stands."""

    @abstractmethod
    async def save(
        self, session: AsyncSession, actor: Actor, place: Place, given: Any, posted: Posted
    ) -> Before | None:
        """Writes it through the feature's own verbs; None when nothing changed. Raises Invalid and Stale as they do."""

    @abstractmethod
    async def undo(self, session: AsyncSession, actor: Actor, place: Place, before: Before) -> None:
        """Puts back what `save` returned."""


CELLS: dict[str, Cell] = {}


def offer(cell: Cell) -> None:
    """Lets the list change this column in place."""
    CELLS[cell.key] = cell
