"""Invitations: a link that lets one person in, once, within a week."""

from datetime import timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Invitation, User
from app.accounts.passwords import check_new_password
from app.accounts.permissions import RANK, Role
from app.accounts.queries.invitations import get_invitation, open_invitation
from app.accounts.schemas import InvitationIn, JoinIn
from app.accounts.service.members import check_brands
from app.accounts.service.sessions import Visitor, open_session
from app.accounts.service.users import create_user, email_key, user_by_email
from app.accounts.service.workspaces import join, switch
from app.activity.service import record
from app.core.actor import Actor
from app.core.clock import now
from app.core.db import Database
from app.core.errors import Forbidden, Invalid
from app.core.i18n import _, current_locale
from app.core.security import check_password, digest, hash_password, new_secret

LASTS = timedelta(days=7)


async def invite(session: AsyncSession, actor: Actor, form: InvitationIn) -> tuple[Invitation, str]:
    """The invitation and its token, which is shown once and kept only as a hash."""
    actor.require("members.manage")
    if RANK[form.role] > RANK[Role(actor.role)]:
        raise Forbidden(_("You can give your own role at most."))
    await check_brands(session, actor, form.brand_ids)
    token = new_secret()
    invitation = Invitation(
        workspace_id=actor.workspace_id,
        token_hash=digest(token),
        email=form.email,
        role=form.role,
        brand_ids=[str(brand_id) for brand_id in form.brand_ids],
        invited_by=actor.user_id,  # ty: ignore[invalid-argument-type]
        expires_at=now() + LASTS,
    )
    session.add(invitation)
    await session.flush()
    changes = {"role": [None, form.role], "email": [None, form.email]}
    await record(session, actor, "invitation.created", "invitation", invitation.id, changes, name=form.email)
    return invitation, token


async def revoke_invitation(session: AsyncSession, actor: Actor, invitation_id: UUID) -> Invitation:
    """Its link leads nowhere any more."""
    actor.require("members.manage")
    invitation = await get_invitation(session, actor, invitation_id)
    invitation.revoked_at = now()
    await record(session, actor, "invitation.revoked", "invitation", invitation.id, name=invitation.email)
    return invitation


async def accept_as(session: AsyncSession, actor: Actor, token: str) -> None:
    """Joins with the account one is signed in to, and goes there."""
    user = await session.get_one(User, actor.user_id)
    await switch(session, actor, await _take(session, token, user))


async def accept(database: Database, token: str, form: JoinIn, visitor: Visitor) -> str:
    """Joins with a new account, or with the password of the one that has this address; returns a session's token."""
    await visitor.at(form.email).claim(database)
    async with database.read() as session:
        invitation = await open_invitation(session, token)
        user = await user_by_email(session, form.email)
    if invitation.email and email_key(invitation.email) != email_key(form.email):
        raise Invalid({"email": _("This invitation is for another address.")})
    if user and (user.disabled_at or not await check_password(form.password, user.password_hash)):
        raise Invalid({"password": _("This address has an account. Give its password.")})
    password_hash = "" if user else await _hash_new(form)
    async with database.write() as session:
        member = user or await create_user(
            session, email=form.email, name=form.name, password_hash=password_hash, locale=current_locale()
        )
        workspace_id = await _take(session, token, member)
        secret = await open_session(session, member.id, workspace_id, visitor)
    await visitor.at(form.email).forgive(database)
    return secret


async def _hash_new(form: JoinIn) -> str:
    if not form.name:
        raise Invalid({"name": _("This is needed.")})
    try:
        return await hash_password(check_new_password(form.password))
    except ValueError as error:
        raise Invalid({"password": str(error)}) from error


async def _take(session: AsyncSession, token: str, user: User) -> UUID:
    invitation = await open_invitation(session, token, lock=True)
    brand_ids = [UUID(brand_id) for brand_id in invitation.brand_ids or []]
    member = await join(session, invitation.workspace_id, user.id, invitation.role, brand_ids)
    invitation.accepted_at, invitation.accepted_by = now(), user.id
    actor = Actor(workspace_id=invitation.workspace_id, user_id=user.id)
    changes = {"role": [None, invitation.role]}
    await record(session, actor, "member.joined", "member", member.id, changes, name=user.name)
    return invitation.workspace_id
