"""Uploaded files: stored under a name of ours, read by a process of their own."""

import asyncio
import contextlib
import hashlib
import json
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from app.core.errors import Invalid, TooLarge
from app.core.i18n import _
from app.core.ids import new_id
from app.core.settings import Settings
from app.transfer.intake import CPU_SECONDS

MAX_BYTES = 100 << 20


@dataclass(frozen=True)
class Stored:
    """A file on our disk. `name` is what people call it, `path` what we do."""

    name: str
    path: str
    sha256: str


def folder(settings: Settings) -> Path:
    """Where uploads are kept."""
    path = settings.data_dir / "uploads"
    path.mkdir(parents=True, exist_ok=True)
    return path


def rows_path(settings: Settings, path: str) -> Path:
    return folder(settings) / f"{path}.rows"


async def store(settings: Settings, name: str, source: BinaryIO) -> Stored:
    """Copies `source` block by block; TooLarge, and nothing kept, past the limit."""
    return await asyncio.to_thread(_store, settings, name, source)


async def take_in(settings: Settings, path: str, corrections: dict[str, Any] | None = None) -> dict[str, Any]:
    """Reads a stored file anew and returns what is in it; Invalid with a sentence when it cannot be read."""
    source = folder(settings) / path
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app.transfer.intake"),
        *(source.absolute(), rows_path(settings, path).absolute(), json.dumps(corrections or {})),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )
    try:
        answer, _nothing = await asyncio.wait_for(child.communicate(), CPU_SECONDS * 2)
    except TimeoutError:
        child.kill()
        await child.wait()
        answer = b""
    found = json.loads(answer) if child.returncode == 0 and answer else {"refused": "corrupt"}
    if "refused" in found:
        raise Invalid({"file": sentence(found)})
    return found


@contextlib.asynccontextmanager
async def kept_only_if_good(settings: Settings, path: str) -> AsyncIterator[None]:
    """Deletes a stored file again when it cannot be read or its import cannot begin."""
    try:
        yield
    except BaseException:
        forget(settings, path)
        raise


def forget(settings: Settings, path: str) -> None:
    """Deletes a stored file and its rows."""
    (folder(settings) / path).unlink(missing_ok=True)
    rows_path(settings, path).unlink(missing_ok=True)


def blocks(source: BinaryIO, size: int = 1 << 20) -> Iterator[bytes]:
    while block := source.read(size):
        yield block


def sentence(found: dict[str, Any]) -> str:
    """Why a file cannot be read, and what helps."""
    match found["refused"]:
        case "empty":
            return _("This file is empty.")
        case "only_titles":
            return _("There is a row of titles and nothing below it.")
        case "old_excel":
            return _("This is an old Excel file (.xls). Save it as .xlsx or as CSV, then choose it again.")
        case "not_a_table":
            return _("This is no table. Choose a spreadsheet (.xlsx) or a CSV file.")
        case "corrupt":
            return _("This file is damaged and cannot be read. Save it again as .xlsx or CSV.")
        case "password":
            return _("This file is protected by a password. Save it without one.")
        case "bomb" | "too_large":
            return _("This file unpacks to more than can be read. Split it, or save it as CSV.")
        case "quotes":
            return _(
                "A quotation mark that opens near row %(row)s never closes: what follows cannot be told apart.",
                row=found["row"],
            )
        case "too_wide":
            return _("There are more than %(limit)s columns.", limit=found["limit"])
        case "too_long":
            return _("There are more than %(limit)s rows. Split the file.", limit=found["limit"])
        case _:
            return _("This file cannot be read.")


def _store(settings: Settings, name: str, source: BinaryIO) -> Stored:
    path = new_id().hex
    target, digest, size = folder(settings) / path, hashlib.sha256(), 0
    limit = min(MAX_BYTES, settings.max_body_mb << 20)
    try:
        with target.open("xb") as file:
            for block in blocks(source):
                size += len(block)
                if size > limit:
                    raise TooLarge(_("This file is larger than %(size)s MB.", size=limit >> 20))
                digest.update(block)
                file.write(block)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    shown = Path(name.replace("\\", "/")).name.replace("\x00", "")[:300]
    return Stored(shown or "–", path, digest.hexdigest())
