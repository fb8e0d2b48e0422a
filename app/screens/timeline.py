"""One timeline for a blogger, a partnership or a campaign: what was said, and what was done about it, newest first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, or_, select, tuple_
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Brand
from app.accounts.queries import brand_visible, user_names
from app.activity.models import Activity
from app.bloggers import queries as bloggers
from app.campaigns.models import Campaign
from app.core.actor import Actor
from app.core.clock import NO_DATE
from app.core.i18n import lazy
from app.core.pagination import Slice, decode, encode
from app.core.sql import bound, built_once, fetch, flush, given, one_given
from app.outreach.labels import DIRECTIONS, ICONS, KINDS, NATURES
from app.outreach.models import Interaction, InteractionBlogger, Kind, Nature
from app.outreach.queries import people_of
from app.outreach.timing.labels import WHYS
from app.outreach.timing.models import Outcome
from app.outreach.timing.queries.circumstances import Told, outcomes_of
from app.partnerships.models import Partnership, PartnershipInteraction
from app.screens.sentences import changed, doer, sentence

CHOICES: dict[str, lazy] = {
    "exchange": lazy("Exchanges"),
    "note": lazy("Notes"),
    "step": lazy("Next steps"),
    "stage": lazy("Stages"),
    "change": lazy("Changes"),
}
"""What one may narrow a timeline to; besides these the kinds of interactions (`email`, `call` …)."""
_LAST_UUID, _LAST_SEQ = UUID(int=2**128 - 1), 2**62
_STAGES = ("relation.moved", "partnership.moved", "partnership.move_undone")
_TOLD_OTHERWISE = ("interaction.logged", "relation.created")
_ICONS = {"next_step": "calendar-check", "relation": "heart-handshake", "partnership": "handshake", "campaign": "flag"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. An interaction carries its own words; all else is one quiet line."""

    key: str
    at: datetime
    type: str
    """`exchange`, `note`, `stage`, `step` or `change`."""
    icon: str
    title: str
    user_id: UUID | None
    who: str
    verb: str = ""
    subject_id: UUID | None = None
    kind: str | None = None
    direction: str | None = None
    nature: str = ""
    refusal: bool = False
    against: Told | None = None
    """Advice would have held it back: what was said of it."""
    summary: str = ""
    body: str = ""
    agreed: str = ""
    links: Sequence[str] = ()
    brand: str = ""
    campaign_id: UUID | None = None
    campaign: str = ""
    people: Sequence[tuple[UUID, str]] = ()
    """The others who took part; with a quiet line, whom it is about."""
    changes: Sequence[tuple[str, str, str]] = ()
    raw: dict[str, Any] = field(default_factory=dict)

    @property
    def whys(self) -> dict[str, lazy]:
        """What may be said of one that advice would have held back."""
        return WHYS

    @property
    def spoken(self) -> bool:
        return self.type in ("exchange", "note")


@dataclass(frozen=True, slots=True)
class Timeline(Slice[Entry]):
    """One page of entries, which knows its own subject, so that its template needs nothing else."""

    subject: str = "blogger"
    subject_id: UUID | None = None
    kinds: tuple[str, ...] = ()

    @property
    def route(self) -> str:
        return f"{self.subject}s.timeline"

    @property
    def params(self) -> dict[str, Any]:
        return {f"{self.subject}_id": self.subject_id}


