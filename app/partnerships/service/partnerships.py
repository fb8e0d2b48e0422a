"""A partnership is made, edited, put in the bin and taken out of it."""

from typing import Any

from sqlalchemy import func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts import queries as accounts
from app.activity.merge import merged
from app.activity.service import record
from app.bloggers import queries as bloggers
from app.bloggers import service as bloggers_service
from app.bloggers.models import Blogger, BloggerState
from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign
from app.core.actor import Actor
from app.core.errors import Invalid, NotFound, choose_among
from app.core.forms import Was
from app.core.i18n import _
from app.partnerships.models import Partnership, PartnershipMove, Stage
from app.partnerships.queries import is_open
from app.partnerships.schemas import PartnershipIn
from app.partnerships.service.history import move_row
from app.partnerships.service.pipelines import saved_course
from app.partnerships.service.timing import follow

WRITE = "partnerships.write"
TOLD = frozenset({"brand_id", "currency", "starts_on"})
"""What timing was told with its terms."""


async def create(session: AsyncSession, actor: Actor, given: PartnershipIn) -> Partnership:
    """A partnership in the first stage, or in the one given. Raises Invalid for a person who wants no outreach,
    unless it only records what is already agreed or over."""
    actor.require(WRITE)
    blogger = await _partner(session, actor, given)
    campaign = await _campaign(session, actor, given)
    brand_id = await _brand(session, actor, given, campaign)
    course = await saved_course(session, actor, given.pipeline_id)
    stage = _stage(course.stages, given.stage)
    if blogger.do_not_contact and is_open(stage):
        raise Invalid({"blogger_id": _("%(name)s wants no more outreach.", name=blogger.name)})
    if given.owner_id:
        await accounts.resolve_member(session, actor, given.owner_id)
    values = given.model_dump(exclude={"blogger_id", "brand_id", "campaign_id", "pipeline_id", "stage", "currency"})
    partnership = Partnership(
        workspace_id=actor.workspace_id,
        blogger_id=blogger.id,
        brand_id=brand_id,
        campaign_id=campaign.id if campaign else None,
        pipeline_id=course.id,
        stage_id=stage.id,
        rank=await rank_at_top(session, stage),
        currency=given.currency or (campaign.currency if campaign else actor.workspace["currency"]),
        **values,
    )
    session.add(partnership)
    await session.flush()
    session.add(PartnershipMove(**move_row(actor, partnership.id, None, stage, partnership.stage_since)))
    await bloggers_service.ensure_relation(session, actor, blogger.id, brand_id)
    await follow(session, actor, [partnership.id])
    await tell(session, actor, "created", partnership, {"stage": [None, stage.key]}, name=blogger.name)
    return partnership


async def update(
    session: AsyncSession,
    actor: Actor,
    partnership: Partnership,
    values: dict[str, Any],
    *,
    version: int | None = None,
    was: Was | None = None,
) -> Partnership:
    """Changes what is given. Raises Stale when `version` is no longer current (see `merged`)."""
    actor.require(WRITE)
    values = await merged(session, actor, partnership, values, version, was)
    if values.get("owner_id"):
        await accounts.resolve_member(session, actor, values["owner_id"])
    if values.get("campaign_id"):
        await _campaign_of(session, actor, values["campaign_id"])
    if values.get("brand_id", partnership.brand_id) != partnership.brand_id:
        await accounts.resolve_brand(session, actor, values["brand_id"])
        await bloggers_service.ensure_relation(session, actor, partnership.blogger_id, values["brand_id"])
    starts, ends = values.get("starts_on", partnership.starts_on), values.get("ends_on", partnership.ends_on)
    if starts and ends and ends < starts:
        raise Invalid({"ends_on": _("It cannot end before it begins.")})
    nullable = {"owner_id", "campaign_id", "expected_minor", "agreed_minor", "starts_on", "ends_on"}
    kept = {name: value for name, value in values.items() if value is not None or name in nullable}
    if changes := partnership.apply(kept):
        if changes.keys() & TOLD:
            await follow(session, actor, [partnership.id])
        await tell(session, actor, "updated", partnership, changes)
    return partnership


