"""The settings of timing: every number with its meaning, what a change would have meant, who changed what."""

from typing import Any

from fastapi import APIRouter, Response

from app.accounts.doors import Page
from app.accounts.queries import user_names
from app.core.i18n import _
from app.core.pages import PageContext
from app.outreach.timing import queries
from app.outreach.timing.policy import Policy
from app.outreach.timing.policy_schemas import PolicyForm, ResetForm
from app.outreach.timing.policy_view import filled, settings
from app.outreach.timing.service.policy import FIRST_VERSION, change_policy, preview, reset_number

router = APIRouter()
TEMPLATE = "outreach/timing/policy.html"


@router.get("/settings/timing", name="timing.edit")
async def edit(page: Page) -> Response:
    shown = await _shown(page)
    return page.render(TEMPLATE, form=filled(shown["policy"], shown["version"]), **shown)


@router.get("/settings/timing/preview", name="timing.preview")
async def try_out(page: Page) -> Response:
    """What the numbers as typed would have meant. Writes nothing."""
    shown = await _shown(page)
    form = page.query(PolicyForm, TEMPLATE, **shown)
    found = await preview(page.session, page.actor, form.values())
    shown["preview"] = found
    return page.render(TEMPLATE, form=page.typed, **shown)


@router.post("/settings/timing", name="timing.update")
async def update(page: Page) -> Response:
    form = await page.form(PolicyForm, TEMPLATE, **await _shown(page))
    await change_policy(page.session, page.actor, form.values(), version=page.version)
    return page.redirect("timing.edit", notice=_("Saved. Every answer follows from it from now on."))


@router.post("/settings/timing/reset", name="timing.reset")
async def reset(page: Page) -> Response:
    page.actor.require("timing.manage")
    form = await page.form(ResetForm)
    await reset_number(page.session, page.actor, form.reset)
    return page.redirect("timing.edit", notice=_("Back to its default."))


async def _shown(page: PageContext) -> dict[str, Any]:
    page.actor.require("timing.manage")
    stored = await queries.policy_record(page.session, page.actor)
    log = await queries.policy_changes(page.session, page.actor)
    names = await user_names(page.session, page.actor, {row.user_id for row in log if row.user_id})
    policy = Policy.of(stored.changed if stored else {})
    version = stored.version if stored else FIRST_VERSION
    return {"policy": policy, "version": version, "log": log, "names": names, "preview": None, **settings(policy)}