async def timeline(
    session: AsyncSession,
    actor: Actor,
    *,
    blogger_id: UUID | None = None,
    partnership_id: UUID | None = None,
    campaign_id: UUID | None = None,
    kinds: Sequence[str] | None = None,
    cursor: str | None = None,
    limit: int = 30,
    closed: Collection[UUID] | None = None,
) -> Timeline:
    """The history of one of them, as far as the actor's brands allow; `kinds` as in `CHOICES` and `Kind`. `closed`: the
    people whose contact details the actor may not see, where that is known already.

    Five statements at most, whatever the length; one more for `closed`, where an event tells how to reach somebody.
    """
    subject, subject_id = _subject(blogger_id, partnership_id, campaign_id)
    wanted = tuple(kind for kind in kinds or () if kind in CHOICES or kind in set(Kind))
    said_after, done_after = _places(cursor)
    await flush(session)
    said = await _said(session, actor, subject, subject_id, wanted, said_after, limit + 1)
    done = await _done(session, actor, subject, subject_id, wanted, done_after, limit + 1)
    merged = sorted([*said, *done], key=lambda row: (row.at, isinstance(row.key, UUID), str(row.key)), reverse=True)
    shown = merged[:limit]
    if closed is None:
        closed = await _closed(session, actor, shown)
    entries = await _told(session, actor, shown, blogger_id, closed, named=campaign_id is not None)
    following = None
    if len(merged) > limit:
        last_said = [(row.at, row.key) for row in shown if isinstance(row.key, UUID)][-1:] or [said_after]
        last_done = [(row.at, row.key) for row in shown if not isinstance(row.key, UUID)][-1:] or [done_after]
        following = encode([*last_said[0], *last_done[0]])
    return Timeline(entries, following, subject, subject_id, wanted)


def _subject(blogger_id: UUID | None, partnership_id: UUID | None, campaign_id: UUID | None) -> tuple[str, UUID]:
    for subject, subject_id in (("blogger", blogger_id), ("partnership", partnership_id), ("campaign", campaign_id)):
        if subject_id:
            return subject, subject_id
    raise ValueError("a timeline is of a blogger, a partnership or a campaign")


def _places(cursor: str | None) -> tuple[tuple[datetime, Any], tuple[datetime, Any]]:
    """Where each of the two sources goes on."""
    if cursor is None:
        return (NO_DATE, _LAST_UUID), (NO_DATE, _LAST_SEQ)
    said_at, said_id, done_at, done_seq = decode(cursor, 4)
    return (said_at, said_id), (done_at, done_seq)


async def _said(
    session: AsyncSession,
    actor: Actor,
    subject: str,
    subject_id: UUID,
    kinds: tuple[str, ...],
    after: tuple[datetime, Any],
    limit: int,
) -> Sequence[Any]:
    """Interactions of the subject, older than `after`."""
    allowed = _kinds_of_interactions(kinds)
    if not allowed:
        return []
    values = bound(actor, subject=subject_id, after_at=after[0], after_key=after[1], most=limit)
    chosen = {"kinds": sorted(allowed)} if kinds else {}
    return await fetch(session, _exchanges(actor, subject, bool(kinds)), values | chosen)


@built_once
def _exchanges(actor: Actor, subject: str, of_kinds: bool) -> Any:
    statement, at, key = _interactions_of(subject, given("subject"))
    statement = (
        statement.add_columns(
            *(col(Interaction.kind), col(Interaction.direction), col(Interaction.nature), col(Interaction.summary)),
            *(col(Interaction.body), col(Interaction.agreed), col(Interaction.links), col(Interaction.refusal)),
            *(col(Interaction.author_id).label("user_id"), col(Interaction.campaign_id)),
            *(col(Campaign.name).label("campaign"), col(Brand.name).label("brand")),
        )
        .join(Brand, col(Brand.id) == col(Interaction.brand_id))
        .outerjoin(Campaign, col(Campaign.id) == col(Interaction.campaign_id))
        .where(
            col(Interaction.workspace_id) == actor.workspace_id,
            col(Interaction.deleted_at).is_(None),
            brand_visible(actor, col(Interaction.brand_id)),
            tuple_(at, key) < _after(at, key),
        )
    )
    if of_kinds:
        statement = statement.where(one_given(col(Interaction.kind), "kinds"))
    return statement.order_by(at.desc(), key.desc()).limit(given("most"))


def _after(at: Any, key: Any) -> Any:
    """Where the page before ended."""
    return tuple_(bindparam("after_at", type_=at.type), bindparam("after_key", type_=key.type))


