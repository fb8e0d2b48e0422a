"""Camille and Zoé to work with (both invented), a campaign, a second brand that Malik does not see."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Brand, Member, MemberBrand, Workspace
from app.bloggers.schemas import BloggerIn
from app.bloggers.service import create_blogger
from app.campaigns import service as campaigns
from app.campaigns.schemas import CampaignIn
from app.core.clock import now
from app.core.db import Database
from app.partnerships import queries, service
from app.partnerships.models import Partnership
from app.partnerships.queries import Board
from app.partnerships.schemas import PartnershipIn, PartnershipQuery
from tests.cast import Person

Make = Callable[..., Awaitable[UUID]]
Show = Callable[..., Awaitable[Board]]


async def meet(session: AsyncSession, person: Person, name: str) -> UUID:
    given = BloggerIn(name=name, source="met at a fair", legal_basis="legitimate_interest")
    return (await create_blogger(session, person.actor, given)).id


@pytest.fixture
async def camille(database: Database, cast: dict[str, Person]) -> UUID:
    async with database.write() as session:
        return await meet(session, cast["owner"], "Camille Moreau")


@pytest.fixture
async def zoe(database: Database, cast: dict[str, Person]) -> UUID:
    async with database.write() as session:
        return await meet(session, cast["owner"], "Zoé Lambert")


@pytest.fixture
async def campaign(database: Database, cast: dict[str, Person]) -> UUID:
    async with database.write() as session:
        return (await campaigns.create(session, cast["owner"].actor, CampaignIn(name="Spring table"))).id


@pytest.fixture
async def other_brand(database: Database, cast: dict[str, Person]) -> UUID:
    """Olga sees it; Malik, limited to the first brand, does not."""
    owner, mate = cast["owner"], cast["mate"]
    async with database.write() as session:
        brand = Brand(workspace_id=owner.workspace_id, name="Other", name_key="other")
        session.add(brand)
        (await session.get_one(Member, mate.member.id)).limited = True
        (await session.get_one(Workspace, owner.workspace_id)).brand_count = 2
        await session.flush()
        session.add(MemberBrand(workspace_id=owner.workspace_id, member_id=mate.member.id, brand_id=owner.brand.id))
    return brand.id


@pytest.fixture
def make(database: Database, cast: dict[str, Person]) -> Make:
    """`await make(camille, stage="negotiating", days=12, expected_minor=…)`: a partnership, `days` in its stage."""

    async def made(blogger_id: UUID, *, days: float = 0, by: str = "owner", **values: Any) -> UUID:
        async with database.write() as session:
            given = PartnershipIn(blogger_id=blogger_id, **values)
            partnership = await service.create(session, cast[by].actor, given)
            since = now() - timedelta(days=days)
            mine = col(Partnership.id) == partnership.id
            await session.execute(update(Partnership).where(mine).values(stage_since=since))
            return partnership.id

    return made


@pytest.fixture
def board(database: Database, cast: dict[str, Person]) -> Show:
    """`await board("mate", stuck=True)`: the default board as that person sees it."""

    async def shown(who: str = "owner", size: int = 15, **filters: Any) -> Board:
        async with database.read() as session:
            course = await queries.get_course(session, cast[who].actor)
            return await queries.board(session, cast[who].actor, course, PartnershipQuery(**filters), size=size)

    return shown


def column(board: Board, key: str) -> queries.Column:
    return next(column for column in board.columns if column.stage.key == key)


def names(board: Board, key: str) -> list[str]:
    return [card.blogger_name for card in column(board, key).cards]
