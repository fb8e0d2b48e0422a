"""Reading templates without running them: their HTML, and what their expressions print as it stands."""

import re
from html.parser import HTMLParser

from jinja2 import Environment

GAP = "\ufffc"
"""Stands where Jinja would print something."""
VISIBLE = ("title", "placeholder", "aria-label", "alt", "aria-description", "label", "data-confirm", "hx-confirm")
"""Attributes that people see or hear."""
SILENT_BLOCKS = re.compile(r"_(class|attrs)$")
"""Blocks that fill an attribute: their text is no language."""
NAMES = {
    "Tact", "JSON", "CSV", "XLSX", "API", "OpenAPI", "UTC", "URL", "ID", "GET", "POST", "PATCH", "PUT", "DELETE",
    "Ctrl", "Esc", "Enter", "Alt", "Shift", "Tab", "English", "Français", "https", "http", "www", "example",
    "Markdown", "curl", "OK",
}  # fmt: skip
"""Words that are the same in every language: names, formats, keys."""

_LEXER = Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
_WORD = re.compile(r"[^\W\d_]{2,}")
_ATTRIBUTE = re.compile(r"[\w:-]+=\"[^\"]*\"")
_FILE = re.compile(r"\b\w+\.(json|csv|xlsx|txt|po)\b")


def html_of(source: str) -> str:
    """The HTML with everything of Jinja blanked, line by line."""
    return _split(source)[0]


def unmarked(source: str) -> list[str]:
    """Words that the reader would see in English whatever their language."""
    html, spoken = _split(source)
    reader = _Reader()
    reader.feed(html)
    return [text for text in [*reader.shown, *spoken] if _is_language(text)]


def _split(source: str) -> tuple[str, list[str]]:
    """The HTML without Jinja, marked texts and silent blocks; and the texts that expressions print as they are:
    `{{ "Yes" if x }}`."""
    html: list[str] = []
    spoken: list[str] = []
    inside: list[tuple[str, str]] = []
    blocks: list[str] = []
    for _line, kind, value in _LEXER.lex(source):
        if kind == "data":
            silent = any(name == "trans" or SILENT_BLOCKS.search(name) for name in blocks)
            html.append("\n" * value.count("\n") if silent else value)
            continue
        html.append("\n" * value.count("\n"))
        if kind in ("variable_begin", "block_begin"):
            inside = []
        elif kind == "variable_end":
            spoken += _printed(inside)
            html.append(GAP)
        elif kind == "block_end":
            match [text for _kind, text in inside[:2]]:
                case ["trans", *_]:
                    blocks.append("trans")
                case ["block", name]:
                    blocks.append(name)
                case ["endtrans" | "endblock", *_]:
                    blocks.pop()
        elif kind not in ("whitespace", "comment", "comment_begin", "comment_end"):
            inside.append((kind, value))
    return "".join(html), spoken


def _printed(inside: list[tuple[str, str]]) -> list[str]:
    """Strings of an expression that stand outside of every call, comparison and subscript and read as language."""
    depth, found = 0, []
    for place, (kind, value) in enumerate(inside):
        if kind == "operator" and value in "([{":
            depth += 1
        elif kind == "operator" and value in ")]}":
            depth -= 1
        elif kind == "string" and depth == 0:
            near = {text for _kind, text in inside[max(0, place - 1) : place + 2]}
            if not near & {"==", "!=", "in", "~", "is"}:
                found.append(value[1:-1])
    return [text for text in found if re.match(r"[A-ZÀ-Ý]", text) or " " in text.strip()]


def _is_language(text: str) -> bool:
    plain = _FILE.sub(" ", _ATTRIBUTE.sub(" ", re.sub(r"&\w+;", " ", text)))
    return any(word not in NAMES for word in _WORD.findall(plain))


class _Reader(HTMLParser):
    """Collects text nodes and visible attributes."""

    SILENT = ("script", "style", "code", "kbd", "pre", "svg")

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self.SILENT
        self.shown += [_bare(value) for name, value in attrs if name in VISIBLE and value and _bare(value)]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self.SILENT and self._silent > 0

    def handle_data(self, data: str) -> None:
        if not self._silent and _bare(data):
            self.shown.append(_bare(data))


def _bare(text: str) -> str:
    return " ".join(text.replace(GAP, " ").split())
