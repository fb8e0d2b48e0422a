"""Reads an uploaded file in a process of its own, with bounded memory and time, and says what is in it.

`python -m app.transfer.intake SOURCE TARGET OPTIONS` writes every row that holds something to TARGET as plain CSV
(UTF-8, commas; the row's number in the file comes first) and prints what it found as JSON: encoding, delimiter, the
row of titles, and per column what its cells look like. A file that cannot be read gives `{"refused": code}`.
Nothing of Tact is imported here: a hostile file meets the standard library and calamine, and no secret.
"""

import codecs
import csv
import json
import re
import resource
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

MEMORY = 1_500 << 20
CPU_SECONDS = 60
MAX_ENTRIES, MAX_UNPACKED, MAX_RATIO = 200, 400 << 20, 100
MAX_ROWS, MAX_COLUMNS, MAX_CELL = 1_000_000, 200, 200_000
KEPT_VALUES, KEPT_SAMPLES, SAMPLE_LENGTH, LOOKED_AT = 60, 3, 80, 1_000
DELIMITERS = ",;\t|"

EMAIL = re.compile(r"^[^\s@,;]+@[^\s@,;]+\.[^\s@,;.]{2,}$")
URL = re.compile(r"^(https?://|www\.)\S+$|^[\w-]+(\.[\w-]+)+(/\S*)?$", re.IGNORECASE)
NUMBER = re.compile(r"^\d[\d\s.,\u00a0\u202f]*\s?[kKmM]?$")
PHONE = re.compile(r"^\+?[\d\s().\-/\u00a0\u202f]{7,}$")
ISO_DATE = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}([T ].*)?$")
PARTED_DATE = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2}|\d{4})(\s.*)?$")
SERIAL_DATE = re.compile(r"^[2-6]\d{4}(\.\d+)?$")


class Refused(Exception):
    """The file cannot be read; `code` says why, the caller says it in words."""

    def __init__(self, code: str, **detail: Any) -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


@dataclass
class Column:
    """What one column's cells look like. `values` are its distinct ones with their counts, None when too many."""

    title: str
    filled: int = 0
    samples: list[str] = field(default_factory=list)
    values: dict[str, int] | None = field(default_factory=dict)
    emails: int = 0
    urls: int = 0
    numbers: int = 0
    phones: int = 0
    looked_at: int = 0
    iso_dates: int = 0
    serial_dates: int = 0
    parted_dates: int = 0
    day_first: int = 0
    """Dates such as 25/12/2025, that only read as day/month."""
    month_first: int = 0
    """Dates such as 12/25/2025, that only read as month/day."""

    def see(self, cell: str) -> None:
        if not cell:
            return
        self.filled += 1
        if len(self.samples) < KEPT_SAMPLES and cell[:SAMPLE_LENGTH] not in self.samples:
            self.samples.append(cell[:SAMPLE_LENGTH])
        if self.values is not None:
            if len(cell) > SAMPLE_LENGTH or (len(self.values) >= KEPT_VALUES and cell not in self.values):
                self.values = None
            else:
                self.values[cell] = self.values.get(cell, 0) + 1
        if self.looked_at < LOOKED_AT:
            self._classify(cell)
        elif self.parted_dates:
            self._see_date(cell)

    def _classify(self, cell: str) -> None:
        self.looked_at += 1
        self.emails += bool(EMAIL.match(cell))
        self.urls += bool(URL.match(cell)) and not EMAIL.match(cell)
        self.numbers += bool(NUMBER.match(cell))
        self.phones += bool(PHONE.match(cell))
        self.iso_dates += bool(ISO_DATE.match(cell))
        self.serial_dates += bool(SERIAL_DATE.match(cell))
        self._see_date(cell)

    def _see_date(self, cell: str) -> None:
        if match := PARTED_DATE.match(cell):
            self.parted_dates += 1
            self.day_first += int(match[1]) > 12 >= int(match[2])
            self.month_first += int(match[2]) > 12 >= int(match[1])


@dataclass
class Findings:
    format: str
    encoding: str
    delimiter: str
    header_row: int
    """The row that holds the titles, counted from 1; 0: there is none."""
    sheet: str
    sheets: list[str]
    total: int
    columns: list[Column]


def main(source: Path, target: Path, options: dict[str, Any]) -> dict[str, Any]:
    """What is in `source`, or why it cannot be read."""
    try:
        return asdict(take_in(source, target, options))
    except Refused as refused:
        return {"refused": refused.code, **refused.detail}
    except MemoryError:
        return {"refused": "too_large"}


