"""Brings the texts of code and templates into `app/locales/fr/<feature>.po` (`make messages`), and tells the tests
what is translated. One catalogue per feature, so that two people seldom write in the same; what several features
say and core says too stands in core.po alone. No line numbers, no dates: a catalogue changes when its texts do.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "app" / "locales"
LOCALE = "fr"
CORE = "core"
SHARED = {"layouts", "components", "dev", "errors", "emails"}
"""Folders of templates whose texts are core's."""
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy": None, "pgettext": ((1, "c"), 2), "N_": None}
KEYWORDS["npgettext"] = ((1, "c"), 2, 3)
HEADER = """\
# Tact in French: {feature}. `make messages` brings new texts; empty translations fail a test.
msgid ""
msgstr ""
"Language: fr\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

"""

Key = tuple[str | None, str]
"""Context and English text (the singular)."""


@dataclass
class Text:
    """One English text, as code or a template says it."""

    msgid: str | tuple[str, ...]
    context: str | None
    places: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return self.context, self.msgid if isinstance(self.msgid, str) else self.msgid[0]


def feature_of(path: Path) -> str:
    """The catalogue of a file: its folder under app/ or templates/; core for what belongs to no feature."""
    parts = path.relative_to(ROOT).parts
    return CORE if len(parts) < 3 or parts[1] in SHARED else parts[1]


def sources() -> Iterator[Path]:
    yield from sorted((ROOT / "app").rglob("*.py"))
    yield from sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


def extract() -> dict[str, dict[Key, Text]]:
    """Every marked text by feature. What core says is not repeated elsewhere."""
    found: dict[str, dict[Key, Text]] = {}
    for path in sources():
        method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
        options = {"encoding": "utf-8", "extensions": "jinja2.ext.do", "trimmed": "true", "silent": "false"}
        texts = found.setdefault(feature_of(path), {})
        for line, msgid, _comments, context in extract_from_file(method, path, KEYWORDS, options=options):
            text = Text(msgid, context)
            known = texts.setdefault(text.key, text)
            if isinstance(msgid, tuple):
                known.msgid = msgid
            known.places.append(f"{path.relative_to(ROOT)}:{line}")
    for feature, texts in found.items():
        if feature != CORE:
            for key in texts.keys() & found.get(CORE, {}).keys():
                found[CORE][key].places += texts.pop(key).places
    return found


def catalogue(feature: str) -> Catalog:
    path = LOCALES / LOCALE / f"{feature}.po"
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def catalogues() -> dict[str, Catalog]:
    return {path.stem: catalogue(path.stem) for path in sorted((LOCALES / LOCALE).glob("*.po"))}


def is_translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    return all(message.string) if isinstance(message.string, (tuple, list)) else bool(message.string)


def placeholders(text: str) -> set[str]:
    """What is filled in: `%(name)s`."""
    return set(re.findall(r"%\((\w+)\)[sd]", text))


def update(feature: str, texts: dict[Key, Text], known: dict[str, Catalog]) -> bool:
    """Writes one catalogue, keeping translations (its own, then another feature's, then retired ones); whether it
    changed. A text that nobody says any more is kept behind `#~`, in case it comes back."""
    ours = known.get(feature) or Catalog(locale=LOCALE)
    fresh = Catalog(locale=LOCALE)
    for (context, text), wanted in texts.items():
        candidates = [ours.get(text, context), ours.obsolete.get(text)]
        candidates += [other.get(text, context) for other in known.values()]
        kept = next((message for message in candidates if is_translated(message)), None)
        plural = isinstance(wanted.msgid, tuple)
        string = kept.string if kept and isinstance(kept.string, (tuple, list)) == plural else None
        comments = kept.user_comments if kept else ()
        fresh.add(wanted.msgid, string or (("", "") if plural else ""), context=context, user_comments=comments)
    for message in [*ours, *ours.obsolete.values()]:
        key = (message.context, message.id if isinstance(message.id, str) else (message.id or [""])[0])
        if key[1] and key not in texts and is_translated(message):
            fresh.obsolete[key[1]] = message
    body = BytesIO()
    write_po(body, fresh, width=110, no_location=True, omit_header=True, sort_output=True)
    path = LOCALES / LOCALE / f"{feature}.po"
    written = HEADER.format(feature=feature) + body.getvalue().decode().lstrip("\n")
    if path.exists() and path.read_text() == written:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written)
    return True


def main(only: list[str]) -> None:
    found, known = extract(), catalogues()
    for feature, texts in sorted(found.items()):
        if texts and (not only or feature in only):
            changed = update(feature, texts, known)
            missing = sum(not is_translated(catalogue(feature).get(text, context)) for context, text in texts)
            note = f", {missing} to translate" if missing else ""
            print(f"{feature}.po: {len(texts)} texts{note}{'' if changed else ' (unchanged)'}")


if __name__ == "__main__":
    main(sys.argv[1:])
