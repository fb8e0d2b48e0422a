"""What holds whatever is known: Hypothesis looks for facts against it. `tests/deep` looks for longer."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings

from app.outreach.models import Nature
from app.outreach.timing import decide
from app.outreach.timing.case import Case
from app.outreach.timing.changes import next_change
from app.outreach.timing.facts import Facts
from app.outreach.timing.verdict import Advice, Code, Reason, Verdict
from tests.outreach.timing.invented import World, worlds
from tests.outreach.timing.sayings import SAYINGS, saying

EXAMPLES = 40
STRICTNESS = {Verdict.SPEAK: 0, Verdict.WAIT: 1, Verdict.DISCREET: 2}
A_SECOND = timedelta(seconds=1)
NEVER = datetime.max.replace(tzinfo=UTC)
PROPERTIES: list[Callable[[World], None]] = []
"""Undecorated, for `tests/deep`."""


def whatever(prove: Callable[[World], None]) -> Callable[..., None]:
    PROPERTIES.append(prove)
    return settings(max_examples=EXAMPLES, deadline=None)(given(world=worlds())(prove))


def _advice(world: World, facts: Facts | None = None, nature: str | None = None) -> Advice:
    question = world.asking(nature or world.question.nature)
    return decide.advice(facts or world.facts, world.policy, question, world.now)


def stricter(one: Advice, other: Advice) -> bool:
    return _strictness(one) > _strictness(other)


def _strictness(advice: Advice) -> tuple[int, datetime]:
    return STRICTNESS[advice.verdict], advice.until or NEVER if advice.verdict == Verdict.WAIT else NEVER


@whatever
def test_another_ask_never_makes_an_ask_easier(world):
    before, after = _advice(world, nature="ask"), _advice(world, world.after(world.ask), "ask")
    assert not stricter(before, after)


@whatever
def test_a_gesture_never_makes_anything_stricter(world):
    assert not stricter(_advice(world, world.after(world.gesture)), _advice(world))


THEIRS = (Code.DEBT, Code.ONE_VOICE, Code.CHASER)


@whatever
def test_a_message_of_theirs_holds_back_only_by_debt_one_voice_rhythm_or_a_no(world):
    """A chaser of what they answered is an ask, and answered as one."""
    nature = Nature.ASK if world.question.nature == Nature.CHASER else world.question.nature
    before, after = _advice(world, nature=nature), _advice(world, world.after(world.message), nature)
    assert all(_held_before(one, before.reasons) for one in after.reasons if one.holds and one.code not in THEIRS)


def _held_before(reason: Reason, before: Iterable[Reason]) -> bool:
    alike = [one for one in before if one.holds and one.code == reason.code]
    return any((reason.until or NEVER) <= (one.until or NEVER) for one in alike)


@whatever
def test_at_until_it_is_time_to_speak(world):
    before = _advice(world)
    if before.until is None:
        assert before.verdict == Verdict.SPEAK or any(one.until is None for one in before.reasons)
    else:
        assert before.verdict == Verdict.WAIT
        assert before.until > world.now
        then = decide.advice(world.facts, world.policy, world.question, before.until)
        assert then.verdict == Verdict.SPEAK


@whatever
def test_the_order_of_facts_does_not_matter(world):
    assert _advice(world, world.shuffled) == _advice(world)


@whatever
def test_what_is_possible_is_what_asking_for_it_says(world):
    possible = _advice(world).possible
    for nature in Nature:
        means_it = Case(world.facts, world.policy, world.asking(nature), world.now).nature == nature
        speak = _advice(world, nature=nature).verdict == Verdict.SPEAK
        assert (nature in possible) == (means_it and speak and nature != world.question.nature)


@whatever
def test_nothing_changes_before_the_next_change(world):
    """But for the second in which pressure falls far enough: it is told in whole ones."""
    case = Case(world.facts, world.policy, world.question, world.now)
    change = next_change(case, world.now + timedelta(days=400))
    assert change
    assert change > world.now
    moment = world.now + max(change - world.now - A_SECOND, timedelta(0)) * world.share
    assert _digest(replace(world, now=moment)) == _digest(world)


def _digest(world: World) -> tuple:
    advice = _advice(world)
    reasons = [(one.code, one.variant, one.until, one.first, one.holds) for one in advice.reasons]
    return advice.verdict, advice.until, advice.first, reasons


@whatever
def test_every_reason_has_its_saying(world):
    advice = _advice(world)
    assert {saying(one) for one in (*advice.reasons, *advice.hints)} <= SAYINGS
