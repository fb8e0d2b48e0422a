"""What partnerships tell timing: something agreed and not over, and a no."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.accounts.models import Brand
from app.outreach.timing.models import Circumstance
from app.partnerships import service
from app.partnerships.queries import get_course
from app.partnerships.schemas import PartnershipIn, StagePatch
from tests.factories.bloggers import blogger


@pytest.fixture
async def camille(session, cast):
    return (await blogger(session, cast["owner"].actor, "Camille", source="fair", legal_basis="consent")).id


async def told(session, who, *, closed=False):
    statement = select(Circumstance).where(col(Circumstance.blogger_id) == who)
    rows = (await session.execute(statement.execution_options(populate_existing=True))).scalars().all()
    return sorted(row.kind for row in rows if row.is_open or closed)


async def begin(session, owner, who, **values):
    return await service.create(session, owner.actor, PartnershipIn(blogger_id=who, **values))


async def test_what_is_agreed_is_live_until_it_is_completed(session, cast, camille):
    owner = cast["owner"]
    one = await begin(session, owner, camille)
    assert await told(session, camille) == []
    for stage, facts in (("agreed", ["live"]), ("active", ["live"]), ("completed", []), ("active", ["live"])):
        await service.move(session, owner.actor, one, stage)
        assert await told(session, camille) == facts
    assert await told(session, camille, closed=True) == ["live"]


async def test_a_decline_is_a_no_until_taken_back(session, cast, camille):
    owner = cast["owner"]
    one = await begin(session, owner, camille)
    moved = await service.move(session, owner.actor, one, "declined", "No time")
    assert await told(session, camille) == ["refusal"]
    await service.undo_move(session, owner.actor, one, moved.id)
    assert await told(session, camille) == []


async def test_the_bin_takes_it_along(session, cast, camille):
    owner = cast["owner"]
    one = await begin(session, owner, camille, stage="active")
    assert await told(session, camille) == ["live"]
    await service.delete(session, owner.actor, one)
    assert await told(session, camille) == []
    await service.undelete(session, owner.actor, one)
    assert await told(session, camille) == ["live"]


async def test_another_brand_takes_it_along(session, cast, camille):
    owner = cast["owner"]
    other = Brand(workspace_id=owner.workspace_id, name="Other", name_key="other")
    session.add(other)
    await session.flush()
    one = await begin(session, owner, camille, stage="active")
    await service.update(session, owner.actor, one, {"brand_id": other.id})
    rows = (await session.execute(select(Circumstance).execution_options(populate_existing=True))).scalars().all()
    assert [(row.kind, row.brand_id, row.is_open) for row in rows] == [("live", other.id, True)]


async def test_stages_changed_or_removed_change_what_holds(session, cast, camille):
    owner = cast["owner"]
    one = await begin(session, owner, camille, stage="active")
    stages = {stage.key: stage for stage in (await get_course(session, owner.actor, one.pipeline_id)).stages}
    await service.delete_stage(session, owner.actor, stages["active"], "completed")
    assert await told(session, camille) == []
    await session.refresh(one)
    await service.move(session, owner.actor, one, "agreed")
    assert await told(session, camille) == ["live"]
    change = StagePatch(kind="lost").changes()
    await service.update_stage(session, owner.actor, stages["agreed"], change)
    assert await told(session, camille) == ["refusal"]
