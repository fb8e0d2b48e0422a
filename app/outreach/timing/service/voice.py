"""One voice: asking the colleague who speaks with somebody, who hands the talk over or says not now."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.service import record
from app.bloggers.models import Blogger
from app.bloggers.queries import get_blogger
from app.bloggers.service import stale
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.i18n import _
from app.outreach.timing import queries
from app.outreach.timing.facts import Fact, Person
from app.outreach.timing.history import DAY
from app.outreach.timing.hours import after_working_hours
from app.outreach.timing.models import Circumstance, VoiceQuestion
from app.outreach.timing.schemas import AdviceAsked
from app.outreach.timing.service.advice import advise, in_the_name
from app.outreach.timing.service.hold import hold
from app.outreach.timing.verdict import Code, Reason

WRITE = "bloggers.write"
_OVER = (Fact.CLAIM, Fact.WRITING)


async def ask_colleague(
    session: AsyncSession, actor: Actor, blogger_id: UUID, colleague: UUID, asked: AdviceAsked
) -> VoiceQuestion:
    """Whether to write to this person. Asked a second time it is the same question. Raises Invalid when the colleague
    does not hold anybody back."""
    actor.require(WRITE)
    if actor.user_id is None:
        raise Forbidden
    blogger = await get_blogger(session, actor, blogger_id)
    await hold(session, [blogger_id])
    if (open_already := await _open(session, actor, blogger_id, colleague)) is not None:
        return open_already
    [(_who, asked)] = await in_the_name(session, actor, [(blogger_id, asked)])
    advice = await advise(session, actor, blogger_id, asked)
    if colleague not in {who for who, _until in voices(advice.reasons)}:
        raise Invalid({"colleague": _("This colleague does not speak with %(name)s now.", name=blogger.name)})
    places = await queries.places(session, actor)
    made = VoiceQuestion(
        workspace_id=actor.workspace_id,
        blogger_id=blogger_id,
        brand_id=places.brand(asked.brand_id, None),
        asked_by=actor.user_id,
        asked_of=colleague,
    )
    session.add(made)
    await _tell(session, actor, "asked", made, blogger, {"colleague_id": [None, str(colleague)]})
    return made


async def answer_question(session: AsyncSession, actor: Actor, question: VoiceQuestion, yes: bool) -> VoiceQuestion:
    """Yes hands the talk over: who answers lets go of the person, and who asked takes care from now on. Raises
    Forbidden for anybody but the one who was asked, Conflict once it is answered otherwise."""
    actor.require(WRITE)
    if question.asked_of != actor.user_id:
        raise Forbidden
    if question.answered_at is not None:
        if question.yes == yes:
            return question
        raise Conflict(_("You have answered this already."))
    await hold(session, [question.blogger_id])
    blogger = await get_blogger(session, actor, question.blogger_id)
    question.yes, question.answered_at = yes, now()
    question.touch()
    if yes:
        await _hand_over(session, actor, question, blogger)
    verb = "handed_over" if yes else "kept"
    await _tell(session, actor, verb, question, blogger, {"colleague_id": [None, str(question.asked_by)]})
    return question


async def withdraw_question(session: AsyncSession, actor: Actor, question: VoiceQuestion) -> None:
    """Not asked after all. Raises Conflict once it is answered."""
    actor.require(WRITE)
    if question.asked_by != actor.user_id:
        raise Forbidden
    if question.answered_at is not None:
        raise Conflict(_("It has been answered already."))
    blogger = await get_blogger(session, actor, question.blogger_id)
    await _tell(session, actor, "withdrawn", question, blogger, {})
    await session.delete(question)


def voices(reasons: Iterable[Reason]) -> list[tuple[UUID, datetime | None]]:
    """Who holds the reader back, as far as the reader may know."""
    return [
        (reason.words["who"], reason.until)
        for reason in reasons
        if reason.code == Code.ONE_VOICE and reason.words.get("who")
    ]


async def _hand_over(session: AsyncSession, actor: Actor, question: VoiceQuestion, blogger: Blogger) -> None:
    """The claim lasts as long as what was said before would have held others back."""
    policy = await queries.policy_of(session, actor)
    moment, person = now(), Person(blogger.id, blogger.name, blogger.country, blogger.time_zone)
    mine = {
        "workspace_id": actor.workspace_id, "blogger_id": blogger.id, "by": actor.user_id, "is_open": True,
    }  # fmt: skip
    ended = {"is_open": False, "until": moment, "settled_at": moment, "settled_by": actor.user_id}
    theirs = [getattr(Circumstance, name) == value for name, value in mine.items()]
    await session.execute(update(Circumstance).where(*theirs, col(Circumstance.kind).in_(_OVER)).values(ended))
    until = max(after_working_hours(moment, policy.claim_hours, person, policy), moment + policy.exchange_days * DAY)
    claim: dict[str, Any] = {"kind": Fact.CLAIM.value, "since": moment, "until": until, "by": question.asked_by}
    session.add(
        Circumstance(
            workspace_id=actor.workspace_id,
            blogger_id=blogger.id,
            brand_id=question.brand_id,
            yielded_by=actor.user_id,
            **claim,
        )
    )
    await session.flush()
    await stale(session, actor.workspace_id, [blogger.id])


async def _open(session: AsyncSession, actor: Actor, blogger_id: UUID, colleague: UUID) -> VoiceQuestion | None:
    statement = select(VoiceQuestion).where(
        col(VoiceQuestion.workspace_id) == actor.workspace_id,
        col(VoiceQuestion.blogger_id) == blogger_id,
        col(VoiceQuestion.asked_by) == actor.user_id,
        col(VoiceQuestion.asked_of) == colleague,
        col(VoiceQuestion.answered_at).is_(None),
    )
    return (await session.execute(statement)).scalars().first()


async def _tell(
    session: AsyncSession, actor: Actor, verb: str, question: VoiceQuestion, blogger: Blogger, changes: dict[str, Any]
) -> None:
    await record(
        session,
        actor,
        f"voice.{verb}",
        "voice",
        question.id,
        changes,
        name=blogger.name,
        brand_id=question.brand_id,
        blogger_id=blogger.id,
    )
