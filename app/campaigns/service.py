"""Every write of campaigns, one verb per function."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete as sql_delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts import queries as accounts
from app.activity.merge import merged
from app.activity.service import record
from app.campaigns import queries
from app.campaigns.models import Campaign, CampaignMember
from app.campaigns.schemas import CampaignIn
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Invalid
from app.core.forms import Was
from app.core.i18n import _
from app.core.text import fold

OWN_FIELDS = frozenset(Campaign.model_fields)


async def create(session: AsyncSession, actor: Actor, given: CampaignIn) -> Campaign:
    """A new campaign of a brand the actor sees; its maker owns it unless another is named."""
    actor.require("campaigns.write")
    await _check_people(session, actor, given.member_ids, given.owner_id)
    values: dict[str, Any] = given.model_dump(exclude={"member_ids", "budget"})
    values |= {
        "workspace_id": actor.workspace_id,
        "owner_id": given.owner_id or actor.user_id,
        "brand_id": await accounts.resolve_brand(session, actor, given.brand_id),
        "currency": given.currency or actor.workspace["currency"],
        "sort_name": fold(given.name),
        "sort_on": given.starts_on or now().date(),
    }
    campaign = Campaign(**values)
    session.add(campaign)
    await session.flush()
    await _share(session, campaign, given.member_ids)
    await _record(session, actor, campaign, "created", {"name": [None, campaign.name]})
    return campaign


async def update(
    session: AsyncSession,
    actor: Actor,
    campaign: Campaign,
    values: dict[str, Any],
    *,
    version: int | None = None,
    was: Was | None = None,
) -> Campaign:
    """Changes what `values` names. Raises Stale when `version` is given and no longer the record's (see `merged`)."""
    actor.require("campaigns.write")
    values = await merged(session, actor, campaign, values, version, was)
    members = values.pop("member_ids", None)
    await _check_people(session, actor, members or [], values.get("owner_id"))
    changes = campaign.apply({name: value for name, value in values.items() if name in OWN_FIELDS})
    if campaign.starts_on and campaign.ends_on and campaign.ends_on < campaign.starts_on:
        raise Invalid({"ends_on": _("The end lies before the start.")})
    campaign.sort_name = fold(campaign.name)
    campaign.sort_on = campaign.starts_on or campaign.created_at.date()
    if members is not None:
        changes |= await _change_members(session, actor, campaign, members)
    if changes:
        await _record(session, actor, campaign, "updated", changes)
    return campaign


async def archive(session: AsyncSession, actor: Actor, campaign: Campaign) -> None:
    """Out of the lists, everything kept."""
    await _mark(session, actor, campaign, "archived", archived=True)


async def restore(session: AsyncSession, actor: Actor, campaign: Campaign) -> None:
    await _mark(session, actor, campaign, "restored", archived=False)


async def delete(session: AsyncSession, actor: Actor, campaign: Campaign) -> None:
    """Into the bin; its partnerships and exchanges stay with the people they concern."""
    await _mark(session, actor, campaign, "deleted", deleted=True)


async def undelete(session: AsyncSession, actor: Actor, campaign: Campaign) -> None:
    await _mark(session, actor, campaign, "undeleted", deleted=False)


async def _mark(session: AsyncSession, actor: Actor, campaign: Campaign, verb: str, **values: bool) -> None:
    actor.require("campaigns.write")
    if changes := campaign.apply(values):
        await _record(session, actor, campaign, verb, changes)


async def _change_members(
    session: AsyncSession, actor: Actor, campaign: Campaign, members: list[UUID]
) -> dict[str, list[Any]]:
    before = await queries.member_ids(session, actor, campaign.id)
    if set(before) == set(members):
        return {}
    await session.execute(sql_delete(CampaignMember).where(col(CampaignMember.campaign_id) == campaign.id))
    await _share(session, campaign, members)
    campaign.touch()
    return {"member_ids": [before, members]}


async def _share(session: AsyncSession, campaign: Campaign, members: list[UUID]) -> None:
    for user_id in dict.fromkeys(members):
        session.add(CampaignMember(workspace_id=campaign.workspace_id, campaign_id=campaign.id, user_id=user_id))
    await session.flush()


async def _check_people(session: AsyncSession, actor: Actor, members: list[UUID], owner_id: UUID | None) -> None:
    """Raises Invalid unless all named are members of the workspace."""
    if not members and owner_id is None:
        return
    known = {member.user_id for member in await accounts.members(session, actor)}
    if owner_id is not None and owner_id not in known:
        raise Invalid({"owner_id": _("This person is not a member of the workspace.")})
    if set(members) - known:
        raise Invalid({"member_ids": _("This person is not a member of the workspace.")})


async def _record(
    session: AsyncSession, actor: Actor, campaign: Campaign, verb: str, changes: dict[str, list[Any]]
) -> None:
    await record(
        session,
        actor,
        f"campaign.{verb}",
        "campaign",
        campaign.id,
        {field: [_short(before), _short(after)] for field, (before, after) in changes.items()},
        name=campaign.name,
        brand_id=campaign.brand_id,
        campaign_id=campaign.id,
    )


def _short(value: Any) -> Any:
    return value[:200] if isinstance(value, str) else value
