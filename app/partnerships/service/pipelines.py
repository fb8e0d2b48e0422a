"""Pipelines and stages: made, named, ordered, measured and taken away by managers."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.service import entry, record, record_all
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Invalid, Stale, choose_among
from app.core.i18n import _
from app.core.text import fold
from app.partnerships import queries
from app.partnerships.defaults import default_stages, first_pipeline, pipeline_name, stage_name
from app.partnerships.models import Partnership, PartnershipMove, Pipeline, Stage
from app.partnerships.queries import Course
from app.partnerships.schemas import NewStage, PipelineIn
from app.partnerships.service.history import move_row
from app.partnerships.service.timing import follow_pipeline

MANAGE = "pipelines.manage"
_MOVES = PartnershipMove.__table__  # type: ignore[attr-defined]  # ty: ignore[missing-attribute]


async def ensure_default_pipeline(session: AsyncSession, actor: Actor) -> Pipeline:
    """The default pipeline, made with its stages if the workspace has none yet. Every write begins here."""
    statement = select(Pipeline).where(
        col(Pipeline.workspace_id) == actor.workspace_id, col(Pipeline.is_default).is_(True)
    )
    if found := (await session.execute(statement)).scalar_one_or_none():
        return found
    # Its keys follow from the workspace: of two first writes at once the second finds the rows of the first.
    pipeline = first_pipeline(actor.workspace_id)
    await _insert_once(session, [pipeline])
    await _insert_once(session, default_stages(actor.workspace_id, pipeline.id))
    return (await session.execute(statement)).scalar_one()


async def _insert_once(session: AsyncSession, records: Sequence[Pipeline | Stage]) -> None:
    insert_of = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    rows = [record.model_dump() for record in records]
    await session.execute(insert_of(type(records[0])).values(rows).on_conflict_do_nothing())


async def create_pipeline(session: AsyncSession, actor: Actor, given: PipelineIn) -> Pipeline:
    """A further pipeline, with the default stages to change."""
    actor.require(MANAGE)
    await ensure_default_pipeline(session, actor)
    statement = select(func.max(Pipeline.position)).where(col(Pipeline.workspace_id) == actor.workspace_id)
    last = (await session.execute(statement)).scalar_one() or 0
    pipeline = Pipeline(workspace_id=actor.workspace_id, name=given.name, position=last + 1)
    session.add(pipeline)
    await session.flush()
    session.add_all(default_stages(actor.workspace_id, pipeline.id))
    await session.flush()
    await _record(session, actor, "created", pipeline, {"name": [None, pipeline.name]})
    return pipeline


async def update_pipeline(
    session: AsyncSession, actor: Actor, pipeline: Pipeline, values: dict[str, Any], *, version: int | None = None
) -> Pipeline:
    """Renames it, or makes it the one that pages open with. Raises Stale when `version` is no longer current."""
    actor.require(MANAGE)
    _check(pipeline, version)
    if values.get("is_default") is False and pipeline.is_default:
        raise Invalid({"is_default": _("Make another one the default instead.")})
    if values.get("name") == "" and not pipeline.is_default:
        raise Invalid({"name": _("This is needed.")})
    if values.get("is_default") and not pipeline.is_default:
        await session.execute(
            update(Pipeline).where(col(Pipeline.workspace_id) == actor.workspace_id).values(is_default=False)
        )
        await session.refresh(pipeline)
    if changes := pipeline.apply({name: value for name, value in values.items() if value is not None}):
        await _record(session, actor, "updated", pipeline, changes)
    return pipeline


async def delete_pipeline(
    session: AsyncSession, actor: Actor, pipeline: Pipeline, into: tuple[Pipeline, str] | None = None
) -> None:
    """Takes a pipeline away. One that holds partnerships needs `into`: another pipeline and a stage of it."""
    actor.require(MANAGE)
    if pipeline.is_default:
        raise Invalid({"": _("The default pipeline stays. Make another one the default first.")})
    stages = await queries.stages(session, actor, pipeline.id)
    if await queries.holds(session, actor, [stage.id for stage in stages]):
        if into is None or into[0].id == pipeline.id:
            raise Invalid({"move_to": _("Say where its partnerships go first.")})
        goal = _goal(await queries.stages(session, actor, into[0].id), into[1])
        for stage in stages:
            await _empty(session, actor, stage, goal)
    await _record(session, actor, "deleted", pipeline, {"name": [pipeline_name(pipeline), None]})
    await session.execute(delete(Stage).where(col(Stage.pipeline_id) == pipeline.id))
    await session.delete(pipeline)
    await session.flush()
    if into:
        await follow_pipeline(session, actor, into[0].id)


async def add_stage(session: AsyncSession, actor: Actor, pipeline: Pipeline, given: NewStage) -> Stage:
    """A new stage, last or at `given.position`."""
    actor.require(MANAGE)
    stages = await queries.stages(session, actor, pipeline.id)
    key = given.key or _key_for(given.name, {stage.key for stage in stages})
    if any(stage.key == key for stage in stages):
        raise Invalid({"key": _("There is a stage with this key already.")})
    values = given.model_dump(exclude={"key", "position"})
    stage = Stage(workspace_id=actor.workspace_id, pipeline_id=pipeline.id, key=key, position=len(stages), **values)
    session.add(stage)
    await session.flush()
    if given.position is not None:
        _place(stages, stage, given.position)
    await _record_stage(session, actor, "created", stage, {"name": [None, stage_name(stage)]})
    await follow_pipeline(session, actor, pipeline.id)
    return stage


async def update_stage(
    session: AsyncSession, actor: Actor, stage: Stage, values: dict[str, Any], *, version: int | None = None
) -> Stage:
    """Changes name, kind, limit, whether it asks for a reason, and its place (`position`)."""
    actor.require(MANAGE)
    _check(stage, version)
    values = {name: value for name, value in values.items() if value is not None or name == "limit_days"}
    position = values.pop("position", None)
    changes = stage.apply(values)
    if position is not None and position != stage.position:
        siblings = await queries.stages(session, actor, stage.pipeline_id)
        changes["position"] = [stage.position, position]
        _place([other for other in siblings if other.id != stage.id], stage, position)
    if changes:
        await session.flush()
        await _record_stage(session, actor, "updated", stage, changes)
    if {"kind", "position"} & changes.keys():
        await follow_pipeline(session, actor, stage.pipeline_id)
    return stage


async def delete_stage(session: AsyncSession, actor: Actor, stage: Stage, move_to: str | None = None) -> int:
    """Takes a stage away; returns how many partnerships went to the stage called `move_to` first.

    One that holds partnerships cannot vanish without it, and the last stage of a pipeline stays.
    """
    actor.require(MANAGE)
    others = [other for other in await queries.stages(session, actor, stage.pipeline_id) if other.id != stage.id]
    if not others:
        raise Invalid({"": _("A pipeline needs one stage at least.")})
    moved = 0
    if await queries.holds(session, actor, [stage.id]):
        if not move_to:
            raise Invalid({"move_to": _("Say where its partnerships go first.")})
        moved = await _empty(session, actor, stage, _goal(others, move_to))
    await _record_stage(session, actor, "deleted", stage, {"name": [stage_name(stage), None]})
    await session.delete(stage)
    await follow_pipeline(session, actor, stage.pipeline_id)
    return moved


async def _empty(session: AsyncSession, actor: Actor, stage: Stage, goal: Stage) -> int:
    """Moves everything in `stage` to `goal`, those in the bin too, with history and log, by bulk statements."""
    wanted = (col(Partnership.workspace_id) == actor.workspace_id, col(Partnership.stage_id) == stage.id)
    columns = ("id", "stage_since", "blogger_id", "brand_id", "campaign_id")
    rows = (await session.execute(select(*(col(getattr(Partnership, name)) for name in columns)).where(*wanted))).all()
    if not rows:
        return 0
    moment = now()
    reason = _("The stage “%(name)s” was removed.", name=stage_name(stage))
    await session.execute(
        update(Partnership)
        .where(*wanted)
        .values(
            stage_id=goal.id,
            pipeline_id=goal.pipeline_id,
            stage_since=moment,
            updated_at=moment,
            version=Partnership.version + 1,
        )
        .execution_options(synchronize_session=False)
    )
    connection = await session.connection()
    rows_of_history = [
        move_row(actor, row.id, stage, goal, moment, since=row.stage_since, reason=reason) for row in rows
    ]
    await connection.execute(insert(_MOVES), rows_of_history)
    changes = {"stage": [stage.key, goal.key], "reason": ["", reason]}
    events = [
        entry(
            actor,
            "partnership.moved",
            "partnership",
            row.id,
            changes,
            brand_id=row.brand_id,
            blogger_id=row.blogger_id,
            partnership_id=row.id,
            campaign_id=row.campaign_id,
        )
        for row in rows
    ]
    await record_all(session, events)
    moved = {row.id for row in rows}
    for known in list(session.identity_map.values()):
        if isinstance(known, Partnership) and known.id in moved:
            await session.refresh(known)
    return len(rows)


def _goal(stages: list[Stage], key: str) -> Stage:
    for stage in stages:
        if stage.key == key:
            return stage
    raise Invalid({"move_to": choose_among(stage.key for stage in stages)})


def _place(others: list[Stage], stage: Stage, position: int) -> None:
    """Puts `stage` at `position` among `others` and numbers them all again."""
    ordered = [*others[:position], stage, *others[position:]]
    for n, each in enumerate(ordered):
        if each.position != n:
            each.position = n
            each.touch()


def _key_for(name: str, taken: set[str]) -> str:
    """A stable name made from a title: « Contrat signé » → `contrat_signe`, numbered if it is taken."""
    bare = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")[:34]
    base = bare if bare[:1].isalpha() else f"stage_{bare}".rstrip("_")
    return next(key for n in range(1, 1_000) if (key := base if n == 1 else f"{base}_{n}") not in taken)


def _check(record: Pipeline | Stage, version: int | None) -> None:
    if version is not None and version != record.version:
        current = {name: getattr(record, name) for name in ("name", "kind", "limit_days") if hasattr(record, name)}
        raise Stale(_("This has changed since you opened it."), version=record.version, current=current)


async def _record(
    session: AsyncSession, actor: Actor, verb: str, pipeline: Pipeline, changes: dict[str, list[Any]]
) -> None:
    name = pipeline_name(pipeline)
    await record(session, actor, f"pipeline.{verb}", "pipeline", pipeline.id, changes, name=name)


async def _record_stage(
    session: AsyncSession, actor: Actor, verb: str, stage: Stage, changes: dict[str, list[Any]]
) -> None:
    await record(session, actor, f"stage.{verb}", "stage", stage.id, changes, name=stage_name(stage))


async def saved_course(session: AsyncSession, actor: Actor, pipeline_id: UUID | None) -> Course:
    """The pipeline to write into, made if the workspace has none yet."""
    await ensure_default_pipeline(session, actor)
    return await queries.get_course(session, actor, pipeline_id)
