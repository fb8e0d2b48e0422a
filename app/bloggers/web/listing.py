"""The list of people as its page needs it: filters, sort, columns and saved view, all read from the address."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, get_origin
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from markupsafe import Markup
from pydantic import ValidationError

from app.bloggers.cells import CELLS
from app.bloggers.filters import BloggerFilters
from app.bloggers.labels import PERSON_WORDS, PLATFORMS, STAGES, TURNS
from app.bloggers.queries import Total
from app.core.i18n import _, country_name, format_date, format_number, language_name, lazy, ngettext
from app.core.pages import PageContext
from app.core.vocabulary import PEOPLE_IN_A_CONTACT
from app.views.models import SavedView
from app.views.subjects import address, shown_as

COOKIE = "tact_columns"
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    label: lazy
    sort: str = ""
    numeric: bool = False
    hide: str = ""
    """`narrow` or `phone`: left out where there is no room."""
    falling: bool = False
    """The first click sorts from the latest or largest."""


COLUMNS = {
    column.key: column
    for column in (
        Column("name", lazy("Name"), "name"),
        Column("stage", lazy("Stage")),
        Column("ask", lazy("For an ask")),
        Column("turn", lazy("Turn"), hide="phone"),
        Column("owner", lazy("Owner"), hide="phone"),
        Column("contacted", lazy("Last contact"), "last_contacted", hide="phone", falling=True),
        Column("heard", lazy("Last heard from"), "last_heard", hide="phone", falling=True),
        Column("given", lazy("Last gesture"), "last_given", hide="phone"),
        Column("step", lazy("Next step"), "next_step", hide="phone"),
        Column("audience", lazy("Audience"), "audience", numeric=True, hide="phone", falling=True),
        Column("country", lazy("Country"), hide="narrow"),
        Column("city", lazy("City"), hide="narrow"),
        Column("languages", lazy("Writes in"), hide="narrow"),
        Column("platforms", lazy("Publishes on"), hide="narrow"),
        Column("topics", lazy("Topics"), hide="narrow"),
        Column("tags", lazy("Tags"), hide="narrow"),
        Column("email", lazy("Email"), hide="narrow"),
        Column("created", lazy("Added"), "created", hide="narrow", falling=True),
    )
}
USUAL = ("stage", "ask", "turn", "owner", "contacted", "step", "audience", "country", "platforms")
KNOWN = {*BloggerFilters.model_fields, "columns", "view"}
SEVERAL = {name for name, field in BloggerFilters.model_fields.items() if get_origin(field.annotation) is list}
SINCE = {7: lazy("7 days"), 30: lazy("30 days"), 60: lazy("60 days"), 90: lazy("90 days"), 180: lazy("6 months")}


@dataclass
class Listing:
    """What the address asks for. `given` are its pairs, of known names only and without the cursor."""

    page: PageContext
    given: Pairs
    filters: BloggerFilters
    cursor: str | None = None
    views_known: list[SavedView] = field(default_factory=list)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    """Names of what filters point at by id: `{"owner": {id: name}, "campaign": {…}}`."""
    total: Total = field(default_factory=Total)

    @classmethod
    def read(cls, page: PageContext, query: str | None = None) -> "Listing":
        """From the page's address, or from `query`. What cannot be understood is left out."""
        pairs = page.request.query_params.multi_items() if query is None else parse_qsl(query)
        cursor = next((value for name, value in pairs if name == "cursor" and value), None)
        given = [(name, value) for name, value in pairs if name in KNOWN and value.strip()]
        filters, given = understood(given)
        return cls(page, given, filters, cursor)

    # --- addresses

    def get(self, name: str) -> str:
        return next((value for key, value in self.given if key == name), "")

    def pairs(self, without: tuple[str, ...] = ()) -> Pairs:
        return [(name, value) for name, value in self.given if name not in without]

    @property
    def more_of_a_kind(self) -> Pairs:
        """Second and further values of one filter, which its select box cannot show."""
        last = dict(self.given)
        return [pair for pair in self.given if pair[0] in SEVERAL and last[pair[0]] != pair[1]]

    @property
    def query(self) -> str:
        return urlencode(self.given)

    @property
    def place(self) -> str:
        """What leads back to these very rows."""
        return urlencode([*self.given, *([("cursor", self.cursor)] if self.cursor else [])])

    @cached_property
    def pens(self) -> dict[str, Markup]:
        """By column, the link that changes a cell in place: \x00 stands for the person's id, \x01 for their name, \x02
        for the query. What leads back the browser tells: an address in each of 250 links would be half the page."""
        nobody = UUID(int=0)
        found = {}
        for column in self.columns:
            if (cell := CELLS.get(column.key)) and self.page.actor.may(cell.permission):
                path = self.page.url_for("bloggers.cell", blogger_id=nobody, column=cell.key)
                path = path.replace(str(nobody), "\x00")
                words = _("Change: %(column)s, %(name)s", column=str(column.label), name="\x01")
                pen = Markup('<a class="cell-pen plain" href="{}\x02" data-cell="{}" aria-label="{}"></a>')
                found[column.key] = pen.format(path, cell.key, words)
        return found

    def url(self, route: str, pairs: Pairs | None = None) -> str:
        query = urlencode(self.given if pairs is None else pairs)
        return self.page.url_for(route) + (f"?{query}" if query else "")

    @property
    def api(self) -> str:
        """The same list for programs: the API knows no columns and no saved views."""
        return self.url("api.bloggers.index", self.pairs(without=("columns", "view")))

    def next_href(self, cursor: str | None) -> str | None:
        return self.url("bloggers.index", [*self.given, ("cursor", cursor)]) if cursor else None

    def sorted_by(self, column: Column) -> str:
        first, second = (f"-{column.sort}", column.sort) if column.falling else (column.sort, f"-{column.sort}")
        chosen = second if self.sort == first else first
        return self.url("bloggers.index", [*self.pairs(without=("sort",)), ("sort", chosen)])

    # --- what is shown

    @property
    def title(self) -> str:
        return str(PERSON_WORDS[self.page.actor.workspace.get("person_word", "blogger")])

    @property
    def q(self) -> str:
        return self.filters.q

    @property
    def sort(self) -> str:
        return self.filters.sort

    @cached_property
    def columns_chosen(self) -> list[Column]:
        """Those of the address, else those chosen last on this browser, without the name."""
        chosen = [value for name, value in self.given if name == "columns"]
        chosen = chosen or self.page.request.cookies.get(COOKIE, "").split(".")
        return [COLUMNS[key] for key in COLUMNS if key in chosen and key != "name"]

    @cached_property
    def columns(self) -> list[Column]:
        return [COLUMNS["name"], *(self.columns_chosen or [COLUMNS[key] for key in USUAL])]

    def shows(self, key: str) -> bool:
        return COLUMNS[key] in self.columns

    @property
    def cells(self) -> list[tuple[str, Markup]]:
        """Each column's key, and the class its cells carry, ready to print."""
        found = []
        for column in self.columns:
            hide = self.hidden(column)
            look = " ".join([*(["num"] if column.numeric else []), *([f"hide-{hide}"] if hide else [])])
            found.append((column.key, Markup(' class="{}"').format(look) if look else Markup("")))
        return found

    def hidden(self, column: Column) -> str:
        """Where the column has no room. Chosen ones are never left out: the list scrolls sideways instead."""
        return "" if self.columns_chosen else column.hide

    @property
    def is_new(self) -> bool:
        """Nobody is noted yet, and nothing is asked for."""
        return not self.total and not self.given and not self.page.actor.workspace["blogger_count"]

    @property
    def is_everybody(self) -> bool:
        return self.filters.is_empty

    @property
    def filters_archived(self) -> bool:
        return bool(self.filters.archived)

    @property
    def total_text(self) -> str:
        return format_number(int(self.total)) + ("+" if self.total.more else "")

    @property
    def most_in_a_contact(self) -> int:
        return PEOPLE_IN_A_CONTACT

    @property
    def count_text(self) -> str:
        if self.total.more:
            return _("%(n)s people", n=self.total_text)
        return ngettext("%(n)s person", "%(n)s people", int(self.total))

    # --- filters as words

    @property
    def chips(self) -> list[tuple[str, str]]:
        """The filters in force, each with the address without it. The search text stands in its box."""
        found = []
        for name, value in self.given:
            if name not in ("q", "sort", "columns", "view"):
                rest = [pair for pair in self.given if pair != (name, value)]
                found.append((self.describe(name, value), self.url("bloggers.index", rest)))
        return found

    @property
    def sentence(self) -> str:
        words = [text for text, _href in self.chips]
        if self.q:
            words.insert(0, f"“{self.q}”")
        return ", ".join(words) or _("everybody")

    def describe(self, name: str, value: str) -> str:
        """One filter in words: « in France », “no contact for 60 days”."""
        named = self.words.get(name, {}).get(value, value)
        match name:
            case "stage":
                return str(STAGES.get(value, value))
            case "turn":
                return str(TURNS.get(value, value))
            case "owner":
                special = {"me": _("my relations"), "none": _("without owner")}
                return special.get(value) or _("owner: %(name)s", name=named)
            case "brand":
                return _("brand: %(name)s", name=named)
            case "tag":
                return _("tag: %(name)s", name=value)
            case "topic":
                return _("writes about %(topic)s", topic=value)
            case "language":
                return _("writes in %(language)s", language=language_name(value))
            case "country":
                return _("in %(country)s", country=country_name(value.upper()))
            case "platform":
                return _("on %(platform)s", platform=PLATFORMS.get(value, value))
            case "audience_min":
                return _("audience from %(n)s", n=format_number(int(value)))
            case "audience_max":
                return _("audience up to %(n)s", n=format_number(int(value)))
            case "contacted_before":
                days = relative(value)
                return (
                    _("no contact for %(n)s days, or never", n=days)
                    if days
                    else _("no contact since %(date)s, or never", date=_day(value))
                )
            case "asked_before":
                days = relative(value)
                return (
                    _("not asked for %(n)s days", n=days) if days else _("not asked since %(date)s", date=_day(value))
                )
            case "contacted_after":
                days = relative(value)
                return (
                    _("contact in the last %(n)s days", n=days)
                    if days
                    else _("contact since %(date)s", date=_day(value))
                )
            case "updated_since":
                return _("changed since %(date)s", date=_day(value[:10]))
            case "external":
                return _("known in %(system)s", system=value)
            case "campaign":
                return _("campaign: %(name)s", name=named)
            case "partnership_stage":
                return _("partnership: %(stage)s", stage=named)
        yes, no = YES_NO[name]
        return str(yes if value.lower() in ("true", "1", "yes", "on") else no)

    # --- saved views

    @property
    def view(self) -> SavedView | None:
        return next((view for view in self.views_known if str(view.id) == self.get("view")), None)

    @property
    def view_is_current(self) -> bool:
        return self.view is not None and shown_as(self.view, self.pairs(without=("view",)))

    @property
    def view_is_mine(self) -> bool:
        actor = self.page.actor
        return self.view is not None and (self.view.owner_id == actor.user_id or actor.may("views.share"))

    @property
    def views(self) -> list[tuple[str, str, bool]]:
        """Those everybody has, then the saved ones: words, address, whether it is the one shown."""
        usual: list[tuple[str, Pairs]] = [
            (_("Everybody"), []),
            (_("My relations"), [("owner", "me")]),
            (_("Our turn"), [("turn", "ours")]),
            (_("Can be asked"), [("can_be_asked", "true")]),
            (_("We owe"), [("owing", "true")]),
            (_("A word is due"), [("word_due", "true")]),
        ]
        shown = self.pairs(without=("sort", "columns"))
        found = [(words, self.url("bloggers.index", pairs), shown == pairs) for words, pairs in usual]
        return [*found, *((view.name, address(self.page, view), view is self.view) for view in self.views_known)]


