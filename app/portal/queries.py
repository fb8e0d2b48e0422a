"""Who comes by a private link, and what they are shown of what we hold."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Brand, Workspace
from app.bloggers import queries as bloggers
from app.bloggers.models import Blogger, BloggerState, Channel, ContactKind, ContactPoint, ContactState, Relation
from app.core.actor import Actor
from app.core.clock import or_none
from app.core.security import digest
from app.outreach.timing.case import CONTACT_OF
from app.outreach.timing.models import Preference
from app.outreach.timing.queries import preference_of

MAY = frozenset({"bloggers.read", "bloggers.write", "interactions.write", "do_not_contact.clear"})
"""What a person may do to their own record: the page offers nothing else."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A person at their page, and the brand that made the link for them."""

    preference: Preference
    person: Blogger
    brand: Brand
    workspace: Workspace

    @property
    def actor(self) -> Actor:
        """Themselves: no user of ours. They see the one brand."""
        return Actor(
            workspace_id=self.workspace.id,
            user_id=None,
            name=self.person.name,
            themselves=True,
            permissions=MAY,
            brand_ids=frozenset({self.brand.id}),
            time_zone=self.zone,
            workspace={"brand_count": 1, "currency": self.workspace.currency},
        )

    @property
    def zone(self) -> str:
        return self.person.time_zone or self.workspace.time_zone

    @property
    def speaks_french(self) -> bool:
        return "fr" in self.person.languages

    @property
    def hears_ideas(self) -> bool:
        """Somebody is there to read them, and may answer."""
        return self.brand.archived_at is None and self.person.objected_at is None


@dataclass(frozen=True, slots=True)
class Held:
    """What we hold of a person, as far as the law has us tell it here: no notes, no other brand."""

    contact_points: list[ContactPoint]
    channels: list[Channel]
    last_contacted_at: datetime | None = None
    last_heard_at: datetime | None = None
    address_form: str = ""

    def closed(self, preference: Preference) -> set[str]:
        """What is closed to us: said so, or every address of a means is."""
        states = {kind: {point.state for point in self.contact_points if point.kind == kind} for kind in ContactKind}
        shut = {kind for kind, found in states.items() if found - {ContactState.BOUNCED} == {ContactState.OPTED_OUT}}
        return {*preference.opted_out, *(str(via) for via, kind in CONTACT_OF.items() if kind in shut)}


async def visit(session: AsyncSession, token: str, *, lock: bool = False) -> Visit | None:
    """None for a link that is none, was revoked, or leads to nobody who is still here: they cannot be told apart."""
    statement = (
        select(Preference, Blogger, Brand, Workspace)
        .join(Blogger, col(Blogger.id) == Preference.blogger_id)
        .join(Brand, col(Brand.id) == Preference.link_brand_id)
        .join(Workspace, col(Workspace.id) == Preference.workspace_id)
        .where(col(Preference.link_hash) == digest(token), col(Blogger.state) != BloggerState.DELETED)
    )
    if lock:
        statement = statement.with_for_update(of=Preference)
    row = (await session.execute(statement)).one_or_none()
    return Visit(*row) if row else None


async def visit_of(session: AsyncSession, actor: Actor, blogger: Blogger, brand: Brand) -> Visit:
    """The visit as it would be if they came now, by a link of this brand's."""
    preference = await preference_of(session, actor, blogger.id)
    workspace = (await session.execute(select(Workspace).where(col(Workspace.id) == actor.workspace_id))).scalar_one()
    blank = Preference(workspace_id=actor.workspace_id, blogger_id=blogger.id)
    return Visit(preference or blank, blogger, brand, workspace)


async def held(session: AsyncSession, visit: Visit) -> Held:
    relation = await _relation(session, visit.person, visit.brand.id)
    points = await bloggers.contact_points(session, visit.person)
    channels = await bloggers.channels(session, visit.person)
    if relation is None:
        return Held(points, channels)
    contacted, heard = or_none(relation.last_contacted_at), or_none(relation.last_heard_at)
    return Held(points, channels, contacted, heard, relation.address_form)


async def address_form(session: AsyncSession, blogger: Blogger, brand_id: UUID) -> str:
    """How this brand addresses them."""
    relation = await _relation(session, blogger, brand_id)
    return relation.address_form if relation else ""


async def _relation(session: AsyncSession, blogger: Blogger, brand_id: UUID) -> Relation | None:
    statement = select(Relation).where(
        col(Relation.workspace_id) == blogger.workspace_id,
        col(Relation.blogger_id) == blogger.id,
        col(Relation.brand_id) == brand_id,
    )
    return (await session.execute(statement)).scalar_one_or_none()
