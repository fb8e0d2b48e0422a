"""What the exchanges of one person say, read once. Pure.

A *word* of ours is what weighs on them: an ask, a chaser, conversation, a reply. Gestures and practical messages
inside something agreed are none, so a gesture never makes an answer stricter. A public comment is a word, but no part
of a conversation unless it answers.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from math import log2
from operator import attrgetter
from uuid import UUID

from app.outreach.models import Compensation, Via
from app.outreach.timing.facts import Touch
from app.outreach.timing.natures import ANSWERING, ASK, ASKING, CHASER, COMMENT, EMAIL, GIVE, NEUTRAL, REPLY, SERVICE
from app.outreach.timing.policy import Policy

DAY = timedelta(days=1)
FORGOTTEN = 0.1
"""Pressure under this counts as none: halving alone would never end it."""


def weight(nature: str, via: str | None, compensation: str | None, policy: Policy) -> float:
    """What a touch of ours adds to the pressure on a person."""
    if nature == NEUTRAL:
        heavy = policy.weight_neutral
    elif nature == ASK:
        heavy = _of_ask(compensation, policy)
    elif nature == CHASER:
        heavy = policy.weight_chaser
    else:
        return 0
    return heavy if via == EMAIL else heavy * _of_means(via, policy)


def _of_ask(compensation: str | None, policy: Policy) -> float:
    if compensation == Compensation.PAID:
        return policy.weight_paid
    return policy.weight_product if compensation == Compensation.PRODUCT else policy.weight_unpaid


def _of_means(via: str | None, policy: Policy) -> float:
    if via == Via.PHONE:
        return policy.phone
    if via == Via.DIRECT_MESSAGE:
        return policy.direct_message
    return policy.comment if via == Via.COMMENT else 1


def weighs_as(touch: Touch) -> str:
    """Its nature; a practical message outside a live partnership is conversation."""
    return NEUTRAL if touch.nature == SERVICE and not touch.live else touch.nature


def is_word(touch: Touch) -> bool:
    return touch.ours and touch.nature != GIVE and (touch.nature != SERVICE or not touch.live)


def in_order(touches: Iterable[Touch]) -> tuple[Touch, ...]:
    """Oldest first; of one moment, theirs before ours, so that storage order says nothing."""
    return tuple(sorted(touches, key=_place))


_place = attrgetter("at", "ours", "id")


class Pressure:
    """How much was asked of them lately, over all brands, means and colleagues."""

    def __init__(self, touches: Sequence[Touch], policy: Policy) -> None:
        self.policy = policy
        self.half_life = policy.half_life_days * DAY
        self.level = 0.0
        self.at: datetime | None = None
        self.behind: list[Touch] = []
        """The touches that weigh, oldest first."""
        for touch in touches:
            self.add(touch)

    def add(self, touch: Touch) -> None:
        """The next one: not before those that were added."""
        if not touch.ours:
            self.level /= 1 if touch.refusal else 2
        elif heavy := weight(weighs_as(touch), touch.via, touch.compensation, self.policy):
            self.level, self.at = self._left(touch.at) + heavy, touch.at
            self.behind.append(touch)

    def _left(self, moment: datetime) -> float:
        return self.level * 2 ** -((moment - self.at) / self.half_life) if self.at else 0.0

    def now(self, moment: datetime) -> float:
        """The level at `moment`, which is not before the last touch."""
        level = self._left(moment)
        return level if level >= FORGOTTEN else 0.0

    def falls_to(self, level: float) -> datetime | None:
        """The first whole second at which it, being higher, will be at most `level`; None: never."""
        if level < 0 or self.at is None:
            return None
        moment = (self.at + self.half_life * log2(self.level / max(level, FORGOTTEN))).replace(microsecond=0)
        while self.now(moment) > level:
            moment += timedelta(seconds=1)
        return moment


def levels(touches: Iterable[Touch], policy: Policy, moments: Iterable[datetime]) -> list[float]:
    """The pressure at each of `moments`, earliest first: what advice weighed then, by the policy of today."""
    pressure, found = Pressure((), policy), []
    coming = list(reversed(in_order(touches)))
    for moment in moments:
        while coming and coming[-1].at <= moment:
            pressure.add(coming.pop())
        found.append(pressure.now(moment))
    return found


class History:
    """All touches of a person up to a moment, and what those of one brand come to."""

    def __init__(self, touches: Sequence[Touch], brand_id: UUID, policy: Policy, now: datetime) -> None:
        self.policy = policy
        self.all = in_order([touch for touch in touches if touch.at <= now])
        self.words: list[Touch] = []
        """Ours, for every brand."""
        self.last_heard: dict[UUID, Touch] = {}
        """Their last message to each brand."""

        self.they_spoke_last = False
        self.waiting: Touch | None = None
        """The first message of theirs that still waits for an answer. An ask of ours is none."""
        self.unanswered: list[Touch] = []
        """Asks and chasers since their last message."""
        self.chasers: list[Touch] = []
        """Among them the chasers, since the last long rest."""
        self.refusals: list[Touch] = []
        self.last_ask: Touch | None = None
        self.last_private_word: Touch | None = None
        self.last_given: Touch | None = None
        for touch in self.all:
            if not touch.ours:
                self.last_heard[touch.brand_id] = touch
            elif is_word(touch):
                self.words.append(touch)
            if touch.brand_id == brand_id:
                (self._said if touch.ours else self._heard)(touch)
        self.heard = self.last_heard.get(brand_id)

    def _heard(self, touch: Touch) -> None:
        self.they_spoke_last = True
        self.unanswered, self.chasers = [], []
        if touch.refusal:
            self.refusals.append(touch)
        if touch.awaits and self.waiting is None:
            self.waiting = touch

    def _said(self, touch: Touch) -> None:
        if touch.nature == GIVE:
            self.last_given = touch
            return
        if touch.via != COMMENT or touch.nature == REPLY:
            self.they_spoke_last = False
            if touch.nature in ANSWERING:
                self.waiting = None
        if touch.nature in ASKING:
            self._expected(touch)
        if touch.via != COMMENT and is_word(touch):
            self.last_private_word = touch

    def _expected(self, touch: Touch) -> None:
        rest = self.policy.after_chasers_days * DAY
        if self.chasers and touch.at >= self.chasers[-1].at + rest:
            self.chasers = []
        self.unanswered.append(touch)
        if touch.nature == CHASER:
            self.chasers.append(touch)
        else:
            self.last_ask = touch

    @cached_property
    def pressure(self) -> Pressure:
        return Pressure(self.all, self.policy)

    @cached_property
    def answers(self) -> list[tuple[datetime, float]]:
        """When they answered any brand, and how many days after the first word of ours that waited for it."""
        found, asked = [], dict[UUID, Touch]()
        for touch in self.all:
            if touch.ours and touch.awaits and is_word(touch):
                asked.setdefault(touch.brand_id, touch)
            elif not touch.ours and (word := asked.pop(touch.brand_id, None)):
                found.append((touch.at, (touch.at - word.at) / DAY))
        return found


def percentile(values: Sequence[float], share: float) -> float:
    """The value under which `share` of them lie, interpolated between neighbours (Hyndman and Fan, 1996, type 7)."""
    ranked = sorted(values)
    place = (len(ranked) - 1) * share
    low = int(place)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (ranked[high] - ranked[low]) * (place - low)
