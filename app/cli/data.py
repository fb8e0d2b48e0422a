"""`tact import`, `export`, `backup`, `restore`, `check-data`, `dump`, `demo`, `backtest`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.common import ask, fail, load_settings, migrated, run, say, with_database
from app.cli.terminal import Typer
from app.core.i18n import _

if TYPE_CHECKING:
    from app.core.db import Database
    from app.core.settings import Settings


def register(app: Typer) -> None:
    imports = Typer(help=_("Bring people in from a spreadsheet."))
    imports.command("run", help=_("Import a CSV or Excel file, as the import page does, and wait until it is in."))(
        import_
    )
    app.add_typer(imports, name="import")
    app.command(help=_("Write all of a workspace as JSON Lines and CSV into one zip file."))(export)
    app.command(help=_("Write everything into one file that shows by itself whether it is whole."))(backup)
    app.command(help=_("Put a backup in the place of what is in the database, SQLite or PostgreSQL."))(restore)
    app.command("check-data", help=_("Check that everything in the database holds together."))(check_data)
    app.command(help=_("Print every row as text, to compare two databases."))(dump)
    app.command(help=_("Replay past asks through the timing policy: how many would have waited, and at what cost."))(
        backtest
    )
    app.command(help=_("Make the demo workspace and print a link into it, or remove it."))(demo)


def import_(
    file: Annotated[Path, typer.Argument(help=_("The CSV or .xlsx file."))],
    workspace: Annotated[
        str, typer.Option(help=_("Name of the workspace; left out: the first that is not the demo."))
    ] = "",
    email: Annotated[str, typer.Option(help=_("The member in whose name; left out: the first administrator."))] = "",
    brand: Annotated[str, typer.Option(help=_("Name of the brand; left out: the default one."))] = "",
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", help=_("What a column is: --map 'Column title=field'. Give it several times.")),
    ] = None,
    known: Annotated[
        str, typer.Option(help=_("People who are in the list already: fill, overwrite or skip."))
    ] = "fill",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only tell what would happen."))] = False,
) -> None:
    from app.cli import importing

    if not file.is_file():
        fail(_("There is no file %(name)s.", name=file), 2)
    choices = importing.Choices(file, workspace, email, brand, map_ or [], known, dry_run)
    whole = with_database(lambda database, settings: importing.run(database, settings, choices))
    raise typer.Exit(0 if whole else 1)


def export(
    file: Annotated[Path, typer.Argument(help=_("The zip file to write."))] = Path("tact-export.zip"),
    workspace: Annotated[
        str, typer.Option(help=_("Name of the workspace; left out: the first that is not the demo."))
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help=_("Do not ask before overwriting the file."))] = False,
) -> None:
    from app.transfer import export as exporting

    if file.exists():
        ask(_("%(name)s exists. Overwrite it?", name=file), yes=yes)

    async def write(database: "Database", _settings: "Settings") -> dict[str, int]:
        return await exporting.write(database, workspace, file)

    counts = with_database(write)
    say(
        _(
            "%(rows)s rows of %(tables)s tables written to %(name)s.",
            rows=sum(counts.values()),
            tables=len(counts),
            name=file,
        )
    )


def backup(
    file: Annotated[
        Path | None, typer.Argument(help=_("The file to write; left out: a dated one in this folder."))
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help=_("Do not ask before overwriting the file."))] = False,
) -> None:
    from app.core import backup as backups
    from app.core.clock import now

    target = file or Path(f"tact-{now():%Y-%m-%d-%H%M%S}.tactbackup")
    if target.exists():
        ask(_("%(name)s exists. Overwrite it?", name=target), yes=yes)
    if not target.absolute().parent.is_dir():
        fail(_("There is no folder %(name)s.", name=target.absolute().parent))

    async def make(_database: "Database", settings: "Settings") -> backups.Manifest:
        return await backups.make(settings, target.absolute())

    manifest = with_database(make)
    say(_("%(rows)s rows written to %(name)s.", rows=sum(manifest.rows.values()), name=target))
    say(f"sha256 {manifest.canonical}")


def restore(
    file: Annotated[Path, typer.Argument(help=_("The backup."))],
    yes: Annotated[
        bool, typer.Option("--yes", help=_("Do not ask before overwriting what is in the database."))
    ] = False,
) -> None:
    import app.tables  # noqa: F401  every table
    from app.core import backup as backups
    from app.core import migrate

    settings = load_settings()

    async def holds_rows() -> bool:
        backups.read(file)
        await migrated(settings)
        async with migrate.connected(settings) as connection, connection.begin():
            return not await backups.is_empty(connection)

    if run(holds_rows()):
        ask(_("The database is not empty. Delete what is in it and put the backup in its place?"), yes=yes)
    manifest = run(backups.restore(settings, file, _reindex))
    say(_("Restored: %(rows)s rows, as saved on %(when)s.", rows=sum(manifest.rows.values()), when=manifest.made_at))


def check_data() -> None:
    from app.accounts.checks import CHECKS as ACCOUNTS
    from app.bloggers.checks import CHECKS as BLOGGERS
    from app.core import checks
    from app.outreach.checks import CHECKS as OUTREACH
    from app.outreach.timing.checks import CHECKS as TIMING
    from app.partnerships.checks import CHECKS as PARTNERSHIPS
    from app.transfer.checks import CHECKS as TRANSFER

    every = [*ACCOUNTS, *BLOGGERS, *OUTREACH, *TIMING, *PARTNERSHIPS, *TRANSFER]

    async def look(database: "Database", _settings: "Settings") -> list[str]:
        async with database.read() as session:
            return await checks.everything(session, every)

    broken = with_database(look)
    for line in broken:
        typer.echo(line)
    if broken:
        fail(_("%(n)s of these do not hold.", n=len(broken)))
    say(_("Everything holds together (%(n)s checks).", n=len(every) + 1))


def dump(
    canonical: Annotated[
        bool,
        typer.Option("--canonical/--content", help=_("Exact rows · without keys and times of writing.")),
    ] = True,
) -> None:
    from app.core import backup as backups

    async def write(database: "Database", _settings: "Settings") -> None:
        async with database.snapshot() as session:
            connection = await session.connection()
            async for line in backups.canonical(connection) if canonical else backups.content(connection):
                sys.stdout.write(line)

    with_database(write)


def backtest(
    workspace: Annotated[
        str, typer.Option(help=_("Name of the workspace; left out: the first that is not the demo."))
    ] = "",
    months: Annotated[int, typer.Option(min=1, max=24, help=_("How far back."))] = 12,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", help=_("A number to try: --set half_life_days=30. Give it several times.")),
    ] = None,
) -> None:
    from app.cli import backtest as replaying

    choices = replaying.Choices(workspace, months, set_ or [])
    with_database(lambda database, _settings: replaying.run(database, choices))


def demo(
    remove: Annotated[bool, typer.Option("--remove", help=_("Remove it with everything in it."))] = False,
    yes: Annotated[bool, typer.Option("--yes", help=_("Do not ask before removing it."))] = False,
) -> None:
    from app import seeds
    from app.accounts import queries, service
    from app.accounts.doors import actor_of_member
    from app.core.errors import Conflict

    async def make(database: "Database", _settings: "Settings") -> str:
        async with database.read() as session:
            if await queries.demo_workspace(session):
                raise Conflict(_("There is a demo already. Remove it first: tact demo --remove"))
        return await seeds.make_demo(database)

    async def take_away(database: "Database", _settings: "Settings") -> None:
        async with database.write() as session:
            there = await queries.demo_workspace(session)
            user = there and await service.first_member(session, there.id)
            if not there or not user:
                raise Conflict(_("There is no demo."))
            await service.remove_demo(session, await actor_of_member(session, there.id, user.id))

    if remove:
        ask(_("Remove the demo and everything in it?"), yes=yes)
        with_database(take_away)
        say(_("The demo is gone."))
    else:
        token = with_database(make)
        address = load_settings().public_url or "http://127.0.0.1:8000"
        say(_("A link into the demo (once, on this computer):"))
        typer.echo(f"{address}/sign-in/{token}")


async def _reindex(connection: Any) -> None:
    """What backups do not hold: the search index."""
    from sqlalchemy import select
    from sqlmodel import col
    from sqlmodel.ext.asyncio.session import AsyncSession

    from app.bloggers import search, service
    from app.bloggers.models import Blogger, BloggerState

    async with AsyncSession(bind=connection, expire_on_commit=False) as session:
        await search.clear(session)
        kept = select(col(Blogger.workspace_id), col(Blogger.id)).where(col(Blogger.state) != BloggerState.DELETED)
        ids: dict[Any, list[Any]] = {}
        for workspace_id, blogger_id in await session.execute(kept):
            ids.setdefault(workspace_id, []).append(blogger_id)
        for workspace_id, its in ids.items():
            await service.reindex(session, workspace_id, its)
