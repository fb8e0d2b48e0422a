"""What is stored about people, as the plain values that timing decides on. Columns only, never records.

One statement for the places (brands, and campaigns asked for), one for the people and how the brand stands with them,
one for their exchanges, one for what surrounds them: circumstances, needs, what we can offer. As many for a thousand.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Date,
    Row,
    String,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlmodel import SQLModel, col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Brand, Workspace
from app.accounts.queries import brand_visible
from app.bloggers.models import Blogger, ContactPoint, Need, Relation
from app.campaigns.models import Campaign
from app.core.actor import Actor
from app.core.clock import NEVER, now
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.sql import bound, built_once, fetch, flush, given, one_given
from app.core.text import fold, tokens
from app.outreach.models import Direction, Interaction, InteractionBlogger, Nature
from app.outreach.timing import facts
from app.outreach.timing.facts import Dated, Facts, Person, Standing, Team, Touch, Wishes
from app.outreach.timing.history import History
from app.outreach.timing.models import Circumstance, Offer, Preference, TimingPolicy
from app.outreach.timing.policy import Policy
from app.outreach.timing.queries.mailboxes import is_private

Pair = tuple[UUID, UUID]
"""A blogger and a brand."""
MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Places:
    """The brands that the actor may speak for, and the campaigns asked for."""

    usable: frozenset[UUID]
    default_id: UUID | None
    campaigns: Mapping[UUID, tuple[UUID, frozenset[str]]]
    """Brand and folded themes of each."""

    def brand(self, brand_id: UUID | None, campaign_id: UUID | None) -> UUID:
        """The brand named, else the campaign's, else the default. Raises Invalid."""
        if campaign_id and campaign_id not in self.campaigns:
            raise Invalid({"campaign_id": _("Choose one of your campaigns.")})
        found = brand_id or (self.campaigns[campaign_id][0] if campaign_id else self.default_id)
        if found is None or found not in self.usable:
            raise Invalid({"brand_id": _("Choose one of your brands.")})
        return found

    def themes(self, campaign_id: UUID | None) -> frozenset[str]:
        return self.campaigns[campaign_id][1] if campaign_id else frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read at once: the facts of each pair that exists, the policy, and what the actor may not name."""

    facts: Mapping[Pair, Facts]
    policy: Policy
    hidden: Collection[UUID] = frozenset()
    """Ids of facts of brands that the actor does not see."""


async def places(session: AsyncSession, actor: Actor, campaign_ids: Collection[UUID] = ()) -> Places:
    """One statement."""
    await flush(session)
    values = bound(actor, campaigns=sorted(campaign_ids))
    rows = await fetch(session, _places(actor, bool(campaign_ids)), values)
    usable = sorted((row for row in rows if not row.campaign_id), key=lambda row: (not row.first, row.name_key))
    return Places(
        usable=frozenset(row.brand_id for row in usable),
        default_id=usable[0].brand_id if usable else None,
        campaigns={row.campaign_id: (row.brand_id, _folded(row.themes)) for row in rows if row.campaign_id},
    )


@built_once
def _places(actor: Actor, with_campaigns: bool) -> Any:
    brands = select(
        col(Brand.id).label("brand_id"),
        col(Brand.is_default).label("first"),
        col(Brand.name_key).label("name_key"),
        cast(null(), _ID).label("campaign_id"),
        cast(null(), _JSON).label("themes"),
    ).where(
        col(Brand.workspace_id) == actor.workspace_id,
        col(Brand.archived_at).is_(None),
        brand_visible(actor, col(Brand.id)),
    )
    if not with_campaigns:
        return brands
    campaigns = select(
        col(Campaign.brand_id), literal(False), literal(""), col(Campaign.id), col(Campaign.themes)
    ).where(
        col(Campaign.workspace_id) == actor.workspace_id,
        one_given(col(Campaign.id), "campaigns"),
        col(Campaign.deleted).is_(False),
        brand_visible(actor, col(Campaign.brand_id)),
    )
    return union_all(brands, campaigns)


async def read(session: AsyncSession, actor: Actor, pairs: Sequence[Pair]) -> Reading:
    """Three statements, however many pairs. People of another workspace are left out."""
    if not pairs:
        return Reading({}, Policy())
    await flush(session)
    moment = now()
    starts, ends = _today(actor, moment)
    brands, people = {brand for _who, brand in pairs}, {who for who, _brand in pairs}
    values = bound(actor, starts=starts, brands=list(brands), people=list(people))
    rows = await fetch(session, _people(actor, actor.user_id is not None, len(brands) == 1), values)
    if not rows:
        return Reading({}, Policy())
    policy = _policy(rows[0])
    team = Team(rows[0].answer_days, max(row.first_approaches for row in rows), ends)
    oldest = moment - max(18, policy.rhythm_months) * MONTH
    known = {row.id: row for row in rows}
    touched, hidden = await _touches(session, actor, list(known), oldest)
    dated, needs = await _around(session, actor, list(known), hidden)
    persons = {who: _person(row) for who, row in known.items()}
    stands = {(row.id, row.brand_id): row for row in rows}
    found = {
        (who, brand): Facts(
            person=persons[who],
            standing=_standing(stands.get((who, brand))),
            touches=touched.get(who, ()),
            dated=dated.get(who, ()),
            needs=needs.get(who, ()),
            team=team,
        )
        for who, brand in pairs
        if who in persons
    }
    return Reading(found, policy, hidden)


def full_day(actor: Actor) -> ColumnElement[bool]:
    """Whether the actor has approached as many people for the first time today as a day bears: a column that needs the
    values of `today`."""
    return false() if actor.user_id is None else _full_day(actor)


@built_once
def _full_day(actor: Actor) -> Any:
    changed = select(TimingPolicy.changed["first_approaches"].as_integer())  # type: ignore[index]
    most = changed.where(col(TimingPolicy.workspace_id) == actor.workspace_id).scalar_subquery()
    return _first_approaches(actor) >= func.coalesce(most, Policy.first_approaches)


def today(actor: Actor) -> dict[str, Any]:
    """The actor, and when their day began."""
    return bound(actor, starts=_today(actor, now())[0])


async def facts_of(session: AsyncSession, actor: Actor, pairs: Sequence[Pair]) -> dict[Pair, Facts]:
    """What is known of each pair that exists. Needs `bloggers.read`."""
    actor.require("bloggers.read")
    return dict((await read(session, actor, pairs)).facts)


async def policy_of(session: AsyncSession, actor: Actor) -> Policy:
    """The workspace's numbers: the defaults with what it changed."""
    statement = (
        select(*_POLICY)
        .select_from(Workspace)
        .outerjoin(TimingPolicy, col(TimingPolicy.workspace_id) == Workspace.id)
        .where(col(Workspace.id) == actor.workspace_id)
    )
    return _policy((await session.execute(statement)).one())


