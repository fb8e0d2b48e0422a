"""What a person does at their page. Each is told to the log as theirs, and timing obeys from the next question on."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers import service as bloggers
from app.core.clock import now
from app.core.errors import Conflict, NotFound
from app.core.i18n import _, speaking
from app.outreach import service as outreach
from app.outreach.models import Direction, Kind, Nature
from app.outreach.schemas import InteractionIn
from app.outreach.timing import service as timing
from app.portal import queries
from app.portal.queries import Visit
from app.portal.schemas import IdeaIn, OwnWishes


class UnknownLink(NotFound):
    """Wrong, revoked, or of somebody who is not here any more: one plain page for all of them."""

    template = "portal/unknown.html"


async def enter(session: AsyncSession, token: str, *, lock: bool = False) -> Visit:
    """Raises UnknownLink. `lock`: they are about to say something."""
    found = await queries.visit(session, token, lock=lock)
    if found is None:
        raise UnknownLink
    return found


async def tell(session: AsyncSession, visit: Visit, form: OwnWishes) -> None:
    """What they prefer, and how they would be addressed."""
    await _prefer(session, visit, form.preference())
    called = {"given_name": form.given_name, "pronouns": form.pronouns}
    await bloggers.update_blogger(session, visit.actor, visit.person, called)
    if form.address_form is not None:
        relation = await bloggers.ensure_relation(session, visit.actor, visit.person.id, visit.brand.id)
        await bloggers.set_address_form(session, visit.actor, relation, form.address_form)


async def propose(session: AsyncSession, visit: Visit, form: IdeaIn) -> None:
    """An idea of theirs: a message from them to the brand, whose turn it is then."""
    if not visit.hears_ideas:
        raise Conflict(_("Nobody reads ideas here any more."))
    with speaking(visit.workspace.locale):
        summary = _("An idea, by the private link")
    said = InteractionIn(
        blogger_ids=[visit.person.id],
        brand_id=visit.brand.id,
        kind=Kind.DIRECT_MESSAGE,
        direction=Direction.IN,
        nature=Nature.NEUTRAL,
        summary=summary,
        body=form.idea,
    )
    await outreach.log(session, visit.actor, said)
    visit.preference.link_used_at = now()


async def close(session: AsyncSession, visit: Visit, what: str) -> None:
    """One means, or all outreach."""
    await _prefer(session, visit, {"opted_out": sorted({*visit.preference.opted_out, what})})


async def reopen(session: AsyncSession, visit: Visit, what: str) -> None:
    """The same taken back."""
    await _prefer(session, visit, {"opted_out": sorted({*visit.preference.opted_out} - {what})})
    await timing.open_contacts(session, visit.actor, visit.person, what)


async def object_to_all(session: AsyncSession, visit: Visit) -> None:
    """No message of any kind any more."""
    await bloggers.note_objection(session, visit.actor, visit.person)
    visit.preference.link_used_at = now()


async def withdraw(session: AsyncSession, visit: Visit) -> None:
    """The objection taken back; what they preferred before holds again."""
    await bloggers.withdraw_objection(session, visit.actor, visit.person)
    visit.preference.link_used_at = now()


async def _prefer(session: AsyncSession, visit: Visit, values: dict[str, Any]) -> None:
    await timing.prefer(session, visit.actor, visit.person, values, themselves=True)
    visit.preference.link_used_at = now()
