"""What a person prefers: said by themselves by their private link, or noted by a member; and that link."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.service import record
from app.bloggers.models import Blogger, BloggerState, ContactState
from app.bloggers.queries import brand_for, contact_points
from app.bloggers.service import edit_contact_point, stale
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Conflict, Stale
from app.core.i18n import _
from app.core.security import digest, new_secret
from app.outreach.timing.case import CONTACT_OF
from app.outreach.timing.models import Preference
from app.outreach.timing.schemas import OUTREACH

_SAID = ("vias", "topics", "monthly", "pause_until", "ask_first", "opted_out")


async def prefer(
    session: AsyncSession,
    actor: Actor,
    blogger: Blogger,
    values: dict[str, Any],
    *,
    version: int | None = None,
    themselves: bool = False,
) -> Preference:
    """Sets what `values` (of a `PreferenceIn`) names; timing obeys from the next question on.

    A means that is closed closes the contact points that it goes through. Opening one again takes
    `do_not_contact.clear`. Raises Stale where somebody has said something else since `version`.
    """
    actor.require("bloggers.write")
    preference = await _locked(session, actor, blogger)
    before = {name: getattr(preference, name) for name in _SAID}
    if version is not None and version != preference.version:
        raise Stale(_("Somebody has changed this meanwhile."), current=before, version=preference.version)
    wanted = {name: _plain(values[name]) for name in _SAID if name in values}
    closed = set(before["opted_out"])
    opened = closed - set(wanted.get("opted_out", closed))
    if opened:
        actor.require("do_not_contact.clear")
    changes = preference.apply(wanted)
    if themselves or changes:
        preference.said_at, preference.said_by = now(), actor.user_id
        preference.by_themselves_at = preference.said_at if themselves else preference.by_themselves_at
    if changes:
        await _close(session, actor, blogger, set(preference.opted_out) - closed)
        await _open(session, actor, blogger, opened)
        await _record(session, actor, "told" if themselves else "updated", blogger, preference, changes)
    return preference


async def open_contacts(session: AsyncSession, actor: Actor, blogger: Blogger, via: str) -> None:
    """The contact points of a means, whoever closed them."""
    actor.require("do_not_contact.clear")
    await _open(session, actor, blogger, [via])


async def make_link(
    session: AsyncSession, actor: Actor, blogger: Blogger, brand_id: UUID | None = None
) -> tuple[Preference, str]:
    """The token of their private link, in the name of a brand. It is kept nowhere; the link before opens nothing."""
    actor.require("bloggers.write")
    if blogger.state == BloggerState.DELETED:
        raise Conflict(_("%(name)s is deleted; undo that first.", name=blogger.name))
    brand = await brand_for(session, actor, blogger.id, brand_id)
    preference = await _locked(session, actor, blogger)
    verb = "link_renewed" if preference.link_hash else "link_made"
    token = new_secret()
    preference.link_hash, preference.link_brand_id = digest(token), brand
    preference.link_made_at, preference.link_used_at = now(), None
    await _record(session, actor, verb, blogger, preference, {})
    return preference, token


async def revoke_link(session: AsyncSession, actor: Actor, blogger: Blogger) -> None:
    """It opens nothing any more."""
    actor.require("bloggers.write")
    preference = await _locked(session, actor, blogger)
    if preference.link_hash:
        preference.link_hash = ""
        await _record(session, actor, "link_revoked", blogger, preference, {})


async def _locked(session: AsyncSession, actor: Actor, blogger: Blogger) -> Preference:
    """Made where it was missing; nobody else writes it until we are done."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    fresh = Preference(workspace_id=actor.workspace_id, blogger_id=blogger.id)
    await session.execute(insert(Preference).values(**fresh.model_dump()).on_conflict_do_nothing())
    statement = select(Preference).where(
        col(Preference.workspace_id) == actor.workspace_id, col(Preference.blogger_id) == blogger.id
    )
    found = await session.execute(statement.with_for_update().execution_options(populate_existing=True))
    return found.scalar_one()


def _plain(value: Any) -> Any:
    return [str(item) for item in value] if isinstance(value, (list, tuple)) else value


async def _close(session: AsyncSession, actor: Actor, blogger: Blogger, vias: Collection[str]) -> None:
    await _set_states(session, actor, blogger, vias, ContactState.OK, ContactState.OPTED_OUT)


async def _open(session: AsyncSession, actor: Actor, blogger: Blogger, vias: Collection[str]) -> None:
    await _set_states(session, actor, blogger, vias, ContactState.OPTED_OUT, ContactState.OK)


async def _set_states(
    session: AsyncSession, actor: Actor, blogger: Blogger, vias: Collection[str], before: str, after: str
) -> None:
    """Of the contact points that these means go through. What bounced stays so."""
    kinds = {CONTACT_OF[via] for via in vias if via in CONTACT_OF and via != OUTREACH}
    for point in await contact_points(session, blogger) if kinds else []:
        if point.kind in kinds and point.state == before:
            await edit_contact_point(session, actor, blogger, point, {"state": after})


async def _record(
    session: AsyncSession, actor: Actor, done: str, blogger: Blogger, preference: Preference, changes: dict[str, Any]
) -> None:
    await session.flush()
    await stale(session, actor.workspace_id, [blogger.id])
    await record(
        session,
        actor,
        f"preference.{done}",
        "preference",
        preference.id,
        changes,
        name=blogger.name,
        blogger_id=blogger.id,
    )