# --- people -------------------------------------------------------------------------------------------------------

_JSON: Any = SQLModel.metadata.tables["offer"].c.keywords.type
_ID: Any = SQLModel.metadata.tables["offer"].c.id.type
_PART = SQLModel.metadata.tables["interaction_blogger"]
_POLICY: tuple[Any, ...] = (
    col(Workspace.time_zone).label("workspace_zone"),
    col(TimingPolicy.changed),
    col(TimingPolicy.answer_days),
)
_PERSON: tuple[Any, ...] = (
    col(Blogger.id),
    col(Blogger.name),
    col(Blogger.given_name),
    col(Blogger.country),
    col(Blogger.time_zone),
    col(Blogger.topics),
    col(Blogger.source),
    col(Blogger.legal_basis),
    col(Blogger.objected_at),
    col(Blogger.do_not_contact),
    col(Preference.vias),
    col(Preference.topics).label("wished_topics"),
    col(Preference.monthly),
    col(Preference.pause_until),
    col(Preference.ask_first),
    col(Preference.opted_out),
    col(Relation.brand_id),
    col(Relation.stage),
    col(Relation.stage_since),
    col(Relation.owner_id),
)
_SEPARATOR = "\n"


@built_once
def _people(actor: Actor, counted: bool, one_brand: bool) -> Any:
    """One row a person and relation; one without relation where there is none. First approaches are counted only
    where somebody was never heard: to others there is none."""
    contacts = (
        select(
            func.aggregate_strings(
                col(ContactPoint.kind) + " " + col(ContactPoint.state) + " " + col(ContactPoint.value_key), _SEPARATOR
            )
        )
        .where(col(ContactPoint.workspace_id) == actor.workspace_id, col(ContactPoint.blogger_id) == col(Blogger.id))
        .correlate(Blogger)
        .scalar_subquery()
    )
    relation = and_(
        col(Relation.workspace_id) == actor.workspace_id,
        col(Relation.blogger_id) == col(Blogger.id),
        one_given(col(Relation.brand_id), "brands"),
    )
    preference = and_(col(Preference.workspace_id) == actor.workspace_id, col(Preference.blogger_id) == col(Blogger.id))
    approached = _first_approaches(actor) if counted else literal(0)
    if counted and one_brand:
        approached = case((func.coalesce(Relation.last_heard_at, NEVER) == NEVER, approached), else_=0)
    return (
        select(*_PERSON, *_POLICY, contacts.label("contacts"), approached.label("first_approaches"))
        .select_from(Blogger)
        .join(Workspace, col(Workspace.id) == Blogger.workspace_id)
        .outerjoin(TimingPolicy, col(TimingPolicy.workspace_id) == Workspace.id)
        .outerjoin(Relation, relation)
        .outerjoin(Preference, preference)
        .where(col(Blogger.workspace_id) == actor.workspace_id, one_given(col(Blogger.id), "people"))
    )


