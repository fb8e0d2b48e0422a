"""Saved views of lists."""

from uuid import UUID

from sqlalchemy import Column, Index, String
from sqlmodel import Field

from app.core.models import JsonList, Record


class SavedView(Record, table=True):
    """Filters, sort and columns of one list under a name, private or shared."""

    __tablename__ = "saved_view"
    __table_args__ = (Index("ix_saved_view_of", "workspace_id", "list", "name"),)

    subject: str = Field(default="bloggers", sa_column=Column("list", String(20), nullable=False))
    """The list it is a view of: `bloggers` or `partnerships`. The column has the name it began with."""
    name: str = Field(max_length=100)
    query: str = Field(default="", max_length=4_000)
    """The URL's query string: filters and sort."""
    columns: list[str] = Field(default_factory=list, sa_column=Column(JsonList, nullable=False))
    shared: bool = False
    owner_id: UUID = Field(foreign_key="user.id", ondelete="CASCADE")
