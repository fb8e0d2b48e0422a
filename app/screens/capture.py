"""Where somebody was found: the page that one reads, or shares from a phone, and the person it belongs to."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts import queries as accounts
from app.bloggers import queries as bloggers
from app.bloggers.identity import place_of
from app.bloggers.models import Blogger
from app.bloggers.queries import Panel
from app.bloggers.recognise import Seen, Sighting, name_in_title, recognise, shown_path
from app.bloggers.schemas import Found, Similar
from app.core.actor import Actor
from app.core.i18n import _
from app.outreach import queries as outreach
from app.outreach.schemas import InteractionFilters
from app.outreach.timing.schemas import AdviceAsked
from app.outreach.timing.view import AdviceView, advice_view

STEPS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Essentials:
    """What one needs of a known person before writing, and to log what was said."""

    blogger: Blogger
    panel: Panel
    advised: AdviceView
    last: Any
    """The last exchange: a row of `INTERACTION_COLUMNS`, or None."""
    steps: list[outreach.StepRow]


@dataclass(slots=True)
class Captured:
    """`found` is None where nothing was shared, or nothing in it is an address."""

    found: Found | None = None
    known: Essentials | None = None
    form: dict[str, Any] = field(default_factory=dict)
    """What the form for somebody new is filled with."""
    duplicates: list[Similar] = field(default_factory=list)


async def capture(session: AsyncSession, actor: Actor, url: str, title: str, text: str) -> Captured:
    """Who it is; of somebody unknown what to note, if that is a person at all."""
    actor.require("bloggers.read")
    sighting = whom(url, title, text)
    if sighting is None:
        return Captured()
    (found,) = (await bloggers.recognised(session, actor, Seen([sighting], 0))).items
    if found.status == "known":
        return Captured(found, await essentials(session, actor, found))
    if found.status == "unclear" or not actor.may("bloggers.write"):
        return Captured(found)
    form = await _prefilled(session, actor, found, url, title)
    return Captured(found, form=form, duplicates=await bloggers.similar(session, actor, name=form["name"]))


def whom(url: str, title: str, text: str) -> Sighting | None:
    """The person that an address means, else the first in the text that came with it (phones share the address
    there), else the handle in the title (a post's page names nobody in its address). What else the text says of
    addresses is theirs too."""
    first = _with_addresses(url) or _with_addresses(_handle_in(url or text, title))
    rest = _with_addresses(text)
    if not first:
        first, rest = rest[:1], rest[1:] if url else []
    if not first:
        return None
    for other in rest:
        if not other.profiles or other.profiles == first[0].profiles:
            first[0].take(other)
    first[0].name = name_in_title(title)
    return first[0]


def _with_addresses(text: str) -> list[Sighting]:
    return [one for one in recognise(text).sightings if one.has_address]


def _handle_in(url: str, title: str) -> str:
    handle = re.search(r"@([\w.]{2,30})", title)
    platform = place_of(url.strip()).platform if url.strip() else ""
    return f"{platform} @{handle[1]}" if handle else ""


async def essentials(session: AsyncSession, actor: Actor, found: Found) -> Essentials:
    """The same number of statements whatever there is."""
    blogger = await bloggers.get_blogger(session, actor, found.bloggers[0].id)
    panel = await bloggers.panel(session, actor, blogger)
    advised = await advice_view(session, actor, blogger, AdviceAsked(brand_id=panel.brand_id))
    said = await outreach.interactions(session, actor, InteractionFilters(blogger=blogger.id), None, 1)
    steps = await outreach.open_steps_of(session, actor, blogger.id, STEPS_SHOWN)
    return Essentials(blogger, panel, advised, next(iter(said.items), None), steps)


async def _prefilled(session: AsyncSession, actor: Actor, found: Found, url: str, title: str) -> dict[str, Any]:
    """Name from the title, channel from the address, the address as source, the workspace's basis."""
    workspace = await accounts.get_workspace(session, actor)
    usual = workspace.source_preset or _("Noted by %(name)s", name=actor.name)
    source = found.source or (shown_path(url) if "://" in url else "") or usual
    return {
        "name": name_in_title(title) or found.sighting.called,
        "addresses": "\n".join(found.addresses),
        "source": source,
        "legal_basis": workspace.legal_basis_preset,
    }


def bookmarklet(address: str) -> str:
    """What a bookmark holds that opens `address` about the page one reads, in a small window. It is dragged to the
    bookmarks: a click on our own page does nothing, for our policy allows no script in an address."""
    target = quote(address, safe=":/[]@%-._~")
    parts = {
        "url": "location.href",
        "title": "document.title",
        "text": "String(getSelection()).slice(0,500)",
    }
    query = "+'&".join(f"{name}='+encodeURIComponent({value})" for name, value in parts.items())
    return f"javascript:void(open('{target}?{query},'tact','width=460,height=760'))"
