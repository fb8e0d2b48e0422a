"""How one brand stands with one person, as their page shows it: chosen brand, relation, and who the colleagues are."""

from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts import queries as accounts
from app.bloggers.models import Blogger, Relation
from app.bloggers.queries.person import relations_and_addresses
from app.core.actor import Actor


@dataclass(slots=True)
class Panel:
    """What `bloggers/_relation.html` is drawn from."""

    blogger: Blogger
    brand_id: UUID | None
    """None for a member who works for no brand."""
    brands: list[tuple[UUID, str]]
    """To switch between; empty where there is one, which screens never mention."""
    relation: Relation | None
    relations: dict[UUID, Relation]
    others_know: bool
    """Whether brands that the actor does not see know this person too."""
    members: list[tuple[UUID, str]]
    names: dict[UUID, str]
    """Of members, by user id."""
    addresses: dict[UUID, str]
    """The form of address by user, where it is not the relation's."""
    address: str
    """The one the reader uses."""

    def context(self) -> dict[str, Any]:
        return {it.name: getattr(self, it.name) for it in fields(self)}


async def panel(session: AsyncSession, actor: Actor, blogger: Blogger, brand_id: UUID | None = None) -> Panel:
    """For `brand_id`; without one, or one the actor does not see, the brand last in touch, else the default."""
    found, others, forms = await relations_and_addresses(session, actor, blogger.id)
    relations = {relation.brand_id: relation for relation in found}
    several = actor.workspace["brand_count"] > 1
    brands = actor.workspace.get("brands") or (await accounts.brands(session, actor) if several or not found else [])
    seen = {*relations, *(brand.id for brand in brands)}
    chosen = brand_id if brand_id and brand_id in seen else next(iter([*relations, *(it.id for it in brands)]), None)
    relation = relations.get(chosen) if chosen else None
    members = [(member.user_id, member.name) for member in await accounts.members(session, actor)]
    addresses = forms.get(relation.id, {}) if relation else {}
    own = addresses.get(actor.user_id, "") if actor.user_id else ""
    return Panel(
        blogger=blogger,
        brand_id=chosen,
        brands=[(brand.id, brand.name) for brand in brands] if several else [],
        relation=relation,
        relations=relations,
        others_know=others > 0,
        members=members,
        names=dict(members),
        addresses=addresses,
        address=own or (relation.address_form if relation else ""),
    )
