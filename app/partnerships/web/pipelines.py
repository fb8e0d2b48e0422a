"""Settings of pipelines and stages, for managers."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts.doors import Page
from app.core.forms import FormState
from app.core.i18n import _, ngettext
from app.core.pages import PageContext
from app.partnerships import queries, service
from app.partnerships.defaults import KINDS, pipeline_name, stage_name
from app.partnerships.models import Stage
from app.partnerships.schemas import MoveToForm, NewStageForm, PartnershipQuery, PipelineIn, PipelineNameForm, StageIn
from app.partnerships.web.common import back

router = APIRouter()


@router.get("/settings/pipelines", name="pipelines.index")
async def index(page: Page, pipeline: UUID | None = None) -> Response:
    return page.render("partnerships/pipelines.html", **await _settings(page, pipeline))


@router.post("/settings/pipelines", name="pipelines.create")
async def create(page: Page) -> Response:
    form = await page.form(PipelineIn, "partnerships/pipelines.html", **await _settings(page))
    pipeline = await service.create_pipeline(page.session, page.actor, form)
    notice = _("“%(name)s” is ready: change its stages as you like.", name=pipeline.name)
    return page.redirect("pipelines.index", pipeline=pipeline.id, notice=notice)


@router.post("/settings/pipelines/{pipeline_id}", name="pipelines.update")
async def update(page: Page, pipeline_id: UUID) -> Response:
    form = await page.form(PipelineNameForm, "partnerships/pipelines.html", **await _settings(page, pipeline_id))
    pipeline = await _saved(page, pipeline_id)
    await service.update_pipeline(
        page.session, page.actor, pipeline, {"name": form.pipeline_name}, version=page.version
    )
    return page.redirect("pipelines.index", pipeline=pipeline_id, notice=_("Saved."))


@router.post("/settings/pipelines/{pipeline_id}/default", name="pipelines.make_default")
async def make_default(page: Page, pipeline_id: UUID) -> Response:
    pipeline = await _saved(page, pipeline_id)
    await service.update_pipeline(page.session, page.actor, pipeline, {"is_default": True})
    notice = _("The board opens with “%(name)s” now.", name=pipeline_name(pipeline))
    return page.redirect("pipelines.index", pipeline=pipeline_id, notice=notice)


@router.get("/settings/pipelines/{pipeline_id}/delete", name="pipelines.delete_form")
async def delete_form(page: Page, pipeline_id: UUID) -> Response:
    page.actor.require("pipelines.manage")
    return page.render("partnerships/pipeline_delete.html", **await _leaving(page, pipeline_id))


@router.post("/settings/pipelines/{pipeline_id}/delete", name="pipelines.delete")
async def delete(page: Page, pipeline_id: UUID) -> Response:
    form = await page.form(MoveToForm, "partnerships/pipeline_delete.html", **await _leaving(page, pipeline_id))
    pipeline = await _saved(page, pipeline_id)
    into = (await queries.default_pipeline(page.session, page.actor), form.move_to) if form.move_to else None
    name = pipeline_name(pipeline)
    await service.delete_pipeline(page.session, page.actor, pipeline, into)
    return page.redirect("pipelines.index", notice=_("“%(name)s” is gone.", name=name))


@router.post("/settings/pipelines/{pipeline_id}/stages", name="stages.create")
async def add_stage(page: Page, pipeline_id: UUID) -> Response:
    form = await page.form(NewStageForm, "partnerships/pipelines.html", **await _settings(page, pipeline_id))
    pipeline = await _saved(page, pipeline_id)
    stage = await service.add_stage(page.session, page.actor, pipeline, form.as_input())
    notice = _("“%(name)s” is the last stage; move it to its place.", name=stage_name(stage))
    return page.redirect("pipelines.index", pipeline=pipeline_id, notice=notice)


@router.get("/settings/stages/{stage_id}", name="stages.edit")
async def edit_stage(page: Page, stage_id: UUID) -> Response:
    page.actor.require("pipelines.manage")
    stage = await _stage(page, stage_id)
    return page.render("partnerships/stage.html", form=FormState.of(stage), **_editing(page, stage))


@router.post("/settings/stages/{stage_id}", name="stages.update")
async def update_stage(page: Page, stage_id: UUID) -> Response:
    stage = await _stage(page, stage_id)
    form = await page.form(StageIn, "partnerships/stage.html", **_editing(page, stage))
    await service.update_stage(page.session, page.actor, stage, form.model_dump(), version=page.version)
    stuck = await _stuck_in(page, stage)
    notice = ngettext("Saved. %(n)s partnership is stuck there.", "Saved. %(n)s partnerships are stuck there.", stuck)
    home = back(page, page.url_for("pipelines.index", pipeline=stage.pipeline_id))
    return page.redirect_to(home, notice=notice if stage.limit_days else _("Saved."))


@router.post("/settings/stages/{stage_id}/place", name="stages.place")
async def place_stage(page: Page, stage_id: UUID, to: int) -> Response:
    """Moves it to another place in the order."""
    stage = await _stage(page, stage_id)
    await service.update_stage(page.session, page.actor, stage, {"position": max(0, to)})
    return page.redirect("pipelines.index", pipeline=stage.pipeline_id)


@router.get("/settings/stages/{stage_id}/delete", name="stages.delete_form")
async def delete_stage_form(page: Page, stage_id: UUID) -> Response:
    page.actor.require("pipelines.manage")
    return page.render("partnerships/stage_delete.html", **await _emptying(page, await _stage(page, stage_id)))


@router.post("/settings/stages/{stage_id}/delete", name="stages.delete")
async def delete_stage(page: Page, stage_id: UUID) -> Response:
    stage = await _stage(page, stage_id)
    form = await page.form(MoveToForm, "partnerships/stage_delete.html", **await _emptying(page, stage))
    name, pipeline_id = stage_name(stage), stage.pipeline_id
    moved = await service.delete_stage(page.session, page.actor, stage, form.move_to)
    notice = ngettext(
        "“%(name)s” is gone; %(n)s partnership was moved.",
        "“%(name)s” is gone; %(n)s partnerships were moved.",
        moved,
        name=name,
    )
    return page.redirect("pipelines.index", pipeline=pipeline_id, notice=notice)


async def _saved(page: PageContext, pipeline_id: UUID) -> Any:
    """The pipeline to change, made first if the workspace still shows the one it begins with."""
    page.actor.require("pipelines.manage")
    await service.ensure_default_pipeline(page.session, page.actor)
    return await queries.get_pipeline(page.session, page.actor, pipeline_id)


async def _stage(page: PageContext, stage_id: UUID) -> Stage:
    if page.request.method == "POST":
        page.actor.require("pipelines.manage")
        await service.ensure_default_pipeline(page.session, page.actor)
        return await queries.get_stage(page.session, page.actor, stage_id)
    return await queries.get_stage_shown(page.session, page.actor, stage_id)


async def _settings(page: PageContext, pipeline_id: UUID | None = None) -> dict[str, Any]:
    page.actor.require("partnerships.read")
    courses = await queries.courses(page.session, page.actor)
    return {"courses": courses, "course": queries.chosen(courses, pipeline_id), "kinds": KINDS}


async def _leaving(page: PageContext, pipeline_id: UUID) -> dict[str, Any]:
    course = await queries.get_course(page.session, page.actor, pipeline_id)
    held = await queries.holds(page.session, page.actor, [stage.id for stage in course.stages])
    goal = await queries.get_course(page.session, page.actor)
    return {"course": course, "held": held, "goal": goal}


async def _emptying(page: PageContext, stage: Stage) -> dict[str, Any]:
    course = await queries.get_course(page.session, page.actor, stage.pipeline_id)
    others = [other for other in course.stages if other.id != stage.id]
    held = await queries.holds(page.session, page.actor, [stage.id])
    return {"stage": stage, "others": others, "held": held, "names": course.labels}


def _editing(page: PageContext, stage: Stage) -> dict[str, Any]:
    home = back(page, page.url_for("pipelines.index", pipeline=stage.pipeline_id))
    return {"stage": stage, "kinds": KINDS, "default_name": stage_name(stage), "next": home}


async def _stuck_in(page: PageContext, stage: Stage) -> int:
    query = PartnershipQuery(stage=[stage.key], stuck=True, pipeline=stage.pipeline_id)
    return await queries.count(page.session, page.actor, query, [stage])
