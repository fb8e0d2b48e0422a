"""Changing workspace, making another."""

from fastapi import APIRouter, Response

from app.accounts import service
from app.accounts.doors import Page
from app.accounts.labels import choices
from app.accounts.queries import get_workspace
from app.accounts.schemas import SwitchIn, WorkspaceIn, WorkspaceSettings
from app.core.forms import FormState
from app.core.i18n import _

router = APIRouter()


@router.post("/workspaces/switch", name="workspaces.switch")
async def switch(page: Page) -> Response:
    form = await page.form(SwitchIn, "accounts/workspace_new.html", **choices())
    await service.switch(page.session, page.actor, form.workspace_id)
    return page.redirect_to("/")


@router.get("/workspaces/new", name="workspaces.new")
async def new(page: Page) -> Response:
    page.actor.require("workspace.manage")
    here = await get_workspace(page.session, page.actor)
    form = FormState({"locale": here.locale, "time_zone": here.time_zone, "currency": here.currency})
    return page.render("accounts/workspace_new.html", form=form, **choices())


@router.post("/workspaces", name="workspaces.create")
async def create(page: Page) -> Response:
    page.actor.require("workspace.manage")
    form = await page.form(WorkspaceIn, "accounts/workspace_new.html", **choices())
    workspace = await service.found(page.session, page.actor, form)
    return page.redirect_to("/", notice=_("You are in %(name)s now.", name=workspace.name))


@router.get("/settings/workspace", name="workspace.edit")
async def edit(page: Page) -> Response:
    page.actor.require("workspace.manage")
    workspace = await get_workspace(page.session, page.actor)
    return page.render("accounts/workspace.html", form=FormState.of(workspace), **choices())


@router.post("/settings/workspace", name="workspace.update")
async def update(page: Page) -> Response:
    page.actor.require("workspace.manage")
    form = await page.form(WorkspaceSettings, "accounts/workspace.html", **choices())
    await service.change_settings(page.session, page.actor, form, version=page.version)
    return page.redirect("workspace.edit", notice=_("Saved."))
