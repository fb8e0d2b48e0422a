"""What somebody prefers, in words that hold for them and for us alike. No SQL."""

from collections.abc import Collection

from app.core.clock import now
from app.core.i18n import _, format_date, format_list, lazy, ngettext
from app.outreach.models import Via
from app.outreach.timing.models import Preference

MEANS: dict[str, lazy] = {
    Via.EMAIL: lazy("By email"),
    Via.PHONE: lazy("By phone"),
    Via.DIRECT_MESSAGE: lazy("By direct message"),
    Via.POST: lazy("By letter"),
    Via.IN_PERSON: lazy("In person"),
}
"""What people accept or close. Public comments are open to everybody."""


def rules(preference: Preference, closed: Collection[str] = ()) -> list[str]:
    """What holds now, the strictest first. `closed`: means found closed, whatever was said."""
    found = []
    if preference.pause_until and preference.pause_until > now():
        found.append(_("nothing before %(date)s", date=format_date(preference.pause_until, "long")))
    if preference.monthly:
        found.append(ngettext("at most %(n)s message a month", "at most %(n)s messages a month", preference.monthly))
    elif preference.monthly == 0:
        found.append(_("only what is important"))
    if preference.vias:
        found.append(_("only %(means)s", means=_means(preference.vias)))
    if never := _means({*preference.opted_out, *closed}):
        found.append(_("never %(means)s", means=never))
    if preference.topics:
        found.append(_("about %(topics)s", topics=format_list(preference.topics, "or")))
    if preference.ask_first:
        found.append(_("a short question before any request"))
    return found


def _means(vias: Collection[str]) -> str:
    """“by email or by phone”."""
    return format_list([str(label).lower() for via, label in MEANS.items() if via in vias], "or")
