"""One question about one person at one moment: what every rule is given. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from app.outreach.models import Nature
from app.outreach.timing.facts import Dated, Fact, Facts, Standing
from app.outreach.timing.history import DAY, History, Pressure, weight
from app.outreach.timing.policy import Policy, StageRule
from app.outreach.timing.verdict import Question

CLOSE = ("working_together", "trusted")


@dataclass(frozen=True)
class Case:
    facts: Facts
    policy: Policy
    question: Question
    now: datetime
    history: History

    def at(self, moment: datetime) -> "Case":
        """The same, later, nothing else having happened."""
        return replace(self, now=moment)

    def asked(self, nature: str) -> "Case":
        """The same person, another touch."""
        return replace(self, question=replace(self.question, nature=nature))

    @cached_property
    def nature(self) -> str:
        """What the touch really is: a reply to nobody is conversation, a chaser of nothing is an ask."""
        asked, history = self.question.nature, self.history
        if asked == Nature.REPLY and not history.they_spoke_last:
            return Nature.NEUTRAL
        if asked == Nature.SERVICE and not self.live:
            return Nature.NEUTRAL
        if asked == Nature.CHASER and not self.chaseable:
            return Nature.ASK
        return asked

    @cached_property
    def passes(self) -> bool:
        """An answer to someone who spoke, or a practical message inside something agreed: nothing soft holds it."""
        return self.nature in (Nature.REPLY, Nature.SERVICE)

    @cached_property
    def asks(self) -> bool:
        return self.nature in (Nature.ASK, Nature.CHASER)

    @cached_property
    def live(self) -> bool:
        return any(True for _fact in self.current(Fact.LIVE))

    @cached_property
    def chaseable(self) -> bool:
        unanswered = self.history.unanswered
        return bool(unanswered) and self.now < unanswered[-1].at + self.policy.after_chasers_days * DAY

    @cached_property
    def silent_since(self) -> datetime | None:
        """Since when they have said nothing: their last message, or the stage if that came later."""
        heard = self.history.heard.at if self.history.heard else None
        moments = [moment for moment in (heard, self.facts.standing.since) if moment]
        return max(moments, default=None)

    @cached_property
    def grown_silent(self) -> bool:
        """Close, and silent for long: to be found again, not to be asked."""
        if self.facts.standing.stage not in CLOSE or self.silent_since is None:
            return False
        return self.now >= self.silent_since + self.policy.silent_days * DAY

    @cached_property
    def standing(self) -> Standing:
        """How the brand stands with them; one that was close and grew silent is treated as resting."""
        if self.grown_silent and self.silent_since:
            since = self.silent_since + self.policy.silent_days * DAY
            return replace(self.facts.standing, stage="resting", since=since)
        return self.facts.standing

    @cached_property
    def rule(self) -> StageRule:
        return self.policy.stages[self.standing.stage]

    @cached_property
    def pressure(self) -> Pressure:
        return self.history.pressure

    @cached_property
    def weight(self) -> float:
        question = self.question
        return weight(self.nature, question.via, question.compensation, self.policy)

    def current(self, *kinds: str) -> Iterator[Dated]:
        """Circumstances of these kinds that hold now, for the brand or for all."""
        for fact in self.about(*kinds):
            if fact.since <= self.now and (fact.until is None or self.now < fact.until):
                yield fact

    def about(self, *kinds: str) -> Iterator[Dated]:
        """Those of these kinds that concern the brand, whenever."""
        for fact in self.facts.dated:
            if fact.kind in kinds and fact.brand_id in (None, self.question.brand_id):
                yield fact
