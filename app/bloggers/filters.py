"""What a list of bloggers can be narrowed to and sorted by: one set for the page, the API, saved views and bulk verbs.

Every filter becomes a `Criterion`. Filters named here whose facts belong to a higher feature (a campaign, a
partnership stage) are answered by the builder that feature has registered.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal, get_args, get_origin
from urllib.parse import parse_qs
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, field_validator, model_validator
from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlmodel import col

from app.accounts.queries import brand_visible
from app.bloggers import marks
from app.bloggers.models import (
    Blogger,
    BloggerFacet,
    BloggerState,
    BloggerTag,
    ExternalId,
    Platform,
    Relation,
    RelationStage,
    Tag,
    Turn,
)
from app.core.actor import Actor
from app.core.clock import NEVER, NO_DATE, now
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.pagination import MAX_PAGE_SIZE, PAGE_SIZE
from app.core.sql import tested
from app.core.text import fold

Sort = Literal[
    "name",
    "-name",
    "created",
    "-created",
    "updated",
    "-updated",
    "audience",
    "-audience",
    "last_contacted",
    "-last_contacted",
    "last_heard",
    "-last_heard",
    "next_step",
    "-next_step",
    "last_given",
    "-last_given",
]
PERSON_SORTS = {
    "name": col(Blogger.sort_name),
    "created": col(Blogger.created_at),
    "updated": col(Blogger.updated_at),
    "audience": col(Blogger.audience),
}
RELATION_SORTS = {
    "last_contacted": col(Relation.last_contacted_at),
    "last_heard": col(Relation.last_heard_at),
    "next_step": col(Relation.next_step_at),
    "last_given": col(Relation.last_given_at),
}
SORTS = get_args(Sort)
_NOT_FILTERS = {"sort", "cursor", "limit", "fields"}


class BloggerFilters(BaseModel):
    """Everything combines. Several values of one filter mean: any of them."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    q: str = Field(default="", max_length=200, description="Name, handle, email, address, phone, tag or note.")
    stage: list[RelationStage] = []
    owner: list[UUID | Literal["me", "none"]] = []
    brand: UUID | None = None
    turn: list[Turn] = []
    tag: list[Annotated[str, Field(max_length=60)]] = []
    topic: list[Annotated[str, Field(max_length=100)]] = []
    language: list[Annotated[str, Field(max_length=2)]] = []
    country: list[Annotated[str, Field(max_length=2)]] = []
    platform: list[Platform] = []
    audience_min: int | None = Field(default=None, ge=0, le=10**12)
    audience_max: int | None = Field(default=None, ge=0, le=10**12)
    contacted_before: date | None = Field(
        default=None,
        description="Nobody has contacted them since that day began, people never contacted included (leave those out"
        " with `never_contacted=false`). A day, or `60d` for sixty days ago. With `brand`: contacts of that brand.",
    )
    contacted_after: date | None = Field(
        default=None,
        description="Somebody has contacted them since that day began: a day, or `60d`.",
    )
    asked_before: date | None = Field(
        default=None,
        description="Nothing has been asked of them since that day began, chasers counted: a day, or `60d`. With"
        " `brand`: for that brand.",
    )
    never_contacted: bool | None = Field(default=None, description="Whether nobody ever has.")
    has_next_step: bool | None = None
    can_be_asked: bool | None = Field(default=None, description="Timing sees nothing against an unpaid ask by email.")
    owing: bool | None = Field(default=None, description="We owe them an answer, a payment, a product or a promise.")
    word_due: bool | None = Field(default=None, description="They have heard nothing from us for long.")
    do_not_contact: bool | None = None
    archived: bool | None = Field(default=None, description="Only archived ones. Without it: only those in use.")
    external: list[Annotated[str, Field(max_length=60)]] = Field(default=[], description="Known in this system.")
    updated_since: datetime | None = Field(
        default=None, description="Changed at or after this moment, archived ones too unless `archived` says."
    )
    campaign: list[UUID] = []
    partnership_stage: list[Annotated[str, Field(max_length=40)]] = []
    sort: Sort = "name"

    _day_is_full: bool = PrivateAttr(default=False)
    """The reader approaches nobody new today: `can_be_asked` knows (`note_day`)."""

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unset(cls, data: Any) -> Any:
        """What a form sends for an empty select; and a NUL, which no database stores, finds nothing as a space."""
        if not isinstance(data, dict):
            return data
        return {name: kept for name, value in data.items() if (kept := _filled(value)) not in ("", [], None)}

    @field_validator("contacted_before", "contacted_after", "asked_before", mode="before")
    @classmethod
    def _days_ago(cls, value: Any) -> Any:
        """`60d` is sixty days ago: a saved view that says “60 days” keeps meaning it."""
        match = re.fullmatch(r"(\d{1,4})d", value) if isinstance(value, str) else None
        return now().date() - timedelta(days=int(match[1])) if match else value

    @classmethod
    def from_query(cls, query: str) -> "BloggerFilters":
        """The filters of a list's query string, as a saved view keeps it. What is not a filter is left out."""
        several = {name for name, field in cls.model_fields.items() if get_origin(field.annotation) is list}
        given = parse_qs(query, keep_blank_values=False)
        return cls.model_validate({name: values if name in several else values[-1] for name, values in given.items()})

    @property
    def is_empty(self) -> bool:
        """True when it lists everybody in use."""
        return not self.model_dump(exclude_defaults=True, exclude=_NOT_FILTERS)

    @property
    def active(self) -> dict[str, Any]:
        """What is set, without the sort: the chips above the list."""
        return self.model_dump(exclude_defaults=True, exclude=_NOT_FILTERS)

    @property
    def states(self) -> list[str]:
        if self.archived is None:
            return [BloggerState.ACTIVE, *([BloggerState.ARCHIVED] if self.updated_since else [])]
        return [BloggerState.ARCHIVED if self.archived else BloggerState.ACTIVE]

    @property
    def sort_field(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def descending(self) -> bool:
        return self.sort.startswith("-")

    def note_day(self, *, full: bool) -> None:
        """Whether the reader has approached as many new people as a day bears."""
        self._day_is_full = full

    def query(self, **changes: Any) -> dict[str, Any]:
        """The URL's query parameters of these filters, with `changes`; for links."""
        values = self.model_dump(mode="json", exclude_defaults=True) | changes
        return {name: value for name, value in values.items() if value not in (None, "", [])}


class BloggerListQuery(BloggerFilters):
    """The same in the API, where a name that is not known is a mistake; and which page."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    cursor: str | None = Field(default=None, max_length=2_000)
    limit: int = Field(default=PAGE_SIZE, ge=1, le=MAX_PAGE_SIZE)
    fields: str | None = Field(default=None, max_length=1_000)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition: `holds` tests a blogger at hand, `ids` finds those that fulfil it, where an index can."""

    holds: ColumnElement[bool]
    ids: Select[Any] | None = None
    of_relation: bool = False
    """True: it tests what `relation_conditions` says."""


Builder = Callable[[Actor, Any], Select[Any]]
_builders: dict[str, Builder] = {}


def register(name: str, builder: Builder) -> None:
    """Lets a higher feature answer the filter `name`: `builder(actor, values)` selects blogger ids."""
    if name not in BloggerFilters.model_fields:
        raise ValueError(f"BloggerFilters has no field {name}")
    _builders[name] = builder


def criteria(actor: Actor, filters: BloggerFilters) -> list[Criterion]:
    """Every condition but the search text, the workspace and the state."""
    found = [
        *_facets(actor, filters),
        *_columns(actor, filters),
        *_higher(actor, filters),
        *_left_alone(actor, filters),
    ]
    if filters.tag:
        keys = [fold(name) for name in filters.tag]
        tagged = (
            select(col(BloggerTag.blogger_id))
            .join(Tag, col(Tag.id) == BloggerTag.tag_id)
            .where(col(Tag.workspace_id) == actor.workspace_id, col(Tag.name_key).in_(keys))
            .where(col(BloggerTag.workspace_id) == actor.workspace_id)
        )
        found.append(_among(tagged, col(BloggerTag.blogger_id)))
    if conditions := relation_conditions(actor, filters):
        related, key = select(col(Relation.blogger_id)), col(Relation.blogger_id)
        one_by_one = related.where(*relation_conditions(actor, filters, tested), key == col(Blogger.id))
        # Always true, and in no index: none of them "covers" the test, so that SQLite takes the one by blogger.
        one_by_one = one_by_one.where(tested(Relation.version) > 0)
        found.append(Criterion(exists(one_by_one.correlate(Blogger)), related.where(*conditions), of_relation=True))
    if filters.external:
        known = select(col(ExternalId.blogger_id)).where(
            col(ExternalId.workspace_id) == actor.workspace_id, col(ExternalId.system).in_(filters.external)
        )
        found.append(_among(known, col(ExternalId.blogger_id)))
    return found


def relation_conditions(
    actor: Actor, filters: BloggerFilters, of: Callable[[Any], Any] = col
) -> list[ColumnElement[bool]]:
    """Conditions on one visible relation; empty when nothing asks about relations. `of=tested`: looks nothing up."""
    found: list[ColumnElement[bool]] = []
    contacted, step = of(Relation.last_contacted_at), of(Relation.next_step_at)
    if filters.brand:
        found.append(col(Relation.brand_id) == filters.brand)
    if filters.stage:
        found.append(of(Relation.stage).in_(filters.stage))
    if filters.turn:
        found.append(of(Relation.turn).in_(filters.turn))
    if filters.owner:
        found.append(_owner(actor, filters.owner, of))
    everywhere = filters.brand or actor.brand_ids is None  # else somebody may have no relation that the actor sees
    if filters.contacted_before and everywhere:
        found.append(contacted < _midnight(actor, filters.contacted_before))
    if filters.contacted_after:
        found.append(contacted >= _midnight(actor, filters.contacted_after))
    if filters.never_contacted and everywhere:
        found.append(contacted == NEVER)
    if filters.never_contacted is False:
        found.append(contacted > NEVER)
    if filters.has_next_step is not None:
        found.append(step < NO_DATE if filters.has_next_step else step == NO_DATE)
    found += _marked(actor, filters, of)
    return [*relation_scope(actor), *found] if found else []


def _marked(actor: Actor, filters: BloggerFilters, of: Callable[[Any], Any]) -> list[ColumnElement[bool]]:
    """Conditions on the mark that timing keeps on a relation."""
    moment = now()
    found: list[ColumnElement[bool]] = []
    if filters.can_be_asked is not None:
        good = marks.may_be_asked(of, Relation, actor.user_id, moment)
        if filters._day_is_full:
            good = and_(good, of(Relation.last_heard_at) > NEVER)
        found.append(good if filters.can_be_asked else and_(of(Relation.ask_verdict) != "", ~good))
    if filters.owing is not None:
        found.append(of(Relation.owing).is_(filters.owing))
    if filters.word_due is not None:
        due = of(Relation.word_due_at)
        found.append(due <= moment if filters.word_due else due > moment)
    return found


def relation_scope(actor: Actor) -> list[ColumnElement[bool]]:
    """The relations `actor` may see."""
    own = [col(Relation.workspace_id) == actor.workspace_id]
    return own if actor.brand_ids is None else [*own, brand_visible(actor, col(Relation.brand_id))]


def _left_alone(actor: Actor, filters: BloggerFilters) -> list[Criterion]:
    """Without a brand asked for, a contact for any brand the actor sees is a contact."""
    contacted, since = tested(Relation.last_contacted_at), []
    if filters.contacted_before and not filters.brand:
        since.append(contacted >= _midnight(actor, filters.contacted_before))
    if filters.never_contacted and not filters.brand:
        since.append(contacted > NEVER)
    theirs = select(col(Relation.blogger_id)).where(
        *relation_scope(actor), col(Relation.blogger_id) == col(Blogger.id), tested(Relation.version) > 0
    )
    return [Criterion(~exists(theirs.where(condition).correlate(Blogger))) for condition in since]


def _facets(actor: Actor, filters: BloggerFilters) -> list[Criterion]:
    wanted = {
        "topic": [fold(topic)[:100] for topic in filters.topic],
        "language": [code.lower() for code in filters.language],
        "platform": [platform.value for platform in filters.platform],
        "flag": ["do_not_contact"] if filters.do_not_contact else [],
    }
    return [
        _among(
            select(col(BloggerFacet.blogger_id)).where(
                col(BloggerFacet.workspace_id) == actor.workspace_id,
                col(BloggerFacet.kind) == kind,
                col(BloggerFacet.value).in_(values),
            ),
            col(BloggerFacet.blogger_id),
        )
        for kind, values in wanted.items()
        if values
    ]


def _columns(actor: Actor, filters: BloggerFilters) -> list[Criterion]:
    found = []
    if filters.country:
        codes = [code.upper() for code in filters.country]
        in_order = filters.sort_field == "name" and len(codes) == 1
        found.append(_own(actor, filters, Blogger.country, lambda column: column.in_(codes), in_order=in_order))
    if filters.audience_min is not None or filters.audience_max is not None:
        lowest, highest = max(filters.audience_min or 0, 1), filters.audience_max
        in_order = filters.sort_field == "audience"
        found.append(_own(actor, filters, Blogger.audience, lambda column: column >= lowest, in_order=in_order))
        if highest is not None:
            found.append(_own(actor, filters, Blogger.audience, lambda column: column <= highest, in_order=in_order))
    if filters.do_not_contact is False:
        found.append(Criterion(tested(Blogger.do_not_contact).is_(False)))
    if filters.updated_since is not None:
        since = filters.updated_since if filters.updated_since.tzinfo else filters.updated_since.replace(tzinfo=UTC)
        in_order = filters.sort_field == "updated"
        found.append(_own(actor, filters, Blogger.updated_at, lambda column: column >= since, in_order=in_order))
    return found


def _higher(actor: Actor, filters: BloggerFilters) -> list[Criterion]:
    found = []
    for name in ("campaign", "partnership_stage"):
        if values := getattr(filters, name):
            if name not in _builders:
                raise Invalid({name: _("This filter is not known here.")})
            ids = _builders[name](actor, values)
            found.append(_among(ids, ids.selected_columns[0]))
    if filters.asked_before and (builder := _builders.get("asked_before")):
        asked = builder(actor, (_midnight(actor, filters.asked_before), filters.brand))
        this_one = asked.selected_columns[0] == col(Blogger.id)
        found.append(Criterion(~exists(asked.where(this_one).correlate(Blogger))))
    return found


def _own(
    actor: Actor, filters: BloggerFilters, column: Any, condition: Callable[[Any], Any], *, in_order: bool = False
) -> Criterion:
    """A condition on a column of the person; `in_order`: an index has it in the order of the list."""
    ids = select(col(Blogger.id)).where(
        col(Blogger.workspace_id) == actor.workspace_id,
        col(Blogger.state).in_(filters.states),
        condition(col(column)),
    )
    return Criterion(condition(col(column) if in_order else tested(column)), ids)


def _among(ids: Select[Any], key: Any) -> Criterion:
    return Criterion(exists(ids.where(key == col(Blogger.id)).correlate(Blogger)), ids)


def _owner(actor: Actor, owners: list[Any], of: Callable[[Any], Any]) -> ColumnElement[bool]:
    named = [actor.user_id if owner == "me" else owner for owner in owners if owner != "none"]
    condition = of(Relation.owner_id).in_(named)
    return condition | of(Relation.owner_id).is_(None) if "none" in owners else condition


def _midnight(actor: Actor, day: date) -> datetime:
    """The moment `day` begins where the reader is."""
    return datetime.combine(day, time(), ZoneInfo(actor.time_zone)).astimezone(UTC)


def _filled(value: Any) -> Any:
    if isinstance(value, list):
        return [kept for item in value if (kept := _filled(item)) != ""]
    return value.replace("\x00", " ").strip() if isinstance(value, str) else value
