"""How rows meet people who are known already."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


def anybody(_row_name: str, _known_name: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Manner:
    """The importer's choices; as it stands, that of the API: what a row says holds."""

    skips: bool = False
    """Leaves known people as they are."""
    keeps: frozenset[str] = frozenset()
    """Fields that a row only fills where they are empty."""
    adds_notes: bool = False
    """Lines of notes are added to those there are."""
    same: Callable[[str, str], bool] = anybody
    """Whether two names can be one person, when an email, handle or address says so: families share an address."""

    def keeps_field(self, name: str, present: Any) -> bool:
        return name in self.keeps and present not in ("", None, [], "not_met")


OVERWRITE = Manner()


def added_lines(present: str, lines: str) -> str:
    """`present` with those of `lines` that it does not hold yet."""
    held = set(present.splitlines())
    missing = [line for line in lines.splitlines() if line not in held]
    return "\n".join([present, *missing] if present else missing)
