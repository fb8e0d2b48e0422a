"""Tags and topics."""

from uuid import UUID

from sqlalchemy import String, cast, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers.models import Blogger, BloggerFacet, BloggerTag, Tag
from app.bloggers.schemas import TagCount
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.text import fold


async def tag_counts(session: AsyncSession, actor: Actor) -> list[TagCount]:
    """Every tag of the workspace by name, with how many carry it."""
    actor.require("bloggers.read")
    used = (
        select(col(BloggerTag.tag_id), func.count().label("count"))
        .where(col(BloggerTag.workspace_id) == actor.workspace_id)
        .group_by(col(BloggerTag.tag_id))
        .subquery()
    )
    statement = (
        select(col(Tag.id), col(Tag.name), col(Tag.version), func.coalesce(used.c.count, 0).label("count"))
        .outerjoin(used, used.c.tag_id == Tag.id)
        .where(col(Tag.workspace_id) == actor.workspace_id)
        .order_by(col(Tag.name_key))
    )
    return [TagCount.of(row) for row in await session.execute(statement)]


async def tag_names(session: AsyncSession, actor: Actor, start: str = "", limit: int = 500) -> list[str]:
    """Names of tags that begin with `start`: for suggestions and filters."""
    statement = (
        select(col(Tag.name))
        .where(col(Tag.workspace_id) == actor.workspace_id, col(Tag.name_key).startswith(fold(start), autoescape=True))
        .order_by(col(Tag.name_key))
    )
    return list((await session.execute(statement.limit(limit))).scalars())


async def topic_names(session: AsyncSession, actor: Actor, limit: int = 500) -> list[str]:
    """The topics in use, each as somebody who has it spells it."""
    somebody = func.min(cast(col(BloggerFacet.blogger_id), String))
    statement = (
        select(col(BloggerFacet.value), somebody)
        .where(col(BloggerFacet.workspace_id) == actor.workspace_id, col(BloggerFacet.kind) == "topic")
        .group_by(col(BloggerFacet.value))
        .order_by(col(BloggerFacet.value))
    )
    found = (await session.execute(statement.limit(limit))).all()
    theirs = select(col(Blogger.topics)).where(col(Blogger.id).in_({UUID(one) for _topic, one in found}))
    spelled = {fold(topic)[:100]: topic for topics in await session.scalars(theirs) for topic in topics}
    return [spelled.get(topic, topic) for topic, _one in found]


async def get_tag(session: AsyncSession, actor: Actor, tag_id: UUID) -> Tag:
    """Raises NotFound."""
    statement = select(Tag).where(col(Tag.workspace_id) == actor.workspace_id, col(Tag.id) == tag_id)
    tag = (await session.execute(statement)).scalar_one_or_none()
    if tag is None:
        raise NotFound
    return tag
