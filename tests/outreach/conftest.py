"""Two people to write to, and a second brand."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Brand, Member, MemberBrand, Workspace
from app.bloggers.models import Blogger, Relation
from app.bloggers.queries import relation
from app.bloggers.schemas import BloggerIn
from app.bloggers.service import create_blogger
from app.core.db import Database
from tests.cast import Person


async def meet(session: AsyncSession, person: Person, name: str) -> Blogger:
    given = BloggerIn(name=name, source="met at a fair", legal_basis="legitimate_interest")
    return await create_blogger(session, person.actor, given)


@pytest.fixture
async def camille(database: Database, cast: dict[str, Person]) -> UUID:
    """Camille Moreau writes a blog; invented."""
    async with database.write() as session:
        return (await meet(session, cast["owner"], "Camille Moreau")).id


@pytest.fixture
async def zoe(database: Database, cast: dict[str, Person]) -> UUID:
    async with database.write() as session:
        return (await meet(session, cast["owner"], "Zoé Lambert")).id


@pytest.fixture
async def second_brand(database: Database, cast: dict[str, Person]) -> UUID:
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
def standing(database: Database, cast: dict[str, Person]) -> Callable[..., Awaitable[Relation]]:
    """How the owner's (or another) brand stands with one person, read afresh."""

    async def read(blogger_id: UUID, brand_id: UUID | None = None) -> Relation:
        owner = cast["owner"]
        async with database.read() as session:
            found = await relation(session, owner.actor, blogger_id, brand_id or owner.brand.id)
            assert found
            return found

    return read
