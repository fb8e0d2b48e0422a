"""`make style`: takes from Basecoat's style what our templates and scripts use (half of it parses twice as fast).

PurgeCSS comes from npm into a folder of this run. Classes are taken from `class` attributes and scripts only; tags,
attributes and their values from every word. `unstyled()` is what a test asks.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[2]
BASECOAT = ROOT / "static/vendor/basecoat"
WHOLE, USED = BASECOAT / "basecoat-nova.cdn.min.css", BASECOAT / "used.min.css"
PURGECSS = "purgecss@8.0.0"
CONFIG = (
    "module.exports = {css: [%s], content: [%s], variables: true, defaultExtractor: (content) => JSON.parse(content)}"
)


def main() -> None:
    if not shutil.which("npm"):
        sys.exit("make style needs npm: apt-get install npm")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", PURGECSS], cwd=folder, check=True)
        (folder / "words.json").write_text(json.dumps(spoken()))
        config = CONFIG % (json.dumps(str(WHOLE)), json.dumps(str(folder / "words.json")))
        (folder / "purgecss.config.js").write_text(config)
        purge = [folder / "node_modules/.bin/purgecss", "--config", folder / "purgecss.config.js"]
        found = json.loads(subprocess.run(purge, cwd=folder, check=True, capture_output=True, text=True).stdout)
    USED.write_text(
        f"/*! Basecoat {(BASECOAT / 'VERSION').read_text().strip()}: what Tact uses */\n{found[0]['css']}\n"
    )
    print(f"{WHOLE.stat().st_size} → {USED.stat().st_size} bytes")


def spoken() -> dict[str, object]:
    """What our pages say, as an extractor of PurgeCSS tells it."""
    ours = [path.read_text() for path in _sources()]
    theirs = [path.read_text() for path in BASECOAT.glob("*.js")]
    words = _words([*ours, *theirs])
    classes = _words([*_classes(ours), *theirs])
    return {"classes": classes, "tags": words, "ids": words, "attributes": {"names": words, "values": words}}


def unstyled() -> set[str]:
    """Classes that our templates name, Basecoat styles, and the part of it that we serve does not."""
    whole, used = ({*re.findall(r"\.([A-Za-z][\w-]*)", path.read_text())} for path in (WHOLE, USED))
    return {*_words(_classes(path.read_text() for path in _sources()))} & (whole - used)


def _sources() -> Iterable[Path]:
    return (*(ROOT / "templates").rglob("*.html"), *(ROOT / "static/js").glob("*.js"))


def _classes(texts: Iterable[str]) -> list[str]:
    named = re.compile(r"""class(?:Name|List)?[^"']{0,20}["']((?:\{\{.*?\}\}|\{%.*?%\}|[^"'{])*)""")
    return [found for text in texts for found in named.findall(text)]


def _words(texts: Iterable[str]) -> list[str]:
    return sorted({word for text in texts for word in re.findall(r"[A-Za-z][\w-]*", text)})


if __name__ == "__main__":
    main()
