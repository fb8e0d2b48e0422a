"""Next steps: mine, the team's, one person's."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Member, User, Workspace
from app.accounts.queries import brand_visible
from app.bloggers.models import Blogger, BloggerState, Relation
from app.campaigns.models import Campaign
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import NotFound
from app.core.pagination import Slice, paginate
from app.core.sql import bound, built_once, fetch, flush, given
from app.outreach.models import Interaction, NextStep
from app.outreach.schemas import STEP_COLUMNS, StepFilters


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step as lists show it, with the last exchange and what was agreed."""

    id: UUID
    title: str
    due_at: datetime
    due_on: date
    all_day: bool
    owner_id: UUID | None
    owner_name: str | None
    brand_id: UUID
    blogger_id: UUID | None
    blogger_name: str | None
    campaign_id: UUID | None
    campaign_name: str | None
    is_open: bool
    done_at: datetime | None
    version: int
    last_id: UUID | None
    last_kind: str | None
    last_direction: str | None
    last_at: datetime | None
    last_summary: str | None
    agreed: str

    @property
    def overdue(self) -> bool:
        return self.is_open and self.due_at < now()


async def get_step(session: AsyncSession, actor: Actor, step_id: UUID, *, deleted: bool = False) -> NextStep:
    """The record; NotFound when it is another workspace's or brand's, or deleted (unless `deleted`)."""
    statement = _visible_to(actor, select(NextStep)).where(col(NextStep.id) == step_id)
    found = (await session.execute(statement)).scalar_one_or_none()
    if found is None or (found.deleted_at is not None and not deleted):
        raise NotFound
    return found


async def page(
    session: AsyncSession, actor: Actor, filters: StepFilters, cursor: str | None = None, limit: int = 50
) -> Slice[Any]:
    """Rows of `STEP_COLUMNS`: what the API lists."""
    return await _paged(session, _filtered(actor, select(*STEP_COLUMNS), filters), filters, cursor, limit)


async def steps(
    session: AsyncSession, actor: Actor, filters: StepFilters, cursor: str | None = None, limit: int = 50
) -> Slice[StepRow]:
    """Steps as `StepRow`, the earliest due first (done ones: the last due first)."""
    found = await _paged(session, _filtered(actor, _told(), filters), filters, cursor, limit)
    return found.map(lambda row: StepRow(*row[:-2]))


async def step_row(session: AsyncSession, actor: Actor, step_id: UUID) -> StepRow:
    """One step as lists show it."""
    statement = _filtered(actor, _told(), StepFilters(state="all")).where(col(NextStep.id) == step_id)
    return StepRow(*(await session.execute(statement)).one())


async def open_steps_of(session: AsyncSession, actor: Actor, blogger_id: UUID, limit: int = 50) -> list[StepRow]:
    """What is to be done for one person, the earliest due first."""
    await flush(session)
    found = await fetch(session, _open_of(actor), bound(actor, person=blogger_id, most=limit))
    return [StepRow(*row) for row in found]


@built_once
def _open_of(actor: Actor) -> Any:
    statement = _filtered(actor, _told(), StepFilters()).where(col(NextStep.blogger_id) == given("person"))
    return statement.order_by(col(NextStep.due_at), col(NextStep.id)).limit(given("most"))


async def count(session: AsyncSession, actor: Actor, filters: StepFilters, cap: int = 1_000) -> int:
    """How many steps; at most `cap`."""
    inner = _filtered(actor, select(col(NextStep.id)), filters).limit(cap).subquery()
    return (await session.execute(select(func.count()).select_from(inner))).scalar_one()


async def zone_of(session: AsyncSession, actor: Actor, user_id: UUID | None) -> str:
    """The time zone in which that colleague's days begin and end."""
    if user_id is None or user_id == actor.user_id:
        return actor.time_zone
    statement = (
        select(col(User.time_zone), col(Workspace.time_zone).label("home"))
        .join(Member, col(Member.user_id) == col(User.id))
        .join(Workspace, col(Workspace.id) == col(Member.workspace_id))
        .where(col(Member.workspace_id) == actor.workspace_id, col(User.id) == user_id)
    )
    row = (await session.execute(statement)).one_or_none()
    return (row.time_zone or row.home) if row else actor.time_zone


