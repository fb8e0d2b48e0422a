"""What came of advice: kept with every touch of ours that weighs, so that what it spares and costs both show."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.actor import Actor
from app.core.bulk import insert_rows
from app.core.clock import now
from app.core.ids import new_id
from app.core.text import fold
from app.outreach.models import Compensation, Direction, Interaction, Nature
from app.outreach.timing import decide
from app.outreach.timing.case import Case
from app.outreach.timing.facts import Fact, Facts, Person, Touch
from app.outreach.timing.models import AdviceOutcome, Circumstance, Outcome, Why
from app.outreach.timing.policy import Policy
from app.outreach.timing.queries import Pair, Reading
from app.outreach.timing.schemas import AdviceAsked
from app.outreach.timing.verdict import Advice, Question, Verdict

WEIGHED = frozenset({Nature.ASK, Nature.CHASER, Nature.NEUTRAL})
"""Answers, gestures and practical words are never held back by what is soft: they count for nothing here."""
ONCE = timedelta(hours=24)
NOBODY = UUID(int=0)


def into_silence(reading: Reading, pair: Pair, moment: datetime) -> bool:
    """Whether an ask of ours to them stands unanswered."""
    facts = reading.facts.get(pair)
    return facts is not None and is_silent(facts.touches, pair[1], reading.policy, moment)


def is_silent(touches: Iterable[Touch], brand_id: UUID, policy: Policy, moment: datetime) -> bool:
    """The same of one person's touches: whether a chaser would be one."""
    known = Facts(Person(NOBODY, ""), touches=tuple(touches))
    return Case(known, policy, Question(brand_id, Nature.CHASER), moment).nature == Nature.CHASER


async def keep(
    session: AsyncSession,
    actor: Actor,
    interaction: Interaction,
    reading: Reading,
    themes: Iterable[str] = (),
    why: str = Why.UNSAID,
    sentence: str = "",
) -> None:
    """What advice would have said just before this touch, and that it was done. Whoever held the turn to write it lets
    it go."""
    if interaction.direction != Direction.OUT:
        return
    people = [who for who, _brand in reading.facts]
    if interaction.nature in WEIGHED:
        question = _question(actor, interaction, frozenset(map(fold, themes)), bulk=len(people) > 1)
        asked = [
            (pair, decide.advice(facts, reading.policy, question, interaction.occurred_at))
            for pair, facts in reading.facts.items()
        ]
        rows = [_row(actor, interaction, who, advice, why, sentence) for (who, _brand), advice in asked]
        await insert_rows(session, AdviceOutcome, rows)
    if any(
        fact.kind == Fact.WRITING and fact.by == actor.user_id for it in reading.facts.values() for fact in it.dated
    ):
        await _let_go(session, actor, people)


async def explain(session: AsyncSession, actor: Actor, interaction: Interaction, why: str, sentence: str = "") -> None:
    """Why it was done all the same, said afterwards."""
    actor.require("interactions.write")
    statement = (
        update(AdviceOutcome)
        .where(
            col(AdviceOutcome.workspace_id) == actor.workspace_id,
            col(AdviceOutcome.interaction_id) == interaction.id,
            col(AdviceOutcome.outcome) == Outcome.OVERRIDDEN,
        )
        .values(why=Why(why).value, sentence=sentence)
    )
    await session.execute(statement, execution_options={"synchronize_session": False})


async def avoided(
    session: AsyncSession, actor: Actor, blogger_id: UUID, brand_id: UUID, asked: AdviceAsked, advice: Advice
) -> None:
    """Advice held it back and nobody insisted; counted once a day for one person and member."""
    already = select(col(AdviceOutcome.id)).where(
        col(AdviceOutcome.workspace_id) == actor.workspace_id,
        col(AdviceOutcome.blogger_id) == blogger_id,
        col(AdviceOutcome.at) > now() - ONCE,
        col(AdviceOutcome.by) == actor.user_id,
        col(AdviceOutcome.outcome) == Outcome.AVOIDED,
    )
    if advice.verdict == Verdict.SPEAK or (await session.execute(already.limit(1))).first():
        return
    session.add(
        AdviceOutcome(
            workspace_id=actor.workspace_id,
            blogger_id=blogger_id,
            brand_id=brand_id,
            campaign_id=asked.campaign_id,
            by=actor.user_id,
            outcome=Outcome.AVOIDED.value,
            nature=str(asked.nature),
            via=str(asked.via) if asked.via else None,
            compensation=str(asked.compensation) if asked.nature == Nature.ASK else None,
            verdict=advice.verdict.value,
            codes=_codes(advice),
        )
    )


def _question(actor: Actor, interaction: Interaction, themes: frozenset[str], *, bulk: bool) -> Question:
    return Question(
        brand_id=interaction.brand_id,
        nature=interaction.nature,
        via=interaction.via,
        compensation=interaction.compensation or Compensation.UNPAID,
        angle=fold(interaction.angle),
        themes=themes,
        bulk=bulk,
        me=actor.user_id,
    )


def _row(
    actor: Actor, interaction: Interaction, blogger_id: UUID, advice: Advice, why: str, sentence: str
) -> dict[str, Any]:
    followed = advice.verdict == Verdict.SPEAK
    moment = now()
    return {
        "id": new_id(),
        "workspace_id": actor.workspace_id,
        "created_at": moment,
        "updated_at": moment,
        "version": 1,
        "blogger_id": blogger_id,
        "brand_id": interaction.brand_id,
        "interaction_id": interaction.id,
        "campaign_id": interaction.campaign_id,
        "at": interaction.occurred_at,
        "by": interaction.author_id,
        "outcome": (Outcome.FOLLOWED if followed else Outcome.OVERRIDDEN).value,
        "nature": interaction.nature,
        "via": interaction.via,
        "compensation": interaction.compensation,
        "verdict": advice.verdict.value,
        "codes": _codes(advice),
        "why": "" if followed else Why(why).value,
        "sentence": "" if followed else sentence,
    }


def _codes(advice: Advice) -> list[str]:
    return list(dict.fromkeys(reason.code.value for reason in advice.reasons if reason.holds))


async def _let_go(session: AsyncSession, actor: Actor, people: Iterable[UUID]) -> None:
    statement = (
        update(Circumstance)
        .where(
            col(Circumstance.workspace_id) == actor.workspace_id,
            col(Circumstance.blogger_id).in_(list(people)),
            col(Circumstance.kind) == Fact.WRITING,
            col(Circumstance.by) == actor.user_id,
            col(Circumstance.is_open).is_(True),
        )
        .values(is_open=False, settled_at=now())
    )
    await session.execute(statement, execution_options={"synchronize_session": False})