def _first_approaches(actor: Actor) -> Any:
    """How many people the actor has spoken to today to whom the brand had never spoken. An outer join, all of it in its
    condition: SQLite, which keeps no statistics, then begins with what the actor said today."""
    joined, before = _PART.alias(), _PART.alias()
    earlier = exists().where(
        before.c.workspace_id == actor.workspace_id,
        before.c.blogger_id == joined.c.blogger_id,
        before.c.brand_id == joined.c.brand_id,
        before.c.direction.is_not(None),
        before.c.deleted.is_(False),
        before.c.occurred_at < given("starts"),
    )
    new = (
        joined.c.workspace_id == actor.workspace_id,
        joined.c.interaction_id == Interaction.id,
        joined.c.deleted.is_(False),
        ~earlier,
    )
    return (
        select(func.count(joined.c.blogger_id.distinct()))
        .select_from(Interaction)
        .outerjoin(joined, and_(*new))
        .where(
            col(Interaction.workspace_id) == actor.workspace_id,
            col(Interaction.author_id) == actor.user_id,
            col(Interaction.occurred_at) >= given("starts"),
            col(Interaction.direction) == Direction.OUT,
            col(Interaction.nature).in_((Nature.ASK, Nature.NEUTRAL)),
        )
        .scalar_subquery()
    )


def _today(actor: Actor, moment: datetime) -> tuple[datetime, datetime]:
    """When the actor's day begins and is over."""
    zone = ZoneInfo(actor.time_zone)
    today = moment.astimezone(zone).date()
    first, last = (datetime.combine(day, time(), zone) for day in (today, today + timedelta(days=1)))
    return first.astimezone(moment.tzinfo), last.astimezone(moment.tzinfo)


def _policy(row: Row[Any]) -> Policy:
    return _policy_of(row.workspace_zone, json.dumps(row.changed or {}, sort_keys=True))


@lru_cache(maxsize=256)
def _policy_of(time_zone: str, changed: str) -> Policy:
    return Policy.of({"time_zone": time_zone} | json.loads(changed))


def _person(row: Row[Any]) -> Person:
    points = [tuple(line.split(" ", 2)) for line in (row.contacts or "").split(_SEPARATOR) if line]
    mailboxes = [value for kind, state, value in points if kind == "email" and state != "bounced"]
    return Person(
        id=row.id,
        name=row.given_name or row.name,
        country=row.country,
        time_zone=row.time_zone,
        topics=_folded(row.topics),
        source=row.source,
        legal_basis=row.legal_basis,
        erased=row.objected_at is not None,
        do_not_contact=row.do_not_contact,
        contacts=frozenset((kind, state) for kind, state, _value in points),
        personal_address=bool(mailboxes) and all(map(is_private, mailboxes)),
        wishes=_wishes(row),
    )


