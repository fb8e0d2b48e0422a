"""Asking and holding the turn in one transaction: nothing slips between advice and act."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers.service import ensure_relation, stale
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Conflict, Invalid, NotFound
from app.core.i18n import _
from app.outreach.models import Compensation, Nature
from app.outreach.timing import queries
from app.outreach.timing.facts import Fact
from app.outreach.timing.models import Circumstance, Why
from app.outreach.timing.queries.writing import writing_to
from app.outreach.timing.schemas import AdviceAsked
from app.outreach.timing.service.advice import answer, in_the_name, question_of
from app.outreach.timing.service.hold import hold
from app.outreach.timing.service.told import told
from app.outreach.timing.verdict import Advice, Verdict


class HeldBack(Conflict):
    """Advice is against it, and nobody said why one goes on all the same. Carries the advice."""

    slug = "held-back"

    def __init__(self, detail: str, brand_id: UUID, found: Advice, told: dict[str, Any]) -> None:
        super().__init__(detail, advice=told)
        self.brand_id, self.found = brand_id, found


async def reserve(
    session: AsyncSession, actor: Actor, blogger_id: UUID, asked: AdviceAsked, why: str = "", sentence: str = ""
) -> Circumstance:
    """Holds the turn to write to this person for a quarter of an hour, when advice allows, or only soft reasons hold
    and `why` is given (for an unpaid ask a sentence too). Raises HeldBack with the advice, Invalid, NotFound."""
    actor.require("bloggers.write")
    await hold(session, [blogger_id])
    [(_who, asked)] = await in_the_name(session, actor, [(blogger_id, asked)])
    places = await queries.places(session, actor, {asked.campaign_id} if asked.campaign_id else ())
    question = question_of(actor, asked, places)
    pair = (blogger_id, question.brand_id)
    reading = await queries.read(session, actor, [pair])
    if pair not in reading.facts:
        raise NotFound
    moment = now()
    advice = answer(reading, pair, question, moment)
    if advice.verdict != Verdict.SPEAK:
        await _insist(session, actor, blogger_id, asked, advice, question.brand_id, why, sentence)
    await ensure_relation(session, actor, blogger_id, question.brand_id)
    until = moment + timedelta(minutes=reading.policy.writing_minutes)
    mine = await _mine(session, actor, blogger_id)
    mine.brand_id, mine.since, mine.until = question.brand_id, moment, until
    await session.flush()
    await stale(session, actor.workspace_id, [blogger_id])
    return mine


async def announce(session: AsyncSession, actor: Actor, blogger_id: UUID, brand_id: UUID) -> None:
    """Tells colleagues that one is writing to this person, whatever advice says; a turn that one of them holds stays
    theirs. It ends by itself, and as soon as what was written is logged."""
    actor.require("interactions.write")
    await hold(session, [blogger_id])
    moment = now()
    if any(row.by != actor.user_id for row in await writing_to(session, actor, blogger_id)):
        return
    policy = await queries.policy_of(session, actor)
    mine = await _mine(session, actor, blogger_id)
    mine.brand_id, mine.since, mine.until = brand_id, moment, moment + timedelta(minutes=policy.writing_minutes)
    await session.flush()
    await stale(session, actor.workspace_id, [blogger_id])


async def fall_silent(session: AsyncSession, actor: Actor, blogger_id: UUID) -> None:
    """Not writing to them any more."""
    actor.require("interactions.write")
    for circumstance in await queries.circumstances(session, actor, blogger_id):
        await release(session, actor, circumstance)


async def release(session: AsyncSession, actor: Actor, circumstance: Circumstance) -> None:
    """Not written after all: the turn is free again."""
    if circumstance.kind == Fact.WRITING and circumstance.by == actor.user_id and circumstance.is_open:
        circumstance.is_open, circumstance.settled_at = False, now()
        await session.flush()
        await stale(session, actor.workspace_id, [circumstance.blogger_id])


async def _insist(
    session: AsyncSession,
    actor: Actor,
    blogger_id: UUID,
    asked: AdviceAsked,
    advice: Advice,
    brand_id: UUID,
    why: str,
    sentence: str,
) -> None:
    """Goes on, or raises."""
    if any(reason.hard and reason.holds for reason in advice.reasons) or not why:
        (said,) = await told(session, actor, [(blogger_id, advice)])
        text = said.reasons[0].text if said.reasons else _("This is not the moment.")
        raise HeldBack(text, brand_id, advice, said.model_dump(mode="json"))
    Why(why)
    if asked.nature == Nature.ASK and asked.compensation == Compensation.UNPAID and not sentence.strip():
        raise Invalid({"why_sentence": _("Say in a sentence why.")})


async def _mine(session: AsyncSession, actor: Actor, blogger_id: UUID) -> Circumstance:
    """The turn the actor holds already, else a new one."""
    statement = select(Circumstance).where(
        col(Circumstance.workspace_id) == actor.workspace_id,
        col(Circumstance.blogger_id) == blogger_id,
        col(Circumstance.kind) == Fact.WRITING,
        col(Circumstance.by) == actor.user_id,
        col(Circumstance.is_open).is_(True),
    )
    found = (await session.execute(statement.limit(1))).scalar_one_or_none()
    if found is None:
        found = Circumstance(
            workspace_id=actor.workspace_id,
            blogger_id=blogger_id,
            kind=Fact.WRITING.value,
            since=now(),
            by=actor.user_id,
        )
        session.add(found)
    return found
