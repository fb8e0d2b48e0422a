"""One person, and names of many."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Brand
from app.accounts.queries import brand_visible, resolve_brand
from app.bloggers.filters import relation_scope
from app.bloggers.models import (
    AudienceFigure,
    Blogger,
    BloggerState,
    BloggerTag,
    Channel,
    ContactPoint,
    ExternalId,
    Need,
    Rate,
    Relation,
    RelationAddress,
    RelationStageMove,
    Tag,
)
from app.bloggers.queries.closed import DETAILS, contact_closed
from app.bloggers.queries.sheet import sheet
from app.bloggers.schemas import BloggerOut, RelationOut
from app.core.actor import Actor
from app.core.clock import NEVER, or_none
from app.core.errors import NotFound
from app.core.sql import bound, built_once, given

MANY = 900


def visible_to(actor: Actor) -> Select[Any]:
    """Every blogger of the workspace, deleted ones too: a person belongs to no brand. Needs `bloggers.read`."""
    actor.require("bloggers.read")
    return select(Blogger).where(col(Blogger.workspace_id) == actor.workspace_id)


async def get_blogger(session: AsyncSession, actor: Actor, blogger_id: UUID) -> Blogger:
    """Raises NotFound. Deleted ones are found too: their page offers to bring them back."""
    found = await session.execute(_one(actor), bound(actor, person=blogger_id))
    blogger = found.scalar_one_or_none()
    if blogger is None:
        raise NotFound
    return blogger


@built_once
def _one(actor: Actor) -> Any:
    return visible_to(actor).where(col(Blogger.id) == given("person"))


async def names(session: AsyncSession, actor: Actor, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names by id; ids of another workspace are left out."""
    wanted = list({blogger_id for blogger_id in ids if blogger_id})
    found: dict[UUID, str] = {}
    for start in range(0, len(wanted), MANY):
        rows = await session.execute(
            select(col(Blogger.id), col(Blogger.name)).where(
                col(Blogger.workspace_id) == actor.workspace_id, col(Blogger.id).in_(wanted[start : start + MANY])
            )
        )
        found.update({row.id: row.name for row in rows})
    return found


async def known_ids(session: AsyncSession, actor: Actor, ids: Iterable[UUID]) -> set[UUID]:
    """Those of `ids` that are people of this workspace and not deleted."""
    wanted, found = list(set(ids)), set()
    for start in range(0, len(wanted), MANY):
        rows = await session.execute(
            select(col(Blogger.id)).where(
                col(Blogger.workspace_id) == actor.workspace_id,
                col(Blogger.state) != BloggerState.DELETED,
                col(Blogger.id).in_(wanted[start : start + MANY]),
            )
        )
        found.update(rows.scalars())
    return found


# --- what hangs on one ------------------------------------------------------------------------------------------


async def contact_points(session: AsyncSession, blogger: Blogger) -> list[ContactPoint]:
    """The preferred first, then as they were added."""
    return await _of(session, ContactPoint, blogger, col(ContactPoint.preferred).desc(), col(ContactPoint.id))


async def channels(session: AsyncSession, blogger: Blogger) -> list[Channel]:
    """The largest first."""
    return await _of(session, Channel, blogger, col(Channel.audience).desc(), col(Channel.id))


async def rates(session: AsyncSession, blogger: Blogger) -> list[Rate]:
    """The latest first."""
    return await _of(session, Rate, blogger, col(Rate.stated_on).desc(), col(Rate.id).desc())


async def needs(session: AsyncSession, blogger: Blogger) -> list[Need]:
    """Open ones first, then the latest."""
    return await _of(session, Need, blogger, col(Need.met_on).is_not(None), col(Need.noted_on).desc(), col(Need.id))


