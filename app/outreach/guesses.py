"""What is assumed of an exchange when nobody says: simple rules that a reader can see and correct.

Pure: no database, no clock. Timing is built on what these keep.
"""

from app.outreach.models import VIA_OF, Direction, Kind, Nature, Via

CONVERSATIONS = frozenset({Kind.EMAIL, Kind.CALL, Kind.DIRECT_MESSAGE, Kind.COMMENT, Kind.MEETING})
GESTURES = frozenset({Kind.GIFT, Kind.SHARE})
AWAITED = frozenset({Nature.ASK, Nature.CHASER, Nature.NEUTRAL, Nature.REPLY})
"""Words of ours after which it is their turn."""
UNANSWERED = frozenset({Kind.GIFT, Kind.SHARE, Kind.COMMENT})
"""Kinds of ours that wait for nothing, whatever was said."""
MET = frozenset({Kind.MEETING, Kind.EVENT})
"""Both spoke: only an ask made there waits for an answer."""


def direction_of(kind: str, direction: str | None) -> str | None:
    """Ours unless said otherwise; a note is nobody's."""
    return None if kind == Kind.NOTE else direction or Direction.OUT


def via_of(kind: str, via: str | None) -> Via | str | None:
    return via or VIA_OF[Kind(kind)]


def nature_of(kind: str, direction: str | None, they_spoke_last: bool = False, into_silence: bool = False) -> Nature:
    """A gift or a share of ours gives; our words after theirs reply; into the silence after an ask of ours they remind;
    all else is conversation."""
    if direction != Direction.OUT:
        return Nature.NEUTRAL
    if kind in GESTURES:
        return Nature.GIVE
    if kind not in CONVERSATIONS:
        return Nature.NEUTRAL
    return Nature.REPLY if they_spoke_last else Nature.CHASER if into_silence else Nature.NEUTRAL


def in_history(nature: str | None, kind: str, direction: str | None, they_spoke_last: bool, into_silence: bool) -> str:
    """The same for what is told afterwards, a whole list at once: there a second ask to the silence after a first,
    whatever it is called, reminds."""
    if nature == Nature.ASK and direction == Direction.OUT and into_silence:
        return Nature.CHASER
    return nature or nature_of(kind, direction, they_spoke_last, into_silence)


def natures(they_spoke_last: bool | None = None, into_silence: bool | None = None) -> dict[str, str]:
    """What our touch of each kind would be taken for. Of somebody unknown yet: only what is so whatever was before."""
    spoken = [True, False] if they_spoke_last is None else [they_spoke_last]
    silent = [True, False] if into_silence is None else [into_silence]
    found = {kind: {nature_of(kind, Direction.OUT, one, two) for one in spoken for two in silent} for kind in Kind}
    return {kind.value: next(iter(some)).value for kind, some in found.items() if len(some) == 1 and kind != Kind.NOTE}


def angle_of(nature: str, angle: str, campaign: str) -> str:
    """The idea of an ask is its campaign's, unless another is given."""
    return angle or (campaign if nature == Nature.ASK else "")


def expects_answer(kind: str, direction: str | None, nature: str, no_answer_expected: bool) -> bool:
    """Whether the other side has the turn after this exchange. Their words wait for ours until someone says no."""
    if no_answer_expected or direction is None:
        return False
    if direction == Direction.IN:
        return True
    if kind in MET:
        return nature in (Nature.ASK, Nature.CHASER)
    return nature in AWAITED and kind not in UNANSWERED
