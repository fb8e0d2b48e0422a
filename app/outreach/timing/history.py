"""What the exchanges of one person say, read once. Pure.

A *word* of ours is what weighs on them: an ask, a chaser, conversation, a reply. Gestures and practical messages
inside something agreed are none, so a gesture never makes an answer stricter.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from math import log2
from uuid import UUID

from app.outreach.models import Compensation, Nature, Via
from app.outreach.timing.facts import Touch
from app.outreach.timing.policy import Policy

DAY = timedelta(days=1)
FORGOTTEN = 0.1
"""Pressure under this counts as none: halving alone would never end it."""


def weight(nature: str, via: str | None, compensation: str | None, policy: Policy) -> float:
    """What a touch of ours adds to the pressure on a person."""
    by_nature: dict[str, float] = {Nature.CHASER: policy.weight_chaser, Nature.NEUTRAL: policy.weight_neutral}
    by_offer: dict[str | None, float] = {
        Compensation.PRODUCT: policy.weight_product,
        Compensation.PAID: policy.weight_paid,
    }
    by_means: dict[str | None, float] = {
        Via.PHONE: policy.phone,
        Via.DIRECT_MESSAGE: policy.direct_message,
        Via.COMMENT: policy.comment,
    }
    heavy = by_offer.get(compensation, policy.weight_unpaid) if nature == Nature.ASK else by_nature.get(nature, 0)
    return heavy * by_means.get(via, 1)


def weighs_as(touch: Touch) -> str:
    """Its nature; a practical message outside a live partnership is conversation."""
    return Nature.NEUTRAL if touch.nature == Nature.SERVICE and not touch.live else touch.nature


def in_order(touches: Sequence[Touch]) -> tuple[Touch, ...]:
    """Oldest first; of one moment, theirs before ours, so that storage order says nothing."""
    return tuple(sorted(touches, key=lambda touch: (touch.at, touch.ours, touch.id)))


class Pressure:
    """How much was asked of them lately, over all brands, means and colleagues."""

    def __init__(self, touches: Sequence[Touch], policy: Policy) -> None:
        self.half_life = policy.half_life_days * DAY
        self.level, self.at = 0.0, None
        for touch in touches:
            self.level, self.at = self.now(touch.at), touch.at
            if touch.ours:
                self.level += weight(weighs_as(touch), touch.via, touch.compensation, policy)
            elif not touch.refusal:
                self.level /= 2

    def now(self, moment: datetime) -> float:
        """The level at `moment`, which is not before the last touch."""
        level = self.level * 2 ** -((moment - self.at) / self.half_life) if self.at else 0.0
        return level if level >= FORGOTTEN else 0.0

    def falls_to(self, level: float) -> datetime | None:
        """The first whole second at which it is at most `level`; None: never."""
        if level < 0:
            return None
        if self.at is None or self.level <= level:
            return self.at
        moment = (self.at + self.half_life * log2(self.level / max(level, FORGOTTEN))).replace(microsecond=0)
        while self.now(moment) > level:
            moment += timedelta(seconds=1)
        return moment


class History:
    """All touches of a person, and among them those of one brand."""

    def __init__(self, touches: Sequence[Touch], brand_id: UUID, policy: Policy) -> None:
        self.all = in_order(touches)
        self.here = tuple(touch for touch in self.all if touch.brand_id == brand_id)
        self.policy = policy

    @cached_property
    def pressure(self) -> Pressure:
        return Pressure(self.all, self.policy)

    @cached_property
    def heard(self) -> Touch | None:
        """Their last message to the brand."""
        return _last(touch for touch in self.here if not touch.ours)

    @cached_property
    def words(self) -> tuple[Touch, ...]:
        return tuple(touch for touch in self.here if is_word(touch))

    @cached_property
    def they_spoke_last(self) -> bool:
        return self.heard is not None and (not self.words or self.heard.at > self.words[-1].at)

    @cached_property
    def last_ask(self) -> Touch | None:
        return _last(touch for touch in self.words if touch.nature == Nature.ASK)

    @cached_property
    def last_private_word(self) -> Touch | None:
        return _last(touch for touch in self.words if touch.via != Via.COMMENT)

    @cached_property
    def last_given(self) -> Touch | None:
        return _last(touch for touch in self.here if touch.ours and touch.nature == Nature.GIVE)

    @cached_property
    def unanswered(self) -> tuple[Touch, ...]:
        """Asks and chasers since their last message."""
        since = self.heard.at if self.heard else None
        return tuple(t for t in self.words if t.nature in _EXPECTANT and (since is None or t.at >= since))

    @cached_property
    def chasers(self) -> tuple[Touch, ...]:
        return tuple(touch for touch in self.unanswered if touch.nature == Nature.CHASER)

    @cached_property
    def answers(self) -> tuple[tuple[datetime, float], ...]:
        """When they answered, and how many days after the first word of ours that waited for it."""
        found, asked = [], None
        for touch in self.here:
            if touch.ours:
                asked = asked or (touch if touch.awaits and is_word(touch) else None)
            elif asked:
                found.append((touch.at, (touch.at - asked.at) / DAY))
                asked = None
        return tuple(found)


_EXPECTANT = (Nature.ASK, Nature.CHASER)


def is_word(touch: Touch) -> bool:
    return touch.ours and weighs_as(touch) not in (Nature.GIVE, Nature.SERVICE)


def _last(touches: Iterable[Touch]) -> Touch | None:
    """Of touches in order."""
    last = None
    for last in touches:  # noqa: B007 - the last one is what is wanted
        pass
    return last


def percentile(values: Sequence[float], share: float) -> float:
    """The value under which `share` of them lie, interpolated between neighbours (Hyndman and Fan, 1996, type 7)."""
    ranked = sorted(values)
    place = (len(ranked) - 1) * share
    low = int(place)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (ranked[high] - ranked[low]) * (place - low)
