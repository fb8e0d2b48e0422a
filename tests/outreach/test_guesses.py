"""What is assumed when nobody says: the whole table."""

import pytest

from app.outreach.guesses import direction_of, expects_answer, nature_of, natures, via_of
from app.outreach.models import Kind

TALK = ("email", "call", "direct_message", "comment", "meeting")


@pytest.mark.parametrize("kind", list(Kind))
def test_direction_is_ours_unless_it_is_a_note(kind):
    assert direction_of(kind, None) == (None if kind == Kind.NOTE else "out")
    assert direction_of(kind, "in") == (None if kind == Kind.NOTE else "in")


@pytest.mark.parametrize("kind", list(Kind))
def test_nature(kind):
    plain = "give" if kind in ("gift", "share") else "neutral"
    assert nature_of(kind, "out") == plain
    assert nature_of(kind, "in") == "neutral"
    assert nature_of(kind, "out", they_spoke_last=True) == ("reply" if kind in TALK else plain)


def test_what_a_form_tells_of_each_kind_is_what_is_kept():
    for spoke in (True, False):
        for silent in (True, False):
            told = natures(spoke, silent)
            assert told == {kind: nature_of(kind, "out", spoke, silent) for kind in Kind if kind != Kind.NOTE}
    assert natures() == {"gift": "give", "share": "give", "event": "neutral"}


def test_via_follows_the_kind_unless_given():
    assert via_of("call", None) == "phone"
    assert via_of("meeting", None) == "in_person"
    assert via_of("note", None) is None
    assert via_of("call", "in_person") == "in_person"


@pytest.mark.parametrize("nature", ["ask", "chaser", "neutral", "reply"])
@pytest.mark.parametrize("kind", ["email", "call", "direct_message"])
def test_our_words_wait_for_theirs(kind, nature):
    assert expects_answer(kind, "out", nature, False)
    assert not expects_answer(kind, "out", nature, True)


@pytest.mark.parametrize(
    "kind, nature",
    [("gift", "give"), ("share", "give"), ("comment", "neutral"), ("email", "give"), ("email", "service")],
)
def test_a_gesture_waits_for_nothing(kind, nature):
    assert not expects_answer(kind, "out", nature, False)


@pytest.mark.parametrize("kind", ["meeting", "event"])
def test_where_both_spoke_only_an_ask_waits(kind):
    assert not expects_answer(kind, "out", "neutral", False)
    assert expects_answer(kind, "out", "ask", False)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.NOTE])
def test_their_words_wait_for_ours_until_someone_says_no(kind):
    assert expects_answer(kind, "in", "neutral", False)
    assert not expects_answer(kind, "in", "neutral", True)


def test_a_note_waits_for_nobody():
    assert not expects_answer("note", None, "neutral", False)