async def delete(session: AsyncSession, actor: Actor, partnership: Partnership) -> None:
    """Into the bin."""
    await _set_deleted(session, actor, partnership, True, "deleted")


async def undelete(session: AsyncSession, actor: Actor, partnership: Partnership) -> None:
    """Out of the bin, where it was."""
    await _set_deleted(session, actor, partnership, False, "undeleted")


async def tell(
    session: AsyncSession,
    actor: Actor,
    verb: str,
    partnership: Partnership,
    changes: dict[str, Any] | None = None,
    *,
    name: str = "",
) -> None:
    """Records `partnership.<verb>` on every timeline it belongs to."""
    cut = {field: [_short(before), _short(after)] for field, (before, after) in (changes or {}).items()}
    await record(
        session,
        actor,
        f"partnership.{verb}",
        "partnership",
        partnership.id,
        cut,
        name=name or await name_of(session, partnership),
        brand_id=partnership.brand_id,
        blogger_id=partnership.blogger_id,
        partnership_id=partnership.id,
        campaign_id=partnership.campaign_id,
    )


async def name_of(session: AsyncSession, partnership: Partnership) -> str:
    """What a partnership is called: the person's name."""
    statement = select(col(Blogger.name)).where(col(Blogger.id) == partnership.blogger_id)
    return (await session.execute(statement)).scalar_one()


async def rank_at_top(session: AsyncSession, stage: Stage) -> float:
    """The rank above every card of `stage`."""
    statement = select(func.min(Partnership.rank)).where(
        col(Partnership.workspace_id) == stage.workspace_id,
        col(Partnership.pipeline_id) == stage.pipeline_id,
        col(Partnership.deleted).is_(False),
        col(Partnership.stage_id) == stage.id,
    )
    first = (await session.execute(statement)).scalar_one()
    return 0.0 if first is None else first - 1.0


async def _partner(session: AsyncSession, actor: Actor, given: PartnershipIn) -> Blogger:
    try:
        blogger = await bloggers.get_blogger(session, actor, given.blogger_id)
    except NotFound:
        raise Invalid({"blogger_id": _("Choose somebody from your list.")}) from None
    if blogger.state == BloggerState.DELETED:
        raise Invalid({"blogger_id": _("%(name)s is in the bin.", name=blogger.name)})
    return blogger


async def _campaign(session: AsyncSession, actor: Actor, given: PartnershipIn) -> Campaign | None:
    return None if given.campaign_id is None else await _campaign_of(session, actor, given.campaign_id)


async def _campaign_of(session: AsyncSession, actor: Actor, campaign_id: Any) -> Campaign:
    try:
        return await campaigns.get_campaign(session, actor, campaign_id)
    except NotFound:
        raise Invalid({"campaign_id": _("Choose one of your campaigns.")}) from None


async def _brand(session: AsyncSession, actor: Actor, given: PartnershipIn, campaign: Campaign | None) -> Any:
    if campaign and given.brand_id is None:
        return campaign.brand_id
    return await bloggers.brand_for(session, actor, given.blogger_id, given.brand_id)


def _stage(stages: list[Stage], key: str | None) -> Stage:
    for stage in stages:
        if key is None or stage.key == key:
            return stage
    raise Invalid({"stage": choose_among(stage.key for stage in stages)})


async def _set_deleted(session: AsyncSession, actor: Actor, partnership: Partnership, deleted: bool, verb: str) -> None:
    actor.require(WRITE)
    if partnership.apply({"deleted": deleted}):
        await follow(session, actor, [partnership.id])
        await tell(session, actor, verb, partnership)


def _short(value: Any) -> Any:
    return value[:200] if isinstance(value, str) else value
