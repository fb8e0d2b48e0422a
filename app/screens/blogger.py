"""One person, whole: who they are, how we stand, what was said, what is to be done, what is under way."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers import labels
from app.bloggers import queries as bloggers
from app.bloggers.models import Blogger
from app.bloggers.queries import Panel, Sheet
from app.campaigns import queries as campaigns
from app.core.actor import Actor
from app.core.clock import now
from app.core.forms import FormState
from app.core.i18n import format_time
from app.outreach import labels as outreach_labels
from app.outreach import queries as outreach
from app.outreach.timing import labels as timing_labels
from app.outreach.timing import wished
from app.outreach.timing.models import Circumstance, Preference
from app.outreach.timing.queries import preference_of
from app.outreach.timing.queries.circumstances import circumstances, note_of
from app.outreach.timing.schemas import AdviceAsked
from app.outreach.timing.service import marks_in
from app.outreach.timing.view import AdviceView, advice_view
from app.partnerships import queries as partnerships
from app.partnerships.queries.relation_moves import Proposed, move_of
from app.screens.timeline import Timeline, timeline


@dataclass(frozen=True, slots=True)
class BloggerPage:
    """Everything that `screens/blogger.html` shows."""

    blogger: Blogger
    panel: Panel
    sheet: Sheet
    closed: bool
    """Their contact details are kept from the reader."""
    advised: AdviceView
    preference: Preference | None
    kept: list[Circumstance]
    notes: dict[UUID, str]
    history: Timeline
    typed: Mapping[str, Any]
    """What the composer is filled with."""
    steps: list[outreach.StepRow]
    partnerships: list[Any]
    move: Proposed | None
    """What the facts say of the relation's stage."""
    campaigns: list[tuple[UUID, str]]

    def context(self) -> dict[str, Any]:
        return {
            **self.panel.context(),
            "person": self.sheet,
            "closed": self.closed,
            "advised": self.advised,
            "kept": self.kept,
            "notes": self.notes,
            "timing": timing_labels,
            "preference": self.preference,
            "wished": wished,
            "entries": self.history,
            "steps": self.steps,
            "partnerships": self.partnerships,
            "move": self.move,
            "campaigns": self.campaigns,
            "local_time": local_time(self.blogger.time_zone),
            "form": FormState({"brand_id": str(self.panel.brand_id or ""), **self.typed}),
            "labels": labels,
            "words": outreach_labels,
            "speaks_for": self.panel.brand_id,
            "switches": True,
        }


async def blogger_page(
    session: AsyncSession,
    actor: Actor,
    blogger_id: UUID,
    asked: AdviceAsked,
    typed: Mapping[str, Any] = MappingProxyType({}),
) -> BloggerPage:
    """What the actor may see of one person; the same number of statements whatever there is. Raises NotFound, and
    Invalid for a brand or campaign that is not the actor's."""
    blogger = await bloggers.get_blogger(session, actor, blogger_id)
    panel = await bloggers.panel(session, actor, blogger, asked.brand_id)
    asked = asked.model_copy(update={"brand_id": asked.brand_id or panel.brand_id})
    closed = bloggers.contact_closed(actor, blogger)
    kept = await circumstances(session, actor, blogger_id)
    shown = await partnerships.for_blogger(session, actor, blogger_id)
    advised = await advice_view(session, actor, blogger, asked, [card.brand_id for card in shown])
    return BloggerPage(
        blogger=blogger,
        panel=panel,
        kept=kept,
        notes={one.id: await note_of(session, actor, one) for one in kept if one.note},
        advised=advised,
        preference=await preference_of(session, actor, blogger_id),
        typed=typed,
        closed=closed,
        sheet=await bloggers.sheet(session, actor, blogger),
        history=await timeline(session, actor, blogger_id=blogger_id, closed={blogger_id} if closed else ()),
        steps=await outreach.open_steps_of(session, actor, blogger_id),
        partnerships=partnerships.marked_from(marks_in(advised.reading, actor), shown) if shown else [],
        move=await move_of(session, actor, blogger.name, panel.relation, shown, advised.reading),
        campaigns=[(row.id, row.name) for row in await campaigns.choices(session, actor)],
    )


def local_time(zone: str) -> str:
    """What the clock says where they are; '' where that is not known."""
    try:
        return format_time(now().astimezone(ZoneInfo(zone)).time()) if zone else ""
    except (KeyError, ValueError, OSError):  # a zone that this machine does not know
        return ""