def _interactions_of(subject: str, subject_id: Any) -> tuple[Any, Any, Any]:
    """The statement, and the two columns that it is sorted by (an index serves them)."""
    if subject == "blogger":
        at, key = col(InteractionBlogger.occurred_at), col(InteractionBlogger.interaction_id)
        found = select(at.label("at"), key.label("key")).join_from(
            InteractionBlogger,
            Interaction,
            and_(
                col(Interaction.id) == col(InteractionBlogger.interaction_id),
                col(Interaction.workspace_id) == col(InteractionBlogger.workspace_id),
            ),
        )
        return (
            found.where(
                col(InteractionBlogger.workspace_id) == col(Interaction.workspace_id),
                col(InteractionBlogger.blogger_id) == subject_id,
            ),
            at,
            key,
        )
    at, key = col(Interaction.occurred_at), col(Interaction.id)
    found = select(at.label("at"), key.label("key")).select_from(Interaction)
    if subject == "campaign":
        return found.where(col(Interaction.campaign_id) == subject_id), at, key
    found = found.join(
        PartnershipInteraction,
        and_(
            col(PartnershipInteraction.interaction_id) == col(Interaction.id),
            col(PartnershipInteraction.workspace_id) == col(Interaction.workspace_id),
        ),
    )
    return found.where(col(PartnershipInteraction.partnership_id) == subject_id), at, key


def _kinds_of_interactions(kinds: tuple[str, ...]) -> set[str]:
    """Which kinds of interactions the choice lets through; every one where nothing is chosen."""
    every = {str(kind) for kind in Kind}
    if not kinds:
        return every
    chosen = every & set(kinds)
    return chosen | (every - {Kind.NOTE} if "exchange" in kinds else set())


async def _done(
    session: AsyncSession,
    actor: Actor,
    subject: str,
    subject_id: UUID,
    kinds: tuple[str, ...],
    after: tuple[datetime, Any],
    limit: int,
) -> Sequence[Any]:
    """Events of the subject, older than `after`, without the logging of interactions: those speak for themselves."""
    chosen = {"step", "stage", "change"} & set(kinds) if kinds else {"step", "stage", "change"}
    if not chosen:
        return []
    values = bound(actor, subject=subject_id, after_at=after[0], after_key=after[1], most=limit)
    return await fetch(session, _events(actor, subject, frozenset(chosen)), values)


@built_once
def _events(actor: Actor, subject: str, chosen: frozenset[str]) -> Any:
    is_step = col(Activity.subject_type) == "next_step"
    is_stage = col(Activity.verb).in_(_STAGES)
    conditions = {"step": is_step, "stage": is_stage, "change": ~is_step & ~is_stage}
    at, seq = col(Activity.at), col(Activity.seq)
    statement = (
        select(
            *(at, seq.label("key"), col(Activity.verb), col(Activity.subject_type), col(Activity.subject_id)),
            *(
                col(Activity.subject_name),
                col(Activity.person_name),
                col(Activity.user_id),
                col(Activity.changes),
                col(Activity.blogger_id),
            ),
            func.coalesce(col(Partnership.currency), col(Campaign.currency)).label("currency"),
        )
        .outerjoin(
            Partnership,
            and_(
                col(Partnership.id) == col(Activity.partnership_id),
                col(Partnership.workspace_id) == col(Activity.workspace_id),
            ),
        )
        .outerjoin(
            Campaign,
            and_(
                col(Campaign.id) == col(Activity.campaign_id),
                col(Campaign.workspace_id) == col(Activity.workspace_id),
            ),
        )
        .where(
            col(Activity.workspace_id) == actor.workspace_id,
            col(getattr(Activity, f"{subject}_id")) == given("subject"),
            brand_visible(actor, col(Activity.brand_id)),
            col(Activity.verb).not_in(_TOLD_OTHERWISE),
            tuple_(at, seq) < _after(at, seq),
        )
        .order_by(at.desc(), seq.desc())
        .limit(given("most"))
    )
    return statement.where(or_(*(conditions[name] for name in chosen))) if len(chosen) < len(conditions) else statement


