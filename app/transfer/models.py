"""Imports: one batch per file, one row per line that needs telling."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index
from sqlmodel import Field

from app.core.models import Json, Record


class ImportState(StrEnum):
    MAPPING = "mapping"
    """Uploaded; columns are being matched."""
    PREVIEWING = "previewing"
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ImportBatch(Record, table=True):
    """One uploaded file and how far its import has come. When it is done, every row is one of the five:
    total = created + updated + skipped + failed + joined."""

    __tablename__ = "import_batch"
    __table_args__ = (Index("ix_import_batch_recent", "workspace_id", "created_at"),)

    file_name: str = Field(max_length=300)
    path: str = Field(max_length=300)
    """Name of the stored file inside the uploads folder; its rows stand beside it, in `<path>.rows`."""
    sha256: str = Field(max_length=64)
    format: str = Field(max_length=10)
    findings: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    """What intake found: encoding, delimiter, sheet, row of titles, and per column what its cells look like."""
    options: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    """`ImportOptions`: column → field, what stages mean, source, legal basis, what to do with known people."""
    state: str = Field(default=ImportState.MAPPING, max_length=12)
    started_by: UUID | None = Field(default=None, foreign_key="user.id", ondelete="SET NULL")
    brand_id: UUID | None = Field(default=None, foreign_key="brand.id", ondelete="SET NULL")
    total: int = 0
    position: int = 0
    """Rows handled: where a killed import goes on."""
    created_count: int = 0
    updated_count: int = 0
    skipped_count: int = 0
    failed_count: int = 0
    joined_count: int = 0
    """Rows that told more of the person of another row."""
    preview: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    error: str = Field(default="", max_length=1_000)
    started_at: datetime | None = None
    finished_at: datetime | None = None

    @property
    def handled_count(self) -> int:
        return self.created_count + self.updated_count + self.skipped_count + self.failed_count + self.joined_count


class ImportRow(Record, table=True):
    """A row that was skipped or failed, with why and what it held."""

    __tablename__ = "import_row"
    __table_args__ = (Index("ix_import_row_of", "batch_id", "workspace_id", "line"),)

    batch_id: UUID = Field(foreign_key="import_batch.id", ondelete="CASCADE")
    line: int
    outcome: str = Field(max_length=10)
    reason: str = Field(default="", max_length=500)
    blogger_id: UUID | None = Field(default=None, foreign_key="blogger.id", ondelete="SET NULL", index=True)
    cells: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
