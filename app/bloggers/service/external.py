"""The keys of a person in other systems."""

from typing import Any

from sqlalchemy import delete, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers import queries
from app.bloggers.models import Blogger, ExternalId
from app.core.errors import Invalid
from app.core.i18n import _


async def set_external_ids(
    session: AsyncSession, blogger: Blogger, wanted: dict[str, str | None]
) -> dict[str, list[Any]]:
    """Sets one id per system named; None removes it. Raises Invalid when another person has it."""
    if not wanted:
        return {}
    before = await queries.external_ids(session, blogger)
    after = {system: value for system, value in (before | wanted).items() if value}
    if after == before:
        return {}
    changed = [system for system in wanted if before.get(system) != wanted[system]]
    await session.execute(
        delete(ExternalId).where(
            col(ExternalId.workspace_id) == blogger.workspace_id,
            col(ExternalId.blogger_id) == blogger.id,
            col(ExternalId.system).in_(changed),
        )
    )
    for system in changed:
        if value := wanted[system]:
            await _refuse_taken(session, blogger, system, value)
            session.add(
                ExternalId(workspace_id=blogger.workspace_id, system=system, value=value, blogger_id=blogger.id)
            )
    await session.flush()
    return {"external_ids": [before, after]}


async def _refuse_taken(session: AsyncSession, blogger: Blogger, system: str, value: str) -> None:
    statement = select(col(ExternalId.blogger_id)).where(
        col(ExternalId.workspace_id) == blogger.workspace_id,
        col(ExternalId.system) == system,
        col(ExternalId.value) == value,
    )
    if (await session.execute(statement)).scalar_one_or_none() is not None:
        raise Invalid(
            {"external_ids": _("%(system)s %(value)s belongs to another record.", system=system, value=value)}
        )