def take_in(source: Path, target: Path, options: dict[str, Any]) -> Findings:
    """`options` may hold what a person corrected: `encoding`, `delimiter`, `header_row`, `sheet`."""
    csv.field_size_limit(MAX_CELL)
    kind = kind_of(source)
    encoding = delimiter = sheet = ""
    sheets: list[str] = []
    if kind == "xlsx":
        check_zip(source)
        sheets, sheet, rows = read_xlsx(source, options.get("sheet", ""))
    else:
        encoding = options.get("encoding") or encoding_of(source)
        delimiter = options.get("delimiter") or delimiter_of(source, encoding)
        check_quotes(source, encoding, delimiter)
        rows = read_csv(source, encoding, delimiter)
    numbered = ((number, cells) for number, cells in enumerate(rows, 1) if any(cells))
    first = list(islice(numbered, 20))
    if not first:
        raise Refused("empty")
    header_row = options["header_row"] if options.get("header_row") is not None else header_of(first)
    columns, total = write_rows(chain(first, numbered), header_row, target)
    if not total:
        raise Refused("only_titles")
    return Findings(kind, encoding, delimiter, header_row, sheet, sheets, total, columns)


# --- which kind of file ------------------------------------------------------------------------------------------


def kind_of(path: Path) -> str:
    """`csv` or `xlsx`, by what the file begins with; other known kinds are refused by name."""
    with path.open("rb") as file:
        start = file.read(65_536)
    if not start.strip(b"\x00\xef\xbb\xbf\xff\xfe \r\n\t"):
        raise Refused("empty")
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "xlsx"
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("old_excel")
    known = (
        b"%PDF",
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"\x1f\x8b",
        b"Rar!",
        b"7z\xbc\xaf",
        b"{\\rtf",
        b"SQLite format",
    )
    if start.startswith(known) or start.lstrip().lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        raise Refused("not_a_table")
    if not start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not _utf16_without_mark(start):
        controls = sum(start.count(bytes([code])) for code in range(32) if code not in (9, 10, 11, 12, 13))
        if controls > len(start) / 20:
            raise Refused("not_a_table")
    return "csv"


def check_zip(path: Path) -> None:
    """Refuses a bomb before anything is unpacked into memory, and sizes that lie: each entry is read once, counted."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise Refused("not_a_table")
            too_dense = any(it.file_size > 1 << 20 and it.file_size > it.compress_size * MAX_RATIO for it in entries)
            if len(entries) > MAX_ENTRIES or sum(it.file_size for it in entries) > MAX_UNPACKED or too_dense:
                raise Refused("bomb")
            for entry in entries:
                if entry.flag_bits & 1:
                    raise Refused("password")
                with archive.open(entry) as stream:
                    while stream.read(1 << 20):
                        pass
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise Refused("corrupt") from error


def read_xlsx(path: Path, wanted: str) -> tuple[list[str], str, Iterator[list[str]]]:
    """The sheets' names, the one read (`wanted`, else the first that holds something), and its rows as text."""
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        names = [it.name for it in workbook.sheets_metadata if it.visible == SheetVisibleEnum.Visible]
        names = [name for name in names if workbook.get_sheet_by_name(name).height]
        if not names:
            raise Refused("empty")
        chosen = wanted if wanted in names else names[0]
        sheet = workbook.get_sheet_by_name(chosen)
        before = sheet.start[0] if sheet.start else 0
    except Refused:
        raise
    except (CalamineError, ValueError, TypeError) as error:
        raise Refused("corrupt") from error

    def rows() -> Iterator[list[str]]:
        yield from ([] for _blank in range(before))
        for row in sheet.iter_rows():
            yield [_as_text(cell) for cell in row]

    return names, chosen, rows()


def _as_text(cell: Any) -> str:
    match cell:
        case bool():
            return "1" if cell else "0"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
        case _:
            return str(cell).strip()


# --- CSV of any make ---------------------------------------------------------------------------------------------


