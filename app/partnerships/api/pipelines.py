"""`/pipelines`: ordered sets of stages, and the board of each."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.accounts.doors import Call
from app.core.schemas import Listing
from app.partnerships import queries, service
from app.partnerships.defaults import pipeline_name, stage_name
from app.partnerships.models import Pipeline, Stage
from app.partnerships.queries import Column, Course, as_output
from app.partnerships.schemas import (
    BoardOut,
    BoardQuery,
    ColumnOut,
    NewStage,
    PartnershipQuery,
    PipelineIn,
    PipelineOut,
    PipelinePatch,
    StageOut,
    StagePatch,
    SumOut,
)

router = APIRouter(tags=["Pipelines"])
MoveTo = Annotated[str | None, Query(max_length=40, description="The stage that takes what is inside.")]


@router.get("/pipelines", name="api.pipelines.index", response_model=Listing[PipelineOut], summary="List pipelines")
async def index(call: Call) -> Response:
    """Every pipeline with its stages, the default first; there are few, so there is no paging."""
    call.actor.require("partnerships.read")
    courses = await queries.courses(call.session, call.actor)
    return call.answer({"items": [course_out(course) for course in courses], "next": None})


@router.post(
    "/pipelines",
    name="api.pipelines.create",
    response_model=PipelineOut,
    status_code=201,
    summary="Create a pipeline",
)
async def create(call: Call, given: PipelineIn) -> Response:
    """With the default stages, to change. Needs `pipelines.manage`."""
    pipeline = await service.create_pipeline(call.session, call.actor, given)
    course = await queries.get_course(call.session, call.actor, pipeline.id)
    location = call.url_for("api.pipelines.show", pipeline_id=pipeline.id)
    return call.created(course_out(course), location, version=pipeline.version)


@router.get("/pipelines/{pipeline_id}", name="api.pipelines.show", response_model=PipelineOut, summary="Get a pipeline")
async def show(call: Call, pipeline_id: UUID) -> Response:
    """One pipeline with its stages in order."""
    call.actor.require("partnerships.read")
    course = await queries.get_course(call.session, call.actor, pipeline_id)
    return call.answer(course_out(course), version=course.pipeline.version)


@router.patch(
    "/pipelines/{pipeline_id}", name="api.pipelines.update", response_model=PipelineOut, summary="Change a pipeline"
)
async def update(call: Call, pipeline_id: UUID, given: PipelinePatch) -> Response:
    """Its name, or makes it the default. Needs `pipelines.manage`."""
    pipeline = await _pipeline(call, pipeline_id)
    call.check_version(pipeline)
    await service.update_pipeline(call.session, call.actor, pipeline, given.changes())
    course = await queries.get_course(call.session, call.actor, pipeline_id)
    return call.answer(course_out(course), version=pipeline.version)


@router.delete("/pipelines/{pipeline_id}", name="api.pipelines.delete", status_code=204, summary="Delete a pipeline")
async def delete(call: Call, pipeline_id: UUID, move_to: MoveTo = None) -> Response:
    """One that holds partnerships needs `move_to`: a stage of the default pipeline. Needs `pipelines.manage`."""
    pipeline = await _pipeline(call, pipeline_id)
    into = (await queries.default_pipeline(call.session, call.actor), move_to) if move_to else None
    await service.delete_pipeline(call.session, call.actor, pipeline, into)
    return call.done()


@router.get(
    "/pipelines/{pipeline_id}/board", name="api.pipelines.board", response_model=BoardOut, summary="Get a board"
)
async def board(call: Call, pipeline_id: UUID, asked: Annotated[BoardQuery, Query()]) -> Response:
    """Every column counted, summed and measured, with its first cards. More: `/partnerships?stage=…&sort=board`."""
    course = await queries.get_course(call.session, call.actor, pipeline_id)
    query = PartnershipQuery(**asked.model_dump(exclude={"size", "fields"}))
    shown = await queries.board(call.session, call.actor, course, query, size=asked.size, whole=True)
    return call.answer(BoardOut(pipeline_id=course.id, columns=[_column(column) for column in shown.columns]))


@router.post(
    "/pipelines/{pipeline_id}/stages",
    name="api.stages.create",
    response_model=StageOut,
    status_code=201,
    summary="Add a stage",
)
async def add_stage(call: Call, pipeline_id: UUID, given: NewStage) -> Response:
    """Last, or at `position`. Needs `pipelines.manage`."""
    pipeline = await _pipeline(call, pipeline_id)
    stage = await service.add_stage(call.session, call.actor, pipeline, given)
    location = call.url_for("api.stages.show", pipeline_id=pipeline_id, stage_id=stage.id)
    return call.created(stage_out(stage), location, version=stage.version)


@router.get(
    "/pipelines/{pipeline_id}/stages/{stage_id}", name="api.stages.show", response_model=StageOut, summary="Get a stage"
)
async def show_stage(call: Call, pipeline_id: UUID, stage_id: UUID) -> Response:
    """One stage."""
    call.actor.require("partnerships.read")
    stage = await queries.get_stage_shown(call.session, call.actor, stage_id, pipeline_id)
    return call.answer(stage_out(stage), version=stage.version)


@router.patch(
    "/pipelines/{pipeline_id}/stages/{stage_id}",
    name="api.stages.update",
    response_model=StageOut,
    summary="Change a stage",
)
async def update_stage(call: Call, pipeline_id: UUID, stage_id: UUID, given: StagePatch) -> Response:
    """Name, kind, limit, reason, place. Needs `pipelines.manage`."""
    stage = await _stage(call, pipeline_id, stage_id)
    call.check_version(stage)
    await service.update_stage(call.session, call.actor, stage, given.changes())
    return call.answer(stage_out(stage), version=stage.version)


@router.delete(
    "/pipelines/{pipeline_id}/stages/{stage_id}", name="api.stages.delete", status_code=204, summary="Delete a stage"
)
async def delete_stage(call: Call, pipeline_id: UUID, stage_id: UUID, move_to: MoveTo = None) -> Response:
    """One that holds partnerships needs `move_to`, another stage of the pipeline. Needs `pipelines.manage`."""
    stage = await _stage(call, pipeline_id, stage_id)
    await service.delete_stage(call.session, call.actor, stage, move_to)
    return call.done()


async def _pipeline(call: Call, pipeline_id: UUID) -> Pipeline:
    call.actor.require("pipelines.manage")
    await service.ensure_default_pipeline(call.session, call.actor)
    return await queries.get_pipeline(call.session, call.actor, pipeline_id)


async def _stage(call: Call, pipeline_id: UUID, stage_id: UUID) -> Stage:
    call.actor.require("pipelines.manage")
    await service.ensure_default_pipeline(call.session, call.actor)
    return await queries.get_stage(call.session, call.actor, stage_id, pipeline_id)


def stage_out(stage: Stage) -> StageOut:
    names = StageOut.model_fields.keys() - {"name"}
    return StageOut(name=stage_name(stage), **{name: getattr(stage, name) for name in names})


def course_out(course: Course) -> PipelineOut:
    pipeline = course.pipeline
    return PipelineOut(
        id=pipeline.id,
        version=pipeline.version,
        name=pipeline_name(pipeline),
        is_default=pipeline.is_default,
        stages=[stage_out(stage) for stage in course.stages],
    )


def _column(column: Column) -> ColumnOut:
    return ColumnOut(
        stage=stage_out(column.stage),
        count=column.count,
        stuck=column.stuck,
        sums=[SumOut(amount_minor=minor, currency=currency) for currency, minor in column.sums.items()],
        median_days=None if column.median_days is None else round(column.median_days, 2),
        items=[as_output(card) for card in column.cards],
        next=column.next,
    )
