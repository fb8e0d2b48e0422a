"""API tokens: made, revoked. A token is shown once and kept as a hash."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.doors import actor_of_member
from app.accounts.models import ApiToken
from app.accounts.permissions import EVERYTHING, RANK, Role
from app.accounts.queries.tokens import get_token, member_of_email
from app.accounts.schemas import TokenIn
from app.activity.service import record
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Invalid, NotFound
from app.core.i18n import _
from app.core.security import digest, new_api_token

PREFIX_LENGTH = 13


async def create_token(session: AsyncSession, actor: Actor, given: TokenIn) -> tuple[ApiToken, str]:
    """The record, and the token to show once. Its role is at most its maker's, its scopes at most what they may."""
    actor.require("tokens.write")
    if RANK[given.role] > RANK[Role(actor.role)]:
        raise Invalid({"role": _("Your own role at most.")})
    beyond = [scope for scope in given.scopes if scope != EVERYTHING and not actor.may(scope.replace(":", "."))]
    if beyond:
        raise Invalid({"scopes": _("You may not do this yourself: %(scope)s.", scope=beyond[0])})
    return await _make(session, actor, given)


async def _make(session: AsyncSession, actor: Actor, given: TokenIn) -> tuple[ApiToken, str]:
    secret = new_api_token()
    token = ApiToken(
        workspace_id=actor.workspace_id,
        member_id=actor.member_id,  # ty: ignore[invalid-argument-type]
        name=given.name,
        prefix=secret[:PREFIX_LENGTH],
        token_hash=digest(secret),
        role=given.role,
        scopes=given.scopes,
        expires_at=given.expires_at,
    )
    session.add(token)
    await session.flush()
    changes = {"role": [None, given.role], "scopes": [None, given.scopes]}
    await record(session, actor, "token.created", "token", token.id, changes, name=token.name)
    return token, secret


async def revoke_token(session: AsyncSession, actor: Actor, token_id: UUID) -> ApiToken:
    """Refused from its next call on. One's own, or anybody's for an administrator."""
    token = await get_token(session, actor, token_id)
    token.revoked_at = now()
    token.touch()
    await record(session, actor, "token.revoked", "token", token.id, name=token.name)
    return token


async def token_for(session: AsyncSession, email: str, given: TokenIn, *, workspace: str = "") -> str:
    """For the command line: a token of the member with this address, in the workspace of that name (else the first that
    is not the demo). A token never does more than its member, so `role` is cut to theirs."""
    member = await member_of_email(session, email, workspace)
    if member is None:
        raise NotFound(_("Nobody with the address %(email)s works here.", email=email))
    actor = await actor_of_member(session, member.workspace_id, member.user_id)
    role = min(given.role, Role(member.role), key=lambda it: RANK[it])
    _token, secret = await _make(session, actor, given.model_copy(update={"role": role}))
    return secret
