"""What an event of the log changed, in words."""

from app.core import i18n
from app.screens.sentences import changed


def test_figures_of_an_audience_are_grouped_as_the_reader_groups_them():
    changes = {"audience": [1_200, [277_321, 267_799]]}
    with i18n.speaking("en"):
        assert changed("channel.updated", changes, {}) == [("audience", "1,200", "277,321 · 267,799")]
    with i18n.speaking("fr"):
        assert changed("channel.updated", changes, {}) == [("audience", "1\u202f200", "277\u202f321 · 267\u202f799")]
