"""Lists of partnerships, sorted by any column, and those of one blogger or campaign."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers.models import Blogger
from app.core import pagination
from app.core.actor import Actor
from app.core.clock import now
from app.core.pagination import Slice
from app.core.sql import bound, built_once, fetch, flush, given
from app.partnerships.models import Partnership, Stage, StageKind
from app.partnerships.queries.filters import conditions, visible_to
from app.partnerships.queries.pipelines import all_stages
from app.partnerships.queries.rows import VALUE, Card, cards, marked, named
from app.partnerships.schemas import PartnershipQuery


@dataclass(frozen=True, slots=True)
class Numbers:
    """What partnerships come to: how many by kind of stage, and the value agreed."""

    by_kind: dict[str, int]
    agreed_minor: dict[str, int]
    """Minor units by currency."""

    @property
    def count(self) -> int:
        return sum(self.by_kind.values())


async def page(
    session: AsyncSession,
    actor: Actor,
    query: PartnershipQuery,
    cursor: str | None = None,
    limit: int = 50,
    *,
    whole: bool = False,
) -> Slice[Card]:
    """Partnerships in the order of `query.sort`."""
    stages = await all_stages(session, actor)
    key = _sort(query.sort.removeprefix("-"), list(stages.values()))
    statement = named(whole=whole).where(visible_to(actor), *conditions(actor, query, list(stages.values())))
    found = await pagination.paginate(
        session,
        statement,
        [key, col(Partnership.id)],
        descending=query.sort.startswith("-") != (query.sort.removeprefix("-") == "days"),
        cursor=cursor,
        limit=limit,
    )
    return Slice(await marked(session, actor, cards(found.items, stages, now())), found.next)


async def count(session: AsyncSession, actor: Actor, query: PartnershipQuery, stages: Sequence[Stage]) -> int:
    statement = select(func.count()).select_from(Partnership)
    found = await session.execute(statement.where(visible_to(actor), *conditions(actor, query, stages)))
    return found.scalar_one()


async def matching_ids(session: AsyncSession, actor: Actor, query: PartnershipQuery, limit: int) -> list[UUID]:
    """Those that the filters let through, the newest change first: for verbs on a selection across pages."""
    stages = list((await all_stages(session, actor)).values())
    statement = select(col(Partnership.id)).where(visible_to(actor), *conditions(actor, query, stages))
    order = (col(Partnership.updated_at).desc(), col(Partnership.id).desc())
    return list((await session.execute(statement.order_by(*order).limit(limit))).scalars())


async def for_blogger(session: AsyncSession, actor: Actor, blogger_id: UUID, limit: int = 50) -> list[Card]:
    """All partnerships of one blogger, the one last moved first. Their page, which has read all that marks rest on,
    marks them (`marked_from`)."""
    return await _all(session, actor, "blogger_id", blogger_id, limit)


async def for_campaign(session: AsyncSession, actor: Actor, campaign_id: UUID, limit: int = 500) -> list[Card]:
    """All partnerships of one campaign, the one last moved first."""
    return await marked(session, actor, await _all(session, actor, "campaign_id", campaign_id, limit))


async def numbers_of_campaigns(
    session: AsyncSession, actor: Actor, campaign_ids: Sequence[UUID]
) -> dict[UUID, Numbers]:
    """What each campaign has come to; campaigns without partnerships are there too. One statement."""
    found = {campaign_id: Numbers({kind.value: 0 for kind in StageKind}, {}) for campaign_id in campaign_ids}
    if not found:
        return {}
    agreed = case((col(Stage.kind) == StageKind.WON, Partnership.agreed_minor))
    statement = (
        select(
            col(Partnership.campaign_id),
            col(Stage.kind),
            col(Partnership.currency),
            func.count().label("count"),
            func.coalesce(func.sum(agreed), 0).label("agreed"),
        )
        .join(Stage, col(Stage.id) == Partnership.stage_id)
        .where(visible_to(actor), col(Partnership.campaign_id).in_(found))
        .group_by(col(Partnership.campaign_id), col(Stage.kind), col(Partnership.currency))
    )
    for row in await session.execute(statement):
        numbers = found[row.campaign_id]
        numbers.by_kind[row.kind] += row.count
        if row.agreed:
            numbers.agreed_minor[row.currency] = numbers.agreed_minor.get(row.currency, 0) + int(row.agreed)
    return found


async def _all(session: AsyncSession, actor: Actor, of: str, whose: UUID, limit: int) -> list[Card]:
    await flush(session)
    rows = await fetch(session, _named_of(actor, of), bound(actor, whose=whose, most=limit))
    return cards(rows, await all_stages(session, actor) if rows else {}, now())


@built_once
def _named_of(actor: Actor, of: str) -> Any:
    """Those of one blogger or campaign: `of` is the column."""
    statement = named().where(visible_to(actor), col(getattr(Partnership, of)) == given("whose"))
    order = (col(Partnership.stage_since).desc(), col(Partnership.id).desc())
    return statement.order_by(*order).limit(given("most"))


def _sort(name: str, stages: Sequence[Stage]) -> Any:
    """The column a list is sorted by; never null. More days in the stage is an earlier `stage_since`."""
    match name:
        case "name":
            return col(Blogger.sort_name)
        case "stage":
            places = {stage.id: n for n, stage in enumerate(stages)}
            return case(places, value=col(Partnership.stage_id), else_=len(places))
        case "value":
            return VALUE
        case "days":
            return col(Partnership.stage_since)
        case "step":
            return col(Partnership.next_step_at)
        case "board":
            return col(Partnership.rank)
        case _:
            return col(Partnership.updated_at)
