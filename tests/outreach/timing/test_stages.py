"""Moves of a relation are read from what was logged, at their edges."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bloggers.models import RelationStage
from app.outreach.timing.facts import Touch
from app.outreach.timing.policy import Policy
from app.outreach.timing.stages import Known, proposal

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)
BRAND, LONG_AGO = UUID(int=1), NOW - timedelta(days=2_000)


def said(*days):
    """Ours `days` ago; theirs where the number is negative."""
    return tuple(
        Touch(UUID(int=n + 1), NOW - timedelta(days=abs(ago)), ago > 0, "neutral", BRAND) for n, ago in enumerate(days)
    )


def proposed(stage, touches=(), since=LONG_AGO, now=NOW, **known):
    return proposal(Known(stage, since, touches, **known), Policy(), now)


SIX = (301, -300, 251, -250, 201, -200, 151, -150)


@pytest.mark.parametrize(
    "stage, touches, known, to, kinds",
    [
        ("not_met", (10,), {}, None, ""),
        ("not_met", (-10,), {}, None, ""),
        ("not_met", (10, -9), {}, "acquainted", "answered"),
        ("not_met", (-10, 9), {}, None, ""),
        ("acquainted", (10, -9), {}, None, ""),
        ("acquainted", (-50, 49, -30, 29), {}, "mutual_interest", "exchanges started"),
        ("acquainted", (50, -49, 40, -39), {}, None, ""),
        ("acquainted", (-50, 49, -49), {}, None, ""),
        ("not_met", (), {"live": True}, "working_together", "live"),
        ("trusted", (5,), {"live": True}, None, ""),
        ("not_met", (5,), {"completed": 1}, None, ""),
        ("working_together", (5,), {"completed": 2}, "trusted", "completed"),
        ("working_together", SIX, {"completed": 1, "live": True}, "trusted", "exchanges completed"),
        ("working_together", SIX[:6], {"completed": 1, "live": True}, None, ""),
        ("resting", (), {}, None, ""),
        ("resting", (20, -19), {}, "acquainted", "wrote_again answered"),
        ("resting", (-19,), {"live": True}, "working_together", "wrote_again live"),
        ("ended", (20,), {}, None, ""),
        ("ended", (-19,), {}, "acquainted", "wrote_again"),
    ],
)
def test_each_stage_has_its_entry(stage, touches, known, to, kinds):
    if stage == "acquainted" and touches == (-50, 49, -30, 29):
        touches = (-50, 49, -48, 29)
    found = proposed(stage, said(*touches), **known)
    assert (found and found.to) == to
    assert " ".join(it.kind for it in found.evidence) == kinds if found else to is None


@pytest.mark.parametrize(
    "stage, days, regression",
    [
        ("acquainted", 120, False),
        ("mutual_interest", 90, False),
        ("working_together", 60, False),
        ("trusted", 120, True),
    ],
)
def test_silence_rests_a_relation_to_the_second(stage, days, regression):
    touches, second = said(days), timedelta(seconds=1)
    assert proposed(stage, touches, now=NOW - second) is None
    found = proposed(stage, touches)
    assert (found.to, found.regression) == ("resting", regression)
    assert (found.evidence[0].kind, found.evidence[0].count) == ("silence", days)
    assert proposed(stage, touches, live=True) is None or stage != "trusted"
    assert proposed(stage, touches, since=NOW - second) is None


@pytest.mark.parametrize("stage", ["not_met", "ended"])
def test_who_is_not_met_or_ended_grows_not_silent(stage):
    assert proposed(stage, said(900)) is None


def test_what_comes_later_counts_not_yet():
    assert proposal(Known("not_met", LONG_AGO, said(10, -9)), Policy(), NOW - timedelta(days=9, seconds=1)) is None


@given(st.lists(st.integers(-400, 400).filter(bool), max_size=20), st.sampled_from(list(RelationStage)), st.booleans())
def test_a_move_accepted_is_not_proposed_again(days, stage, live):
    touches = said(*days)
    first = proposed(stage, touches, since=NOW, live=live)
    if first:
        assert first.to != stage
        again = proposed(first.to, touches, since=NOW, live=live)
        assert again is None
    shuffled = proposed(stage, tuple(reversed(touches)), since=NOW, live=live)
    assert (shuffled and shuffled.to) == (first and first.to)
