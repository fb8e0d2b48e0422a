"""What must hold of exchanges: what participants repeat, and the facts on the relation."""

from typing import Any

from sqlalchemy import exists, or_, select
from sqlmodel import col

from app.bloggers.models import Relation
from app.core.checks import by_query
from app.core.i18n import lazy
from app.outreach.models import Interaction, InteractionBlogger
from app.outreach.service import facts
from app.outreach.timing.service import was_live

_REPEATED = ("workspace_id", "occurred_at", "brand_id", "direction", "author_id")


def _differing_participants() -> Any:
    differs = [getattr(InteractionBlogger, it).is_distinct_from(getattr(Interaction, it)) for it in _REPEATED]
    deleted = col(InteractionBlogger.deleted) != col(Interaction.deleted_at).is_not(None)
    return (
        select(col(InteractionBlogger.interaction_id), col(InteractionBlogger.blogger_id))
        .join(Interaction, col(Interaction.id) == InteractionBlogger.interaction_id)
        .where(or_(*differs, deleted))
    )


def _wrong_facts() -> Any:
    computed = facts.of_exchanges() | facts.of_steps()
    return select(col(Relation.id)).where(
        or_(*(getattr(Relation, name).is_distinct_from(expression) for name, expression in computed.items()))
    )


def _without_relation() -> Any:
    there = exists().where(
        col(Relation.workspace_id) == col(InteractionBlogger.workspace_id),
        col(Relation.blogger_id) == col(InteractionBlogger.blogger_id),
        col(Relation.brand_id) == col(InteractionBlogger.brand_id),
    )
    return select(col(InteractionBlogger.interaction_id)).where(~there)


def _alone() -> Any:
    someone = exists().where(col(InteractionBlogger.interaction_id) == col(Interaction.id))
    return select(col(Interaction.id)).where(~someone)


def _wrongly_live() -> Any:
    return select(col(InteractionBlogger.interaction_id), col(InteractionBlogger.blogger_id)).where(
        col(InteractionBlogger.live) != was_live()
    )


CHECKS = [
    by_query(lazy("An exchange and its participants differ"), _differing_participants),
    by_query(lazy("An exchange has nobody taking part"), _alone),
    by_query(lazy("Somebody took part in an exchange and has no relation to the brand"), _without_relation),
    by_query(lazy("A practical message is wrongly said to be inside something agreed, or outside"), _wrongly_live),
    by_query(lazy("A relation's last contact, turn or next step is not what its exchanges say"), _wrong_facts),
]
