"""Inviting someone, and accepting."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts import queries, service
from app.accounts.doors import GuestPage, LonePage, Page
from app.accounts.labels import ROLE_HINTS, ROLES, brand_choices, choices
from app.accounts.models import Invitation, User, Workspace
from app.accounts.schemas import InvitationIn, JoinIn
from app.accounts.web.common import database_of, entered, reader, visitor_of
from app.core.forms import FormState
from app.core.i18n import _
from app.core.network import public_address
from app.core.pages import PageContext

router = APIRouter()


@router.get("/settings/members/invite", name="invitations.new")
async def new(page: Page) -> Response:
    page.actor.require("members.manage")
    form = FormState({"role": "outreach"})
    return page.render("accounts/invite.html", form=form, **await _offer(page))


@router.post("/settings/invitations", name="invitations.create")
async def create(page: Page) -> Response:
    page.actor.require("members.manage")
    form = await page.form(InvitationIn, "accounts/invite.html", **await _offer(page))
    invitation, token = await service.invite(page.session, page.actor, form)
    link = public_address(page.request, page.url_for("invitations.show", token=token))
    return page.render("accounts/invited.html", invitation=invitation, link=link, roles=ROLES)


@router.post("/settings/invitations/{invitation_id}/revoke", name="invitations.revoke")
async def revoke(page: Page, invitation_id: UUID) -> Response:
    await service.revoke_invitation(page.session, page.actor, invitation_id)
    return page.redirect("members.index", notice=_("The invitation is withdrawn."))


@router.get("/join/{token}", name="invitations.show")
async def show(page: GuestPage, token: str) -> Response:
    invitation = await queries.open_invitation(page.session, token)
    return page.render(
        "accounts/join.html",
        **await _about(page.session, invitation),
        token=token,
        form=FormState({"email": invitation.email}),
        signed_in=await reader(page),
    )


@router.post("/join/{token}", name="invitations.accept")
async def accept(page: LonePage, token: str) -> Response:
    async with database_of(page).read() as session:
        about = await _about(session, await queries.open_invitation(session, token))
    form = await page.form(JoinIn, "accounts/join.html", **about, token=token, signed_in=None)
    secret = await service.accept(database_of(page), token, form, visitor_of(page.request))
    return entered(page, secret, notice=_("Welcome to %(name)s.", name=about["workspace"].name))


@router.post("/join/{token}/as-me", name="invitations.accept_as")
async def accept_as(page: Page, token: str) -> Response:
    await service.accept_as(page.session, page.actor, token)
    return page.redirect_to("/", notice=_("You are a member now."))


async def _offer(page: PageContext) -> dict[str, Any]:
    brands = await queries.brands(page.session, page.actor)
    return {"brand_choices": brand_choices(brands), "hints": ROLE_HINTS, **choices()}


async def _about(session: AsyncSession, invitation: Invitation) -> dict[str, Any]:
    """What the invited person is told."""
    return {
        "invitation": invitation,
        "workspace": await session.get_one(Workspace, invitation.workspace_id),
        "inviter": await session.get_one(User, invitation.invited_by),
        "roles": ROLES,
        "hints": ROLE_HINTS,
    }
