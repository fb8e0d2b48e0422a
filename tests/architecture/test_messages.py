"""Everything a reader sees is marked for translation, and French says all of it."""

import re

import pytest
from babel.messages.catalog import Catalog

from app.core.pages import TEMPLATES
from tests.tools import messages
from tests.tools.templates import unmarked

PATHS = sorted(path for path in TEMPLATES.rglob("*.html") if path.relative_to(TEMPLATES).parts[0] != "dev")


@pytest.fixture(scope="module")
def texts() -> list[tuple[str, messages.Text]]:
    return [(feature, text) for feature, found in sorted(messages.extract().items()) for text in found.values()]


@pytest.fixture(scope="module")
def catalogues() -> dict[str, Catalog]:
    return messages.catalogues()


def test_french_says_everything(texts, catalogues):
    missing = [
        f"{feature}.po: {text.key[1]!r} ({text.places[0]})"
        for feature, text in texts
        if not any(messages.is_translated(other.get(text.key[1], text.key[0])) for other in catalogues.values())
    ]
    assert not missing, f"{len(missing)} texts lack French (make messages, then translate):\n" + "\n".join(missing)


def test_nothing_is_fuzzy(catalogues):
    fuzzy = [f"{name}.po: {it.id}" for name, catalogue in catalogues.items() for it in catalogue if it.id and it.fuzzy]
    assert not fuzzy


def test_french_fills_in_what_english_fills_in(catalogues):
    wrong = []
    for name, catalogue in catalogues.items():
        for message in catalogue:
            if message.id and messages.is_translated(message):
                ids = message.id if isinstance(message.id, tuple) else (message.id,)
                strings = message.string if isinstance(message.string, tuple) else (message.string,)
                wanted = set().union(*map(messages.placeholders, ids))
                # The singular may leave the number out: "one blogger".
                if messages.placeholders(strings[-1]) != wanted or messages.placeholders(strings[0]) - wanted:
                    wrong.append(f"{name}.po: {ids[0]!r}")
                if any(re.search(r"%(?!\(\w+\)[sd]|%)", form) for form in strings):
                    wrong.append(f"{name}.po: {ids[0]!r} has a lone %")
    assert not wrong, "\n".join(wrong)


def test_one_text_has_one_translation(catalogues):
    """All catalogues are merged when Tact runs: two translations of a text would take turns by file name."""
    said: dict[messages.Key, dict[object, str]] = {}
    for name, catalogue in catalogues.items():
        for message in catalogue:
            if message.id and messages.is_translated(message):
                text = message.id if isinstance(message.id, str) else message.id[0]
                strings = message.string if isinstance(message.string, str) else tuple(message.string)
                said.setdefault((message.context, text), {})[strings] = name
    assert not {key[1]: found for key, found in said.items() if len(found) > 1}


def test_a_text_is_plural_everywhere_or_nowhere(texts):
    shapes: dict[messages.Key, set[bool]] = {}
    for _feature, text in texts:
        shapes.setdefault(text.key, set()).add(isinstance(text.msgid, tuple))
    assert not [key[1] for key, found in shapes.items() if len(found) > 1]


def test_nothing_is_filled_in_before_it_is_translated():
    """_(f"…{name}") or _("…" % name) is a text that no catalogue can hold."""
    pattern = re.compile(r"\b(_|ngettext|pgettext|lazy)\(\s*f[\"']|\b_\(\s*\"[^\"]*\"\s*(%|\.format)")
    code = [path for path in sorted((messages.ROOT / "app").rglob("*.py")) if pattern.search(path.read_text())]
    assert not code


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_a_template_shows_nothing_unmarked(path):
    texts = unmarked(path.read_text())
    assert not texts


def test_unmarked_text_is_found():
    assert unmarked("<p>Hello {{ name }}</p>") == ["Hello"]
    assert unmarked('<input placeholder="Search here">') == ["Search here"]
    assert unmarked('<a title="{% if x %}Open{% endif %}">{{ _("Open") }}</a>') == ["Open"]
    assert unmarked('<p class="big">{{ _("Hello %(name)s", name=name) }} · 12 €</p>{# a word #}') == []
    assert unmarked("{% block main_class %}wide{% endblock %}{% block content %}Wide{% endblock %}") == ["Wide"]
    assert unmarked("{% trans %}Marked{% endtrans %}<p>{{ 'x' if y }}</p>") == []
    assert unmarked("<p>{{ 'Said in code' if y else name }}</p>") == ["Said in code"]


def test_what_follows_a_label_stands_after_the_readers_colon():
    """French puts a space before it: `label|labelled(text)`."""
    joined = [
        f"{path.relative_to(TEMPLATES)}:{number}"
        for path in PATHS
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"""\}\}: |["']: ["'] ~""", line)
    ]
    assert not joined


def test_new_texts_keep_old_translations(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "LOCALES", tmp_path)
    texts = {
        (None, "Save"): messages.Text("Save", None),
        (None, "%(num)d day"): messages.Text(("%(num)d day", "%(num)d days"), None),
    }
    old = Catalog(locale="fr")
    old.add("Save", "Enregistrer")
    old.add(("%(num)d day", "%(num)d days"), ("%(num)d jour", "%(num)d jours"))
    old.add("Gone", "Parti")
    messages.update("core", texts | {(None, "New"): messages.Text("New", None)}, {"core": old})
    kept = messages.catalogue("core")
    assert kept["Save"].string == "Enregistrer"
    assert kept["%(num)d day"].string == ("%(num)d jour", "%(num)d jours")
    assert (kept["New"].string, kept.get("Gone")) == ("", None)
    messages.update("core", {(None, "Gone"): messages.Text("Gone", None)}, {"core": kept})
    assert messages.catalogue("core")["Gone"].string == "Parti"
