"""Geometry for charts drawn as SVG by `components/chart.html`: numbers in, coordinates out. No colour, no text.

Places are counted from the top left corner, as SVG does. `None` is a gap: nothing is drawn there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, log10
from typing import Any

WEEK = 7
DEPTHS = 4
"""Besides nothing, a heat has so many depths; each is larger too, so that it reads without colour."""
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` at the bottom of `length` to `top`, with a line at each of `ticks`."""

    low: float
    top: float
    length: float
    ticks: tuple[float, ...]

    def at(self, value: float) -> float:
        return round(self.length * (1 - (value - self.low) / (self.top - self.low)), 1)


def scale(values: Sequence[float | None], length: float, *, from_zero: bool = True, whole: bool = True) -> Scale:
    """Round ends around `values`, some five lines between them. `whole`: only whole numbers make sense."""
    known = [value for value in values if value is not None] or [0]
    low, top = min(known), max(known)
    if from_zero:
        low, top = min(low, 0), max(top, 0)
    step = max(_nice((top - low) / 4), 1 if whole else 0) or 1
    low, top = floor(low / step) * step, ceil(top / step) * step
    if low == top:
        top = low + step
    return Scale(low, top, length, tuple(low + step * n for n in range(round((top - low) / step) + 1)))


def _nice(least: float) -> float:
    """The first of 1, 2, 5 times a power of ten at or above `least`; 0 for 0."""
    if least <= 0:
        return 0
    unit = 10 ** floor(log10(least))
    return next(step * unit for step in (1, 2, 5, 10) if step * unit >= least)


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float


def bars(values: Sequence[float], width: float, upright: Scale, gap: float = 0.3) -> list[Bar]:
    """One bar for each value, up from zero, or down from it."""
    slot = width / max(len(values), 1)
    slim = min(slot * (1 - gap), 56)
    zero, found = upright.at(0), []
    for n, value in enumerate(values):
        y = upright.at(value)
        found.append(Bar(round(n * slot + (slot - slim) / 2, 1), min(y, zero), round(slim, 1), round(abs(zero - y), 1)))
    return found


def across(count: int, width: float) -> list[float]:
    """Where `count` places lie from one end of `width` to the other."""
    step = width / max(count - 1, 1)
    return [round(n * step, 1) for n in range(count)]


def points(values: Sequence[float | None], width: float, upright: Scale) -> list[Place | None]:
    """Where a line through `values`, evenly apart, passes."""
    places = across(len(values), width)
    return [None if value is None else (x, upright.at(value)) for x, value in zip(places, values, strict=True)]


def dated(figures: Sequence[tuple[Any, float]], width: float, upright: Scale) -> list[Place]:
    """Where a line passes through figures of their own days: a long pause is long. Oldest first."""
    if not figures:
        return []
    first, last = figures[0][0], figures[-1][0]
    whole = last - first
    return [(round((day - first) / whole * width if whole else width, 1), upright.at(value)) for day, value in figures]


def path(places: Sequence[Place | None]) -> str:
    """The `d` of a line through `places`, broken at gaps. A place alone between gaps is a dot."""
    strokes: list[list[Place]] = [[]]
    for place in places:
        if place is None:
            strokes.append([])
        else:
            strokes[-1].append(place)
    return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in it) + "h0" * (len(it) == 1) for it in strokes if it)


@dataclass(frozen=True, slots=True)
class Layer:
    """One part of a stack: its outline, its upper edge, and where in it the last value lies (None: it ends at 0)."""

    outline: str
    edge: str
    label: float | None


def stack(layers: Sequence[Sequence[float]], width: float, upright: Scale) -> list[Layer]:
    """Layers one upon the other, the first at the bottom."""
    if not layers or not layers[0]:
        return []
    places, found = across(len(layers[0]), width), []
    below = [0.0] * len(places)
    for values in layers:
        above = [base + max(value, 0) for base, value in zip(below, values, strict=True)]
        edge = [(x, upright.at(value)) for x, value in zip(places, above, strict=True)]
        foot = [(x, upright.at(value)) for x, value in zip(places, below, strict=True)]
        middle = upright.at((above[-1] + below[-1]) / 2) if above[-1] > below[-1] else None
        found.append(Layer(path([*edge, *reversed(foot)]) + "Z", path(edge), middle))
        below = above
    return found


def total(layers: Sequence[Sequence[float]]) -> list[float]:
    """How high each place of a stack is."""
    return [sum(max(value, 0) for value in column) for column in zip(*layers, strict=True)]


