"""Recording events. Called by every service function that writes, in the same transaction."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.models import Activity
from app.core.actor import Actor
from app.core.bulk import insert_rows
from app.core.clock import now
from app.core.ids import new_id
from app.core.sheets import plain

_TABLE = Activity.metadata.tables["activity"]


async def record(
    session: AsyncSession,
    actor: Actor,
    verb: str,
    subject_type: str,
    subject_id: UUID,
    changes: dict[str, Any] | None = None,
    *,
    name: str = "",
    brand_id: UUID | None = None,
    blogger_id: UUID | None = None,
    partnership_id: UUID | None = None,
    campaign_id: UUID | None = None,
    at: datetime | None = None,
) -> None:
    """Writes one event. `changes` is `{field: [before, after]}`; `name` is what the subject is called today."""
    event = entry(
        actor,
        verb,
        subject_type,
        subject_id,
        changes,
        name=name,
        brand_id=brand_id,
        blogger_id=blogger_id,
        partnership_id=partnership_id,
        campaign_id=campaign_id,
        at=at,
    )
    await record_all(session, [event])


async def record_export(
    session: AsyncSession, actor: Actor, what: str, filters: Mapping[str, Any], rows: int | str, form: str = "csv"
) -> None:
    """Who takes what along: before the first line of it leaves. The filters are told as an address has them."""
    pairs = [
        (name, plain(one)) for name, given in filters.items() for one in (given if type(given) is list else [given])
    ]
    changes = {"filters": ["", urlencode(pairs)], "rows": [None, rows], "format": ["", form]}
    await record(session, actor, "export.created", "export", new_id(), changes, name=what)


async def record_all(session: AsyncSession, entries: list[dict[str, Any]]) -> None:
    """Writes many events at once: for bulk verbs, which build them with `entry`."""
    await insert_rows(session, Activity, entries)


def entry(
    actor: Actor,
    verb: str,
    subject_type: str,
    subject_id: UUID,
    changes: dict[str, Any] | None = None,
    *,
    name: str = "",
    at: datetime | None = None,
    brand_id: UUID | None = None,
    blogger_id: UUID | None = None,
    partnership_id: UUID | None = None,
    campaign_id: UUID | None = None,
) -> dict[str, Any]:
    """One event as a row for `record_all`."""
    return {
        "workspace_id": actor.workspace_id,
        "at": at or now(),
        "user_id": actor.user_id,
        "token_id": actor.token_id,
        "person_name": actor.name[:300] if actor.themselves else "",
        "verb": verb,
        "subject_type": subject_type,
        "subject_id": subject_id,
        "subject_name": name[:300],
        "changes": {field: _plain(values) for field, values in (changes or {}).items()},
        "brand_id": brand_id,
        "blogger_id": blogger_id,
        "partnership_id": partnership_id,
        "campaign_id": campaign_id,
    }


_ALREADY = frozenset({str, int, bool, float})


def _plain(value: Any) -> Any:
    """`value` as JSON can hold it."""
    if value is None or type(value) in _ALREADY:
        return value
    match value:
        case Enum():
            return value.value
        case UUID() | Decimal():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case list() | tuple() | set() | frozenset():
            return [_plain(item) for item in value]
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case _:
            return value
