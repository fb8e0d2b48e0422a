"""Saved views as they come in and go out."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.core.schemas import Input, Output, Patch

Name = Annotated[str, Field(min_length=1, max_length=100)]
Query = Annotated[
    str, Field(max_length=4_000, description="Filters and sort, as in the list's URL.", examples=["country=FR"])
]
Columns = Annotated[list[Name], Field(max_length=30)]


class Subject(StrEnum):
    """The list that a view is of."""

    BLOGGERS = "bloggers"
    PARTNERSHIPS = "partnerships"


class ViewIn(Input):
    name: Name
    subject: Subject = Subject.BLOGGERS
    query: Query = ""
    columns: Columns = []
    shared: bool = False


class ViewPatch(Patch):
    name: Name = ""
    query: Query = ""
    columns: Columns = []
    shared: bool = False


class ViewForm(Input):
    """From its own page, or from the foot of a page of filters, which posts every filter along with it."""

    model_config = Input.model_config | {"extra": "ignore"}

    name: Name
    shared: bool = False
    keep_query: bool = False


class ViewOut(Output):
    id: UUID
    name: str
    subject: Subject
    query: str
    columns: list[str]
    shared: bool
    owner_id: UUID
    version: int
