"""The work of imports in the background: a dry run, and the import itself."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col

from app.accounts.doors import actor_of_member
from app.core import i18n
from app.core.actor import Actor
from app.core.errors import Conflict, TactError, Unauthenticated
from app.core.failpoints import failpoint
from app.core.i18n import _
from app.core.queue import JobContext, LostLease, job
from app.transfer import files, rows, service
from app.transfer.models import ImportBatch, ImportState
from app.transfer.people import Person, Plan
from app.transfer.schemas import ImportOptions
from app.transfer.service.work import Tally, chunks

BREATH = 0.03
"""Seconds between two chunks, in which people's own writes get their turn and the next chunk is read."""


@job("transfer.preview")
async def preview(context: JobContext, batch_id: str, workspace_id: str) -> None:
    """Goes through the whole file without writing, and shows how far it is."""
    async with _telling_failures(context, batch_id):
        found = await _open(context, batch_id, workspace_id, ImportState.PREVIEWING)
        if found is None:
            return
        batch, actor, plan = found
        await _begin(context, batch)
        joined = await _join(context, batch, plan)
        total, seen = Tally(), dict[str, str]()
        for people in _people(context, batch, plan, joined):
            async with context.database.read() as session:
                total.merge(await service.preview(session, actor, batch, people, seen))
            async with context.unit() as session:
                await session.execute(_set(batch, position=people[-1].rows[0].index + 1))
                await context.tell(session, people[-1].rows[0].index + 1, batch.total)
        shown = total.as_preview() | {"same_name": joined.by_name_only}
        async with context.unit() as session:
            await session.execute(_set(batch, preview=shown, state=ImportState.READY, position=0))


@job("transfer.import")
async def run(context: JobContext, batch_id: str, workspace_id: str) -> None:
    """Imports chunk by chunk; how far it has come is written in the transaction of each chunk."""
    async with _telling_failures(context, batch_id):
        found = await _open(context, batch_id, workspace_id, ImportState.RUNNING)
        if found is None:
            return
        batch, actor, plan = found
        await _begin(context, batch)
        joined = await _join(context, batch, plan)
        async for people in _breathing(_people(context, batch, plan, joined)):
            async with context.unit(progress=True) as session:
                tally = await service.import_people(session, actor, batch, people)
                await service.advance(session, batch, people[-1].rows[0].index + 1, tally)
                await context.tell(session, people[-1].rows[0].index + 1, batch.total)
                failpoint("import.written")
            failpoint("import.committed")
        async with context.unit() as session:
            await service.finish(session, actor, await session.get_one(ImportBatch, batch.id))
            failpoint("import.finished")


@contextlib.asynccontextmanager
async def _telling_failures(context: JobContext, batch_id: str) -> AsyncIterator[None]:
    """What cannot be helped by trying again is told on the import's page at once, the rest after the last try."""
    try:
        yield
    except LostLease:
        raise
    except TactError as error:
        async with context.unit() as session:
            await service.fail(session, UUID(batch_id), _why(error))
    except Exception as error:
        if context.is_last_attempt:
            async with context.unit() as session:
                await service.fail(session, UUID(batch_id), _why(error))
        raise


async def _open(
    context: JobContext, batch_id: str, workspace_id: str, state: ImportState
) -> tuple[ImportBatch, Actor, Plan] | None:
    """The batch, who started it and how it is read; None when it is no longer to be done."""
    async with context.database.read() as session:
        batch = await session.get(ImportBatch, UUID(batch_id))
        if batch is None or batch.state != state:
            return None
        if batch.started_by is None:
            raise Unauthenticated
        actor = await actor_of_member(session, UUID(workspace_id), batch.started_by)
        i18n.activate(actor.locale, actor.time_zone)
        if not files.rows_path(context.settings, batch.path).exists():
            raise Conflict(_("The uploaded file is gone. Choose it again."))
        return batch, actor, await service.plan_of(session, actor, batch)


async def _begin(context: JobContext, batch: ImportBatch) -> None:
    async with context.unit() as session:
        await context.tell(session, batch.position, batch.total)


async def _join(context: JobContext, batch: ImportBatch, plan: Plan) -> rows.Joined:
    options = ImportOptions.model_validate(batch.options)
    path = files.rows_path(context.settings, batch.path)
    return await asyncio.to_thread(rows.join, path, plan.identify, options.join, blank_follows=options.blank_follows)


def _people(context: JobContext, batch: ImportBatch, plan: Plan, joined: rows.Joined) -> Iterator[list[Person]]:
    path = files.rows_path(context.settings, batch.path)
    for chunk in chunks(rows.persons(path, joined, start=batch.position)):
        yield [plan.person(its_rows) for its_rows in chunk]


async def _breathing(chunks_: Iterator[list[Person]]) -> AsyncIterator[list[Person]]:
    """Chunk after chunk, the next one made ready in the pause."""
    loop = asyncio.get_running_loop()
    since = loop.time()
    for people in chunks_:
        await asyncio.sleep(since + BREATH - loop.time())
        yield people
        since = loop.time()


def _why(error: Exception) -> str:
    if isinstance(error, Unauthenticated):
        return _("Whoever started this import no longer works here. Start it again from where it stopped.")
    if isinstance(error, TactError):
        return error.detail or error.slug
    return _("Something went wrong on our side. What is in stays in; start it again to go on.")


def _set(batch: ImportBatch, **values: Any) -> Any:
    """Unless the batch was changed meanwhile: then another preview is on its way."""
    unchanged = (col(ImportBatch.id) == batch.id, col(ImportBatch.version) == batch.version)
    return update(ImportBatch).where(*unchanged).values(**values).execution_options(synchronize_session=False)
