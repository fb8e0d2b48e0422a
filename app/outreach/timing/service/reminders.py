"""A reminder for when it will be the right moment: a next step on that day, and that advice was followed."""

from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers.models import Blogger
from app.core.actor import Actor
from app.core.errors import Invalid
from app.core.i18n import _, local
from app.outreach.models import NextStep
from app.outreach.queries import get_step
from app.outreach.schemas import NextStepIn
from app.outreach.service import steps
from app.outreach.timing.models import AdviceOutcome, Outcome
from app.outreach.timing.schemas import AdviceAsked
from app.outreach.timing.service.advice import advise


async def remind(
    session: AsyncSession, actor: Actor, blogger: Blogger, asked: AdviceAsked
) -> tuple[NextStep, AdviceOutcome]:
    """On the day from which it would be `speak`. Raises Invalid when no date can be given."""
    actor.require("next_steps.write")
    advice = await advise(session, actor, blogger.id, asked)
    if advice.until is None:
        raise Invalid({"": _("No date can be given yet.")})
    title = _("Write to %(name)s: a good moment from today", name=blogger.given_name or blogger.name)
    given = NextStepIn(
        title=title,
        due=local(advice.until).date(),
        blogger_id=blogger.id,
        campaign_id=asked.campaign_id,
        brand_id=asked.brand_id,
    )
    step = await steps.add_step(session, actor, given)
    outcome = AdviceOutcome(
        workspace_id=actor.workspace_id,
        blogger_id=blogger.id,
        brand_id=step.brand_id,
        campaign_id=asked.campaign_id,
        by=actor.user_id,
        outcome=Outcome.AVOIDED,
        nature=asked.nature,
        via=asked.via,
        compensation=asked.compensation,
        verdict=advice.verdict,
        codes=[str(reason.code) for reason in advice.reasons],
    )
    session.add(outcome)
    await session.flush()
    return step, outcome


async def forget(session: AsyncSession, actor: Actor, blogger_id: UUID, step_id: UUID, outcome_id: UUID) -> None:
    """Takes a reminder of one's own back."""
    await steps.delete_step(session, actor, await get_step(session, actor, step_id))
    await session.execute(
        delete(AdviceOutcome).where(
            col(AdviceOutcome.workspace_id) == actor.workspace_id,
            col(AdviceOutcome.id) == outcome_id,
            col(AdviceOutcome.blogger_id) == blogger_id,
            col(AdviceOutcome.by) == actor.user_id,
        )
    )
