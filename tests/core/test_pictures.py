"""A picture as a file: the drawing that the page shows, complete in itself."""

import re
from xml.etree import ElementTree

from app.core import colours
from app.core.assets import Assets
from app.core.pages import TEMPLATES, environment
from app.core.pictures import STYLES, Picture, as_csv, standalone, styles

DRAWING = (
    '<svg class="drawing" viewBox="0 0 480 20" role="img" aria-label="Camille &amp; co"><title>Camille &amp; co</title>'
    '<g><rect class="fill-1" width="5"/><text class="name" x="1">é &lt; 3</text></g></svg>'
)


def test_a_file_needs_nothing_from_outside():
    text = standalone(DRAWING)
    svg = ElementTree.fromstring(text)
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    assert (svg.get("viewBox"), svg.get("width"), svg.get("height")) == ("-16 -16 512 52", "1024", "104")
    assert not re.search(r"class=|var\(|oklch|aria-|url\(|style", text)
    title, paper, drawn = list(svg)
    assert title.text == "Camille & co"
    assert (paper.get("width"), paper.get("fill")) == ("512", "#fff")
    bar, words = list(drawn)
    assert bar.get("fill") == colours.light("act")
    assert re.fullmatch(r"#[0-9a-f]{6}", bar.get("fill"))
    assert (words.get("fill"), words.get("font-size"), words.text) == (colours.light("ink"), "11px", "é < 3")


def test_every_class_that_drawings_use_is_dressed():
    source = (TEMPLATES / "components" / "chart.html").read_text()
    used = set(re.findall(r'<(?:rect|path|line|circle|text)[^>]*? class="([\w -]+)"', source))
    said = {name for names in used for name in names.split()} - {"also"}
    said |= {f"depth-{n}" for n in range(8)} | {f"stroke-{n}" for n in (1, 2)} | {"ceiling", "text"}
    assert not {name for name in said if not styles().get(name)}, STYLES.name


def test_colours_of_tokens_for_programs_that_know_no_oklch():
    assert colours.srgb(1, 0, 0) == "#ffffff"
    assert colours.srgb(0, 0, 0) == "#000000"
    assert colours.srgb(0.628, 0.2577, 29.23) == "#ff0000"
    assert colours.resolved("2") == "2"
    assert colours.resolved("var(--chart-1)") == colours.light("act")


def test_a_table_is_guarded_and_marked_as_utf_8():
    picture = Picture("figures", "bars", "Figures", "", ["Day", "n"], [["=1+1", 2], ["é", None]])
    answer = as_csv(picture)
    assert answer.body.decode() == "\ufeffDay,n\r\n'=1+1,2\r\né,\r\n"
    assert answer.headers["content-disposition"] == 'attachment; filename="figures.csv"'


def test_lines_are_told_apart_without_their_colour():
    dashes = [styles()[f"stroke-{n}"].get("stroke-dasharray", "") for n in (1, 2)]
    assert len(set(dashes)) == 2
    module = environment(Assets()).get_template("components/chart.html").module
    picture = Picture(
        "x", "lines", "Two", "", [], [[1]], {"labels": ["a", "b"], "series": [("A", [1, None]), ("B", [2, 3])]}
    )
    drawn = standalone(str(module.drawing(picture)).strip())
    assert drawn.count("stroke-dasharray") == 2
    assert re.findall(r">([AB])<", drawn) == ["A", "B"]
