"""Geometry for charts drawn as SVG by `components/chart.html`: numbers in, coordinates out. No colour, no text."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float


def nice_top(highest: float) -> float:
    """The round number at or above `highest` at which an axis ends: 1, 2, 2.5, 5 or 10 times a power of ten."""
    if highest <= 0:
        return 1
    unit = 10 ** floor(log10(highest))
    return next(step * unit for step in (1, 2, 2.5, 5, 10) if step * unit >= highest)


def ticks(top: float, whole: bool = True) -> list[float]:
    """Where the lines of a scale from 0 to `top` are: four steps, or fewer where only whole numbers make sense."""
    steps = 4 if not whole or top % 4 == 0 else 2 if top % 2 == 0 else 5 if top % 5 == 0 else 1
    return [top * step / steps for step in range(steps + 1)]


def bars(values: Sequence[float], width: float, height: float, gap: float = 0.3) -> list[Bar]:
    """One upright bar for each value, on a scale from 0 to `nice_top`."""
    top, slot = nice_top(max(values, default=0)), width / max(len(values), 1)
    slim = min(slot * (1 - gap), 56)
    heights = [round(value / top * height, 1) for value in values]
    return [
        Bar(round(n * slot + (slot - slim) / 2, 1), round(height - tall, 1), round(slim, 1), tall)
        for n, tall in enumerate(heights)
    ]


def points(
    values: Sequence[float], width: float, height: float, *, from_zero: bool = True, top: float | None = None
) -> list[tuple[float, float]]:
    """Where a line through `values` passes, on a scale to `top`. A sparkline uses its own range (`from_zero=False`)."""
    if not values:
        return []
    low = 0 if from_zero else min(values)
    top = top or (nice_top(max(values)) if from_zero else max(values))
    spread, step = (top - low) or 1, width / max(len(values) - 1, 1)
    return [(round(n * step, 1), round(height - (value - low) / spread * height, 1)) for n, value in enumerate(values)]


def path(places: Sequence[tuple[float, float]]) -> str:
    """The `d` of a line through `places`."""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in places) if places else ""


def every(count: int, most: int) -> int:
    """Label each n-th of `count` places so that at most `most` are labelled."""
    return max(1, ceil(count / most))


def rows(labels: Sequence[str], series: Sequence[tuple[str, Sequence[float]]]) -> list[list[str | float]]:
    """The table behind a line chart: one row for each label, one cell for each line."""
    return [[label, *(values[n] for _name, values in series)] for n, label in enumerate(labels)]