def _visible_to(actor: Actor, statement: Select[Any]) -> Select[Any]:
    return statement.where(
        col(NextStep.workspace_id) == actor.workspace_id, brand_visible(actor, col(NextStep.brand_id))
    )


def with_people(actor: Actor, statement: Any) -> Any:
    """The steps of `statement` that `actor` may see, joined with whom they are about; without those in the bin and
    those of people in the bin."""
    return _visible_to(actor, statement.outerjoin(Blogger, col(Blogger.id) == col(NextStep.blogger_id))).where(
        col(NextStep.deleted_at).is_(None),
        or_(col(NextStep.blogger_id).is_(None), col(Blogger.state) != BloggerState.DELETED),
    )


def _told() -> Any:
    """The columns of `StepRow`: whose, about whom, and the last words exchanged with them for that brand."""
    owner, origin, last = aliased(User), aliased(Interaction), aliased(Interaction)
    last_id = case(
        (col(Relation.last_heard_at) > col(Relation.last_contacted_at), col(Relation.last_heard_id)),
        else_=col(Relation.last_contacted_id),
    )
    agreed = func.coalesce(func.nullif(col(origin.agreed), ""), col(last.agreed), "")
    return (
        select(
            *(col(NextStep.id), col(NextStep.title), col(NextStep.due_at), col(NextStep.due_on)),
            *(col(NextStep.all_day), col(NextStep.owner_id), col(owner.name).label("owner_name")),
            *(col(NextStep.brand_id), col(NextStep.blogger_id), col(Blogger.name).label("blogger_name")),
            *(col(NextStep.campaign_id), col(Campaign.name).label("campaign_name")),
            *(col(NextStep.is_open), col(NextStep.done_at), col(NextStep.version)),
            *(col(last.id).label("last_id"), col(last.kind), col(last.direction), col(last.occurred_at)),
            *(col(last.summary), agreed.label("agreed")),
        )
        .outerjoin(owner, col(owner.id) == col(NextStep.owner_id))
        .outerjoin(Campaign, col(Campaign.id) == col(NextStep.campaign_id))
        .outerjoin(
            Relation,
            and_(
                col(Relation.workspace_id) == col(NextStep.workspace_id),
                col(Relation.blogger_id) == col(NextStep.blogger_id),
                col(Relation.brand_id) == col(NextStep.brand_id),
            ),
        )
        .outerjoin(last, col(last.id) == last_id)
        .outerjoin(origin, and_(col(origin.id) == col(NextStep.interaction_id), col(origin.deleted_at).is_(None)))
    )


def _filtered(actor: Actor, statement: Select[Any], filters: StepFilters) -> Select[Any]:
    statement = with_people(actor, statement)
    if filters.state != "all":
        statement = statement.where(col(NextStep.is_open).is_(filters.state != "done"))
    if filters.state == "overdue":
        statement = statement.where(col(NextStep.due_at) < now())
    if filters.owner != "team":
        statement = statement.where(
            col(NextStep.owner_id) == (actor.user_id if filters.owner == "me" else filters.owner)
        )
    for column, value in (
        (NextStep.blogger_id, filters.blogger),
        (NextStep.campaign_id, filters.campaign),
        (NextStep.brand_id, filters.brand),
    ):
        if value is not None:
            statement = statement.where(col(column) == value)
    if filters.due_after:
        statement = statement.where(col(NextStep.due_at) >= filters.due_after)
    if filters.due_before:
        statement = statement.where(col(NextStep.due_at) < filters.due_before)
    return statement


async def _paged(
    session: AsyncSession, statement: Select[Any], filters: StepFilters, cursor: str | None, limit: int
) -> Slice[Any]:
    order = (col(NextStep.due_at), col(NextStep.id))
    return await paginate(session, statement, order, descending=filters.state == "done", cursor=cursor, limit=limit)
