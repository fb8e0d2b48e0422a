"""People who sign in, and what they say about themselves."""

from uuid import UUID

from sqlalchemy import delete, select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Member, SignInLink, Throttle, User, UserSession
from app.accounts.schemas import ProfileIn
from app.accounts.service.throttle import account_key
from app.activity.service import record
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Invalid
from app.core.i18n import _


def email_key(email: str) -> str:
    """What is unique about an address and looked up: without case."""
    return email.strip().casefold()[:254]


async def user_by_email(session: AsyncSession, email: str) -> User | None:
    statement = select(User).where(col(User.email_key) == email_key(email))
    return (await session.execute(statement)).scalar_one_or_none()


async def create_user(
    session: AsyncSession, *, email: str, name: str, password_hash: str = "", locale: str = "", time_zone: str = ""
) -> User:
    """A person who can sign in once they have a password (`security.hash_password`) or a link. Invalid if the address
    is taken."""
    if await user_by_email(session, email):
        raise Invalid({"email": _("This address already has an account.")})
    user = User(
        email=email,
        email_key=email_key(email),
        name=name,
        password_hash=password_hash,
        locale=locale,
        time_zone=time_zone,
        tour=1,
    )
    session.add(user)
    await session.flush()
    return user


async def change_profile(session: AsyncSession, actor: Actor, form: ProfileIn) -> User:
    """One's own name, language, time zone and theme."""
    user = await session.get_one(User, actor.user_id)
    user.name, user.locale, user.time_zone, user.theme = form.name, form.locale, form.time_zone, form.theme
    return user


async def set_single_keys(session: AsyncSession, actor: Actor, *, act: bool) -> User:
    """Whether a key pressed alone acts, for oneself on every device."""
    user = await session.get_one(User, actor.user_id)
    user.single_keys = act
    return user


async def go_on(session: AsyncSession, actor: Actor, step: int) -> None:
    """To this step of the tour; 0 leaves it, and it does not come back."""
    (await session.get_one(User, actor.user_id)).tour = step


async def reset_password(session: AsyncSession, email: str, password_hash: str) -> User:
    """For the command line: a forgotten password is set again by whoever runs the machine. Ends every session, takes
    links to sign in by back, and forgets failed tries; told in the log of each workspace they work in."""
    user = await user_by_email(session, email)
    if user is None:
        raise Invalid({"email": _("Nobody signs in with this address.")})
    user.password_hash = password_hash
    await end_sessions(session, user.id)
    await session.execute(delete(SignInLink).where(col(SignInLink.user_id) == user.id))
    await session.execute(delete(Throttle).where(col(Throttle.key) == account_key(user.email_key)))
    working_in = select(col(Member.workspace_id)).where(col(Member.user_id) == user.id)
    for workspace_id in (await session.execute(working_in)).scalars():
        await record(session, Actor(workspace_id, None), "user.password_reset", "user", user.id, name=user.name)
    return user


async def disable_user(session: AsyncSession, user_id: UUID) -> None:
    """Out at their next request, everywhere."""
    (await session.get_one(User, user_id)).disabled_at = now()
    await end_sessions(session, user_id)


async def end_sessions(
    session: AsyncSession, user_id: UUID | None, *, workspace_id: UUID | None = None, keep: UUID | None = None
) -> int:
    """Revokes the sessions of a user (in one workspace) but `keep`; returns how many."""
    statement = update(UserSession).where(col(UserSession.user_id) == user_id, col(UserSession.revoked_at).is_(None))
    if workspace_id:
        statement = statement.where(col(UserSession.workspace_id) == workspace_id)
    if keep:
        statement = statement.where(col(UserSession.id) != keep)
    connection = await session.connection()
    return (await connection.execute(statement.values(revoked_at=now()))).rowcount
