"""Managers shape pipelines and stages; a stage that holds partnerships never takes them along."""

import asyncio

import pytest

from app.core.errors import Forbidden, Invalid, Stale
from app.partnerships import queries, service
from app.partnerships.models import StageKind
from app.partnerships.schemas import NewStage, PartnershipQuery, PipelineIn


@pytest.fixture
def shape(database, cast):
    """`await shape(verb)`: `verb(session, actor, course)` in a write unit on the default pipeline."""

    async def done(verb, who="manager"):
        async with database.write() as session:
            actor = cast[who].actor
            await service.ensure_default_pipeline(session, actor)
            return await verb(session, actor, await queries.get_course(session, actor))

    return done


@pytest.fixture
def keys(database, cast):
    async def read() -> list[str]:
        async with database.read() as session:
            return [stage.key for stage in await queries.stages(session, cast["owner"].actor)]

    return read


async def test_of_two_first_writes_at_once_both_find_one_pipeline(make, camille, zoe, keys, board):
    await asyncio.gather(make(camille), make(zoe))
    assert (len(await keys()), (await board()).count) == (10, 2)


async def test_only_managers_may(shape):
    with pytest.raises(Forbidden):
        await shape(lambda s, a, course: service.add_stage(s, a, course.pipeline, NewStage(name="Signed")), "mate")


async def test_a_new_stage_goes_where_it_is_told_under_a_key_of_its_own(shape, keys):
    for position in (2, None):
        given = NewStage(name="Contrat signé !", position=position)
        await shape(lambda s, a, course, given=given: service.add_stage(s, a, course.pipeline, given))
    found = await keys()
    assert (found[2], found[-1]) == ("contrat_signe", "contrat_signe_2")


async def test_a_shorter_limit_makes_more_stuck(shape, camille, make, board):
    await make(camille, days=8)
    assert not (await board(stuck=True)).count
    await shape(lambda s, a, course: service.update_stage(s, a, course.stage("prospect"), {"limit_days": 7}))
    assert (await board(stuck=True)).count == 1
    await shape(lambda s, a, course: service.update_stage(s, a, course.stage("prospect"), {"limit_days": None}))
    assert not (await board(stuck=True)).count


async def test_reordering_numbers_them_all(shape, keys):
    await shape(lambda s, a, course: service.update_stage(s, a, course.stage("agreed"), {"position": 0}))
    assert (await keys())[:3] == ["agreed", "prospect", "contacted"]


async def test_a_stage_that_holds_partnerships_asks_where_they_go(shape, keys, camille, make, board, database, cast):
    made = await make(camille, stage="negotiating", days=4)
    with pytest.raises(Invalid) as refused:
        await shape(lambda s, a, course: service.delete_stage(s, a, course.stage("negotiating")))
    assert "move_to" in refused.value.errors
    moved = await shape(lambda s, a, c: service.delete_stage(s, a, c.stage("negotiating"), "in_conversation"))
    assert moved == 1
    assert "negotiating" not in await keys()
    assert [card.id for card in (await board(stage=["in_conversation"])).columns[2].cards] == [made]
    async with database.read() as session:
        last, before, after, who = (await queries.moves(session, cast["owner"].actor, made))[0]
    assert (before, after.key, who) == (None, "in_conversation", "Mona")
    assert last.reason == "The stage “Negotiating” was removed."
    assert last.seconds_before // 86_400 == 4


async def test_partnerships_in_the_bin_are_moved_too(shape, camille, make, database, cast):
    made, actor = await make(camille, stage="negotiating"), cast["owner"].actor
    async with database.write() as session:
        await service.delete(session, actor, await queries.get_partnership(session, actor, made))
    await shape(lambda s, a, course: service.delete_stage(s, a, course.stage("negotiating"), "contacted"))
    async with database.write() as session:
        await service.undelete(session, actor, await queries.get_partnership(session, actor, made, deleted=True))
    async with database.read() as session:
        assert (await queries.card(session, actor, made)).stage.key == "contacted"


async def test_a_further_pipeline_has_its_own_board(shape, camille, make, database, cast, board):
    pipeline = await shape(lambda s, a, _course: service.create_pipeline(s, a, PipelineIn(name="Press trips")))
    made = await make(camille, pipeline_id=pipeline.id, stage="agreed")
    assert (await board()).count == 0
    async with database.read() as session:
        actor = cast["owner"].actor
        course = await queries.get_course(session, actor, pipeline.id)
        assert (await queries.board(session, actor, course, PartnershipQuery())).count == 1
        assert (await queries.page(session, actor, PartnershipQuery())).items[0].id == made


async def test_a_pipeline_leaves_only_when_its_partnerships_have_a_place(shape, camille, make, board):
    pipeline = await shape(lambda s, a, _course: service.create_pipeline(s, a, PipelineIn(name="Press trips")))
    await make(camille, pipeline_id=pipeline.id, stage="agreed")

    async def leave(session, actor, course, into=None):
        found = await queries.get_pipeline(session, actor, pipeline.id)
        await service.delete_pipeline(session, actor, found, into and (course.pipeline, into))

    with pytest.raises(Invalid):
        await shape(leave)
    await shape(lambda *about: leave(*about, into="active"))
    assert (await board(stage=["active"])).count == 1


async def test_the_default_pipeline_and_the_last_stage_stay(shape):
    with pytest.raises(Invalid):
        await shape(lambda s, a, course: service.delete_pipeline(s, a, course.pipeline))
    for key in ("contacted", "in_conversation", "negotiating", "agreed", "active", "completed", "declined", "paused"):
        await shape(lambda s, a, course, key=key: service.delete_stage(s, a, course.stage(key)))
    await shape(lambda s, a, course: service.delete_stage(s, a, course.stage("no_answer")))
    with pytest.raises(Invalid):
        await shape(lambda s, a, course: service.delete_stage(s, a, course.stage("prospect")))


async def test_a_stage_somebody_changed_meanwhile_is_not_overwritten(shape):
    await shape(lambda s, a, course: service.update_stage(s, a, course.stage("paused"), {"limit_days": 60}, version=1))
    with pytest.raises(Stale):
        await shape(
            lambda s, a, course: service.update_stage(s, a, course.stage("paused"), {"limit_days": 30}, version=1)
        )


async def test_a_name_of_ones_own_overrides_the_translated_one(shape, database, cast):
    values = {"name": "First mail sent", "kind": StageKind.TO_CONTACT}
    await shape(lambda s, a, course: service.update_stage(s, a, course.stage("contacted"), values))
    async with database.read() as session:
        labels = (await queries.get_course(session, cast["owner"].actor)).labels
    assert (labels["contacted"], labels["paused"]) == ("First mail sent", "Paused")
