"""A person's own page: what it shows to them, and to a member who would see it as they do."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.forms import FormState
from app.portal import queries
from app.portal.queries import Visit
from app.portal.schemas import shown
from app.portal.sentences import consequence


async def whole(session: AsyncSession, visit: Visit) -> dict[str, Any]:
    """What `portal/show.html` shows besides its form."""
    held = await queries.held(session, visit)
    closed = held.closed(visit.preference)
    return {"held": held, "closed": closed, "happens": consequence(visit.person, visit.preference, closed)}


def filled(visit: Visit, held: queries.Held) -> FormState:
    """Its form, with what stands."""
    person = visit.person
    called = {"given_name": person.given_name, "pronouns": person.pronouns, "address_form": held.address_form}
    return FormState(shown(visit.preference) | called)
