"""The design language is written down once, in `00-tokens.css`; nothing beside it says a colour, a size or a corner."""

import math
import re
from pathlib import Path

import pytest

from app.core.colours import TOKENS, tokens
from app.core.showroom import colours

SHEETS = [path for path in sorted(TOKENS.parent.rglob("*.css")) if path != TOKENS]
DRAWN = (".avatar", ".kbd", ".figure", ".rail-link", "@media print", "font-size: 10.5pt")
"""Letters inside a drawing, and paper, have sizes and colours of their own."""


def lines(sheet: Path) -> list[str]:
    return [line for line in sheet.read_text().splitlines() if not any(drawn in line for drawn in DRAWN)]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_colours_sizes_and_corners_are_tokens(sheet: Path) -> None:
    said = "\n".join(lines(sheet))
    assert not re.findall(r"(?:#[0-9a-f]{3,8}\b(?=[;\s,)])|\brgba?\(|\bhsla?\()[^;]*", said)
    assert not re.findall(r"font-size:\s*[\d.]+(?:rem|px)[^;]*", said)
    assert not re.findall(r"border-radius:\s*(?!0|50%|[12]px)[\d.]+[^;]*", said)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_space_lies_on_the_grid(sheet: Path) -> None:
    spaces = re.findall(r"(?<![-\w])(?:padding|margin|gap)[\w-]*:([^;}]+)", sheet.read_text())
    beside = [size for space in spaces for size in re.findall(r"[\d.]+(?=rem)", space) if float(size) * 16 % 2]
    assert not beside, "neither on the 4 px grid nor on a half-step of it"


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of an OKLCH colour, by Ottosson's matrices; what lies outside sRGB is cut."""
    light, chroma, hue = (float(part) for part in re.findall(r"[\d.]+", colour)[:3])
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, part)) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "act", "danger") for ground in ("paper", "surface", "raised")),
    *((ink, ground) for ink in ("ink", "ink-2") for ground in ("sunk", "hover")),
    *((verdict, f"{verdict}-soft") for verdict in ("speak", "wait", "discreet", "danger")),
    ("act-deep", "act-soft"),
    ("on-act", "act"),
]
LINES = [(line, ground) for line in ("line-2", "act", "speak", "wait", "discreet") for ground in ("paper", "surface")]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast_of_text_and_of_lines_that_mean_something(theme: str) -> None:
    said = {colour.name: getattr(colour, theme) for colour in colours()}
    wanted = [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in LINES]
    found = [(one, other, round(contrast(said[one], said[other]), 2), least) for one, other, least in wanted]
    assert not [pair for pair in found if pair[2] < pair[3]]


def test_the_measure_of_contrast() -> None:
    assert contrast("oklch(1 0 0)", "oklch(0 0 0)") == pytest.approx(21, abs=0.01)
    assert contrast("oklch(0.628 0.2577 29.23)", "oklch(1 0 0)") == pytest.approx(4.0, abs=0.02)  # red on white


def test_every_token_that_is_used_is_said() -> None:
    own = set(tokens())
    used = {name for sheet in SHEETS for name in re.findall(r"var\(--([\w-]+)\)", sheet.read_text())}
    set_here = {name for sheet in SHEETS for name in re.findall(r"--([\w-]+):", sheet.read_text())}
    assert not used - own - set_here
