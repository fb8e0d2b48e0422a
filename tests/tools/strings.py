"""Every string that asks to be translated, and what French still lacks.

    python -m tests.tools.strings            what is missing, as entries to paste into a .po file
    python -m tests.tools.strings bloggers   the same for one package (app/bloggers, templates/bloggers)
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_file

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
