"""What we can really give."""

from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.service import record
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Invalid, Stale
from app.core.i18n import _
from app.core.text import fold, tokens
from app.outreach.timing.models import Offer
from app.outreach.timing.schemas import OfferIn


async def add_offer(session: AsyncSession, actor: Actor, given: OfferIn) -> Offer:
    """Raises Invalid when one of this name is there."""
    actor.require("bloggers.write")
    await _refuse_twin(session, actor, given.name)
    made = Offer(
        workspace_id=actor.workspace_id,
        name=given.name,
        name_key=fold(given.name),
        description=given.description,
        keywords=given.keywords or _words(given.name),
    )
    session.add(made)
    await session.flush()
    await record(session, actor, "offer.created", "offer", made.id, {"name": [None, made.name]}, name=made.name)
    return made


async def edit_offer(
    session: AsyncSession, actor: Actor, offer: Offer, values: dict[str, Any], *, version: int | None = None
) -> Offer:
    actor.require("bloggers.write")
    if version is not None and version != offer.version:
        raise Stale(_("Someone changed this meanwhile."), version=offer.version)
    found = {name: value for name, value in values.items() if value is not None}
    if "name" in found and fold(found["name"]) != offer.name_key:
        await _refuse_twin(session, actor, found["name"])
        found["name_key"] = fold(found["name"])
    if changes := offer.apply(found):
        await session.flush()
        changes.pop("name_key", None)
        await record(session, actor, "offer.updated", "offer", offer.id, changes, name=offer.name)
    return offer


async def archive_offer(session: AsyncSession, actor: Actor, offer: Offer) -> None:
    """We no longer give it."""
    await _put_away(session, actor, offer, "archived")


async def restore_offer(session: AsyncSession, actor: Actor, offer: Offer) -> None:
    await _put_away(session, actor, offer, "restored")


async def _put_away(session: AsyncSession, actor: Actor, offer: Offer, verb: str) -> None:
    actor.require("bloggers.write")
    if (offer.archived_at is None) == (verb == "archived"):
        offer.apply({"archived_at": now() if verb == "archived" else None})
        await session.flush()
        await record(session, actor, f"offer.{verb}", "offer", offer.id, name=offer.name)


async def _refuse_twin(session: AsyncSession, actor: Actor, name: str) -> None:
    statement = select(col(Offer.id)).where(
        col(Offer.workspace_id) == actor.workspace_id, col(Offer.name_key) == fold(name)
    )
    if (await session.execute(statement)).first():
        raise Invalid({"name": _("There is one of this name already.")})


def _words(name: str) -> list[str]:
    """Those that mean something: of four letters and more."""
    return [word for word in tokens(name) if len(word) > 3]