async def tags(session: AsyncSession, blogger: Blogger) -> list[Tag]:
    """By name."""
    statement = (
        select(Tag)
        .join(BloggerTag, col(BloggerTag.tag_id) == Tag.id)
        .where(col(BloggerTag.workspace_id) == blogger.workspace_id, col(BloggerTag.blogger_id) == blogger.id)
        .order_by(col(Tag.name_key))
    )
    return list((await session.execute(statement)).scalars())


async def external_ids(session: AsyncSession, blogger: Blogger) -> dict[str, str]:
    """`{system: id}`."""
    statement = select(col(ExternalId.system), col(ExternalId.value)).where(
        col(ExternalId.workspace_id) == blogger.workspace_id, col(ExternalId.blogger_id) == blogger.id
    )
    return {row.system: row.value for row in await session.execute(statement.order_by(col(ExternalId.system)))}


async def audience_figures(session: AsyncSession, actor: Actor, channel_id: UUID) -> list[AudienceFigure]:
    """Of one channel, the latest first."""
    statement = select(AudienceFigure).where(
        col(AudienceFigure.workspace_id) == actor.workspace_id, col(AudienceFigure.channel_id) == channel_id
    )
    order = col(AudienceFigure.measured_on).desc(), col(AudienceFigure.id).desc()
    return list((await session.execute(statement.order_by(*order))).scalars())


