"""What `tact serve` does on an empty database: makes the demo and prints a link that signs in once."""

from app.accounts import queries, service
from app.cli.common import say
from app.core.db import Database
from app.core.i18n import _
from app.core.settings import Settings


async def welcome(settings: Settings, address: str, *, on_loopback: bool) -> None:
    """Prints a link into the demo at every start, until there is a workspace of one's own."""
    database = Database(settings)
    try:
        async with database.read() as session:
            if not await queries.needs_setup(session):
                return
            has_users = await queries.has_users(session)
        if not has_users:
            say(_("First start: making the demo, a minute at most."))
        token = await (_link if has_users else _demo)(database)
        if token:
            say(_("Look around in the demo, signed in by this link (once, on this computer):"))
            say(f"    {address}/sign-in/{token}")
        say(_("Or begin your own workspace:"))
        say(f"    {address}/welcome")
        if not on_loopback or settings.public_url:
            say(
                _(
                    "From another computer, the first screen asks for this: %(token)s",
                    token=service.setup_token(settings),
                )
            )
    finally:
        await database.dispose()


async def _demo(database: Database) -> str:
    from app import seeds

    return await seeds.make_demo(database)


async def _link(database: Database) -> str:
    """A new link into the demo; '' when there is none."""
    async with database.write() as session:
        demo = await queries.demo_workspace(session)
        user = demo and await service.first_member(session, demo.id)
        return await service.create_sign_in_link(session, user.id, demo.id) if demo and user else ""
