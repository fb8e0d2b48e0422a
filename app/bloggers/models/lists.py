"""Saved views of lists."""

from uuid import UUID

from sqlalchemy import Column, Index
from sqlmodel import Field

from app.core.models import JsonList, Record


class SavedView(Record, table=True):
    """Filters, sort and columns of one list under a name, private or shared."""

    __tablename__ = "saved_view"
    __table_args__ = (Index("ix_saved_view_of", "workspace_id", "list", "name"),)

    columns: list[str] = Field(default_factory=list, sa_column=Column(JsonList, nullable=False))
    list: str = Field(default="bloggers", max_length=20)
    """`bloggers` or `partnerships`."""
    name: str = Field(max_length=100)
    query: str = Field(default="", max_length=4_000)
    """The URL's query string: filters and sort."""
    shared: bool = False
    owner_id: UUID = Field(foreign_key="user.id", ondelete="CASCADE")
