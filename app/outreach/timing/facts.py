"""What is known of one person when advice is asked: plain values, no database.

Moments are aware; topics, themes and angles are folded (`core.text.fold`) so that they compare.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class Fact(StrEnum):
    """The kinds of dated fact that timing weighs."""

    DO_NOT_DISTURB = "do_not_disturb"
    CLAIM = "claim"
    """"I'll take this": one member speaks to this person for now."""
    WRITING = "writing"
    """A member holds the turn while they write."""
    PAYMENT = "payment"
    PRODUCT = "product"
    PROMISE = "promise"
    EXCLUSIVITY = "exclusivity"
    """With a rival of the brand."""
    LIVE = "live"
    """A partnership agreed and not over: practical messages are part of it."""
    REFUSAL = "refusal"
    """They said no, elsewhere than in an exchange."""
    PIECE = "piece"
    """Something they published."""
    EVENT = "event"
    DATE = "date"
    """A date that matters to them."""


DEBTS = (Fact.PAYMENT, Fact.PRODUCT, Fact.PROMISE)
OURS = "ours"
"""The reason of an exclusivity promised to a brand of ours: it weighs for our other brands."""


class Touch(NamedTuple):
    """One exchange with the person, of any brand. Notes are none. A tuple: there are ten of them to each person."""

    id: UUID
    at: datetime
    ours: bool
    nature: str
    brand_id: UUID
    compensation: str | None = None
    via: str | None = None
    author_id: UUID | None = None
    angle: str = ""
    awaits: bool = False
    """The other side has the turn after it."""
    refusal: bool = False
    """Theirs: it says no."""
    live: bool = False
    """Ours: said inside a live partnership."""


@dataclass(frozen=True, slots=True)
class Dated:
    """One circumstance. `until` None: open-ended; for a debt it is the moment from which we are late."""

    id: UUID
    kind: str
    since: datetime
    until: datetime | None = None
    brand_id: UUID | None = None
    """None: for every brand."""
    by: UUID | None = None
    label: str = ""
    """What it is about: the rival, the piece, the thing promised. Never a do-not-disturb's private note."""
    reason: str = ""
    """Of a do-not-disturb: which of the four reasons. Of an exclusivity: `OURS`, or nothing."""
    topics: frozenset[str] = frozenset()
    yielded_by: UUID | None = None
    """Of a claim: the colleague who handed the talk over. What they said before holds nobody back any more."""

    def concerns(self, brand_id: UUID) -> bool:
        """Whether it weighs for this brand."""
        if self.kind == Fact.EXCLUSIVITY and self.reason == OURS:
            return self.brand_id != brand_id
        return self.brand_id in (None, brand_id)


@dataclass(frozen=True, slots=True)
class Need:
    """Something the person would find useful; `offer` names what we could give, where something fits. From the day of
    its review on it is no longer relied on."""

    id: UUID
    text: str
    offer: str = ""
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person told us they prefer."""

    vias: frozenset[str] = frozenset()
    """The means they accept; empty: any."""
    topics: frozenset[str] = frozenset()
    monthly: int | None = None
    """At most so many messages in 30 days."""
    pause_until: datetime | None = None
    ask_first: bool = False
    """A short question before any ask."""
    opted_out: frozenset[str] = frozenset()
    """Means closed to us, or `outreach` for all that is not an answer."""


@dataclass(frozen=True, slots=True)
class Person:
    id: UUID
    name: str
    country: str = ""
    time_zone: str = ""
    topics: frozenset[str] = frozenset()
    source: str = ""
    legal_basis: str = ""
    erased: bool = False
    """Erased, or objects to every message."""
    do_not_contact: bool = False
    contacts: frozenset[tuple[str, str]] = frozenset()
    """Kind and state of each contact point."""
    personal_address: bool = False
    """Their email is a private mailbox rather than a professional address."""
    wishes: Wishes = Wishes()

    @property
    def closed(self) -> bool:
        """They shut a door, or one was found shut."""
        return self.erased or self.do_not_contact or any(state != "ok" for _kind, state in self.contacts)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the brand asked for stands with the person."""

    stage: str = "not_met"
    since: datetime | None = None
    """None: not met."""
    owner_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """What the workspace knows of itself."""

    answer_days: float | None = None
    """The median of days until an answer, over everyone."""
    first_approaches: int = 0
    """People approached for the first time today, in the asking member's zone, by that member."""
    day_ends: datetime | None = None
    """When that day is over."""


@dataclass(frozen=True)
class Facts:
    person: Person
    standing: Standing = Standing()
    touches: tuple[Touch, ...] = ()
    dated: tuple[Dated, ...] = ()
    needs: tuple[Need, ...] = ()
    team: Team = field(default=Team())

    @property
    def known(self) -> bool:
        """Whether anything at all was noted: an exchange, a circumstance, a need, a wish, or a stage past the first."""
        noted = self.touches or self.dated or self.needs or self.standing.stage != "not_met"
        return bool(noted or self.person.wishes != Wishes() or self.person.closed)
