"""The question and the answer.

What reasons say: their code, the variant of the sentence, and the words that it may name.

    erased
    opted_out outreach: via
    opted_out via: via
    do_not_contact
    no_basis
    bounced: via
    country_rule consent: country source
    country_rule professional: country source
    pressure: level asks days answers_in
    pressure too_heavy: level
    cadence ask: days since
    cadence touch: days since
    cadence ended
    cadence resting: since
    cadence grown_silent: since
    chaser first: days exchanges since
    chaser second: days exchanges since
    chaser enough: chasers
    chaser no: since
    do_not_disturb until: reason
    do_not_disturb open: reason
    debt answer: since
    debt payment: label since
    debt payment_soon: label since
    debt product: label since
    debt promise: label since
    one_voice claim: who brand_id since
    one_voice writing: who brand_id since
    one_voice exchange: who brand_id since
    one_voice unanswered: who brand_id since
    balance
    relevance
    angle used: since brand_id
    angle nothing_new
    preference pause
    preference means: vias
    preference never
    preference monthly: most
    preference topics
    preference ask_first
    exclusivity: label
    exclusivity ours: label brand_id
    calm_weeks: country
    capacity: most

`exchanges` is how many of their own answers `days` rests on; 0: it is the team's median, or nothing is known (0 days).
`answers_in` is the same in days, 0 where their own rhythm is not known.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.outreach.models import Compensation, Nature


class Verdict(StrEnum):
    SPEAK = "speak"
    WAIT = "wait"
    DISCREET = "discreet"


class Code(StrEnum):
    """Why not now. Stable: programs depend on them."""

    ERASED = "erased"
    OPTED_OUT = "opted_out"
    DO_NOT_CONTACT = "do_not_contact"
    NO_BASIS = "no_basis"
    BOUNCED = "bounced"
    COUNTRY_RULE = "country_rule"
    PRESSURE = "pressure"
    CADENCE = "cadence"
    CHASER = "chaser"
    DO_NOT_DISTURB = "do_not_disturb"
    DEBT = "debt"
    ONE_VOICE = "one_voice"
    BALANCE = "balance"
    RELEVANCE = "relevance"
    ANGLE = "angle"
    PREFERENCE = "preference"
    EXCLUSIVITY = "exclusivity"
    CALM_WEEKS = "calm_weeks"
    CAPACITY = "capacity"


HARD = frozenset({Code.ERASED, Code.OPTED_OUT, Code.DO_NOT_CONTACT, Code.NO_BASIS, Code.BOUNCED, Code.COUNTRY_RULE})
"""Nobody may go on."""


class First(StrEnum):
    """What to do before, where no date can be given."""

    ANSWER = "answer"
    PAY = "pay"
    SEND = "send"
    KEEP_PROMISE = "keep_promise"
    GIVE = "give"
    ASK_COLLEAGUE = "ask_colleague"
    ASK_PERMISSION = "ask_permission"
    OTHER_MEANS = "other_means"
    NEW_ANGLE = "new_angle"
    SHOW_RELEVANCE = "show_relevance"
    LIGHTER = "lighter"
    """Something that weighs less: another means, a paid offer."""
    LEAVE = "leave"
    """Nothing: it is theirs to write."""


@dataclass(frozen=True, slots=True)
class Question:
    """A touch thought of: for which brand, by which means, doing what."""

    brand_id: UUID
    nature: str = Nature.ASK
    via: str | None = "email"
    compensation: str = Compensation.UNPAID
    angle: str | None = None
    """Folded; None: not yet chosen, so not weighed. Empty: without one."""
    themes: frozenset[str] = frozenset()
    """Of the campaign it is for, folded."""
    bulk: bool = False
    """One of many, not written for this person."""
    me: UUID | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that holds. `until`: the first moment at which it no longer does; None: no date can be given."""

    code: Code
    until: datetime | None = None
    first: First | None = None
    facts: tuple[tuple[str, UUID], ...] = ()
    """What it rests on: kind and id, such as `("interaction", …)`."""
    variant: str = ""
    """Which sentence of the code's."""
    words: dict[str, Any] = field(default_factory=dict)
    """What the sentence names."""
    holds: bool = True
    """False: it will begin before the others end, and is why no date can be given."""

    @property
    def hard(self) -> bool:
        return self.code in HARD


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why now would be pertinent."""

    kind: str
    facts: tuple[tuple[str, UUID], ...] = ()
    at: datetime | None = None
    words: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Advice:
    verdict: Verdict
    known: bool
    until: datetime | None = None
    first: First | None = None
    reasons: tuple[Reason, ...] = ()
    hints: tuple[Reason, ...] = ()
    """Worth knowing, holding nothing."""
    occasions: tuple[Occasion, ...] = ()
    possible: tuple[str, ...] = ()
    pressure: str = "calm"
    chases: bool = False
    """An ask of ours stands unanswered: a word that says nothing else reminds of it."""
