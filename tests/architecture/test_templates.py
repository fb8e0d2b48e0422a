"""Every template compiles and keeps the rules that a strict CSP, htmx 4 and readers of the code need."""

import re
from pathlib import Path

import pytest

from app.core.assets import Assets
from app.core.pages import TEMPLATES, environment
from tests.tools.templates import html_of

PATHS = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
FRAGMENTS = [path for path in PATHS if Path(path).name.startswith("_")]
SAFE_FILTER = {
    # template: why its `|safe` is safe
}
FORBIDDEN = {
    r"\sstyle\s*=": "a style attribute: the CSP blocks it",
    r"<style": "a style element: the CSP blocks it",
    r"\son[a-z]+\s*=": "a handler in an attribute: the CSP blocks it; listen in static/js",
    r"\shx-on": "hx-on needs eval: listen in static/js",
    r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")[^>]*>": "a script without src: the CSP blocks it",
    r"(href|action|src|hx-(get|post|put|patch|delete))=\"/": "a written-out path: use url_for or asset",
    r"\bjs:": "js: in an attribute needs eval",
    r"hx-trigger=\"[^\"]*\[": "a filter in hx-trigger needs eval",
    r"https?://(?!www\.w3\.org)[\w.-]+\.[a-z]{2,}/?[^\s\"]*\.(css|js|woff2?|png|svg)": "something from another site",
    r"javascript:": "javascript: addresses",
}


@pytest.fixture(scope="module")
def compiled():
    return environment(Assets())


@pytest.mark.parametrize("path", PATHS)
def test_it_compiles(compiled, path):
    compiled.get_template(path)


@pytest.mark.parametrize("path", FRAGMENTS)
def test_a_fragment_begins_with_what_it_needs(path):
    first = (TEMPLATES / path).read_text().lstrip().splitlines()[0]
    assert first.startswith("{#"), "the first line of a fragment is a comment that names its inputs"


def test_nothing_that_the_browser_would_refuse():
    found = [
        f"{path}:{number}: {why}"
        for path in PATHS
        for number, line in enumerate(html_of((TEMPLATES / path).read_text()).splitlines(), 1)
        for pattern, why in FORBIDDEN.items()
        if re.search(pattern, line)
    ]
    assert not found, "\n".join(found)


def test_escaping_is_switched_off_nowhere_unsaid():
    pattern = re.compile(r"\|\s*safe\b|autoescape\s+false|Markup\(")
    found = {path for path in PATHS if pattern.search(without_comments((TEMPLATES / path).read_text()))}
    assert found == SAFE_FILTER.keys()


def test_scripts_of_ours_need_no_eval():
    scripts = sorted((TEMPLATES.parent / "static" / "js").rglob("*.js"))
    found = [path.name for path in scripts if re.search(r"\beval\(|new Function\(|innerHTML\s*=", path.read_text())]
    assert not found


def without_comments(source: str) -> str:
    """`source` with Jinja's comments blanked, line by line."""
    return re.sub(r"\{#.*?#\}", lambda found: "\n" * found[0].count("\n"), source, flags=re.DOTALL)
