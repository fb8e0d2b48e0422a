"""Members, brands and who sees which."""

from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.accounts import queries
from app.accounts.doors import actor_of_member
from app.accounts.models import Brand, Member, MemberBrand
from app.core.errors import Invalid, NotFound

pytestmark = pytest.mark.anyio


async def second_brand(session, person, name="Sel"):
    brand = Brand(workspace_id=person.workspace_id, name=name, name_key=name.lower())
    session.add(brand)
    await session.flush()
    return brand


async def limited_to(session, person, *brands):
    """The actor of `person`, kept to `brands`."""
    member = await session.get_one(Member, person.member.id)
    member.limited = True
    session.add_all(MemberBrand(workspace_id=person.workspace_id, member_id=member.id, brand_id=b.id) for b in brands)
    await session.flush()
    return await actor_of_member(session, person.workspace_id, person.user.id)


async def test_members_are_those_of_the_workspace_by_name(cast, database):
    async with database.read() as session:
        found = await queries.members(session, cast["owner"].actor)
    assert [(member.name, member.role) for member in found] == [
        ("Malik", "outreach"),
        ("Mona", "manager"),
        ("Olga", "admin"),
        ("Vera", "viewer"),
    ]


async def test_names_of_another_workspace_stay_there(cast, database):
    owner, stranger = cast["owner"], cast["stranger"]
    async with database.read() as session:
        names = await queries.user_names(session, owner.actor, [owner.user.id, stranger.user.id, None])
    assert names == {owner.user.id: "Olga"}


async def test_a_limited_member_sees_only_their_brands(cast, database):
    async with database.write() as session:
        sel = await second_brand(session, cast["mate"])
        actor = await limited_to(session, cast["mate"], sel)
        assert [brand.name for brand in await queries.brands(session, actor)] == ["Sel"]
        assert await queries.resolve_brand(session, actor, None) == sel.id
        visible = select(col(Brand.name)).where(queries.brand_visible(actor, col(Brand.id)))
        assert (await session.execute(visible)).scalars().all() == ["Sel"]
        with pytest.raises(Invalid):
            await queries.resolve_brand(session, actor, cast["mate"].brand.id)
        with pytest.raises(NotFound):
            await queries.get_brand(session, actor, cast["mate"].brand.id)


async def test_the_default_brand_comes_first_and_is_the_fallback(cast, database):
    owner = cast["owner"]
    async with database.write() as session:
        await second_brand(session, owner, "Aaa")
        assert [brand.name for brand in await queries.brands(session, owner.actor)] == ["Atelier", "Aaa"]
        assert await queries.resolve_brand(session, owner.actor, None) == owner.brand.id


async def test_a_colleague_is_resolved_and_nobody_else(cast, database):
    owner, mate, stranger = cast["owner"], cast["mate"], cast["stranger"]
    async with database.read() as session:
        assert await queries.resolve_member(session, owner.actor, mate.user.id) == mate.user.id
        for other in (stranger.user.id, uuid4()):
            with pytest.raises(Invalid):
                await queries.resolve_member(session, owner.actor, other)