async def get_part(session: AsyncSession, blogger: Blogger, model: type[Any], part_id: UUID) -> Any:
    """A contact point, channel, rate or need of this person; raises NotFound."""
    statement = select(model).where(
        model.workspace_id == blogger.workspace_id, model.blogger_id == blogger.id, model.id == part_id
    )
    found = (await session.execute(statement)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


# --- relations --------------------------------------------------------------------------------------------------


async def relation(session: AsyncSession, actor: Actor, blogger_id: UUID, brand_id: UUID) -> Relation | None:
    """How this brand stands with them; None when it does not yet, or is not the actor's."""
    statement = select(Relation).where(
        *relation_scope(actor), col(Relation.blogger_id) == blogger_id, col(Relation.brand_id) == brand_id
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def get_relation(session: AsyncSession, actor: Actor, blogger_id: UUID, relation_id: UUID) -> Relation:
    """Raises NotFound, for a relation of a brand the actor does not see too."""
    statement = select(Relation).where(
        *relation_scope(actor), col(Relation.blogger_id) == blogger_id, col(Relation.id) == relation_id
    )
    found = (await session.execute(statement)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


async def relations_of(session: AsyncSession, actor: Actor, blogger_id: UUID) -> list[Relation]:
    """Those of visible brands, the one touched last first."""
    found, _others = await relations_and_others(session, actor, blogger_id)
    return found


async def last_brands(session: AsyncSession, actor: Actor, ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """By person, the brand last in touch with them among those that the actor speaks for, the latest first. Empty where
    there is one brand only: nothing is asked then."""
    if actor.workspace.get("brand_count", 1) == 1:
        return {}
    statement = (
        select(col(Relation.blogger_id), col(Relation.brand_id))
        .join(Brand, and_(col(Brand.workspace_id) == Relation.workspace_id, col(Brand.id) == Relation.brand_id))
        .where(
            col(Relation.workspace_id) == actor.workspace_id,
            col(Relation.blogger_id).in_(list(ids)),
            col(Brand.archived_at).is_(None),
            brand_visible(actor, col(Relation.brand_id)),
        )
        .order_by(col(Relation.last_touched_at).desc(), col(Relation.id).desc())
    )
    found: dict[UUID, UUID] = {}
    for blogger_id, brand_id in await session.execute(statement):
        found.setdefault(blogger_id, brand_id)
    return found


async def brand_for(session: AsyncSession, actor: Actor, blogger_id: UUID, brand_id: UUID | None = None) -> UUID:
    """The brand that an act on this person is for: the one named, else the one last in touch, else the default. Raises
    Invalid for one that is not the actor's."""
    if brand_id is None:
        brand_id = (await last_brands(session, actor, [blogger_id])).get(blogger_id)
    return await resolve_brand(session, actor, brand_id)


async def relations_and_others(session: AsyncSession, actor: Actor, blogger_id: UUID) -> tuple[list[Relation], int]:
    """The visible relations, and how many there are that the actor does not see."""
    found, others, _addresses = await relations_and_addresses(session, actor, blogger_id)
    return found, others


async def relations_and_addresses(
    session: AsyncSession, actor: Actor, blogger_id: UUID
) -> tuple[list[Relation], int, dict[UUID, dict[UUID, str]]]:
    """The same with the form of address by relation and member (user id), where it differs from the relation's."""
    every: dict[UUID, Relation] = {}
    addresses: dict[UUID, dict[UUID, str]] = {}
    for relation, user_id, form in await session.execute(_relations(actor), bound(actor, person=blogger_id)):
        every[relation.id] = relation
        if user_id:
            addresses.setdefault(relation.id, {})[user_id] = form
    seen = [it for it in every.values() if actor.sees_brand(it.brand_id)]
    return seen, len(every) - len(seen), addresses


@built_once
def _relations(actor: Actor) -> Any:
    address = RelationAddress
    own = and_(col(address.workspace_id) == Relation.workspace_id, col(address.relation_id) == Relation.id)
    return (
        select(Relation, col(address.user_id), col(address.form))
        .outerjoin(address, own)
        .where(col(Relation.workspace_id) == actor.workspace_id, col(Relation.blogger_id) == given("person"))
        .order_by(col(Relation.last_touched_at).desc(), col(Relation.id).desc())
    )


async def stage_history(session: AsyncSession, actor: Actor, relation: Relation) -> list[RelationStageMove]:
    """The latest first."""
    statement = select(RelationStageMove).where(
        col(RelationStageMove.workspace_id) == actor.workspace_id, col(RelationStageMove.relation_id) == relation.id
    )
    order = col(RelationStageMove.at).desc(), col(RelationStageMove.id).desc()
    return list((await session.execute(statement.order_by(*order))).scalars())


async def address_forms(session: AsyncSession, relation: Relation) -> dict[UUID, str]:
    """The form of address by member (user id), where it differs from the relation's."""
    found = await session.execute(_ADDRESSES, {"workspace": relation.workspace_id, "relation": relation.id})
    return {row.user_id: row.form for row in found}


_ADDRESSES = select(col(RelationAddress.user_id), col(RelationAddress.form)).where(
    col(RelationAddress.workspace_id) == given("workspace"), col(RelationAddress.relation_id) == given("relation")
)


# --- the whole record, for the API ------------------------------------------------------------------------------


async def whole(session: AsyncSession, actor: Actor, blogger: Blogger) -> BloggerOut:
    """Everything of one person that this actor may see."""
    related, others = await relations_and_others(session, actor, blogger.id)
    parts = await sheet(session, actor, blogger)
    values = {name: getattr(blogger, name) for name in BloggerOut.model_fields if name in type(blogger).model_fields}
    closed = contact_closed(actor, blogger)
    if closed:
        values |= dict.fromkeys(DETAILS, "")
    return BloggerOut.model_validate(
        values
        | {
            "audience": blogger.audience or None,
            "tags": parts.tags,
            "contact_points": parts.contact_points,
            "contact_closed": closed,
            "channels": parts.channels,
            "rates": parts.rates,
            "needs": parts.needs,
            "external_ids": parts.external_ids,
            "relations": [RelationOut.of(it) for it in related],
            "other_brands": others > 0,
            "last_contacted_at": or_none(max((it.last_contacted_at for it in related), default=NEVER)),
            "last_heard_at": or_none(max((it.last_heard_at for it in related), default=NEVER)),
        }
    )


async def _of(session: AsyncSession, model: type[Any], blogger: Blogger, *order: Any) -> list[Any]:
    statement = select(model).where(model.workspace_id == blogger.workspace_id, model.blogger_id == blogger.id)
    return list((await session.execute(statement.order_by(*order))).scalars())
