"""The ways to reach one person with one's own programs: mail, phone, a profile. Pure."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from app.bloggers.identity import profile_url
from app.bloggers.models import Blogger, ContactKind, ContactState, Platform
from app.bloggers.queries import Sheet
from app.outreach.models import Kind

MESSAGED = frozenset(Platform) - {Platform.BLOG, Platform.NEWSLETTER, Platform.PODCAST, Platform.OTHER}
"""Platforms on which one can write to somebody."""


@dataclass(frozen=True, slots=True)
class Means:
    """One way: the kind of exchange it makes, where a click leads, what is shown; `platform` of a profile."""

    kind: Kind
    href: str
    shown: str
    platform: str = ""


def means_of(blogger: Blogger, sheet: Sheet) -> list[Means]:
    """Those that work, the preferred first; none at all to somebody who wants no more messages."""
    if blogger.do_not_contact or blogger.objected_at:
        return []
    found = []
    for point in sheet.contact_points:
        if point.state == ContactState.OK:
            found += _of_point(point.kind, point.value)
    for channel in sheet.channels:
        url = channel.url or profile_url(channel.platform, channel.handle)
        if channel.platform in MESSAGED and url:
            found.append(Means(Kind.DIRECT_MESSAGE, url, channel.handle or url, channel.platform))
    return found


def _of_point(kind: str, value: str) -> list[Means]:
    if kind == ContactKind.EMAIL:
        return [Means(Kind.EMAIL, f"mailto:{quote(value, safe='@')}", value)]
    if kind == ContactKind.PHONE:
        return [Means(Kind.CALL, f"tel:{re.sub(r'[^0-9+]', '', value)}", value)]
    return []
