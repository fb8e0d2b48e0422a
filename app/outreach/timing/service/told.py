"""Advice as programs read it: with its sentences, in the reader's language."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.queries import every_brand, user_names
from app.bloggers.models import Blogger
from app.core.actor import Actor
from app.outreach.timing.schemas import AdviceItemOut
from app.outreach.timing.sentences import Names, occasion_text, reason_text
from app.outreach.timing.verdict import Advice


async def names_of(session: AsyncSession, actor: Actor, advices: Sequence[tuple[UUID, Advice]]) -> dict[UUID, Names]:
    """Who is who in these answers, by person."""
    called = select(col(Blogger.id), col(Blogger.name), col(Blogger.given_name)).where(
        col(Blogger.workspace_id) == actor.workspace_id, col(Blogger.id).in_({who for who, _advice in advices})
    )
    people = {row.id: row.given_name or row.name for row in await session.execute(called)}
    named = {reason.words.get("who") for _who, advice in advices for reason in advice.reasons}
    users = await user_names(session, actor, named)
    several = actor.workspace.get("brand_count", 1) > 1 or actor.brand_ids is not None
    brands = {brand.id: brand.name for brand in await every_brand(session, actor)} if several else None
    return {who: Names(name, users, brands) for who, name in people.items()}


async def told(session: AsyncSession, actor: Actor, advices: Sequence[tuple[UUID, Advice]]) -> list[AdviceItemOut]:
    """In order."""
    names = await names_of(session, actor, advices)
    return [
        AdviceItemOut.about(
            who,
            advice,
            lambda reason, known=names[who]: reason_text(reason, known),
            lambda occasion, known=names[who]: occasion_text(occasion, known),
        )
        for who, advice in advices
    ]
