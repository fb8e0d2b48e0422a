"""Many people weighed for one kind of touch, with the days on which it would be right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.actor import Actor
from app.core.clock import now
from app.outreach.timing import decide, queries
from app.outreach.timing.case import Case
from app.outreach.timing.facts import Facts
from app.outreach.timing.hours import next_working
from app.outreach.timing.policy import Policy
from app.outreach.timing.schemas import AdviceAsked
from app.outreach.timing.service.advice import answer, question_of
from app.outreach.timing.verdict import Advice, Question

TRIES = 5


@dataclass(frozen=True, slots=True)
class Prospect:
    """One person: the answer for now, and what it rests on."""

    advice: Advice
    facts: Facts
    policy: Policy
    question: Question

    def good_from(self, moment: datetime) -> datetime | None:
        """The first working moment of theirs, not before `moment`, at which nothing speaks against it; None: no date
        can be given."""
        for _try in range(TRIES):
            moment = next_working(moment, self.facts.person, self.policy)
            case = Case(self.facts, self.policy, self.question, moment)
            if not any(True for _reason in decide.holding(case)):
                return moment
            if (until := decide.of(case).until) is None:
                return None
            moment = until
        return None


async def prospects(
    session: AsyncSession, actor: Actor, blogger_ids: Sequence[UUID], asked: AdviceAsked
) -> dict[UUID, Prospect]:
    """By person, whom this workspace knows. Four statements, however many."""
    actor.require("bloggers.read")
    if not blogger_ids:
        return {}
    places = await queries.places(session, actor, {asked.campaign_id} if asked.campaign_id else ())
    question = question_of(actor, asked, places)
    reading = await queries.read(session, actor, sorted({(who, question.brand_id) for who in blogger_ids}))
    moment = now()
    return {
        pair[0]: Prospect(answer(reading, pair, question, moment), facts, reading.policy, question)
        for pair, facts in reading.facts.items()
    }
