"""What Ctrl K finds: pages and acts open to the reader, people, campaigns, saved views, whom they worked with last."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.queries import latest_bloggers
from app.bloggers import queries as bloggers
from app.bloggers.schemas import SearchHit
from app.campaigns import queries as campaigns
from app.campaigns.schemas import CampaignFilters
from app.core.actor import Actor
from app.core.i18n import lazy
from app.core.text import tokens
from app.views import queries as views
from app.views.models import SavedView

PEOPLE, CAMPAIGNS, VIEWS, RECENT = 6, 4, 4, 6


@dataclass(frozen=True, slots=True)
class Place:
    """A page or an act: where it is, who may, and the other words by which people look for it."""

    label: lazy
    route: str
    permission: str
    icon: str
    words: lazy | str = ""
    dialog: bool = False

    def answers(self, typed: list[str]) -> bool:
        """Every word typed begins a word of it."""
        return _begins(typed, str(self.label), str(self.words))


ACTS = (
    Place(
        lazy("Log a contact"), "interactions.new", "interactions.write", "notebook-pen", lazy("call email note"), True
    ),
    Place(lazy("New person"), "bloggers.new", "bloggers.write", "user-plus", lazy("add create blogger")),
    Place(lazy("New partnership"), "partnerships.new", "partnerships.write", "plus", lazy("add create")),
    Place(lazy("New campaign"), "campaigns.new", "campaigns.write", "flag", lazy("add create")),
    Place(
        lazy("New next step"), "next_steps.new", "next_steps.write", "calendar-plus", lazy("add create reminder task")
    ),
    Place(
        lazy("Paste a list"),
        "bloggers.paste",
        "bloggers.write",
        "clipboard-paste",
        lazy("add links handles profiles urls"),
    ),
    Place(lazy("Import a spreadsheet"), "imports.new", "imports.write", "upload", "csv excel xlsx"),
    Place(lazy("Review"), "partnerships.review", "partnerships.read", "circle-play", lazy("walk board monday")),
)
PAGES = (
    Place(lazy("Today"), "today", "next_steps.read", "sun"),
    Place(lazy("Bloggers"), "bloggers.index", "bloggers.read", "users", lazy("list people")),
    Place(lazy("Partnerships"), "partnerships.board", "partnerships.read", "square-kanban", lazy("board")),
    Place(lazy("Campaigns"), "campaigns.index", "campaigns.read", "flag"),
    Place(lazy("Next steps"), "next_steps.index", "next_steps.read", "calendar-check", lazy("reminders tasks")),
    Place(lazy("Reports"), "reports.index", "reports.read", "chart-column", lazy("monday figures")),
    Place(lazy("What if?"), "reports.what_if", "reports.read", "sliders-horizontal", lazy("timing replay")),
    Place(lazy("Moves proposed"), "relations.moves", "bloggers.write", "lightbulb", lazy("stages relations")),
    Place(lazy("Activity"), "activity.index", "activity.read", "activity", lazy("log history")),
    Place(lazy("Imports"), "imports.index", "imports.write", "upload"),
    Place(lazy("My account"), "account.show", "bloggers.read", "circle-user", lazy("language theme profile")),
    Place(lazy("Settings"), "settings.index", "bloggers.read", "settings"),
    Place(lazy("Members"), "members.index", "members.read", "users", lazy("team colleagues invite")),
    Place(lazy("Brands"), "brands.index", "brands.manage", "tag"),
    Place(lazy("Timing"), "timing.edit", "bloggers.read", "timer", lazy("policy pressure cadence")),
    Place(lazy("Pipelines"), "pipelines.index", "pipelines.manage", "square-kanban", lazy("stages")),
    Place(lazy("Tags"), "tags.index", "bloggers.read", "tags"),
    Place(lazy("API tokens"), "tokens.index", "tokens.write", "key-round"),
)


@dataclass(slots=True)
class Palette:
    """What was found, in the order shown."""

    typed: str = ""
    acts: list[Place] = field(default_factory=list)
    pages: list[Place] = field(default_factory=list)
    people: list[SearchHit] = field(default_factory=list)
    campaigns: list[Any] = field(default_factory=list)
    views: list[SavedView] = field(default_factory=list)
    recent: dict[UUID, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not any((self.acts, self.pages, self.people, self.campaigns, self.views, self.recent))


async def palette(session: AsyncSession, actor: Actor, typed: str) -> Palette:
    """Nothing typed: whom the reader worked with last, and what they may do."""
    typed = typed.strip()[:200]
    words = tokens(typed)
    found = Palette(typed, acts=_open(ACTS, actor, words), pages=_open(PAGES, actor, words))
    if not words:
        lately = await latest_bloggers(session, actor, RECENT)
        names = await bloggers.names(session, actor, lately)
        found.recent = {blogger_id: names[blogger_id] for blogger_id in lately if blogger_id in names}
        return found
    if actor.may("bloggers.read"):
        found.people = await bloggers.search(session, actor, typed, PEOPLE)
    if actor.may("campaigns.read"):
        found.campaigns = list((await campaigns.page(session, actor, CampaignFilters(q=typed), limit=CAMPAIGNS)).items)
    saved = await views.views(session, actor)
    found.views = [view for view in saved if _begins(words, view.name)][:VIEWS]
    return found


def _open(places: tuple[Place, ...], actor: Actor, words: list[str]) -> list[Place]:
    return [place for place in places if actor.may(place.permission) and place.answers(words)]


def _begins(typed: list[str], *texts: str) -> bool:
    said = tokens(*texts)
    return all(any(word.startswith(one) for word in said) for one in typed)