async def _told(
    session: AsyncSession,
    actor: Actor,
    rows: Sequence[Any],
    blogger_id: UUID | None,
    closed: Collection[UUID],
    *,
    named: bool,
) -> list[Entry]:
    owners = {UUID(one) for row in rows for one in _named_in(row)}
    users = await user_names(session, actor, {row.user_id for row in rows} | owners)
    said = [row.key for row in rows if isinstance(row.key, UUID)]
    people = await people_of(session, actor, said) if said else {}
    outcomes = await outcomes_of(session, actor, said)
    several = actor.workspace.get("brand_count", 1) > 1
    return [
        _spoken(row, users, [one for one in people[row.key] if one[0] != blogger_id], several, outcomes.get(row.key))
        if isinstance(row.key, UUID)
        else _quiet(row, _changes(row, closed), users, row.currency or actor.workspace["currency"], named)
        for row in rows
    ]


def _named_in(row: Any) -> list[str]:
    pair = [] if isinstance(row.key, UUID) else row.changes.get("owner_id") or []
    return [one for one in pair if isinstance(one, str)]


def _spoken(
    row: Any, users: dict[UUID, str], people: list[tuple[UUID, str]], several_brands: bool, told: Told | None
) -> Entry:
    return Entry(
        key=str(row.key),
        at=row.at,
        type="note" if row.kind == Kind.NOTE else "exchange",
        icon=ICONS[row.kind],
        title=str(KINDS[row.kind]),
        user_id=row.user_id,
        who=_who(row, users),
        verb="interaction.logged",
        subject_id=row.key,
        kind=row.kind,
        direction=row.direction,
        nature=str(NATURES[row.nature]) if row.nature != Nature.NEUTRAL else "",
        refusal=row.refusal,
        against=told if told and told.outcome == Outcome.OVERRIDDEN else None,
        summary=row.summary,
        body=row.body,
        agreed=row.agreed,
        links=row.links,
        brand=row.brand if several_brands else "",
        campaign_id=row.campaign_id,
        campaign=row.campaign or "",
        people=people,
    )


def _who(row: Any, users: dict[UUID, str]) -> str:
    """Who spoke: they, or which of us."""
    name = users.get(row.user_id, "")
    return str(DIRECTIONS[row.direction]) + (f" · {name}" if name else "") if row.direction == "in" else name


async def _closed(session: AsyncSession, actor: Actor, rows: Sequence[Any]) -> Collection[UUID]:
    events = [row for row in rows if not isinstance(row.key, UUID)]
    telling = (row.blogger_id for row in events if bloggers.tells_contact(row.subject_type, row.changes))
    return await bloggers.closed_contacts(session, actor, telling)


def _changes(row: Any, closed: Collection[UUID]) -> dict[str, Any]:
    """What the event changed, as far as the reader may see it."""
    return bloggers.without_contact(row.subject_type, row.changes) if row.blogger_id in closed else row.changes


def _quiet(row: Any, changes: dict[str, Any], users: dict[UUID, str], currency: str, named: bool) -> Entry:
    """`named`: with whom, where the timeline is of several people."""
    names = {str(user_id): name for user_id, name in users.items()}
    type_ = "step" if row.subject_type == "next_step" else "stage" if row.verb in _STAGES else "change"
    return Entry(
        key=str(row.key),
        at=row.at,
        type=type_,
        icon=_ICONS.get(row.subject_type, "pencil"),
        title=sentence(row.verb, changes, row.subject_name),
        user_id=row.user_id,
        who=doer(row, users.get(row.user_id, "")),
        verb=row.verb,
        subject_id=row.subject_id,
        people=[(row.blogger_id, row.subject_name)] if named and row.subject_type == "partnership" else [],
        changes=changed(row.verb, changes, names, currency),
        raw=changes,
    )
