"""Pages of people: filtered, sorted, counted; two statements for any number of rows, one more with filters.

Without a filter that names few people a page walks the index of its sort and stops after its last row. With one, the
few are found first and sorted then: a short statement asks which filter that is.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, literal, select, true, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Workspace
from app.bloggers import marks, search
from app.bloggers.filters import (
    PERSON_SORTS,
    RELATION_SORTS,
    BloggerFilters,
    Criterion,
    criteria,
    relation_conditions,
    relation_scope,
)
from app.bloggers.marks import Pair
from app.bloggers.models import Blogger, BloggerTag, Channel, ContactKind, ContactPoint, Relation, Tag
from app.bloggers.queries.closed import contact_closed
from app.bloggers.schemas import BloggerRow, ChannelBadge, RelationRow
from app.core.actor import Actor
from app.core.clock import NEVER, NO_DATE, now, or_none
from app.core.pagination import PAGE_SIZE, Slice, paged, run_grouped
from app.core.sql import bound, built_once, fetch, flush, one_given, tested

SOONEST = ("next_step_at",)
"""Of several relations of one person the earliest counts; of other facts the latest."""
FEW = 2_000
"""Up to so many found by one filter are sorted; more are walked past."""
COUNT_CAP = 10_000
_PERSON = (
    col(Blogger.id),
    col(Blogger.version),
    col(Blogger.state),
    col(Blogger.name),
    col(Blogger.given_name),
    col(Blogger.also_known_as),
    col(Blogger.country),
    col(Blogger.city),
    col(Blogger.time_zone),
    col(Blogger.languages),
    col(Blogger.topics),
    col(Blogger.audience),
    col(Blogger.do_not_contact),
    col(Blogger.created_at),
    col(Blogger.updated_at),
)
_RELATION: tuple[Any, ...] = (
    col(Relation.id).label("relation_id"),
    col(Relation.brand_id),
    col(Relation.stage),
    col(Relation.stage_since),
    col(Relation.owner_id),
    col(Relation.turn),
    col(Relation.last_contacted_at),
    col(Relation.last_contacted_by),
    col(Relation.last_heard_at),
    col(Relation.next_step_at),
    col(Relation.next_step_count),
    col(Relation.interaction_count),
    col(Relation.last_touched_at),
    col(Relation.ask_verdict),
    col(Relation.ask_until),
    col(Relation.ask_code),
    col(Relation.voice_by),
    col(Relation.own_verdict),
    col(Relation.own_until),
    col(Relation.own_code),
    col(Relation.owing),
    col(Relation.word_due_at),
    col(Relation.last_given_at),
    col(Relation.marked_until),
)
_BEFORE = len(_RELATION) + 2
"""So many columns tell of a relation."""
_PREFERRED = case((col(ContactPoint.preferred), 1), else_=0)


class Plan(NamedTuple):
    """How a list is read: `driver` selects the few ids to start from (None: walk), `rest` is tested on each."""

    driver: Select[Any] | None
    rest: list[Criterion]

    @property
    def holds(self) -> list[ColumnElement[bool]]:
        return [criterion.holds for criterion in self.rest]


class Total(int):
    """How many; `more` when counting stopped at the cap: “10,000+”."""

    more: bool = False

    @classmethod
    def of(cls, number: int, cap: int) -> "Total":
        made = cls(min(number, cap))
        made.more = number > cap
        return made


async def page(
    session: AsyncSession,
    actor: Actor,
    filters: BloggerFilters,
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
    *,
    live: bool = False,
) -> Slice[BloggerRow]:
    """One page of rows; `live`: marks that are old are answered anew. Raises BadRequest for a cursor of another list
    or sort."""
    actor.require("bloggers.read")
    if filters.is_empty:
        whole, order = _everybody(actor, filters.sort, bool(cursor), live)
    else:
        statement, order = _sorted(actor, filters, await _plan(session, actor, filters))
        whole = _with_relations(actor, filters, statement, order, begun=bool(cursor), live=live)
    values = bound(actor) | (marks.today(actor) if live else {})
    found = await run_grouped(session, whole, order, values, cursor=cursor, limit=limit)
    return Slice(await _complete(session, actor, filters, found.items, live=live), found.next)


async def row(
    session: AsyncSession, actor: Actor, blogger_id: UUID, *, brand: UUID | None = None, live: bool = False
) -> BloggerRow:
    """The line of one person, as the list of `brand` (None: of all) shows it."""
    actor.require("bloggers.read")
    await flush(session)
    filters, order = BloggerFilters(brand=brand), [col(Blogger.id)]
    one = select().where(col(Blogger.workspace_id) == actor.workspace_id, col(Blogger.id) == blogger_id)
    statement = _with_relations(actor, filters, one, order, live=live)
    found = await run_grouped(session, statement, order, marks.today(actor), cursor=None, limit=1)
    (made,) = await _complete(session, actor, filters, found.items, live=live)
    return made


@built_once
def _everybody(actor: Actor, sort: Any, begun: bool, live: bool) -> tuple[Select[Any], list[Any]]:
    """The list without a filter, which is asked for most."""
    filters = BloggerFilters(sort=sort)
    statement, order = _sorted(actor, filters, Plan(None, []))
    return _with_relations(actor, filters, statement, order, begun=begun, live=live), order


async def count(session: AsyncSession, actor: Actor, filters: BloggerFilters, cap: int = COUNT_CAP) -> Total:
    """How many the filters let through, up to `cap`; without a filter the maintained number."""
    actor.require("bloggers.read")
    if filters.is_empty:
        kept = select(col(Workspace.blogger_count)).where(col(Workspace.id) == actor.workspace_id)
        return Total((await session.execute(kept)).scalar_one())
    plan = await _plan(session, actor, filters)
    few = _ids(actor, filters, plan).limit(cap + 1).subquery()
    number = (await session.execute(select(func.count()).select_from(few))).scalar_one()
    if filters.q and plan.driver is not None and number >= search.HITS:
        cap = min(cap, search.HITS if not plan.rest else cap)
        return Total.of(number + 1, cap)
    return Total.of(number, cap)


async def matching_ids(session: AsyncSession, actor: Actor, filters: BloggerFilters, limit: int = 5_000) -> list[UUID]:
    """Everyone the filters let through, in the order of the list: for verbs on a selection across pages."""
    actor.require("bloggers.read")
    statement, order = _sorted(actor, filters, await _plan(session, actor, filters))
    statement = statement.add_columns(col(Blogger.id))
    statement = statement.order_by(*(it.desc() if filters.descending else it.asc() for it in order))
    return list((await session.execute(statement.limit(limit))).scalars())


async def _plan(session: AsyncSession, actor: Actor, filters: BloggerFilters) -> Plan:
    """Chooses what to start from: the search hits, else the filter that finds the fewest, if they are few."""
    if filters.can_be_asked is not None:
        filters.note_day(full=await marks.day_is_full(session, actor))
    wanted = criteria(actor, filters)
    if filters.q:
        limit = search.HITS_TO_FILTER if wanted else search.HITS
        return Plan(search.hits(session, actor, filters.q, filters.states, limit), wanted)
    probed = [it for it in wanted if it.ids is not None]
    if not probed:
        return Plan(None, wanted)
    asked = (actor.workspace_id, filters.model_dump_json(exclude={"sort"}))
    if asked not in (known := session.info.setdefault("few_found", {})):  # a page and its count ask once
        known[asked] = (await session.execute(select(*(_up_to_few(it) for it in probed)))).one()
    numbers = known[asked]
    fewest = min(range(len(probed)), key=lambda n: numbers[n])
    if numbers[fewest] > FEW:
        return Plan(None, wanted)
    driver = probed[fewest]
    return Plan(driver.ids, [it for it in wanted if it is not driver])


def _up_to_few(criterion: Criterion) -> Any:
    assert criterion.ids is not None  # noqa: S101 - for the type checker
    found = criterion.ids.limit(FEW + 1).subquery()
    return select(func.count()).select_from(found).scalar_subquery()


def _ids(actor: Actor, filters: BloggerFilters, plan: Plan) -> Select[Any]:
    """The ids of everyone in the list, in no order."""
    if plan.driver is None:
        return _walk(actor, filters, plan).add_columns(col(Blogger.id))
    hits = _materialised(plan.driver, "hits")
    return select(col(Blogger.id)).where(
        col(Blogger.id).in_(select(hits.c[0])),
        tested(Blogger.workspace_id) == actor.workspace_id,
        tested(Blogger.state).in_(filters.states),
        *plan.holds,
    )


def _sorted(actor: Actor, filters: BloggerFilters, plan: Plan) -> tuple[Select[Any], list[Any]]:
    """The list as a statement without columns, and the columns that sort it."""
    if filters.sort_field in PERSON_SORTS:
        key = PERSON_SORTS[filters.sort_field]
        if plan.driver is None:
            return _walk(actor, filters, plan), [key, col(Blogger.id)]
        known = bool(filters.q) and not plan.rest and filters.sort_field == "name"  # the hits bring their names
        found = _materialised(
            plan.driver if known else _ids(actor, filters, plan).add_columns(key.label("key")), "found"
        )
        return select().select_from(found).join(Blogger, col(Blogger.id) == found.c.id), [found.c.key, found.c.id]
    key = RELATION_SORTS[filters.sort_field]
    if plan.driver is None and (filters.brand or actor.brand_ids is None):
        return _walk_relations(actor, filters, plan, key), [key, col(Relation.blogger_id)]
    found = _materialised(_with_fact(actor, filters, plan, key), "found")
    return select().select_from(found).join(Blogger, col(Blogger.id) == found.c.id), [found.c.key, found.c.id]


def _walk(actor: Actor, filters: BloggerFilters, plan: Plan) -> Select[Any]:
    states = filters.states
    state = col(Blogger.state) == states[0] if len(states) == 1 else col(Blogger.state).in_(states)
    return select().select_from(Blogger).where(col(Blogger.workspace_id) == actor.workspace_id, state, *plan.holds)


def _walk_relations(actor: Actor, filters: BloggerFilters, plan: Plan, key: Any) -> Select[Any]:
    """Along an index of relations. Over several brands a person stands where their foremost relation does."""
    statement = (
        select()
        .select_from(Relation)
        .join(Blogger, col(Blogger.id) == Relation.blogger_id)
        .where(col(Relation.workspace_id) == actor.workspace_id, tested(Blogger.state).in_(filters.states))
    )
    if filters.brand:
        rest = [it.holds for it in plan.rest if not it.of_relation]
        return statement.where(*relation_conditions(actor, filters, tested), *rest)
    statement = statement.where(*plan.holds)
    other = aliased(Relation)
    other_key = getattr(other, key.key)
    before = other_key < key if key.key in SOONEST else other_key > key
    rival = and_(
        col(other.workspace_id) == actor.workspace_id,
        col(other.blogger_id) == Relation.blogger_id,
        before | ((other_key == key) & (col(other.id) < Relation.id)),
    )
    return statement.where(~exists().where(rival))


def _with_fact(actor: Actor, filters: BloggerFilters, plan: Plan, key: Any) -> Select[Any]:
    """The ids with the foremost fact of their visible relations, a sentinel where there is none."""
    soonest = key.key in SOONEST
    fact = func.min(key) if soonest else func.max(key)
    ids = _materialised(_ids(actor, filters, plan), "among")
    scope = [*relation_scope(actor), *([col(Relation.brand_id) == filters.brand] if filters.brand else [])]
    return (
        select(ids.c.id, func.coalesce(fact, literal(NO_DATE if soonest else NEVER, key.type)).label("key"))
        .select_from(ids)
        .outerjoin(Relation, and_(col(Relation.blogger_id) == ids.c.id, tested(Relation.version) > 0, *scope))
        .group_by(ids.c.id)
    )


def _materialised(statement: Select[Any], name: str) -> Any:
    return statement.cte(name).prefix_with("MATERIALIZED")


# --- what each row shows besides --------------------------------------------------------------------------------


def _with_relations(
    actor: Actor, filters: BloggerFilters, statement: Select[Any], order: list[Any], *, begun: bool = False, live: bool
) -> Select[Any]:
    """One page of people, once for each of their relations, the one touched last first. What tells of a relation comes
    before what tells of the person, the sort keys last."""
    whole = paged(statement.add_columns(*_PERSON), order, descending=filters.descending, begun=begun)
    people = whole.subquery("people")
    keys = list(people.c)[-len(order) :]
    related = and_(col(Relation.workspace_id) == actor.workspace_id, col(Relation.blogger_id) == people.c.id)
    first = col(Relation.last_heard_at) == NEVER
    return (
        select(
            *_RELATION,
            and_(true(), *relation_conditions(actor, filters)).label("fits"),
            (case((first, marks.full_day(actor)), else_=false()) if live else false()).label("day_is_full"),
            *people.c,
        )
        .select_from(people)
        .outerjoin(Relation, related)
        .order_by(*(key.desc() if filters.descending else key.asc() for key in keys))
        .order_by(col(Relation.last_touched_at).desc(), col(Relation.id).desc())
    )


async def _complete(
    session: AsyncSession, actor: Actor, filters: BloggerFilters, found: Sequence[list[Any]], *, live: bool
) -> list[BloggerRow]:
    """The rows of these people, each of whom was `found` with their relations."""
    moment, old = now(), dict[Pair, RelationRow]()
    rows: dict[UUID, BloggerRow] = {}
    for relations in found:
        row = rows[relations[0].id] = _row(relations[0])
        shown = _add_relation(actor, filters, row, relations)
        if shown and (shown.marked_until <= moment or (shown.day_is_full and row.relations[0].mark.kind == "speak")):
            old[row.id, shown.brand_id] = row.relations[0]
    if rows:
        await _answer_anew(session, actor, old if live else {})
        await _add_badges(session, actor, rows)
    return list(rows.values())


def _add_relation(actor: Actor, filters: BloggerFilters, row: BloggerRow, found: list[Any]) -> Any:
    """That of the brand filtered on, else the one touched last among those the filters let through."""
    relations = [it for it in found if it.relation_id and actor.sees_brand(it.brand_id)]
    row.other_brands = any(it.relation_id and not actor.sees_brand(it.brand_id) for it in found)
    if not relations:
        return None
    row.last_contacted_at = or_none(max(it.last_contacted_at for it in relations))
    row.last_heard_at = or_none(max(it.last_heard_at for it in relations))
    shown = next((it for it in relations if it.fits), None if filters.brand else relations[0])
    if shown:
        row.relations = [_relation_row(shown, marks.kept(shown, actor.user_id))]
    return shown


async def _answer_anew(session: AsyncSession, actor: Actor, old: dict[Pair, RelationRow]) -> None:
    for pair, mark in (await marks.live(session, actor, list(old))).items():
        row = old[pair]
        row.ask_verdict, row.ask_until, row.ask_code, row.owing = mark.verdict, mark.until, mark.code, mark.owing


async def _add_badges(session: AsyncSession, actor: Actor, rows: dict[UUID, BloggerRow]) -> None:
    found = await fetch(session, _badges(actor), bound(actor, ids=list(rows)))
    for blogger_id, kind, first, second, url, number in sorted(found, key=lambda it: (-it[5], it[2])):
        row = rows[blogger_id]
        match kind:
            case "tag":
                row.tags.append(second)
            case "channel":
                row.channels.append(ChannelBadge(first, second, url, number or None))
            case _ if not contact_closed(actor, row):
                row.email = row.email or second


@built_once
def _badges(actor: Actor) -> Any:
    """Tags, channels and the first email, in one statement."""
    none = literal("")
    tags = (
        select(col(BloggerTag.blogger_id), literal("tag"), col(Tag.name_key), col(Tag.name), none, literal(0))
        .join(Tag, col(Tag.id) == BloggerTag.tag_id)
        .where(col(BloggerTag.workspace_id) == actor.workspace_id, one_given(col(BloggerTag.blogger_id), "ids"))
    )
    channels = select(
        col(Channel.blogger_id),
        literal("channel"),
        col(Channel.platform),
        col(Channel.handle),
        col(Channel.url),
        col(Channel.audience),
    ).where(col(Channel.workspace_id) == actor.workspace_id, one_given(col(Channel.blogger_id), "ids"))
    emails = select(
        col(ContactPoint.blogger_id), literal("email"), none, col(ContactPoint.value), none, _PREFERRED
    ).where(
        col(ContactPoint.workspace_id) == actor.workspace_id,
        one_given(col(ContactPoint.blogger_id), "ids"),
        col(ContactPoint.kind) == ContactKind.EMAIL,
    )
    return union_all(tags, channels, emails)


def _row(row: Any) -> BloggerRow:
    made = BloggerRow(*row[_BEFORE : _BEFORE + len(_PERSON)])
    made.audience = made.audience or None
    return made


def _relation_row(relation: Any, mark: marks.Mark) -> RelationRow:
    return RelationRow(
        id=relation.relation_id,
        brand_id=relation.brand_id,
        stage=relation.stage,
        stage_since=relation.stage_since,
        owner_id=relation.owner_id,
        turn=relation.turn,
        last_contacted_at=or_none(relation.last_contacted_at),
        last_contacted_by=relation.last_contacted_by,
        last_heard_at=or_none(relation.last_heard_at),
        next_step_at=or_none(relation.next_step_at),
        next_step_count=relation.next_step_count,
        interaction_count=relation.interaction_count,
        ask_verdict=mark.verdict,
        ask_until=mark.until,
        ask_code=mark.code,
        owing=relation.owing,
        word_due_at=or_none(relation.word_due_at),
        last_given_at=or_none(relation.last_given_at),
    )
