"""Where everything stands now: numbers by stage, owner, brand and campaign; what needs a manager's eye."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Brand, User
from app.campaigns.models import Campaign
from app.core.actor import Actor
from app.core.clock import now
from app.outreach.models import NextStep
from app.outreach.queries.steps import with_people
from app.partnerships.defaults import stage_name
from app.partnerships.models import Partnership, Stage, StageKind
from app.partnerships.queries.filters import visible_to
from app.partnerships.queries.pipelines import all_stages
from app.partnerships.queries.rows import VALUE
from app.partnerships.queries.stuck import is_stuck
from app.screens.reports.since import LOST

OPEN = (StageKind.TO_CONTACT, StageKind.IN_TALKS)


@dataclass(slots=True)
class Line:
    """One line of a table of numbers. `sums` are minor units by currency, without what is lost."""

    id: UUID | None
    name: str
    count: int
    open: int
    won: int
    sums: dict[str, int]


@dataclass(frozen=True, slots=True)
class Standing:
    by_stage: list[Line]
    by_owner: list[Line]
    by_brand: list[Line]
    by_campaign: list[Line]
    stuck: int
    overdue: int
    unowned: int


async def standing(session: AsyncSession, actor: Actor) -> Standing:
    """Seven statements, whatever there is."""
    stages: dict[Any, Stage] = {**await all_stages(session, actor)}
    by_stage = await _lines(session, actor, col(Partnership.stage_id), col(Stage.key))
    order = {stage_id: place for place, stage_id in enumerate(stages)}
    for line in by_stage:
        if line.id in stages:
            line.name = stage_name(stages[line.id])
    # One in the bin is no campaign: its partnerships stand with those of none, as on the board.
    running = (col(Campaign.id) == Partnership.campaign_id) & col(Campaign.deleted).is_(False)
    owned, branded = col(User.id) == Partnership.owner_id, col(Brand.id) == Partnership.brand_id
    return Standing(
        by_stage=sorted(by_stage, key=lambda line: order.get(line.id, 99)),
        by_owner=await _lines(session, actor, col(User.id), col(User.name), (User, owned)),
        by_brand=await _lines(session, actor, col(Brand.id), col(Brand.name), (Brand, branded)),
        by_campaign=await _lines(session, actor, col(Campaign.id), col(Campaign.name), (Campaign, running)),
        **await _attention(session, actor, list(stages.values())),
    )


async def _lines(session: AsyncSession, actor: Actor, key: Any, name: Any, named_by: Any = None) -> list[Line]:
    statement = (
        select(
            key.label("key"),
            name.label("name"),
            col(Partnership.currency),
            func.count().label("count"),
            func.sum(case((col(Stage.kind).in_(OPEN), 1), else_=0)).label("open"),
            func.sum(case((col(Stage.kind) == StageKind.WON, 1), else_=0)).label("won"),
            func.sum(case((col(Stage.kind).in_(LOST), 0), else_=VALUE)).label("sum"),
        )
        .join(Stage, col(Stage.id) == Partnership.stage_id)
        .where(visible_to(actor))
        .group_by(key, name, col(Partnership.currency))
    )
    if named_by is not None:
        statement = statement.outerjoin(*named_by)
    lines: dict[UUID | None, Line] = {}
    for row in await session.execute(statement):
        line = lines.setdefault(row.key, Line(row.key, row.name or "", 0, 0, 0, {}))
        line.count, line.open, line.won = line.count + row.count, line.open + row.open, line.won + row.won
        if row.sum:
            line.sums[row.currency] = int(row.sum)
    return sorted(lines.values(), key=lambda line: -line.count)


async def _attention(session: AsyncSession, actor: Actor, stages: list[Stage]) -> dict[str, int]:
    open_stages = [stage.id for stage in stages if stage.kind in OPEN]
    unowned = col(Partnership.owner_id).is_(None) & col(Partnership.stage_id).in_(open_stages)
    counted = select(
        func.coalesce(func.sum(case((is_stuck(stages), 1), else_=0)), 0).label("stuck"),
        func.coalesce(func.sum(case((unowned, 1), else_=0)), 0).label("unowned"),
    ).where(visible_to(actor))
    overdue = with_people(actor, select(func.count()).select_from(NextStep)).where(
        col(NextStep.is_open).is_(True), col(NextStep.due_at) < now()
    )
    row = (await session.execute(counted)).one()
    return {
        "stuck": int(row.stuck),
        "unowned": int(row.unowned),
        "overdue": (await session.execute(overdue)).scalar_one(),
    }