def encoding_of(path: Path) -> str:
    """By its mark, else UTF-16 by its zeros, else UTF-8 if the whole file is, else Windows' Western European."""
    with path.open("rb") as file:
        start = file.read(4_096)
        if start.startswith(codecs.BOM_UTF8):
            return "utf-8"
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if guessed := _utf16_without_mark(start):
            return guessed
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while block := file.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _utf16_without_mark(start: bytes) -> str:
    pairs = max(1, len(start) // 2)
    if start[1::2].count(0) > pairs * 0.4 and start[0::2].count(0) < pairs * 0.1:
        return "utf-16-le"
    if start[0::2].count(0) > pairs * 0.4 and start[1::2].count(0) < pairs * 0.1:
        return "utf-16-be"
    return ""


def delimiter_of(path: Path, encoding: str) -> str:
    """The one that cuts most of the first rows into the same number of cells, more than one."""
    with _open(path, encoding) as file:
        text = file.read(262_144)
    if declared := re.match(r"sep=(.)\r?\n", text):
        return declared[1]
    lines = text.splitlines(keepends=True)
    lines = lines[:-1] if len(lines) > 1 and not text.endswith(("\n", "\r")) else lines

    def score(delimiter: str) -> tuple[float, int]:
        try:
            widths = [len(row) for row in islice(csv.reader(lines, delimiter=delimiter), 300) if any(row)]
        except csv.Error:  # a quotation mark that never closes, said later
            return 0, 0
        width, count = Counter(widths).most_common(1)[0] if widths else (1, 0)
        return (count / max(1, len(widths)) if width > 1 else 0, width)

    scores = {delimiter: score(delimiter) for delimiter in DELIMITERS}
    even = [it for it in DELIMITERS if scores[it][0] >= 0.8]
    # A comma inside every text cuts evenly too: among those that do, the one that makes most columns.
    best = max(even or DELIMITERS, key=lambda it: (scores[it][1], scores[it][0]) if even else scores[it])
    return best if scores[best][0] else ","


def read_csv(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    """The records as they are; blank lines count, so that numbers agree with what a spreadsheet shows."""
    with _open(path, encoding) as file:
        reader = csv.reader(file, delimiter=delimiter)
        try:
            for number, row in enumerate(reader):
                if number == 0 and len(row) <= 2 and delimiter.join(row).lower() == f"sep={delimiter}":
                    continue
                yield [cell.strip() for cell in row]
        except csv.Error as error:
            raise Refused("quotes", row=reader.line_num) from error


def check_quotes(path: Path, encoding: str, delimiter: str) -> None:
    """A quotation mark that never closes swallows all rows below it."""
    with _open(path, encoding) as file:
        reader = csv.reader(file, delimiter=delimiter)
        quotes, line, record = 0, 0, 1
        try:
            for row in reader:
                record, line = line + 1, reader.line_num
                quotes += sum(cell.count('"') for cell in row)
        except csv.Error as error:
            raise Refused("quotes", row=line + 1) from error
    if line - record > 3:
        with _open(path, encoding) as file:
            if sum(text.count('"') for text in file) % 2:
                raise Refused("quotes", row=record)


def _open(path: Path, encoding: str) -> Any:
    try:
        return path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, errors="replace", newline="")
    except LookupError as error:
        raise Refused("encoding") from error


# --- rows and columns --------------------------------------------------------------------------------------------


def header_of(first: list[tuple[int, list[str]]]) -> int:
    """The first row that looks like titles: short texts, no addresses, numbers or dates, as wide as what follows."""
    widest = max(sum(map(bool, cells)) for _number, cells in first)
    for number, cells in first[:10]:
        filled = [cell for cell in cells if cell]
        if len(filled) < max(1, widest * 0.5):
            continue
        data = any(EMAIL.match(it) or ISO_DATE.match(it) or PARTED_DATE.match(it) or PHONE.match(it) for it in filled)
        data = data or any(it.lower().startswith(("http://", "https://")) for it in filled)
        return 0 if data or sum(bool(NUMBER.match(it)) for it in filled) > len(filled) / 3 else number
    return first[0][0]


def write_rows(rows: Iterable[tuple[int, list[str]]], header_row: int, target: Path) -> tuple[list[Column], int]:
    """Writes the rows below the titles and looks at every cell once."""
    columns: list[Column] = []
    total = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for number, found in rows:
            if number < header_row:
                continue
            if any(found[MAX_COLUMNS:]):
                raise Refused("too_wide", limit=MAX_COLUMNS)
            cells = [_unguarded(cell) for cell in found[:MAX_COLUMNS]]
            if number == header_row:
                columns = [Column(re.sub(r"\s+", " ", cell.replace("\x00", ""))[:100]) for cell in cells]
                continue
            columns += [Column("") for _extra in range(len(cells) - len(columns))]
            for column, cell in zip(columns, cells, strict=False):
                column.see(cell.replace("\x00", "\u2400"))
            writer.writerow([number, *cells])
            total += 1
            if total > MAX_ROWS:
                raise Refused("too_long", limit=MAX_ROWS)
    return columns, total


def _unguarded(cell: str) -> str:
    """Without the apostrophe that exports put before what a spreadsheet would take for a formula."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_TRIGGERS) else cell


_TRIGGERS = tuple("=+-@\t\r＝＋－＠")


def _chain(
    first: list[tuple[int, list[str]]], rest: Iterable[tuple[int, list[str]]]
) -> Iterator[tuple[int, list[str]]]:
    yield from first
    yield from rest


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    json.dump(main(Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])), sys.stdout)
