"""One row of every table in Olga's workspace, made from the tables' own description: what a path can name."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

import app.tables  # noqa: F401  fills the metadata
from app.accounts.models import Workspace
from app.core.ids import new_id
from app.core.queue import Job
from app.transfer.schemas import ImportOptions
from app.transfer.service import Tally
from tests.cast import Person

NAMES = {
    "batch": "import_batch",
    "import": "import_batch",
    "point": "contact_point",
    "contact": "contact_point",
    "figure": "audience_figure",
    "step": "next_step",
    "view": "saved_view",
    "token": "api_token",
    "session": "user_session",
    "move": "partnership_move",
    "term": "partnership_term",
    "question": "voice_question",
}
"""Where a parameter is called shorter than its table: `step_id` names a `next_step`."""

VALUES: dict[str, dict[str, Any]] = {
    "blogger": {"country": "FR", "legal_basis": "legitimate_interest", "state": "active"},
    "channel": {"platform": "blog", "url": "https://camille.example.org", "url_key": "camille.example.org"},
    "contact_point": {"kind": "email", "value": "camille@example.org", "value_key": "camille@example.org"},
    "relation": {"stage": "acquainted", "turn": "none", "address_form": ""},
    "relation_stage_move": {"from_stage": None, "to_stage": "acquainted"},
    "interaction": {"kind": "email", "direction": "out", "nature": "neutral", "via": "email"},
    "interaction_blogger": {"direction": "out"},
    "stage": {"key": "prospect", "kind": "to_contact"},
    "pipeline": {"is_default": True},
    "partnership_move": {"from_kind": "", "to_kind": "to_contact"},
    "campaign": {"status": "active"},
    "relation_address": {"form": "tu"},
    "saved_view": {"list": "bloggers", "query": "", "shared": True},
    "import_batch": {
        "state": "ready",
        "format": "csv",
        "options": ImportOptions(columns={"0": "name"}).model_dump(mode="json"),
        "findings": {"encoding": "utf-8", "delimiter": ",", "header_row": 1, "sheet": "", "columns": []},
        "preview": Tally().as_preview() | {"same_name": 0},
    },
    "import_row": {"outcome": "failed"},
    "partnership_term": {"kind": "payment", "due_on": date(2026, 12, 1)},
    "invitation": {"role": "viewer"},
    "api_token": {"role": "viewer", "scopes": ["all"]},
    "member": {"role": "viewer"},
    "next_step": {"title": "Send the samples"},
    "job": {"state": "failed", "name": "bloggers.change_many"},
    "user": {"locale": "en", "time_zone": "UTC", "theme": "auto"},
}
BY_TYPE: dict[type, Any] = {
    bool: False,
    int: 1,
    str: "x",
    bytes: b"x",
    datetime: datetime(2026, 11, 22, 9, tzinfo=UTC),
    date: date(2026, 11, 22),
    dict: {},
    list: [],
}


MODELS = {mapper.local_table.name: mapper.class_ for mapper in SQLModel._sa_registry.mappers}


async def furnish(session: AsyncSession, owner: Person) -> dict[str, UUID]:
    """Writes the rows and returns their keys by table."""
    made: dict[str, dict[str, Any]] = {
        "workspace": {"id": owner.workspace.id},
        "user": {"id": owner.user.id},
        "brand": {"id": owner.brand.id},
        "member": {"id": owner.member.id},
    }
    connection = await session.connection()
    for table in SQLModel.metadata.sorted_tables:
        if table.name not in made:
            made[table.name] = _row(table, made)
            await connection.execute(sa.insert(table).values(made[table.name]))
    await session.execute(sa.update(Workspace).values(is_demo=True))  # so that there is a demo to remove
    told = {"user_id": str(owner.user.id), "told": {"back": "", "since": "2026-11-22T09:00:00Z"}}
    await session.execute(sa.update(Job).values(payload=told))  # and work of hers under way
    return {name: row["id"] for name, row in made.items() if "id" in row}


def named(parameter: str, world: dict[str, UUID]) -> UUID | None:
    """The record that a path parameter called `parameter` stands for."""
    name = parameter.removesuffix("_id")
    return world.get(NAMES.get(name, name))


def _row(table: sa.Table, made: dict[str, dict[str, Any]]) -> dict[str, Any]:
    values = VALUES.get(table.name, {})
    return {
        column.name: values[column.name] if column.name in values else _value(column, made)
        for column in table.columns
        if column.autoincrement is not True
    }


def _value(column: sa.Column, made: dict[str, dict[str, Any]]) -> Any:
    """The row it points to, what the model gives by itself, else something of the type."""
    for key in column.foreign_keys:
        if row := made.get(key.column.table.name):
            return row[key.column.name]
    field = MODELS[column.table.name].model_fields[column.name]
    if not field.is_required() and not column.primary_key:
        given = field.get_default(call_default_factory=True)
        return given if given is not None or column.nullable else 0
    if column.name == "currency":
        return "EUR"
    plain = getattr(column.type, "impl_instance", column.type)  # without SQLModel's decoration
    return new_id() if plain.python_type is UUID else BY_TYPE[plain.python_type]
