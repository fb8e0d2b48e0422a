"""A chart as it goes from the numbers to the page: what it is called and says, what is drawn, the table behind it.

`components/chart.html` draws it. As a file it is the same drawing, its styles written into it, for any program.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

from starlette.responses import Response

from app.core import colours
from app.core.assets import ROOT
from app.core.sheets import MARK, delimiter_here, lines, readable

STYLES = ROOT / "css" / "35-charts.css"
SVG = "http://www.w3.org/2000/svg"
_DRAWN = {"fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap"}
_WRITTEN = {"font-size", "font-weight"}
_MARGIN = 16


@dataclass(frozen=True, slots=True)
class Picture:
    """`kind` names the macro that draws `parts`."""

    key: str
    kind: str
    title: str
    says: str
    """What it shows, in a sentence."""
    head: Sequence[str]
    rows: Sequence[Sequence[Any]]
    """The table behind it, which is its CSV too."""
    parts: Mapping[str, Any] = field(default_factory=dict)
    nothing: str = ""
    """What is said instead where there is nothing to draw."""

    @property
    def empty(self) -> bool:
        return not self.rows


def as_csv(picture: Picture) -> Response:
    """Its table, as the reader's spreadsheet expects it."""
    cells = [[readable(cell) for cell in row] for row in picture.rows]
    text = MARK + lines([[str(cell) for cell in picture.head], *cells], delimiter_here())
    return _file(text, "text/csv", f"{picture.key}.csv")


def as_svg(picture: Picture, drawing: str) -> Response:
    """The drawing of a page as a file of its own."""
    return _file(standalone(drawing), "image/svg+xml", f"{picture.key}.svg")


def _file(text: str, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(text, media_type=f"{kind}; charset=utf-8", headers=headers)


def standalone(drawing: str) -> str:
    """`drawing` (one `<svg>`) with its classes turned into attributes, in the colours of the light theme, on paper."""
    svg = ElementTree.fromstring(drawing)  # noqa: S314 - our own drawing
    _left, _top, width, height = (float(number) for number in svg.attrib["viewBox"].split())
    for element in svg.iter():
        _dress(element)
        element.tag = f"{{{SVG}}}{element.tag}"
    box = (-_MARGIN, -_MARGIN, width + 2 * _MARGIN, height + 2 * _MARGIN)
    svg.set("viewBox", " ".join(f"{side:g}" for side in box))
    svg.set("width", f"{box[2] * 2:g}")
    svg.set("height", f"{box[3] * 2:g}")
    svg.set("font-family", "Helvetica, Arial, sans-serif")
    paper = {name: f"{value:g}" for name, value in zip(("x", "y", "width", "height"), box, strict=True)}
    sheet = ElementTree.Element(f"{{{SVG}}}rect", {**paper, "fill": colours.light("print-paper")})
    svg.insert(sum(child.tag in (f"{{{SVG}}}title", f"{{{SVG}}}desc") for child in svg), sheet)
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(svg, encoding="unicode", xml_declaration=True)


def _dress(element: ElementTree.Element) -> None:
    said = [element.tag, *element.attrib.pop("class", "").split()]
    for name in said:
        for what, value in styles().get(name, {}).items():
            element.set(what, value)
    for name in [name for name in element.attrib if name.startswith("aria-")]:
        del element.attrib[name]


@lru_cache
def styles() -> dict[str, dict[str, str]]:
    """What charts' style sheet says of each class, and of text: one truth for the page and for files."""
    found: dict[str, dict[str, str]] = {}
    bare = re.sub(r"(?s)/\*.*?\*/|@[^{;]*[{;]", "", STYLES.read_text())
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", bare):
        said = dict(re.findall(r"([\w-]+):\s*([^;]+?)\s*(?:;|$)", body))
        kept = {what: colours.resolved(value) for what, value in said.items() if what in _DRAWN | _WRITTEN}
        for selector in selectors.split(","):
            if named := re.fullmatch(r"\s*(?:\.figure\s+)?(?:\.([\w-]+)|(text))\s*", selector):
                found.setdefault(named[1] or named[2], {}).update(kept)
    return found
