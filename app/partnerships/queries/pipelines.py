"""Pipelines and their stages."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.actor import Actor
from app.core.errors import Invalid, NotFound
from app.core.i18n import _
from app.core.sql import bound, built_once
from app.partnerships.defaults import default_stages, first_pipeline, pipeline_name, stage_name
from app.partnerships.models import Partnership, Pipeline, Stage, StageKind


@dataclass(frozen=True, slots=True)
class Course:
    """A pipeline with its stages in order."""

    pipeline: Pipeline
    stages: list[Stage]

    @property
    def id(self) -> UUID:
        return self.pipeline.id

    @property
    def name(self) -> str:
        return pipeline_name(self.pipeline)

    def stage(self, key: str) -> Stage:
        """The stage called `key`; raises NotFound."""
        for stage in self.stages:
            if stage.key == key:
                return stage
        raise NotFound

    @property
    def labels(self) -> dict[str, str]:
        """The reader's word for each stage key."""
        return {stage.key: stage_name(stage) for stage in self.stages}


async def courses(session: AsyncSession, actor: Actor) -> list[Course]:
    """Every pipeline with its stages, the default first. One statement.

    A workspace that has none yet is shown the one that its first write will make.
    """
    found: dict[UUID, Course] = {}
    for pipeline, stage in await session.execute(_courses(actor), bound(actor)):
        found.setdefault(pipeline.id, Course(pipeline, [])).stages.append(stage)
    if not found:
        first = first_pipeline(actor.workspace_id)
        return [Course(first, default_stages(actor.workspace_id, first.id))]
    return list(found.values())


@built_once
def _courses(actor: Actor) -> Any:
    return (
        select(Pipeline, Stage)
        .join(Stage, col(Stage.pipeline_id) == Pipeline.id)
        .where(col(Pipeline.workspace_id) == actor.workspace_id, col(Pipeline.archived).is_(False))
        .order_by(
            col(Pipeline.is_default).desc(),
            col(Pipeline.position),
            col(Pipeline.id),
            col(Stage.position),
            col(Stage.id),
        )
    )


def chosen(found: list[Course], pipeline_id: UUID | None) -> Course:
    """The pipeline asked for, else the default; NotFound for one that is not there."""
    for course in found:
        if pipeline_id is None or course.id == pipeline_id:
            return course
    raise NotFound


def asked_for(found: list[Course], pipeline_id: UUID | None) -> Course:
    """The same for one that a query names: Invalid where it is not there."""
    try:
        return chosen(found, pipeline_id)
    except NotFound as error:
        raise Invalid({"pipeline": _("Choose one of your pipelines.")}) from error


async def get_course(session: AsyncSession, actor: Actor, pipeline_id: UUID | None = None) -> Course:
    """A pipeline with its stages; None: the default. Raises NotFound."""
    return chosen(await courses(session, actor), pipeline_id)


async def default_pipeline(session: AsyncSession, actor: Actor) -> Pipeline:
    return (await get_course(session, actor)).pipeline


async def stages(session: AsyncSession, actor: Actor, pipeline_id: UUID | None = None) -> list[Stage]:
    """The stages of one pipeline (None: of the default) in their order."""
    return (await get_course(session, actor, pipeline_id)).stages


async def all_stages(session: AsyncSession, actor: Actor) -> dict[UUID, Stage]:
    """Every stage of the workspace by id."""
    return {stage.id: stage for course in await courses(session, actor) for stage in course.stages}


async def get_pipeline(session: AsyncSession, actor: Actor, pipeline_id: UUID) -> Pipeline:
    """The pipeline as saved, for verbs that change it."""
    statement = select(Pipeline).where(
        col(Pipeline.workspace_id) == actor.workspace_id, col(Pipeline.id) == pipeline_id
    )
    found = (await session.execute(statement.where(col(Pipeline.archived).is_(False)))).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


async def get_stage(session: AsyncSession, actor: Actor, stage_id: UUID, pipeline_id: UUID | None = None) -> Stage:
    """The stage as saved, for verbs that change it."""
    statement = select(Stage).where(col(Stage.workspace_id) == actor.workspace_id, col(Stage.id) == stage_id)
    if pipeline_id is not None:
        statement = statement.where(col(Stage.pipeline_id) == pipeline_id)
    found = (await session.execute(statement)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


async def get_stage_shown(
    session: AsyncSession, actor: Actor, stage_id: UUID, pipeline_id: UUID | None = None
) -> Stage:
    """The stage as pages show it: also one that the first write of a workspace is still to make."""
    found = (await all_stages(session, actor)).get(stage_id)
    if found is None or pipeline_id not in (None, found.pipeline_id):
        raise NotFound
    return found


async def holds(session: AsyncSession, actor: Actor, stage_ids: list[UUID]) -> int:
    """How many partnerships stand in these stages, those in the bin and of every brand included: none may dangle."""
    statement = select(func.count()).where(
        col(Partnership.workspace_id) == actor.workspace_id, col(Partnership.stage_id).in_(stage_ids)
    )
    return (await session.execute(statement)).scalar_one()


def is_walked(stage: Stage) -> bool:
    """Whether the review stops at cards of this stage: those where time counts."""
    return stage.limit_days is not None


def is_open(stage: Stage) -> bool:
    """Whether something is still to be won here."""
    return stage.kind in (StageKind.TO_CONTACT, StageKind.IN_TALKS)
