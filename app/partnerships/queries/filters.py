"""Which partnerships: the filters of board, list, review and API as SQL conditions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.accounts.queries import brand_visible
from app.bloggers.models import Blogger, BloggerState, Relation, Turn
from app.campaigns.models import Campaign
from app.core.actor import Actor
from app.core.text import fold
from app.partnerships.models import Partnership, Stage
from app.partnerships.queries.stuck import is_stuck
from app.partnerships.schemas import PartnershipQuery

_BINNED = aliased(Blogger)
"""The statement around may have joined the table itself. Made once: an alias finds its columns slowly."""


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Partnerships of the actor's workspace and brands, without those in the bin and those of bloggers in the bin.

    Needs `partnerships.read`."""
    actor.require("partnerships.read")
    binned = select(col(_BINNED.id)).where(
        col(_BINNED.workspace_id) == actor.workspace_id, col(_BINNED.state) == BloggerState.DELETED
    )
    return and_(
        col(Partnership.workspace_id) == actor.workspace_id,
        col(Partnership.deleted).is_(False),
        brand_visible(actor, col(Partnership.brand_id)),
        col(Partnership.blogger_id).not_in(binned),
    )


def conditions(actor: Actor, query: PartnershipQuery, stages: Sequence[Stage]) -> list[ColumnElement[bool]]:
    """`query` in SQL. `stages` are those it may mean: of one pipeline, or of all."""
    found: list[ColumnElement[bool]] = []
    for column, value in (
        (Partnership.pipeline_id, query.pipeline),
        (Partnership.brand_id, query.brand),
        (Partnership.campaign_id, query.campaign),
        (Partnership.blogger_id, query.blogger),
    ):
        if value is not None:
            found.append(col(column) == value)
    if query.owner:
        found.append(_owned(actor, query.owner))
    if query.stage or query.kind:
        found.append(col(Partnership.stage_id).in_(_stage_ids(query, stages)))
    if query.turn is not None:
        found.append(_turn(query.turn))
    if query.stuck is not None:
        found.append(is_stuck(stages) if query.stuck else ~is_stuck(stages))
    if query.q:
        found.append(_named(query.q))
    if query.updated_since is not None:
        found.append(col(Partnership.updated_at) >= query.updated_since)
    return found


def _owned(actor: Actor, owner: str) -> ColumnElement[bool]:
    if owner == "none":
        return col(Partnership.owner_id).is_(None)
    return col(Partnership.owner_id) == (actor.user_id if owner == "me" else UUID(owner))


def _stage_ids(query: PartnershipQuery, stages: Sequence[Stage]) -> list[UUID]:
    return [
        stage.id
        for stage in stages
        if (not query.stage or stage.key in query.stage) and (not query.kind or stage.kind in query.kind)
    ]


def _turn(turn: Turn) -> ColumnElement[bool]:
    """A person never spoken to for this brand has no relation yet: nobody's turn."""
    one = aliased(Relation)  # the statement around may have joined the table itself
    standing: Any = select(col(one.id)).where(
        col(one.workspace_id) == Partnership.workspace_id,
        col(one.blogger_id) == Partnership.blogger_id,
        col(one.brand_id) == Partnership.brand_id,
    )
    if turn == Turn.NONE:
        return ~standing.where(col(one.turn) != turn).exists()
    return standing.where(col(one.turn) == turn).exists()


def _named(text: str) -> ColumnElement[bool]:
    """Every word is the beginning of a word of the name, or stands in the campaign or the title."""
    person, work = aliased(Blogger), aliased(Campaign)
    found = []
    for word in fold(text).split()[:8]:
        named = select(col(person.id)).where(
            col(person.id) == Partnership.blogger_id,
            (" " + col(person.sort_name)).contains(f" {word}", autoescape=True),
        )
        campaign = select(col(work.id)).where(
            col(work.id) == Partnership.campaign_id,
            col(work.deleted).is_(False),
            col(work.sort_name).contains(word, autoescape=True),
        )
        title = func.lower(Partnership.title).contains(word, autoescape=True)
        found.append(or_(named.exists(), campaign.exists(), title))
    return and_(*found)