def _wishes(row: Row[Any]) -> Wishes:
    if row.opted_out is None:
        return _NONE
    return Wishes(
        vias=frozenset(row.vias),
        topics=_folded(row.wished_topics),
        monthly=row.monthly,
        pause_until=row.pause_until,
        ask_first=row.ask_first,
        opted_out=frozenset(row.opted_out),
    )


_NONE = Wishes()


def _standing(row: Row[Any] | None) -> Standing:
    return Standing(row.stage, row.stage_since, row.owner_id) if row and row.stage else Standing()


def _folded(words: Iterable[str] | None) -> frozenset[str]:
    return frozenset(fold(word) for word in words or ())


# --- exchanges ----------------------------------------------------------------------------------------------------


async def _touches(
    session: AsyncSession, actor: Actor, ids: Sequence[UUID], oldest: datetime
) -> tuple[dict[UUID, tuple[Touch, ...]], set[UUID]]:
    """Those since `oldest`, and of each kind and angle the last before; and the ids of what the actor may not name."""
    rows = await fetch(session, _said(actor), bound(actor, people=ids, oldest=oldest))
    found: dict[UUID, list[Touch]] = {}
    for row in rows:
        touch = Touch._make(row[1:])
        found.setdefault(row[0], []).append(touch._replace(angle=fold(touch.angle)) if touch.angle else touch)
    hidden = set() if actor.brand_ids is None else {row.id for row in rows if not actor.sees_brand(row.brand_id)}
    return {who: tuple(touches) for who, touches in found.items()}, hidden


@built_once
def _said(actor: Actor) -> Any:
    """Only what is old is ranked: that is little, where the rest is most of what was ever said."""
    part, whole = InteractionBlogger, Interaction
    alike: Any = (part.blogger_id, part.brand_id, part.direction, whole.nature, whole.angle)
    newest: Any = (col(part.occurred_at).desc(), col(part.interaction_id).desc())
    touch = (
        *(col(part.interaction_id).label("id"), col(part.occurred_at), col(part.direction) == Direction.OUT),
        *(col(whole.nature), col(part.brand_id), col(whole.compensation), col(whole.via), col(part.author_id)),
        *(col(whole.angle), col(part.expects_answer), col(whole.refusal), col(part.live)),
    )
    exchanges = (
        col(part.workspace_id) == actor.workspace_id,
        one_given(col(part.blogger_id), "people"),
        col(part.direction).is_not(None),
        col(part.deleted).is_(False),
    )
    joined = select(col(part.blogger_id), *touch).join(whole, col(whole.id) == part.interaction_id).where(*exchanges)
    recent = joined.where(col(part.occurred_at) >= given("oldest"))
    place = func.row_number().over(partition_by=alike, order_by=newest).label("place")
    old = joined.add_columns(place).where(col(part.occurred_at) < given("oldest")).subquery()
    return union_all(recent, select(*list(old.c)[:-1]).where(old.c.place == 1))


async def answers_of(session: AsyncSession, actor: Actor) -> list[float]:
    """Days until each answer of the last 18 months, over everyone."""
    oldest = now() - 18 * MONTH
    statement = (
        select(col(InteractionBlogger.blogger_id))
        .where(
            col(InteractionBlogger.workspace_id) == actor.workspace_id,
            col(InteractionBlogger.direction) == Direction.IN,
            col(InteractionBlogger.deleted).is_(False),
            col(InteractionBlogger.occurred_at) >= oldest,
        )
        .distinct()
    )
    people = sorted((await session.execute(statement)).scalars())
    found: list[float] = []
    for start in range(0, len(people), 1_000):
        said, _hidden = await _touches(session, actor, people[start : start + 1_000], oldest)
        for touches in said.values():
            history = History(touches, touches[0].brand_id, Policy(), now())
            found += [days for at, days in history.answers if at >= oldest]
    return found


# --- what surrounds them ------------------------------------------------------------------------------------------

