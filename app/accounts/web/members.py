"""Who works here: list, one member, what each role may do."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.accounts import queries, service
from app.accounts.doors import Page
from app.accounts.labels import PERMISSION_GROUPS, PERMISSIONS, ROLE_HINTS, ROLES, brand_choices, choices, event_words
from app.accounts.permissions import ROLE_PERMISSIONS
from app.accounts.schemas import MemberPatch
from app.activity import queries as activity
from app.activity.queries import ActivityFilters
from app.core.forms import FormState
from app.core.i18n import _
from app.core.pages import PageContext

router = APIRouter()


@router.get("/settings/members", name="members.index")
async def index(page: Page) -> Response:
    page.actor.require("members.read")
    return page.render(
        "accounts/members.html",
        members=await queries.members(page.session, page.actor),
        invitations=await queries.invitations(page.session, page.actor),
        brands={brand.id: brand for brand in await queries.every_brand(page.session, page.actor)},
        roles=ROLES,
    )


@router.get("/settings/roles", name="roles.index")
async def roles(page: Page) -> Response:
    page.actor.require("members.read")
    return page.render(
        "accounts/roles.html",
        roles=ROLES,
        hints=ROLE_HINTS,
        groups=PERMISSION_GROUPS,
        words=PERMISSIONS,
        granted=ROLE_PERMISSIONS,
    )


@router.get("/settings/members/{member_id}", name="members.show")
async def show(page: Page, member_id: UUID) -> Response:
    page.actor.require("members.read")
    shown = await _one(page, member_id)
    member = shown["member"]
    form = FormState({"role": member.role, "brand_ids": [str(brand_id) for brand_id in member.brand_ids]})
    return page.render("accounts/member.html", **shown, form=form)


@router.post("/settings/members/{member_id}", name="members.update")
async def update(page: Page, member_id: UUID) -> Response:
    page.actor.require("members.manage")
    form = await page.form(MemberPatch, "accounts/member.html", **await _one(page, member_id))
    member = await queries.get_member(page.session, page.actor, member_id)
    await service.change_member(page.session, page.actor, member, form)
    return page.redirect("members.show", member_id=member_id, notice=_("Saved. It holds from their next sign-in."))


@router.post("/settings/members/{member_id}/remove", name="members.remove")
async def remove(page: Page, member_id: UUID) -> Response:
    row = await queries.member_row(page.session, page.actor, member_id)
    member = await queries.get_member(page.session, page.actor, member_id)
    await service.remove_member(page.session, page.actor, member)
    undo = page.url_for("members.restore", member_id=member_id)
    return page.redirect("members.index", notice=_("%(name)s is no longer a member.", name=row.name), undo=undo)


@router.post("/settings/members/{member_id}/restore", name="members.restore")
async def restore(page: Page, member_id: UUID) -> Response:
    await service.restore_member(page.session, page.actor, member_id)
    return page.redirect("members.index", notice=_("Back as before."))


async def _one(page: PageContext, member_id: UUID) -> dict[str, Any]:
    """What the page of a member shows; the activity only to themselves and to who may read the log."""
    member = await queries.member_row(page.session, page.actor, member_id)
    may_read = page.actor.may("activity.read") or member.user_id == page.actor.user_id
    filters = ActivityFilters(user_id=member.user_id)
    return {
        "member": member,
        "events": await activity.page(page.session, page.actor, filters, limit=30) if may_read else None,
        "brand_choices": brand_choices(await queries.brands(page.session, page.actor)),
        "event_words": event_words,
        "role_words": ROLES,
        "hints": ROLE_HINTS,
        **choices(),
    }
