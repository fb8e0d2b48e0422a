"""What must hold in the database whatever happened: each feature says it in its `checks.py`, `tact check-data` asks.

A check finds the rows that break it. This module checks what holds for every table: nothing points nowhere, and
nothing points into another workspace.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Table, select
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.i18n import _, labelled, lazy

SHOWN = 5


@dataclass(frozen=True)
class Check:
    """`find` returns the keys of the rows that break what `says`."""

    says: lazy
    find: Callable[[AsyncSession], Awaitable[list[str]]]


def by_query(says: lazy, broken: Callable[[], Select[Any]]) -> Check:
    """A check by one statement, whose rows are what is wrong."""

    async def find(session: AsyncSession) -> list[str]:
        return [" ".join(map(str, row)) for row in await session.execute(broken())]

    return Check(says, find)


async def everything(session: AsyncSession, checks: list[Check]) -> list[str]:
    """A line for each check that does not hold, with the first rows that break it."""
    found = await dangling(session)
    for check in checks:
        if keys := await check.find(session):
            more = f" (+{len(keys) - SHOWN})" if len(keys) > SHOWN else ""
            found.append(labelled(check.says, f"{', '.join(keys[:SHOWN])}{more}"))
    return found


async def dangling(session: AsyncSession) -> list[str]:
    """Rows whose parent does not exist, or is of another workspace."""
    found = []
    for table in SQLModel.metadata.sorted_tables:
        for constraint in table.foreign_key_constraints:
            column, target = constraint.elements[0].parent, constraint.elements[0].column
            parent = target.table.alias("parent")
            key = list(table.primary_key)[-1]
            joined = table.outerjoin(parent, parent.c[target.name] == column)
            wrong = parent.c[target.name].is_(None)
            if _is_owned(table) and _is_owned(target.table):
                wrong = wrong | (parent.c.workspace_id != table.c.workspace_id)
            broken = select(key).select_from(joined).where(column.is_not(None), wrong).limit(SHOWN)
            if keys := [str(it) for it in (await session.execute(broken)).scalars()]:
                line = _("%(table)s.%(column)s points nowhere", table=table.name, column=column.name)
                found.append(labelled(line, ", ".join(keys)))
    return found


def _is_owned(table: Table) -> bool:
    return "workspace_id" in table.c
