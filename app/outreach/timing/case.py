"""One question about one person at one moment: what every rule is given. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from app.outreach.models import Via
from app.outreach.timing.facts import Dated, Fact, Facts, Standing, Touch
from app.outreach.timing.history import DAY, History, Pressure, weight
from app.outreach.timing.hours import day_of
from app.outreach.timing.natures import ASK, ASKING, CHASER, COMMENT, NEUTRAL, PASSING, REPLY, SERVICE
from app.outreach.timing.policy import Policy, StageRule
from app.outreach.timing.verdict import Question

CONTACT_OF: dict[str | None, str] = {Via.EMAIL: "email", Via.PHONE: "phone", Via.DIRECT_MESSAGE: "direct_message"}
"""Which contact points a means goes through."""
CLOSE = ("working_together", "trusted")
OF_ALL = (Fact.CLAIM, Fact.WRITING)
"""One voice is one voice for every brand."""


class Case:
    """What does not depend on the nature asked about is worked out once for all of them."""

    def __init__(self, facts: Facts, policy: Policy, question: Question, now: datetime) -> None:
        self.facts = facts
        self.person = facts.person
        self.policy = policy
        self.question = question
        self.country = self.person.country or policy.country
        """Theirs, else the one that the policy takes for people whose country is unknown."""
        self.now = now
        self.history = History(facts.touches, question.brand_id, policy, now)
        self.dated = _by_kind(facts, question)
        self.states = {state for kind, state in facts.person.contacts if kind == CONTACT_OF.get(question.via)}
        """Of the contact points that the means goes through."""
        self.meant: str = question.nature
        self.silent_since = self._silent_since()
        self.grows_silent = self._grows_silent()
        self._look()

    def _look(self) -> None:
        self.live = bool(self.current(Fact.LIVE))
        self.grown_silent = self.grows_silent is not None and self.now >= self.grows_silent
        self.standing = self._standing()
        self.rule: StageRule = self.policy.stages[self.standing.stage]
        self._mean(self.meant)

    def _mean(self, nature: str) -> None:
        self.meant, self.nature = nature, self.really(nature)
        self.asks, self.passes = self.nature in ASKING, self.nature in PASSING

    def at(self, moment: datetime) -> "Case":
        """The same, later, nothing else having happened."""
        later = self._like()
        later.now = moment
        vars(later).pop("today", None)
        later._look()
        return later

    def asked(self, nature: str) -> "Case":
        """The same person, another touch."""
        other = self._like()
        other._mean(nature)
        return other

    def _like(self) -> "Case":
        other = object.__new__(Case)
        vars(other).update(vars(self))
        return other

    def really(self, nature: str) -> str:
        """What the touch is: a reply to nobody is conversation, a chaser of nothing is an ask."""
        if nature == REPLY and not self.history.they_spoke_last:
            return NEUTRAL
        if nature == SERVICE and not self.live:
            return NEUTRAL
        if nature == CHASER and not self.chaseable:
            return ASK
        return nature

    @property
    def chaseable(self) -> bool:
        """Whether an ask of ours stands unanswered, and not for too long."""
        unanswered = self.history.unanswered
        return bool(unanswered) and self.now < unanswered[-1].at + self.policy.after_chasers_days * DAY

    def _silent_since(self) -> datetime | None:
        """Since when they have said nothing: their last message, or the stage if that came later."""
        heard, stage = self.history.heard, self.facts.standing.since
        if heard is None or stage is None:
            return heard.at if heard else stage
        return max(heard.at, stage)

    def _grows_silent(self) -> datetime | None:
        """From when on somebody close is to be found again, not to be asked."""
        if self.facts.standing.stage not in CLOSE or self.silent_since is None:
            return None
        return self.silent_since + self.policy.silent_days * DAY

    def _standing(self) -> Standing:
        """How the brand stands with them; one that was close and grew silent is treated as resting."""
        if self.grown_silent:
            return replace(self.facts.standing, stage="resting", since=self.grows_silent)
        return self.facts.standing

    @cached_property
    def today(self) -> date:
        """Where they are."""
        return day_of(self.now, self.person, self.policy)

    @cached_property
    def said_by_others(self) -> Mapping[tuple[UUID | None, UUID], list[Touch]]:
        """What each colleague said for each brand."""
        found: dict[tuple[UUID | None, UUID], list[Touch]] = {}
        mine = (None, self.question.me)
        for touch in self.history.words:
            if touch.author_id not in mine:
                found.setdefault((touch.author_id, touch.brand_id), []).append(touch)
        return found

    @property
    def public(self) -> bool:
        return self.question.via == COMMENT

    @property
    def pressure(self) -> Pressure:
        return self.history.pressure

    @property
    def weight(self) -> float:
        return weight(self.nature, self.question.via, self.question.compensation, self.policy)

    def current(self, *kinds: str) -> list[Dated]:
        """Circumstances of these kinds that hold now, for the brand or for all."""
        if not self.dated:
            return []
        now = self.now
        return [fact for fact in self.about(*kinds) if fact.since <= now and (fact.until is None or now < fact.until)]

    def about(self, *kinds: str) -> list[Dated]:
        """Those of these kinds that concern the brand, whenever."""
        return [fact for kind in kinds for fact in self.dated.get(kind, ())] if self.dated else []


def _by_kind(facts: Facts, question: Question) -> Mapping[str, list[Dated]]:
    """What concerns the brand, oldest first, so that storage order says nothing."""
    found: dict[str, list[Dated]] = {}
    for fact in sorted(facts.dated, key=lambda fact: (fact.since, fact.id)):
        if fact.concerns(question.brand_id) or fact.kind in OF_ALL:
            found.setdefault(fact.kind, []).append(fact)
    return found
