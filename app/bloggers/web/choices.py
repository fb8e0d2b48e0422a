"""What select boxes and suggestions offer on the pages of bloggers."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts import queries as accounts
from app.bloggers import queries
from app.bloggers.choices import EXTRAS, Options
from app.bloggers.web.listing import SINCE, Listing
from app.core import i18n
from app.core.actor import Actor
from app.core.forms import FormState
from app.core.i18n import _


@dataclass(frozen=True, slots=True)
class Choices:
    """Of a form about one person."""

    tags: list[str]
    topics: list[str]
    brands: Options

    @property
    def countries(self) -> Options:
        return list(i18n.countries())

    @property
    def language_names(self) -> list[str]:
        return [name for _code, name in i18n.languages()]

    @property
    def zones(self) -> list[str]:
        return zones()

    @property
    def formats(self) -> list[str]:
        """What is asked a price for most often."""
        return [
            _("Blog post"),
            _("Newsletter"),
            _("Podcast episode"),
            _("Instagram post"),
            _("Story"),
            _("Reel or short video"),
            _("Video"),
            _("Event"),
        ]


@dataclass(frozen=True, slots=True)
class FilterChoices(Choices):
    owners: Options
    extras: list[dict[str, Any]]

    @property
    def languages(self) -> Options:
        return list(i18n.languages())

    @property
    def since(self) -> Options:
        return [(f"{days}d", str(words)) for days, words in SINCE.items()]

    @property
    def steps(self) -> Options:
        return [("true", _("Has one")), ("false", _("Has none"))]

    @property
    def yes_or_no(self) -> Options:
        return [("true", _("Yes")), ("false", _("No"))]

    @property
    def contactable(self) -> Options:
        return [("false", _("May be contacted")), ("true", _("Must not be contacted"))]

    @property
    def archived(self) -> Options:
        return [("true", _("Only the archive"))]


async def choices(session: AsyncSession, actor: Actor) -> Choices:
    return Choices(
        await queries.tag_names(session, actor),
        await queries.topic_names(session, actor),
        await _brands(session, actor),
    )


async def filter_choices(session: AsyncSession, actor: Actor) -> FilterChoices:
    members = await accounts.members(session, actor)
    people = [(str(member.user_id), member.name) for member in members if member.user_id != actor.user_id]
    return FilterChoices(
        await queries.tag_names(session, actor),
        await queries.topic_names(session, actor),
        await _brands(session, actor),
        [("me", _("Me")), ("none", _("Nobody")), *people],
        [{"name": it.name, "label": it.label, "options": await it.load(session, actor)} for it in EXTRAS.values()],
    )


def form_of(listing: Listing) -> FormState:
    """The filters in force as a form: as they stand in the address."""
    return FormState(dict(listing.given))


@lru_cache(maxsize=1)
def zones() -> list[str]:
    """Places that people name: no Etc/, no abbreviations."""
    return sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))


async def _brands(session: AsyncSession, actor: Actor) -> Options:
    if actor.workspace["brand_count"] == 1:
        return []
    return [(str(brand.id), brand.name) for brand in await accounts.brands(session, actor)]
