"""An import from the command line: the same steps as on the page, in one go."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import app.worker  # noqa: F401  registers the work
from app.accounts.doors import actor_of_member
from app.accounts.models import Role, Workspace
from app.accounts.queries import brands, members, real_workspaces
from app.cli.common import say
from app.core import queue
from app.core.actor import Actor
from app.core.db import Database
from app.core.errors import Invalid, NotFound
from app.core.i18n import _
from app.core.settings import Settings
from app.core.text import fold
from app.transfer import files, queries, service
from app.transfer.models import ImportBatch, ImportState
from app.transfer.schemas import ImportOptions

WORKING = (ImportState.PREVIEWING, ImportState.RUNNING)


@dataclass(frozen=True)
class Choices:
    """What the command was given."""

    file: Path
    workspace: str
    email: str
    brand: str
    mapping: list[str]
    known: str
    dry_run: bool


async def run(database: Database, settings: Settings, choices: Choices) -> bool:
    """Imports and says what happened; True when no row failed."""
    async with database.read() as session:
        actor = await _member(session, choices)
        brand_id = await _brand(session, actor, choices.brand)
    with choices.file.open("rb") as source:
        stored = await files.store(settings, choices.file.name, source)
    async with files.kept_only_if_good(settings, stored.path):
        findings = await files.take_in(settings, stored.path)
        async with database.write() as session:
            batch = await service.begin(session, actor, stored, findings)
            options = _options(batch, choices, brand_id)
            await (service.choose if choices.dry_run else service.run)(session, actor, batch, options)
    batch = await _wait(database, settings, actor, batch.id)
    _tell(batch, choices)
    if choices.dry_run:
        async with database.write() as session:
            await service.discard(session, actor, await queries.get_import(session, actor, batch.id))
        files.forget(settings, batch.path)
    failed = batch.preview["failed"] if choices.dry_run else batch.failed_count
    return not failed and batch.state != ImportState.FAILED


async def _wait(database: Database, settings: Settings, actor: Actor, batch_id: UUID) -> ImportBatch:
    """Works until it is done: here, unless a worker took it first."""
    while True:
        worked = await queue.run_one(database, settings)
        async with database.read() as session:
            batch = await queries.get_import(session, actor, batch_id)
        if batch.state not in WORKING:
            return batch
        if not worked:
            await asyncio.sleep(0.5)


async def _member(session: queue.AsyncSession, choices: Choices) -> Actor:
    found = [it for it in await real_workspaces(session) if not choices.workspace or it.name == choices.workspace]
    if not found:
        raise NotFound(_("There is no workspace to import into. Make one: tact user create --help"))
    for member in await members(session, _looking(found[0])):
        if member.email.lower() == choices.email.lower() if choices.email else member.role == Role.ADMIN:
            return await actor_of_member(session, found[0].id, member.user_id)
    raise NotFound(_("Nobody with the address %(email)s works here.", email=choices.email))


def _looking(workspace: Workspace) -> Actor:
    return Actor(workspace_id=workspace.id, user_id=None)


async def _brand(session: queue.AsyncSession, actor: Actor, name: str) -> UUID | None:
    for brand in await brands(session, actor):
        if fold(brand.name) == fold(name):
            return brand.id
    if name:
        raise NotFound(_("There is no brand called “%(name)s”.", name=name))
    return None


def _options(batch: ImportBatch, choices: Choices, brand_id: UUID | None) -> ImportOptions:
    columns = dict(batch.options["columns"])
    titles = [fold(column["title"]) for column in batch.findings["columns"]]
    for pair in choices.mapping:
        title, _equals, key = pair.rpartition("=")
        if fold(title) not in titles:
            raise Invalid({"--map": _("There is no column “%(title)s”.", title=title)})
        columns[str(titles.index(fold(title)))] = key.strip()
    values = {"columns": columns, "known": choices.known} | ({"brand_id": str(brand_id)} if brand_id else {})
    return ImportOptions().over(batch.options | values)


def _tell(batch: ImportBatch, choices: Choices) -> None:
    if batch.state == ImportState.FAILED:
        say(batch.error)
        return
    shown = batch.preview if choices.dry_run else {
        name: getattr(batch, f"{name}_count") for name in ("created", "updated", "skipped", "failed", "joined")
    }  # fmt: skip
    say(
        _(
            "%(total)s rows: %(created)s created, %(updated)s updated, %(skipped)s skipped, %(failed)s failed,"
            " %(joined)s joined to another.",
            total=batch.total,
            **{name: shown[name] for name in ("created", "updated", "skipped", "failed", "joined")},
        )
    )
    for reason, count in batch.preview.get("reasons", []) if choices.dry_run else []:
        say(f"  {count} × {reason}")
