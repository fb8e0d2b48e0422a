"""CSV that a spreadsheet opens rightly and runs nothing of, sent batch by batch."""

import csv
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from starlette.responses import StreamingResponse

from app.core.db import Database
from app.core.formulas import guard
from app.core.i18n import current_locale, local
from app.core.pagination import MAX_PAGE_SIZE, Slice

MARK = "\ufeff"
"""Without it Excel takes UTF-8 for the encoding of its own country."""
Page = Callable[[Any, str | None, int], Awaitable[Slice[Any]]]
"""Reads one page: session, cursor, how many."""


def lines(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """Rows as CSV text, guarded."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([guard(cell) for cell in row] for row in rows)
    return text.getvalue()


def delimiter_here() -> str:
    """What the reader's spreadsheet expects."""
    return ";" if current_locale() == "fr" else ","


def plain(value: Any) -> str:
    """A value for a program: times in UTC, lists behind commas, nothing for what is not known."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case list():
            return ", ".join(map(plain, value))
        case Enum():
            return str(value.value)
        case _:
            return str(value)


def readable(value: Any) -> str:
    """The same for a person: the day where they are, numbers as a spreadsheet reads them."""
    return local(value).date().isoformat() if isinstance(value, datetime) else plain(value)


def download(
    database: Database, name: str, titles: Sequence[str], page: Page, cells: Callable[[Any], Sequence[str]], sep: str
) -> StreamingResponse:
    """The whole list as a file. Each page is read in a unit of its own: a slow reader holds nothing open."""

    async def text() -> AsyncIterator[str]:
        yield MARK + lines([titles], sep)
        cursor = None
        while True:
            async with database.read() as session:
                found = await page(session, cursor, MAX_PAGE_SIZE)
            yield lines((cells(item) for item in found.items), sep)
            if (cursor := found.next) is None:
                return

    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
    return StreamingResponse(text(), media_type="text/csv; charset=utf-8", headers=headers)
