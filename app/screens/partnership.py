"""One partnership, whole: what it is worth, how it went, what was said on it, what comes next."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts import queries as accounts
from app.core.actor import Actor
from app.core.forms import FormState
from app.outreach import labels
from app.outreach import queries as outreach
from app.partnerships import queries as partnerships
from app.screens.timeline import timeline


async def partnership_page(session: AsyncSession, actor: Actor, partnership_id: UUID) -> dict[str, Any]:
    """What `screens/partnership.html` shows; raises NotFound. The same number of statements whatever there is."""
    card = await partnerships.card(session, actor, partnership_id)
    course = await partnerships.get_course(session, actor, card.pipeline_id)
    linked = {step.id for step in await partnerships.open_steps(session, actor, partnership_id)}
    steps = await outreach.open_steps_of(session, actor, card.blogger_id) if linked else []
    return {
        "card": card,
        "speaks_for": card.brand_id,
        "course": course,
        "terms": await partnerships.terms_of(session, actor, partnership_id),
        "brands": {brand.id: brand.name for brand in await accounts.brands(session, actor)},
        "moves": await partnerships.moves(session, actor, partnership_id),
        "steps": [step for step in steps if step.id in linked],
        "entries": await timeline(session, actor, partnership_id=partnership_id),
        "members": [(member.user_id, member.name) for member in await accounts.members(session, actor)],
        "words": labels,
        "form": FormState(),
    }