YES_NO = {
    "never_contacted": (lazy("never contacted"), lazy("contacted at least once")),
    "can_be_asked": (lazy("can be asked"), lazy("not to be asked now")),
    "owing": (lazy("we owe"), lazy("we owe nothing")),
    "word_due": (lazy("a word is due"), lazy("no word is due yet")),
    "has_next_step": (lazy("with a next step"), lazy("without next step")),
    "do_not_contact": (lazy("not to be contacted"), lazy("may be contacted")),
    "archived": (lazy("in the archive"), lazy("not in the archive")),
}


def understood(given: Pairs) -> tuple[BloggerFilters, Pairs]:
    """The filters of `given`, and the pairs that were understood: an address of yesterday or a slip shows a list,
    never an error."""
    try:
        return BloggerFilters.model_validate(_grouped(given)), given
    except ValidationError as error:
        wrong = {str(item["loc"][0]) for item in error.errors() if item["loc"]}
        kept = [pair for pair in given if wrong and pair[0] not in wrong]
        return understood(kept)


def relative(value: str) -> int | None:
    """60 for `60d`, which filters read as sixty days ago."""
    match = re.fullmatch(r"(\d{1,4})d", value)
    return int(match[1]) if match else None


def _grouped(pairs: Pairs) -> dict[str, Any]:
    grouped: dict[str, Any] = {}
    for name, value in pairs:
        if name in SEVERAL:
            grouped.setdefault(name, []).append(value)
        else:
            grouped[name] = value
    return grouped


def _day(value: str) -> str:
    return format_date(date.fromisoformat(value))
