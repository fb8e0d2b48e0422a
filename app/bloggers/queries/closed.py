"""Contact details of somebody who wants no more outreach: meanwhile only those who may lift that see them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers.models import Blogger
from app.core.actor import Actor
from app.core.errors import Forbidden

LIFTS = "do_not_contact.clear"
DETAILS = frozenset({"representative_email", "representative_phone", "postal_address"})
"""Of the record itself, beside its contact points."""


def contact_closed(actor: Actor, blogger: Any) -> bool:
    """Whether this actor is kept from reading and changing how to reach this person."""
    return blogger.do_not_contact and not actor.may(LIFTS)


def require_contact(actor: Actor, blogger: Blogger) -> None:
    """Raises Forbidden where they are closed."""
    if contact_closed(actor, blogger):
        raise Forbidden.without(LIFTS)


async def closed_contacts(session: AsyncSession, actor: Actor, blogger_ids: Iterable[UUID | None]) -> set[UUID]:
    """Those of them whose details this actor may not see. No statement for who may."""
    wanted = {it for it in blogger_ids if it}
    if actor.may(LIFTS) or not wanted:
        return set()
    statement = select(col(Blogger.id)).where(
        col(Blogger.workspace_id) == actor.workspace_id, col(Blogger.do_not_contact), col(Blogger.id).in_(wanted)
    )
    return set((await session.execute(statement)).scalars())


def tells_contact(subject_type: str, changes: dict[str, Any]) -> bool:
    return subject_type == "contact_point" or any(map(_is_detail, changes))


def without_contact(subject_type: str, changes: dict[str, Any]) -> dict[str, Any]:
    """What an event changed, but for the details."""
    if subject_type == "contact_point":
        return {}
    return {name: pair for name, pair in changes.items() if not _is_detail(name)}


def _is_detail(name: str) -> bool:
    return name in DETAILS or name.startswith("contact_points")
