"""All of one workspace as files: each table as JSON Lines (exact) and as CSV (for spreadsheets, guarded), in a zip."""

import io
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.queries import real_workspaces
from app.activity.service import record_export
from app.core import backup
from app.core.actor import Actor
from app.core.db import Database
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.sheets import MARK, lines

LEFT_OUT = frozenset({"user_session", "sign_in_link", "throttle", "idempotency_key", "job"})
"""What lets somebody in, or is of no use elsewhere."""
SECRETS = frozenset({"password_hash", "token_hash", "link_hash"})


async def write(database: Database, name: str, target: Path) -> dict[str, int]:
    """Writes the workspace of that name (else the first that is not the demo); returns rows by table."""
    async with database.snapshot() as session:
        found = [it for it in await real_workspaces(session) if not name or it.name == name]
        if not found:
            raise NotFound(_("There is no workspace called “%(name)s”.", name=name))
        counts: dict[str, int] = {}
        unfinished = target.with_name(f".{target.name}.unfinished")
        try:
            with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
                for table in SQLModel.metadata.sorted_tables:
                    if table.name not in LEFT_OUT:
                        counts[table.name] = await _write_table(session, found[0].id, table, archive)
            await _tell(database, found[0].id, sum(counts.values()))
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
    return counts


async def _tell(database: Database, workspace_id: UUID, rows: int) -> None:
    """Nobody of the workspace did it: whoever has the server."""
    async with database.write() as session:
        await record_export(session, Actor(workspace_id=workspace_id, user_id=None), "workspace", {}, rows, "zip")


async def _write_table(session: AsyncSession, workspace_id: UUID, table: Table, archive: zipfile.ZipFile) -> int:
    connection = await session.connection()
    columns = [column for column in table.columns if column.name not in SECRETS]
    statement = select(*columns).where(_of(table, workspace_id)).order_by(*table.primary_key)
    sheet = io.StringIO()
    sheet.write(MARK + lines([[column.name for column in columns]]))
    count = 0
    with archive.open(f"jsonl/{table.name}.jsonl", "w", force_zip64=True) as file:
        async with connection.stream(statement.execution_options(yield_per=backup.BATCH)) as result:
            async for rows in result.mappings().partitions():
                file.write("".join(f"{backup.as_json(dict(row))}\n" for row in rows).encode())
                sheet.write(lines([[_text(value) for value in row.values()] for row in rows]))
                count += len(rows)
    archive.writestr(f"csv/{table.name}.csv", sheet.getvalue())
    return count


def _of(table: Table, workspace_id: UUID) -> Any:
    if table.name == "workspace":
        return table.c.id == workspace_id
    if table.name == "user":
        member = SQLModel.metadata.tables["member"]
        return table.c.id.in_(select(member.c.user_id).where(member.c.workspace_id == workspace_id))
    return table.c.workspace_id == workspace_id


def _text(value: Any) -> str:
    if value is None:
        return ""
    return backup.as_json(value) if isinstance(value, dict | list) else str(value)
