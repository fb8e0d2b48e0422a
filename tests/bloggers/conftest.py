"""A second brand, and a colleague who sees only the first."""

from dataclasses import replace

import pytest

from app.accounts.doors import actor_of_member
from app.accounts.models import Brand, Member, MemberBrand, Workspace


@pytest.fixture
async def tisane(database, cast) -> Brand:
    """Olga sees it; Malik, limited to the first brand, does not. Tokens and cookies follow."""
    olga, malik = cast["owner"], cast["mate"]
    async with database.write() as session:
        brand = Brand(workspace_id=olga.workspace_id, name="Tisane", name_key="tisane")
        session.add(brand)
        await session.flush()
        (await session.get_one(Workspace, olga.workspace_id)).brand_count = 2
        (await session.get_one(Member, malik.member.id)).limited = True
        session.add(MemberBrand(workspace_id=olga.workspace_id, member_id=malik.member.id, brand_id=malik.brand.id))
    async with database.read() as session:
        for name in ("owner", "mate"):
            actor = await actor_of_member(session, olga.workspace_id, cast[name].user.id)
            cast[name] = replace(cast[name], actor=actor)
    return brand