def apart(places: Sequence[float | None], least: float, lowest: float) -> list[float | None]:
    """Places for labels (from the bottom upwards), moved so that they are `least` apart and none below `lowest`."""
    found: list[float | None] = []
    floor_ = lowest
    for place in places:
        found.append(None if place is None else min(place, floor_))
        floor_ = floor_ if place is None else min(place, floor_) - least
    over = -min((place for place in found if place is not None), default=0)
    return [None if place is None else place + max(over, 0) for place in found] if over > 0 else found


@dataclass(frozen=True, slots=True)
class Cell:
    """A square of a heat, in the middle of its place; `depth` 0 is nothing."""

    x: float
    y: float
    side: float
    depth: int
    at: int
    """Which of the values it is."""


def depth(value: float, most: float) -> int:
    return min(ceil(value / most * DEPTHS), DEPTHS) if value > 0 and most > 0 else 0


def depths(most: int) -> list[tuple[int, int, int]]:
    """What each depth stands for, without those that no whole number has: (depth, least, most)."""
    ends = [floor(most * n / DEPTHS) for n in range(DEPTHS + 1)]
    return [(n, ends[n - 1] + 1, ends[n]) for n in range(1, DEPTHS + 1) if ends[n] > ends[n - 1]]


def side(depth_: int, pitch: float) -> float:
    """How wide a cell of this depth is where cells lie `pitch` apart."""
    return round(pitch * (0.18, 0.45, 0.6, 0.74, 0.88)[depth_], 1)


def heat(rows: Sequence[Sequence[int]], across_: float, down: float) -> list[Cell]:
    """Rows of values as cells."""
    most = max((value for row in rows for value in row), default=0)
    return [
        _cell(column * across_, line * down, across_, down, depth(value, most), line * len(row) + column)
        for line, row in enumerate(rows)
        for column, value in enumerate(row)
    ]


def _cell(x: float, y: float, across_: float, down: float, depth_: int, at: int) -> Cell:
    wide = side(depth_, min(across_, down))
    return Cell(round(x + (across_ - wide) / 2, 1), round(y + (down - wide) / 2, 1), wide, depth_, at)


@dataclass(frozen=True, slots=True)
class Calendar:
    cells: list[Cell]
    months: list[tuple[float, float, date]]
    """Where the name of each month stands, over the week that holds its first day."""
    height: float


def calendar(first: date, values: Sequence[int], pitch: float, *, bands: int = 2, head: float = 22) -> Calendar:
    """Days from a Monday on, a column a week, the year cut into `bands` one under the other: so a day can be seen on a
    phone."""
    most, weeks = max(values, default=0), ceil(len(values) / WEEK)
    wide = max(ceil(weeks / bands), 1)
    tall = head + WEEK * pitch
    cells, months = [], []
    for n, value in enumerate(values):
        week, day = divmod(n, WEEK)
        band, column = divmod(week, wide)
        x, y = column * pitch, band * tall + head
        cells.append(_cell(x, y + day * pitch, pitch, pitch, depth(value, most), n))
        if (first + timedelta(days=n)).day == 1:
            months.append((round(x, 1), round(y - 6, 1), first + timedelta(days=n)))
    return Calendar(cells, months, ceil(weeks / wide) * tall)


def every(count: int, most: int) -> int:
    """Label each n-th of `count` places so that at most `most` are labelled."""
    return max(1, ceil(count / most))


def rows(labels: Sequence[str], series: Sequence[tuple[str, Sequence[float]]]) -> list[list[str | float]]:
    """The table behind a line chart: one row for each label, one cell for each line."""
    return [[label, *(values[n] for _name, values in series)] for n, label in enumerate(labels)]


def most_of(series: Sequence[tuple[str, Sequence[float | None]]]) -> list[float | None]:
    """All values of several lines, for the scale that they share."""
    return [value for _name, values in series for value in values]


def by_day(counted: Mapping[date, int], first: date, days: int) -> list[int]:
    """A value for each of so many days, nothing where nothing was counted."""
    return [counted.get(first + timedelta(days=n), 0) for n in range(days)]


def pairs(rows_: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """The table behind a funnel: each label with its value."""
    return [list(row[:2]) for row in rows_]


def along(moments: Sequence[Any], first: Any, last: Any, width: float) -> list[float]:
    """Where moments lie between `first` and `last`."""
    whole = last - first
    return [round((moment - first) / whole * width, 1) if whole else width for moment in moments]
