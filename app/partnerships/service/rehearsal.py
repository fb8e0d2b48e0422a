"""What is approved of a rehearsal: dated next steps, one transaction, taken back as one."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.queries import resolve_member
from app.activity.models import Activity
from app.campaigns.models import Campaign
from app.core.actor import Actor
from app.core.bulk import insert_rows
from app.core.clock import now
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.outreach import service as outreach
from app.outreach.models import NextStep
from app.outreach.timing.models import AdviceOutcome, Outcome
from app.partnerships.queries import get_partnership
from app.partnerships.queries.rehearsal import Rehearsal, Rehearsed
from app.partnerships.service.bulk import add_to_campaign
from app.partnerships.service.contacts import link_steps
from app.partnerships.service.partnerships import WRITE
from app.partnerships.service.partnerships import delete as bin_partnership

LONGEST = timedelta(minutes=10)
Days = dict[UUID, date]
"""On which day to write to whom."""


async def plan(
    session: AsyncSession, actor: Actor, rehearsal: Rehearsal, days: Days, owners: Mapping[UUID, UUID] | None = None
) -> list[UUID]:
    """A next step "Write to …" for each person approved, for whom `owners` names, else who is proposed; substitutes
    join first. Who was
    left out because timing advised it is noted. Returns the steps."""
    actor.require(WRITE)
    campaign, known = rehearsal.campaign, {it.blogger_id: it for it in (*rehearsal.people, *rehearsal.substitutes)}
    if unknown := days.keys() - known.keys():
        raise Invalid({"items": _("%(name)s is not in this rehearsal any more.", name=min(map(str, unknown)))})
    joining = [who for who in days if known[who].partnership_id is None]
    added = await add_to_campaign(session, actor, campaign, joining) if joining else None
    chosen = owners or {}
    for owner_id in set(chosen.values()):
        await resolve_member(session, actor, owner_id, "items")
    rows = [_step(campaign, known[who], day, chosen.get(who, known[who].owner_id)) for who, day in days.items()]
    steps = await outreach.add_steps_many(session, actor, rows)
    joined = dict(zip(joining, added.partnership_ids, strict=True)) if added else {}
    about = [known[who].partnership_id or joined[who] for who in days]
    await link_steps(session, actor, list(zip(about, steps, strict=True)))
    left = [it for it in rehearsal.people if it.waits and it.blogger_id not in days and not it.planned_for]
    await insert_rows(session, AdviceOutcome, [_avoided(actor, campaign, it) for it in left])
    return steps


async def unplan(session: AsyncSession, actor: Actor, campaign: Campaign, since: datetime, until: datetime) -> int:
    """Takes back what `plan` made between two moments; how many steps."""
    actor.require(WRITE)
    until = min(until, since + LONGEST)
    span = (col(Activity.at) >= since, col(Activity.at) <= until)
    mine = (col(Activity.workspace_id) == actor.workspace_id, col(Activity.user_id) == actor.user_id)
    wanted = col(Activity.verb).in_(("next_step.created", "partnership.created"))
    events = select(col(Activity.verb), col(Activity.subject_id)).where(
        *mine, *span, wanted, col(Activity.campaign_id) == campaign.id
    )
    made = list(await session.execute(events))
    steps = await _open(session, actor, [subject for verb, subject in made if verb == "next_step.created"])
    await outreach.delete_steps(session, actor, steps)
    for verb, subject in made:
        if verb == "partnership.created":
            await bin_partnership(session, actor, await get_partnership(session, actor, subject))
    noted = (col(AdviceOutcome.at) >= since, col(AdviceOutcome.at) <= until, col(AdviceOutcome.by) == actor.user_id)
    await session.execute(
        delete(AdviceOutcome).where(
            col(AdviceOutcome.workspace_id) == actor.workspace_id,
            col(AdviceOutcome.campaign_id) == campaign.id,
            col(AdviceOutcome.outcome) == Outcome.AVOIDED,
            *noted,
        )
    )
    return len(steps)


async def _open(session: AsyncSession, actor: Actor, ids: Sequence[UUID]) -> list[NextStep]:
    statement = select(NextStep).where(
        col(NextStep.workspace_id) == actor.workspace_id, col(NextStep.id).in_(ids), col(NextStep.is_open).is_(True)
    )
    return list((await session.execute(statement)).scalars())


def _step(campaign: Campaign, person: Rehearsed, day: date, owner_id: UUID | None) -> dict[str, object]:
    return {
        "title": _("Write to %(name)s", name=person.name)[:300],
        "due": day,
        "brand_id": campaign.brand_id,
        "blogger_id": person.blogger_id,
        "campaign_id": campaign.id,
        "owner_id": owner_id,
    }


def _avoided(actor: Actor, campaign: Campaign, person: Rehearsed) -> dict[str, object]:
    question, advice = person.prospect.question, person.advice
    return AdviceOutcome(
        id=new_id(),
        workspace_id=actor.workspace_id,
        blogger_id=person.blogger_id,
        brand_id=campaign.brand_id,
        campaign_id=campaign.id,
        at=now(),
        by=actor.user_id,
        outcome=Outcome.AVOIDED,
        nature=question.nature,
        via=question.via,
        compensation=question.compensation,
        verdict=advice.verdict,
        codes=[str(reason.code) for reason in advice.reasons],
    ).model_dump()
