"""CSV that a spreadsheet opens rightly and runs nothing of."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence

from app.core.actor import Actor
from app.core.db import Database
from app.core.i18n import _, current_locale
from app.transfer import queries
from app.transfer.formulas import guard
from app.transfer.models import ImportBatch

MARK = "\ufeff"
"""Without it Excel takes UTF-8 for the encoding of its own country."""


def lines(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """Rows as CSV text, guarded."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([guard(cell) for cell in row] for row in rows)
    return text.getvalue()


def delimiter_here() -> str:
    """What the reader's spreadsheet expects."""
    return ";" if current_locale() == "fr" else ","


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
