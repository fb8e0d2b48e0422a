"""The rows of an import that were not imported, as a table to mend and import again."""

from collections.abc import AsyncIterator

from app.core.actor import Actor
from app.core.db import Database
from app.core.i18n import _
from app.core.sheets import MARK, delimiter_here, lines
from app.transfer import queries
from app.transfer.models import ImportBatch


async def told_rows(database: Database, actor: Actor, batch: ImportBatch, outcome: str) -> AsyncIterator[str]:
    """The rows that failed (or were skipped), as they were, with the reason beside: to mend and import again."""
    delimiter = delimiter_here()
    titles: list[str] = []
    async with database.read() as session:
        async for row in queries.every_row(session, actor, batch):
            if row.outcome != outcome:
                continue
            if not titles:
                titles = list(row.cells)
                yield MARK + lines([[*titles, _("Tact: row"), _("Tact: why")]], delimiter)
            yield lines([[*(row.cells.get(title, "") for title in titles), str(row.line), row.reason]], delimiter)
    if not titles:
        yield MARK + lines([[_("Tact: row"), _("Tact: why")]], delimiter)
