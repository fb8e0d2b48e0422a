"""The steps of an import: a file arrives, its columns are chosen, a dry run shows what would happen, it runs."""

from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Workspace
from app.accounts.queries import resolve_brand
from app.activity.service import record
from app.core import queue
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Conflict, Invalid
from app.core.i18n import _
from app.transfer import files, guesses, queries
from app.transfer.models import ImportBatch, ImportState
from app.transfer.schemas import ImportOptions

ENDED = (ImportState.DONE, ImportState.FAILED)
BIG = 5_000
"""People whom an import brought or changed, from which on the database counts its tables anew."""
CHANGEABLE = (ImportState.MAPPING, ImportState.PREVIEWING, ImportState.READY)


async def begin(session: AsyncSession, actor: Actor, stored: files.Stored, findings: dict[str, Any]) -> ImportBatch:
    """A new import of a file that was stored and read; its columns are proposed."""
    actor.require("imports.write")
    batch = ImportBatch(
        workspace_id=actor.workspace_id,
        file_name=stored.name,
        path=stored.path,
        sha256=stored.sha256,
        format=findings["format"],
        started_by=actor.user_id,
    )
    session.add(batch)
    await propose(session, actor, batch, findings)
    await record(session, actor, "import.created", "import", batch.id, name=batch.file_name)
    return batch


async def propose(session: AsyncSession, actor: Actor, batch: ImportBatch, findings: dict[str, Any]) -> None:
    """Fills the options with what titles and cells say."""
    columns = findings["columns"]
    mapping = guesses.mapping(columns)
    chosen = {key: columns[int(number)] for number, key in mapping.items()}
    workspace = await session.get_one(Workspace, actor.workspace_id)
    brand_id = await resolve_brand(session, actor, None)
    options = ImportOptions(
        columns=mapping,
        stages=guesses.stages(chosen["stage"]) if "stage" in chosen else {},
        date_order=guesses.date_order(chosen["last_contact"]) if "last_contact" in chosen else "day_first",
        source=workspace.source_preset or _("Import of %(file)s", file=batch.file_name)[:200],
        legal_basis=workspace.legal_basis_preset,
        brand_id=brand_id,
    )
    batch.findings, batch.total = findings, findings["total"]
    batch.options, batch.state = options.model_dump(mode="json"), ImportState.MAPPING
    batch.touch()
    await session.flush()


async def reread(session: AsyncSession, actor: Actor, batch: ImportBatch, findings: dict[str, Any]) -> None:
    """The file was read in another way: columns are proposed anew."""
    actor.require("imports.write")
    check_changeable(batch)
    await propose(session, actor, batch, findings)


async def choose(session: AsyncSession, actor: Actor, batch: ImportBatch, options: ImportOptions) -> None:
    """Keeps what was chosen and asks for a dry run."""
    actor.require("imports.write")
    check_changeable(batch)
    await _keep(session, actor, batch, options)
    batch.preview, batch.state, batch.position = {}, ImportState.PREVIEWING, 0
    batch.touch()
    await _enqueue(session, batch, "transfer.preview")


async def run(session: AsyncSession, actor: Actor, batch: ImportBatch, options: ImportOptions | None = None) -> None:
    """Starts the import in the background, with other options than were chosen when they are given."""
    actor.require("imports.write")
    if batch.state != ImportState.FAILED:
        check_changeable(batch)
        await _keep(session, actor, batch, options or ImportOptions.model_validate(batch.options))
        batch.position, batch.started_at = 0, now()
    batch.state, batch.error, batch.started_by = ImportState.RUNNING, "", actor.user_id
    batch.touch()
    await _enqueue(session, batch, "transfer.import")
    await record(session, actor, "import.started", "import", batch.id, name=batch.file_name, brand_id=_brand(batch))


async def _keep(session: AsyncSession, actor: Actor, batch: ImportBatch, options: ImportOptions) -> None:
    width = len(batch.findings["columns"])
    if any(int(number) >= width for number in options.columns):
        raise Invalid({"columns": _("There are only %(n)d columns.", n=width)})
    if not options.names_people:
        raise Invalid({"columns": _("One column must say who it is: choose which one holds the name.")})
    options.brand_id = await resolve_brand(session, actor, options.brand_id)
    batch.options, batch.brand_id = options.model_dump(mode="json"), options.brand_id


async def go_on(session: AsyncSession, actor: Actor, batch: ImportBatch) -> None:
    """Asks again for work that stopped: a worker that died every time, a member who left."""
    actor.require("imports.write")
    if batch.state in (ImportState.PREVIEWING, ImportState.RUNNING):
        name = "transfer.import" if batch.state == ImportState.RUNNING else "transfer.preview"
        batch.started_by = actor.user_id
        await _enqueue(session, batch, name)
    else:
        await run(session, actor, batch)


async def finish(session: AsyncSession, actor: Actor, batch: ImportBatch) -> None:
    """The last row is in."""
    if batch.created_count + batch.updated_count >= BIG:
        await queue.enqueue(session, "core.analyze", unique_key="core.analyze")
    batch.state, batch.finished_at = ImportState.DONE, now()
    counts = {name: [0, getattr(batch, f"{name}_count")] for name in ("created", "updated", "skipped", "failed")}
    await record(
        session, actor, "import.completed", "import", batch.id, counts, name=batch.file_name, brand_id=_brand(batch)
    )
    await session.flush()


async def fail(session: AsyncSession, batch_id: UUID, why: str) -> None:
    """It cannot go on; what is in stays in, and it may be started again from there."""
    values = {"state": ImportState.FAILED, "error": why[:1_000], "finished_at": now()}
    await session.execute(update(ImportBatch).where(col(ImportBatch.id) == batch_id).values(values))


async def discard(session: AsyncSession, actor: Actor, batch: ImportBatch) -> None:
    """Forgets an import and its file; the people it brought stay."""
    actor.require("imports.write")
    if batch.state in (ImportState.RUNNING, ImportState.PREVIEWING) and await queries.job_of(session, batch):
        raise Conflict(_("This import is running."))
    await record(session, actor, "import.deleted", "import", batch.id, name=batch.file_name)
    await session.delete(batch)
    await session.flush()


def check_changeable(batch: ImportBatch) -> None:
    """Raises Conflict once it runs."""
    if batch.state not in CHANGEABLE:
        raise Conflict(_("This import was started already."))


async def _enqueue(session: AsyncSession, batch: ImportBatch, name: str) -> None:
    payload = {"batch_id": str(batch.id), "workspace_id": str(batch.workspace_id)}
    key = queries.job_key(batch.id, name)
    await queue.enqueue(session, name, payload, workspace_id=batch.workspace_id, unique_key=key)


def _brand(batch: ImportBatch) -> UUID | None:
    chosen = batch.options.get("brand_id")
    return UUID(chosen) if chosen else None
