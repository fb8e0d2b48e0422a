"""What must hold of people: counts, sort keys, facets, the search index."""

from typing import Any

from sqlalchemy import Uuid, column, exists, func, select, table
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Workspace
from app.bloggers.models import Blogger, BloggerFacet, BloggerState, Channel
from app.bloggers.service.derived import facets_of
from app.bloggers.service.person import sort_name
from app.core.checks import Check, by_query
from app.core.i18n import lazy

BATCH = 2_000
_DERIVING = ("id", "name", "sort_name", "languages", "topics", "do_not_contact")
_INDEXED = {"sqlite": table("blogger_search_document", column("blogger_id", Uuid())),
            "postgresql": table("blogger_search", column("blogger_id", Uuid()))}  # fmt: skip


def _active() -> Any:
    return (
        select(func.count())
        .select_from(Blogger)
        .where(col(Blogger.workspace_id) == col(Workspace.id), col(Blogger.state) == BloggerState.ACTIVE)
        .correlate(Workspace)
        .scalar_subquery()
    )


def _largest() -> Any:
    return (
        select(func.coalesce(func.max(Channel.audience), 0))
        .where(col(Channel.blogger_id) == col(Blogger.id))
        .correlate(Blogger)
        .scalar_subquery()
    )


async def _unsearchable(session: AsyncSession) -> list[str]:
    """People who are not in the index, and entries of people who should not be."""
    index = _INDEXED[session.get_bind().dialect.name]
    kept = col(Blogger.state) != BloggerState.DELETED
    missing = select(col(Blogger.id)).where(kept, ~exists().where(index.c.blogger_id == col(Blogger.id)))
    extra = select(index.c.blogger_id).where(~exists().where(col(Blogger.id) == index.c.blogger_id, kept))
    return [str(key) for statement in (missing, extra) for key in (await session.execute(statement)).scalars()]


async def _wrongly_derived(session: AsyncSession) -> list[str]:
    """People whose sort key or facets are not those of what the record holds."""
    found: list[str] = []
    after = None
    while True:
        statement: Any = select(*(col(getattr(Blogger, name)) for name in _DERIVING))
        if after:
            statement = statement.where(col(Blogger.id) > after)
        people = (await session.execute(statement.order_by(col(Blogger.id)).limit(BATCH))).all()
        if not people:
            return found
        first, after = people[0].id, people[-1].id
        platforms, stored = {}, {}
        for blogger_id, platform in await session.execute(
            select(col(Channel.blogger_id), col(Channel.platform)).where(col(Channel.blogger_id).between(first, after))
        ):
            platforms.setdefault(blogger_id, []).append(platform)
        for blogger_id, kind, value in await session.execute(
            select(col(BloggerFacet.blogger_id), col(BloggerFacet.kind), col(BloggerFacet.value)).where(
                col(BloggerFacet.blogger_id).between(first, after)
            )
        ):
            stored.setdefault(blogger_id, set()).add((kind, value))
        for it in people:
            wanted = facets_of(it.languages, it.topics, platforms.get(it.id, []), do_not_contact=it.do_not_contact)
            if it.sort_name != sort_name(it.name) or wanted != stored.get(it.id, set()):
                found.append(str(it.id))


CHECKS = [
    by_query(
        lazy("A workspace's count of people is wrong"),
        lambda: select(col(Workspace.id)).where(col(Workspace.blogger_count) != _active()),
    ),
    by_query(
        lazy("A person's audience is not the largest of their channels"),
        lambda: select(col(Blogger.id)).where(col(Blogger.audience) != _largest()),
    ),
    Check(lazy("A person's sort key or filters are not those of their record"), _wrongly_derived),
    Check(lazy("The search index misses a person, or holds one too many"), _unsearchable),
]
