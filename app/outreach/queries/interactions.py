"""Exchanges and who took part."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, cast, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import User
from app.accounts.queries import brand_visible
from app.bloggers.models import Blogger, BloggerState
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.pagination import Slice, paginate
from app.core.sql import bound, built_once, fetch, flush, one_given
from app.outreach.models import Interaction, InteractionBlogger
from app.outreach.schemas import INTERACTION_COLUMNS, InteractionFilters


async def get_interaction(
    session: AsyncSession, actor: Actor, interaction_id: UUID, *, deleted: bool = False
) -> Interaction:
    """The record; NotFound when it is another workspace's or brand's, or deleted (unless `deleted`)."""
    statement = _visible_to(actor, select(Interaction)).where(col(Interaction.id) == interaction_id)
    found = (await session.execute(statement)).scalar_one_or_none()
    if found is None or (found.deleted_at is not None and not deleted):
        raise NotFound
    return found


async def page(
    session: AsyncSession, actor: Actor, filters: InteractionFilters, cursor: str | None = None, limit: int = 50
) -> Slice[Any]:
    """Exchanges and notes, newest first, as rows of `INTERACTION_COLUMNS`."""
    statement = _visible_to(actor, select(*INTERACTION_COLUMNS)).where(
        col(Interaction.deleted_at).is_(None), *_conditions(filters)
    )
    order: tuple[Any, Any] = (col(Interaction.occurred_at), col(Interaction.id))
    if filters.blogger:
        statement = statement.join(
            InteractionBlogger, col(InteractionBlogger.interaction_id) == col(Interaction.id)
        ).where(
            col(InteractionBlogger.workspace_id) == actor.workspace_id,
            col(InteractionBlogger.blogger_id) == filters.blogger,
        )
        order = (col(InteractionBlogger.occurred_at), col(InteractionBlogger.interaction_id))
    return await paginate(session, statement, order, descending=True, cursor=cursor, limit=limit)


async def people_of(
    session: AsyncSession, actor: Actor, interaction_ids: Iterable[UUID]
) -> dict[UUID, list[tuple[UUID, str]]]:
    """(id, name) of everyone in each of these exchanges, by name; without deleted people."""
    wanted = list(interaction_ids)
    found: dict[UUID, list[tuple[UUID, str]]] = {interaction_id: [] for interaction_id in wanted}
    if not wanted:
        return found
    await flush(session)
    for interaction_id, blogger_id, name in await fetch(session, _people_of(actor), bound(actor, ids=wanted)):
        found[interaction_id].append((blogger_id, name))
    return found


@built_once
def _people_of(actor: Actor) -> Any:
    return (
        select(col(InteractionBlogger.interaction_id), col(Blogger.id), col(Blogger.name))
        .join(Blogger, col(Blogger.id) == col(InteractionBlogger.blogger_id))
        .where(
            col(InteractionBlogger.workspace_id) == actor.workspace_id,
            one_given(col(InteractionBlogger.interaction_id), "ids"),
            col(Blogger.state) != BloggerState.DELETED,
        )
        .order_by(col(Blogger.sort_name), col(Blogger.id))
    )


async def people(session: AsyncSession, actor: Actor, blogger_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of these people of the workspace, archived or not, by name; deleted ones are left out."""
    await flush(session)
    found = await fetch(session, _people(actor), bound(actor, ids=list(blogger_ids)))
    return {row.id: row.name for row in found}


@built_once
def _people(actor: Actor) -> Any:
    return (
        select(col(Blogger.id), col(Blogger.name))
        .where(
            col(Blogger.workspace_id) == actor.workspace_id,
            one_given(col(Blogger.id), "ids"),
            col(Blogger.state) != BloggerState.DELETED,
        )
        .order_by(col(Blogger.sort_name), col(Blogger.id))
    )


async def mentioning(
    session: AsyncSession, actor: Actor, user_id: UUID | None, since: datetime, limit: int = 5
) -> list[Any]:
    """Exchanges and notes since then that name this colleague, newest first: id, kind, occurred_at, summary, author."""
    statement: Any = (
        select(
            *(col(Interaction.id), col(Interaction.kind), col(Interaction.occurred_at), col(Interaction.summary)),
            col(User.name).label("author"),
        )
        .outerjoin(User, col(User.id) == col(Interaction.author_id))
        .where(
            col(Interaction.deleted_at).is_(None),
            col(Interaction.occurred_at) >= since,
            cast(col(Interaction.mentions), String).contains(str(user_id)),
        )
        .order_by(col(Interaction.occurred_at).desc(), col(Interaction.id).desc())
        .limit(limit)
    )
    return list((await session.execute(_visible_to(actor, statement))).all())


def _visible_to(actor: Actor, statement: Select[Any]) -> Select[Any]:
    return statement.where(
        col(Interaction.workspace_id) == actor.workspace_id, brand_visible(actor, col(Interaction.brand_id))
    )


def _conditions(filters: InteractionFilters) -> list[Any]:
    equal = {
        Interaction.direction: filters.direction,
        Interaction.brand_id: filters.brand,
        Interaction.campaign_id: filters.campaign,
        Interaction.author_id: filters.author,
    }
    conditions = [col(column) == value for column, value in equal.items() if value is not None]
    if filters.kind:
        conditions.append(col(Interaction.kind).in_(filters.kind))
    if filters.nature:
        conditions.append(col(Interaction.nature).in_(filters.nature))
    if filters.occurred_after:
        conditions.append(col(Interaction.occurred_at) >= filters.occurred_after)
    if filters.occurred_before:
        conditions.append(col(Interaction.occurred_at) < filters.occurred_before)
    if filters.updated_since:
        conditions.append(col(Interaction.updated_at) >= filters.updated_since)
    return conditions