_CIRCUMSTANCE: dict[str, Any] = {
    name: SQLModel.metadata.tables["circumstance"].c[name].type for name in ("since", "until", "brand_id", "by")
}


async def _around(
    session: AsyncSession, actor: Actor, ids: Sequence[UUID], hidden: set[UUID]
) -> tuple[dict[UUID, tuple[Dated, ...]], dict[UUID, tuple[facts.Need, ...]]]:
    """Open circumstances, unmet needs, and of what we can offer what fits. Adds to `hidden`."""
    dated: dict[UUID, list[Dated]] = {}
    needed: dict[UUID, list[facts.Need]] = {}
    offered: list[tuple[str, frozenset[str]]] = []
    for row in await fetch(session, _surroundings(actor), bound(actor, people=ids)):
        if row.what == "circumstance":
            dated.setdefault(row.blogger_id, []).append(_dated(row))
            if not actor.sees_brand(row.brand_id):
                hidden.add(row.id)
        elif row.what == "need":
            needed.setdefault(row.blogger_id, []).append(facts.Need(row.id, row.label, "", row.review_on))
        else:
            offered.append((row.label, _folded(row.words)))
    return (
        {who: tuple(found) for who, found in dated.items()},
        {who: tuple(_served(need, offered) for need in found) for who, found in needed.items()},
    )


@built_once
def _surroundings(actor: Actor) -> Any:
    nothing = {name: cast(null(), kind).label(name) for name, kind in _CIRCUMSTANCE.items()}
    day = cast(null(), Date)
    circumstances = select(
        literal("circumstance", String).label("what"),
        col(Circumstance.id).label("id"),
        col(Circumstance.blogger_id).label("blogger_id"),
        col(Circumstance.kind).label("kind"),
        col(Circumstance.label).label("label"),
        col(Circumstance.since).label("since"),
        col(Circumstance.until).label("until"),
        col(Circumstance.brand_id).label("brand_id"),
        col(Circumstance.by).label("by"),
        col(Circumstance.topics).label("words"),
        day.label("review_on"),
        col(Circumstance.reason).label("reason"),
        col(Circumstance.yielded_by).label("yielded_by"),
    ).where(
        col(Circumstance.workspace_id) == actor.workspace_id,
        one_given(col(Circumstance.blogger_id), "people"),
        col(Circumstance.is_open).is_(True),
    )
    needs = select(
        literal("need", String),
        col(Need.id),
        col(Need.blogger_id),
        literal("", String),
        col(Need.text),
        *nothing.values(),
        cast(null(), _JSON),
        col(Need.review_on),
        literal("", String),
        cast(null(), _ID),
    ).where(
        col(Need.workspace_id) == actor.workspace_id,
        one_given(col(Need.blogger_id), "people"),
        col(Need.met_on).is_(None),
    )
    offers = select(
        literal("offer", String),
        col(Offer.id),
        cast(null(), _ID),
        literal("", String),
        col(Offer.name),
        *nothing.values(),
        col(Offer.keywords),
        day,
        literal("", String),
        cast(null(), _ID),
    ).where(col(Offer.workspace_id) == actor.workspace_id, col(Offer.archived_at).is_(None))
    return union_all(circumstances, needs, offers)


def _dated(row: Row[Any]) -> Dated:
    words = _folded(row.words)
    return Dated(
        *(row.id, row.kind, row.since, row.until, row.brand_id, row.by, row.label, row.reason, words, row.yielded_by)
    )


def _served(need: facts.Need, offered: Sequence[tuple[str, frozenset[str]]]) -> facts.Need:
    """With the offer that shares most keywords with it."""
    best = max(sorted(offered), key=lambda offer: shared(need.text, offer[1]), default=None)
    return replace(need, offer=best[0]) if best and shared(need.text, best[1]) else need


def shared(text: str, keywords: Collection[str]) -> int:
    """How many of `keywords` `text` holds: all words of a keyword, in either number."""
    words = {_singular(word) for word in tokens(text)}
    return sum(1 for keyword in keywords if {_singular(word) for word in tokens(keyword)} <= words)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word
