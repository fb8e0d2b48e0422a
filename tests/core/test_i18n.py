"""The reader's language: catalogues are whole and well set, helpers print what a reader expects."""

import re
from datetime import UTC, date, datetime

import pytest
from babel.messages.pofile import read_po

from app.core import i18n

NARROW, NBSP = "\u202f", "\u00a0"


@pytest.fixture(autouse=True)
def in_english():
    with i18n.speaking("en"):
        yield


@pytest.fixture(autouse=True)
def at_noon_in_november(monkeypatch):
    monkeypatch.setattr(i18n.clock, "now", lambda: datetime(2026, 11, 22, 12, tzinfo=UTC))


@pytest.fixture
def french():
    with i18n.speaking("fr", "Europe/Paris"):
        yield


@pytest.fixture
def english():
    with i18n.speaking("en", "Europe/London"):
        yield


def test_the_members_choice_comes_before_the_browsers():
    assert i18n.negotiate("fr", None, accept_language="en") == "fr"
    assert i18n.negotiate(None, "fr", accept_language="en") == "fr"


@pytest.mark.parametrize(
    ("header", "expected"),
    [("fr-CH, en;q=0.8", "fr"), ("de, en;q=0.5, fr;q=0.9", "fr"), ("de", "en"), ("", "en"), ("fr;q=nonsense", "fr")],
)
def test_the_browsers_languages_are_weighed(header, expected):
    assert i18n.negotiate(None, accept_language=header) == expected


def test_the_first_of_a_month_is_an_ordinal_in_french(french):
    assert i18n.format_date(date(2026, 12, 1)) == "1er déc."
    assert i18n.format_date(date(2026, 12, 1), "full") == "mardi 1er décembre 2026"
    assert i18n.format_date(date(2026, 12, 11)) == "11 déc."


def test_another_year_is_said(english):
    assert i18n.format_date(date(2026, 12, 12)) == "12 Dec"
    assert i18n.format_date(date(2027, 1, 1)) == "1 Jan 2027"


def test_times_are_those_of_the_readers_zone(french):
    assert i18n.format_datetime(datetime(2026, 12, 12, 23, 30, tzinfo=UTC)) == "13 déc., 00:30"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (date(2026, 11, 22), "aujourd’hui"),
        (date(2026, 11, 21), "hier"),
        (date(2026, 11, 17), "il y a 5 jours"),
        (datetime(2026, 11, 22, 9, tzinfo=UTC), "il y a 3 heures"),
        (datetime(2026, 11, 22, 12, tzinfo=UTC), "à l’instant"),
    ],
)
def test_how_long_ago_is_said_in_words(french, moment, expected):
    assert i18n.format_ago(moment) == expected


def test_french_money_and_numbers_use_their_spaces(french):
    assert i18n.format_money(123456, "EUR") == f"1{NARROW}234,56{NBSP}€"
    assert i18n.format_money(120000, "EUR", whole=True) == f"1{NARROW}200{NBSP}€"
    assert i18n.format_number(1234567) == f"1{NARROW}234{NARROW}567"
    assert i18n.format_percent(0.256) == f"26{NBSP}%"


def test_money_without_cents_has_none(english):
    assert i18n.format_money(1234, "JPY").endswith("1,234")
    assert i18n.format_money(123456, "EUR") == "€1,234.56"


def test_names_of_countries_and_languages(french):
    assert i18n.country_name("DE") == "Allemagne"
    assert i18n.language_name("en") == "anglais"
    assert i18n.country_name("QQ") == "QQ"
    assert i18n.format_list(["a", "b", "c"]) == "a, b et c"


def test_a_lazy_label_speaks_when_it_is_printed():
    label = i18n.lazy("Cancel")
    with i18n.speaking("fr"):
        assert str(label) == "Annuler"
    assert f"{label}" == "Cancel"


def test_plurals_follow_the_language():
    assert i18n.ngettext("%(n)s day", "%(n)s days", 0) == "0 days"
    with i18n.speaking("fr"):
        assert i18n.ngettext("%(n)s day", "%(n)s days", 0) == "0 jour"
        assert i18n.ngettext("%(n)s day", "%(n)s days", 2000) == f"2{NARROW}000 jours"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Oui ! Non ? Bien ; donc : fin", f"Oui{NARROW}! Non{NARROW}? Bien{NARROW}; donc{NBSP}: fin"),
        ("« mot »", f"«{NBSP}mot{NBSP}»"),
        ("12 %% et 5 €", f"12{NBSP}%% et 5{NBSP}€"),
        ("http://a.example/?b=c %(name)s", "http://a.example/?b=c %(name)s"),
        ("Vraiment ?", f"Vraiment{NARROW}?"),
    ],
)
def test_french_spaces_are_set_for_the_translator(typed, expected):
    assert i18n.typeset(typed) == expected


# --- the catalogues ---------------------------------------------------------------------------------------------


def _entries():
    for path in sorted((i18n.LOCALES / "fr").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="fr"):
                if message.id:
                    yield path.name, message


def test_french_never_shouts_nor_forgets_its_spaces():
    for name, message in _entries():
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        for form in forms:
            assert "!" not in form, (name, form)
            assert not re.search(r"\w[;?:](?:\s|$)", form), (name, form)
            assert '"' not in form or "=" in form, (name, form)


def test_a_label_and_what_it_says_are_parted_as_the_reader_expects():
    assert i18n.labelled("Ville", "Lyon 100 %") == "Ville: Lyon 100 %"
    with i18n.speaking("fr"):
        assert i18n.labelled("Ville", "Lyon 100 %") == "Ville\u00a0: Lyon 100 %"
