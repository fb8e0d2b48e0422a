"""Every string that asks to be translated, and what French still lacks.

python -m tests.tools.strings            what is missing, as entries to paste into a .po file
python -m tests.tools.strings bloggers   the same for one package (app/bloggers, templates/bloggers)
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_file
from jinja2 import Environment

from app.core import i18n

ROOT = Path(__file__).parent.parent.parent
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
JINJA_OPTIONS = {"extensions": "jinja2.ext.do", "silent": "false", "trimmed": "true"}

Message = tuple[str | None, str, bool]
"""Context, message id, whether it has a plural."""


def owner(path: Path) -> str:
    """The package whose .po file translates what `path` says: `core` for what nobody else owns."""
    parts = path.relative_to(ROOT).parts
    return parts[1] if len(parts) > 2 and parts[1] not in ("layouts", "components", "errors", "dev") else "core"


def messages(only: str | None = None) -> Iterator[tuple[Path, int, Message]]:
    """Each marked string with its place."""
    for folder, pattern, method in (("app", "*.py", "python"), ("templates", "*.*", "jinja2")):
        for path in sorted((ROOT / folder).rglob(pattern)):
            if path.is_file() and (only is None or owner(path) == only):
                options = JINJA_OPTIONS if method == "jinja2" else {}
                for line, found, _notes, context in extract_from_file(method, path, keywords=KEYWORDS, options=options):
                    ids = found if isinstance(found, tuple) else (found,)
                    yield path, line, (context, ids[0], len(ids) > 1)


def missing(only: str | None = None, locale: str = "fr") -> dict[Message, str]:
    """What the catalogue of `locale` lacks, with the place of its first use."""
    known, lacking = i18n.catalogue(locale), dict[Message, str]()
    for path, line, message in messages(only):
        context, msgid, plural = message
        translated = known.get((context, msgid))
        if translated is None or (plural and len(translated) < 2):
            lacking.setdefault(message, f"{path.relative_to(ROOT)}:{line}")
    return lacking


_SPOKEN = re.compile(r'\b(?:title|alt|placeholder|aria-label|aria-description)="([^"{]*[^\W\d_]{2}[^"{]*)"')
_SILENT = re.compile(
    r"<(script|style|code|kbd|svg|pre)\b.*?</\1>|<!--.*?-->|<!doctype[^>]*>", re.DOTALL | re.IGNORECASE
)
NAMES = {
    "Tact",
    "openapi.json",
    "&nbsp;",
    "&times;",
    "English",
    "Français",
    "JSON",
    "API",
    "CSV",
    "Markdown",
    "curl",
    "OK",
}


def unmarked(only: str | None = None) -> Iterator[str]:
    """Words in a template that are written straight into the page, so that no reader of French gets them."""
    lexer = Environment(trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    for path in sorted((ROOT / "templates").rglob("*.html")):
        if only is not None and owner(path) != only:
            continue
        # What Jinja prints becomes a mark; what is left between the tags is what the author wrote.
        written, quiet = "", False
        tokens = list(lexer.lex(path.read_text(), path.name))
        for n, (_line, kind, text) in enumerate(tokens):
            if kind == "block_begin":
                names = [t for _l, k, t in tokens[n + 1 : n + 6] if k == "name"]
                # Class names stand in blocks of their own.
                if names[0] == "trans" or names[1:2] in (["main_class"], ["body_attributes"]):
                    quiet = True
                elif names[0] in ("endtrans", "endblock"):
                    quiet = False
            if kind == "data" and not quiet:
                written += text
            elif kind in ("variable_begin", "block_begin"):
                written += "{" if kind == "variable_begin" else ""
        written = _SILENT.sub(" ", written)
        spoken = [found.strip() for found in _SPOKEN.findall(written)]
        between = re.sub(r'<[^>]*>|[\w-]+="[^"]*"', "\n", written)
        for words in [*spoken, *(line.strip() for line in between.split("\n"))]:
            bare = words.replace("{", "").strip(" ·–—→…:.,;()/+*@#-|&?\u00a0")
            if any(re.search(r"[^\W\d_]{2}", word) for word in bare.split() if word not in NAMES):
                yield f"{path.relative_to(ROOT)}: {words!r}"


def main() -> None:
    for (context, msgid, plural), place in missing(sys.argv[1] if len(sys.argv) > 1 else None).items():
        escaped = msgid.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        print(f"#: {place}")
        if context:
            print(f'msgctxt "{context}"')
        print(f'msgid "{escaped}"')
        print('msgid_plural ""\nmsgstr[0] ""\nmsgstr[1] ""\n' if plural else 'msgstr ""\n')


if __name__ == "__main__":
    main()
