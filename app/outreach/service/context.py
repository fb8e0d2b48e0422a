"""What an exchange or a step stands in: its people, brand, campaign, colleagues. All raise Invalid on their field."""

import re
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.queries import MemberRow, members, resolve_brand
from app.bloggers.queries import last_brands
from app.bloggers.service import ensure_relation
from app.campaigns.models import Campaign
from app.campaigns.queries import get_campaign
from app.core.actor import Actor
from app.core.errors import Invalid, NotFound
from app.core.i18n import _
from app.core.text import fold
from app.outreach import queries
from app.outreach.service import facts

_MENTION = re.compile(r"(?<![\w@./])@([\w'’-]+)(?: ([\w'’-]+))?")


async def people(
    session: AsyncSession, actor: Actor, blogger_ids: Sequence[UUID], field: str = "blogger_ids"
) -> dict[UUID, str]:
    """Names of these people."""
    found = await queries.people(session, actor, blogger_ids) if blogger_ids else {}
    if missing := [str(blogger_id) for blogger_id in blogger_ids if blogger_id not in found]:
        raise Invalid({field: _("Nobody here has this id: %(ids)s.", ids=", ".join(missing[:5]))})
    if not found and field == "blogger_ids":
        raise Invalid({field: _("Choose with whom.")})
    return found


async def brand_and_campaign(
    session: AsyncSession,
    actor: Actor,
    brand_id: UUID | None,
    campaign_id: UUID | None,
    people: Iterable[UUID] = (),
) -> tuple[UUID, Campaign | None]:
    """The brand named, else the campaign's, else the one last in touch with these people, else the default; a campaign
    must be that brand's."""
    campaign = await _campaign(session, actor, campaign_id) if campaign_id else None
    if campaign and brand_id is None:
        return campaign.brand_id, campaign
    if brand_id is None:
        brand_id = next(iter((await last_brands(session, actor, people)).values()), None)
    brand = await resolve_brand(session, actor, brand_id)
    if campaign and campaign.brand_id != brand:
        raise Invalid({"campaign_id": _("%(name)s is a campaign of another brand.", name=campaign.name)})
    return brand, campaign


async def relations(session: AsyncSession, actor: Actor, blogger_ids: Iterable[UUID], brand_id: UUID) -> facts.Held:
    """The relation of each of these people with the brand, made where missing, locked (`facts.lock`)."""
    pairs = [(blogger_id, brand_id) for blogger_id in blogger_ids]
    held = await facts.lock(session, actor, pairs)
    there = {row.blogger_id for row in held.rows}
    missing = [pair for pair in pairs if pair[0] not in there]
    for blogger_id, _brand_id in missing:
        await ensure_relation(session, actor, blogger_id, brand_id)
    return held.with_more(await facts.lock(session, actor, missing)) if missing else held


async def owner(
    session: AsyncSession, actor: Actor, owner_id: UUID | None, brand_id: UUID, field: str = "owner_id"
) -> UUID | None:
    """A colleague who works for this brand; left out: the actor."""
    if owner_id is None or owner_id == actor.user_id:
        return actor.user_id
    for member in await members(session, actor):
        if member.user_id == owner_id:
            if member.limited and brand_id not in member.brand_ids:
                raise Invalid({field: _("%(name)s does not work for this brand.", name=member.name)})
            return owner_id
    raise Invalid({field: _("Choose one of your colleagues.")})


async def mentioned(session: AsyncSession, actor: Actor, ids: Sequence[UUID], *texts: str) -> list[str]:
    """User ids named by id or as `@Ana`, `@Ana Ruiz` in the texts. A first name counts where only one has it."""
    marks = [match for text in texts for match in _MENTION.finditer(text)]
    if not ids and not marks:
        return []
    team = await members(session, actor)
    if unknown := set(ids) - {member.user_id for member in team}:
        raise Invalid({"mentions": _("No colleague has this id: %(id)s.", id=str(min(unknown)))})
    named = [_who(team, *match.groups()) for match in marks]
    return [str(user_id) for user_id in dict.fromkeys([*ids, *named]) if user_id]


def _who(team: Sequence[MemberRow], first: str, second: str | None) -> UUID | None:
    whole = fold(f"{first} {second or ''}")
    exact = [member.user_id for member in team if fold(member.name) == whole]
    near = [member.user_id for member in team if fold(member.name).split(" ")[0] == fold(first)]
    found = exact or near
    return found[0] if len(found) == 1 else None


async def _campaign(session: AsyncSession, actor: Actor, campaign_id: UUID) -> Campaign:
    try:
        return await get_campaign(session, actor, campaign_id)
    except NotFound as error:
        raise Invalid({"campaign_id": _("Choose one of your campaigns.")}) from error
