"""The rows of an import in the order they are handled: each person's rows together, wherever they stand in the file.

The first pass finds out which rows belong to one person and keeps those that come after the person's first; the
second gives person after person. Both depend on the file and the options alone, so an import that was killed goes on
with the same persons.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.core.text import fold

BY_NAME_AND_EMAIL, BY_NAME, NEVER = "name_email", "name", "never"
"""When two rows are one person: the same name and no other email · the same name · never."""


@dataclass(slots=True)
class Row:
    """One row: `index` counts from 0 through the rows, `line` is its number in the file."""

    index: int
    line: int
    cells: list[str]


@dataclass(slots=True)
class Identity:
    """What tells whose row it is: a key of the other system, a name, an email; '' where there is none."""

    key: str = ""
    name: str = ""
    email: str = ""


@dataclass
class _Known:
    leader: int
    email: str


@dataclass
class Joined:
    """The rows that belong to a person whose first row came before."""

    followers: dict[int, list[str]] = field(default_factory=dict)
    """First row → the others, as CSV text: they wait in memory."""
    indexes: set[int] = field(default_factory=set)
    total: int = 0
    by_name_only: int = 0
    """Rows that share a name with another but not its email: persons of their own."""


def read(path: Path) -> Iterator[Row]:
    """The rows as intake wrote them."""
    with path.open(encoding="utf-8", newline="") as file:
        for index, (line, *cells) in enumerate(csv.reader(file)):
            yield Row(index, int(line), cells)


def join(path: Path, identify: Callable[[list[str]], Identity], rule: str, *, blank_follows: bool = False) -> Joined:
    """Finds the rows that belong together. `blank_follows`: a row that names nobody belongs to the one above."""
    joined = Joined()
    by_key: dict[int, int] = {}
    by_name: dict[int, _Known] = {}
    by_name_email: dict[int, int] = {}
    above = -1
    for row in read(path):
        joined.total += 1
        who = identify(row.cells)
        leader = -1
        if rule == NEVER:
            continue
        if who.key:
            leader = by_key.setdefault(hash(who.key), row.index)
        elif who.name:
            name, email = fold(who.name), who.email.lower()
            known = by_name.get(hash(name))
            if known is None:
                by_name[hash(name)] = _Known(row.index, email)
                leader = row.index
            elif rule == BY_NAME or not email or not known.email or email == known.email:
                known.email = known.email or email
                leader = known.leader
            else:
                leader = by_name_email.setdefault(hash((name, email)), row.index)
                joined.by_name_only += leader == row.index
        elif blank_follows and above >= 0:
            leader = above
        if leader not in (-1, row.index):
            joined.indexes.add(row.index)
            joined.followers.setdefault(leader, []).append(_pack(row))
        above = leader if leader >= 0 else row.index
    return joined


def persons(path: Path, joined: Joined, start: int = 0) -> Iterator[list[Row]]:
    """Each person's rows, in the order of the first of each, from row `start` on."""
    for row in read(path):
        if row.index >= start and row.index not in joined.indexes:
            yield [row, *(_unpack(text) for text in joined.followers.get(row.index, ()))]


def _pack(row: Row) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([row.index, row.line, *row.cells])
    return text.getvalue()


def _unpack(text: str) -> Row:
    index, line, *cells = next(csv.reader(io.StringIO(text, newline="")))
    return Row(int(index), int(line), cells)
