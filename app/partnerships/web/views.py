"""The board's and the list's saved views: as links above them, and what each keeps in words."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from app.bloggers.labels import TURNS
from app.core.i18n import _, format_date
from app.core.pages import PageContext
from app.partnerships import queries
from app.partnerships.defaults import KINDS
from app.partnerships.schemas import PartnershipQuery
from app.partnerships.web.common import choices, understood
from app.views import queries as views
from app.views.models import SavedView
from app.views.schemas import Subject
from app.views.subjects import List, Pairs, Shown, address, register, shown_as

ROUTE, MARKER = "partnerships.board", "saved"


@dataclass(frozen=True, slots=True)
class Kept:
    """A query of the board as a view keeps it."""

    query: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Views:
    """The row of links above the board or the list."""

    links: list[Shown]
    query: str
    """What a new view would keep."""
    saved: SavedView | None
    may_save: bool
    may_change: bool


async def views_of(page: PageContext, query: PartnershipQuery, view: str) -> Views:
    """Those everybody has, then the saved ones."""
    found = await views.views(page.session, page.actor, Subject.PARTNERSHIPS)
    pairs = _pairs(query, view)
    asked = [pair for pair in pairs if pair[0] not in ("view", "sort")]
    usual: list[tuple[str, Pairs]] = [
        (_("All"), []),
        (_("My partnerships"), [("owner", "me")]),
        (_("Stuck"), [("stuck", "true")]),
    ]
    chosen = page.request.query_params.get(MARKER)
    saved = next((one for one in found if str(one.id) == chosen), None)
    home, keep = page.url_for(ROUTE), [("view", view)] if view else []
    links = [(words, f"{home}?{urlencode(want + keep)}".rstrip("?"), asked == want) for words, want in usual]
    links += [(one.name, address(page, one), one is saved) for one in found]
    is_same = saved is not None and shown_as(saved, pairs)
    mine = saved is not None and (saved.owner_id == page.actor.user_id or page.actor.may("views.share"))
    may = page.actor.may("views.write")
    return Views(links, urlencode(pairs), saved, may and bool(asked) and not is_same, may and mine)


async def _as_view(page: PageContext, text: str) -> Kept:
    params = QueryParams(text)
    query = understood(params)
    view = "list" if params.get("view") == "list" else ""
    sentence = ", ".join([word async for word in _words(page, query)]) or _("all partnerships")
    return Kept(urlencode(_pairs(query, view)), _("Partnerships"), sentence)


async def _words(page: PageContext, query: PartnershipQuery) -> Any:
    """Each filter in words."""
    known = await _names(page)
    if query.q:
        yield f"“{query.q}”"
    for name in ("pipeline", "brand", "campaign", "owner"):
        if value := getattr(query, name):
            yield known[name].get(str(value), _("unknown"))
    for key in query.stage:
        yield known["stage"].get(key, key)
    for kind in query.kind:
        yield str(KINDS[kind])
    if query.turn is not None:
        yield str(TURNS[query.turn])
    if query.stuck is not None:
        yield _("stuck") if query.stuck else _("not stuck")
    if query.updated_since is not None:
        yield _("changed since %(date)s", date=format_date(query.updated_since))


async def _names(page: PageContext) -> dict[str, dict[str, str]]:
    """What filters point at by id: read once for a page, however many views it describes."""
    if "partnership_names" not in vars(page):
        found, courses = await choices(page), await queries.courses(page.session, page.actor)
        people = {str(member.user_id): member.name for member in found["members"]}
        vars(page)["partnership_names"] = {
            "pipeline": {str(course.id): course.name for course in courses},
            "stage": {key: label for course in reversed(courses) for key, label in course.labels.items()},
            "brand": {str(brand.id): brand.name for brand in found["brands"]},
            "campaign": {str(campaign.id): campaign.name for campaign in found["campaigns"]},
            "owner": people | {"me": _("my partnerships"), "none": _("without owner")},
        }
    return vars(page)["partnership_names"]


def _pairs(query: PartnershipQuery, view: str) -> Pairs:
    """Filters, sort and whether as a list, as the address has them."""
    pairs: Pairs = [("view", view)] if view else []
    for name, value in query.address().items():
        for one in value if isinstance(value, list) else [value]:
            pairs.append((name, str(one).lower() if isinstance(one, bool) else str(one)))
    return pairs


register(Subject.PARTNERSHIPS, List(ROUTE, MARKER, _as_view))
