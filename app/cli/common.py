"""What every command shares: settings, the database, plain messages, exit codes."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import typer

from app.core.i18n import _

if TYPE_CHECKING:
    from app.core.db import Database
    from app.core.settings import Settings

T = TypeVar("T")
DAMAGED = ("is malformed", "is not a database")
"""What SQLite says of a file that is not as it was written."""


def say(text: str = "") -> None:
    """A message for the person; standard output is kept for results."""
    typer.echo(text, err=True)


def fail(text: str, code: int = 1) -> NoReturn:
    """Says what went wrong and ends the command."""
    typer.echo(text, err=True)
    raise typer.Exit(code)


def load_settings() -> "Settings":
    """The settings of the environment; a wrong one is said in a sentence."""
    from pydantic import ValidationError

    from app.core.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        lines = [f"TACT_{'.'.join(map(str, one['loc'])).upper()}: {one['msg']}" for one in error.errors()]
        fail(_("A setting is wrong:") + "\n" + "\n".join(lines), 2)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Runs `work`; what Tact itself refuses is said in a sentence, without a traceback."""
    from sqlalchemy.exc import DBAPIError

    from app.core.errors import Invalid, TactError

    try:
        return asyncio.run(work)
    except Invalid:
        raise  # said by the command, which knows its options
    except TactError as error:
        fail(error.detail or error.slug)
    except (DBAPIError, OSError) as error:
        why = str(getattr(error, "orig", error))
        if any(sign in why for sign in DAMAGED):
            fail(
                _(
                    "The database file is damaged. Stop Tact, put the file and those beside it that end in -wal and"
                    " -shm into another folder (do not delete them), then put your last backup in its place:"
                    " tact restore FILE"
                )
            )
        fail(_("The database cannot be used: %(why)s", why=why))


async def migrated(settings: "Settings") -> bool:
    """Brings the tables to this version if needed, after a backup of what they hold; whether there was need."""
    from app.core import version
    from app.core.db import Database

    database = Database(settings)
    try:
        async with database.read() as session:
            if await version.is_current(session):
                return False
    finally:
        await database.dispose()
    from app.core import backup, migrate

    if not await migrate.is_known(settings):
        fail(_("The database is of a newer Tact. Update Tact first; nothing was changed."))
    kept = await backup.before_migration(settings)
    if kept:
        say(_("The tables change to this version. What they hold was saved first: %(name)s", name=kept))
    try:
        await migrate.upgrade(settings)
    except Exception as error:
        say(_("The tables could not be changed; everything in them is as it was. %(why)s", why=str(error)))
        raise typer.Exit(1) from error
    return True


@contextlib.asynccontextmanager
async def opened(settings: "Settings") -> AsyncIterator["Database"]:
    """The database, once it is known to have this version's tables."""
    import app.tables  # noqa: F401  a backup or an export is of every table
    from app.core import version
    from app.core.db import Database
    from app.core.errors import Conflict

    database = Database(settings)
    try:
        async with database.read() as session:
            if not await version.is_current(session):
                raise Conflict(_("The database is not at this version's tables. Run: tact migrate"))
        yield database
    finally:
        await database.dispose()


def with_database(work: Callable[["Database", "Settings"], Awaitable[T]]) -> T:
    """Runs `work` with the database of the environment."""
    settings = load_settings()

    async def inside() -> T:
        async with opened(settings) as database:
            return await work(database, settings)

    return run(inside())


def ask(question: str, *, yes: bool) -> None:
    """Ends the command unless the person agrees; without a terminal only --yes agrees."""
    if yes:
        return
    if not sys.stdin.isatty():
        fail(question + " " + _("Say --yes to go on."))
    if not typer.confirm(question):
        fail(_("Nothing was changed."))
