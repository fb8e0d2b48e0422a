"""What a replay rests on: whole lives of those who were asked, read in a constant number of statements."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.models import Member, User
from app.accounts.queries import brand_visible
from app.bloggers.models import Blogger, BloggerState, ContactPoint, Relation, RelationStageMove
from app.campaigns.models import Campaign
from app.core.actor import Actor
from app.core.clock import now
from app.core.text import fold
from app.outreach.models import Direction, Interaction, InteractionBlogger
from app.outreach.timing.facts import Dated, Fact, Person, Touch, Wishes
from app.outreach.timing.history import in_order
from app.outreach.timing.models import Circumstance, Preference
from app.outreach.timing.queries.mailboxes import is_private
from app.outreach.timing.replay import ASKS, Life, Move, Noted, Past

MOST_ASKS = 5_000
"""The newest that one replay reads."""
EVERYBODYS = (Fact.CLAIM, Fact.WRITING)


async def past_of(session: AsyncSession, actor: Actor, since: datetime) -> Past:
    """Everything to replay the asks and chasers since then of the brands that the actor sees. What other brands did
    weighs on them all the same, and is named to nobody. Eight statements, two where nothing was asked."""
    actor.require("reports.read")
    asked, cut = await _asks(session, actor, since)
    ids = sorted({who for who, _touch in asked})
    if not ids:
        return Past((), frozenset(), now())
    touches, campaigns = await _touches(session, actor, ids)
    noted, moves = await _noted(session, actor, ids), await _moves(session, actor, ids)
    points = await _points(session, actor, ids)
    themes = await _themes(session, actor)
    people = await _people(session, actor, ids)
    return Past(
        lives=tuple(
            _life(row, points.get(row.id, ()), touches.get(row.id, ()), noted.get(row.id, ()), moves.get(row.id, {}))
            for row in people
        ),
        asks=frozenset(asked),
        now=now(),
        themes={touch: themes[campaign] for touch, campaign in campaigns.items() if campaign in themes},
        zones=await _zones(session, actor),
        cut=cut,
    )


async def _asks(session: AsyncSession, actor: Actor, since: datetime) -> tuple[list[tuple[UUID, UUID]], bool]:
    part = InteractionBlogger
    statement = (
        select(col(part.blogger_id), col(part.interaction_id))
        .join(Interaction, col(Interaction.id) == part.interaction_id)
        .join(Blogger, col(Blogger.id) == part.blogger_id)
        .where(
            col(part.workspace_id) == actor.workspace_id,
            col(part.occurred_at) >= since,
            col(part.occurred_at) <= now(),
            col(part.direction) == Direction.OUT,
            col(part.deleted).is_(False),
            col(Interaction.nature).in_(ASKS),
            col(Blogger.state) != BloggerState.DELETED,
            brand_visible(actor, col(part.brand_id)),
        )
        .order_by(col(part.occurred_at).desc(), col(part.interaction_id).desc(), col(part.blogger_id))
        .limit(MOST_ASKS + 1)
    )
    rows = [(who, touch) for who, touch in await session.execute(statement)]
    return rows[:MOST_ASKS], len(rows) > MOST_ASKS


async def _people(session: AsyncSession, actor: Actor, ids: Sequence[UUID]) -> Sequence[Any]:
    wished = (col(Preference.workspace_id) == actor.workspace_id) & (col(Preference.blogger_id) == col(Blogger.id))
    statement = (
        select(
            col(Blogger.id),
            col(Blogger.name),
            col(Blogger.country),
            col(Blogger.time_zone),
            col(Blogger.topics),
            col(Blogger.source),
            col(Blogger.legal_basis),
            col(Blogger.objected_at),
            col(Blogger.do_not_contact),
            col(Blogger.do_not_contact_at),
            col(Blogger.created_at),
            col(Preference.vias),
            col(Preference.topics).label("wished_topics"),
            col(Preference.monthly),
            col(Preference.pause_until),
            col(Preference.ask_first),
            col(Preference.opted_out),
            col(Preference.updated_at).label("wished"),
        )
        .outerjoin(Preference, wished)
        .where(col(Blogger.workspace_id) == actor.workspace_id, col(Blogger.id).in_(ids))
        .order_by(col(Blogger.id))
    )
    return (await session.execute(statement)).all()


async def _points(session: AsyncSession, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    statement = select(
        col(ContactPoint.blogger_id),
        col(ContactPoint.kind),
        col(ContactPoint.state),
        col(ContactPoint.value_key),
        col(ContactPoint.updated_at),
    ).where(col(ContactPoint.workspace_id) == actor.workspace_id, col(ContactPoint.blogger_id).in_(ids))
    found: dict[UUID, list[Any]] = {}
    for row in await session.execute(statement):
        found.setdefault(row.blogger_id, []).append(row)
    return found


async def _touches(
    session: AsyncSession, actor: Actor, ids: Sequence[UUID]
) -> tuple[dict[UUID, list[Touch]], dict[UUID, UUID]]:
    """What was said to and by each, and which of it was for a campaign."""
    part, whole = InteractionBlogger, Interaction
    statement = (
        select(
            col(part.blogger_id),
            col(part.interaction_id),
            col(part.occurred_at),
            col(part.direction),
            col(whole.nature),
            col(part.brand_id),
            col(whole.compensation),
            col(whole.via),
            col(part.author_id),
            col(whole.angle),
            col(part.expects_answer),
            col(whole.refusal),
            col(part.live),
            col(whole.campaign_id),
        )
        .join(whole, col(whole.id) == part.interaction_id)
        .where(
            col(part.workspace_id) == actor.workspace_id,
            col(part.blogger_id).in_(ids),
            col(part.direction).is_not(None),
            col(part.deleted).is_(False),
            col(part.occurred_at) <= now(),
        )
    )
    found: dict[UUID, list[Touch]] = {}
    campaigns: dict[UUID, UUID] = {}
    for who, id_, at, direction, nature, brand, offer, via, author, angle, awaits, no, live, campaign in (
        await session.execute(statement)
    ).all():
        ours = direction == Direction.OUT
        touch = Touch(id_, at, ours, nature, brand, offer, via, author, fold(angle), awaits, no, live)
        found.setdefault(who, []).append(touch)
        if campaign:
            campaigns[id_] = campaign
    return found, campaigns


async def _noted(session: AsyncSession, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, list[Noted]]:
    """Open or over; what was deleted was a mistake."""
    it = Circumstance
    statement = select(
        col(it.id),
        col(it.blogger_id),
        col(it.kind),
        col(it.since),
        col(it.until),
        col(it.brand_id),
        col(it.by),
        col(it.reason),
        col(it.topics),
        col(it.yielded_by),
        col(it.settled_at),
    ).where(
        col(it.workspace_id) == actor.workspace_id,
        col(it.blogger_id).in_(ids),
        col(it.deleted_at).is_(None),
    )
    found: dict[UUID, list[Noted]] = {}
    for row in await session.execute(statement):
        brand_id = None if row.kind in EVERYBODYS else row.brand_id
        topics = frozenset(fold(word) for word in row.topics)
        fact = Dated(row.id, row.kind, row.since, row.until, brand_id, row.by, "", row.reason, topics, row.yielded_by)
        found.setdefault(row.blogger_id, []).append(Noted(fact, row.settled_at))
    return found


async def _moves(session: AsyncSession, actor: Actor, ids: Sequence[UUID]) -> dict[UUID, dict[UUID, list[Move]]]:
    """Of the relation with each brand. One without history is as it is since it began."""
    here, move = Relation, RelationStageMove
    kept = (col(move.workspace_id) == actor.workspace_id) & (col(move.relation_id) == col(here.id))
    statement = (
        select(
            col(here.blogger_id),
            col(here.brand_id),
            col(here.stage),
            col(here.stage_since),
            col(move.at),
            col(move.from_stage),
            col(move.to_stage),
        )
        .outerjoin(move, kept)
        .where(col(here.workspace_id) == actor.workspace_id, col(here.blogger_id).in_(ids))
        .order_by(col(move.at), col(move.id))
    )
    found: dict[UUID, dict[UUID, list[Move]]] = {}
    for who, brand, stage, since, at, before, after in await session.execute(statement):
        moved: Move = (at, before, after) if at else (since, None, stage)
        found.setdefault(who, {}).setdefault(brand, []).append(moved)
    return found


async def _themes(session: AsyncSession, actor: Actor) -> dict[UUID, frozenset[str]]:
    statement = select(col(Campaign.id), col(Campaign.themes)).where(col(Campaign.workspace_id) == actor.workspace_id)
    rows = await session.execute(statement)
    return {id_: frozenset(fold(theme) for theme in themes) for id_, themes in rows if themes}


async def _zones(session: AsyncSession, actor: Actor) -> dict[UUID, str]:
    statement = (
        select(col(User.id), col(User.time_zone))
        .join(Member, col(Member.user_id) == User.id)
        .where(col(Member.workspace_id) == actor.workspace_id)
    )
    return {user: zone or "" for user, zone in await session.execute(statement)}


def _life(
    row: Any,
    points: Sequence[Any],
    touches: Sequence[Touch],
    noted: Sequence[Noted],
    moves: dict[UUID, list[Move]],
) -> Life:
    mailboxes = [point.value_key for point in points if point.kind == "email"]
    asked_not_to = row.do_not_contact_at or row.created_at if row.do_not_contact else None
    shut = ((row.objected_at, "erased"), (asked_not_to, "do_not_contact"))
    return Life(
        person=Person(
            id=row.id,
            name=row.name,
            country=row.country,
            time_zone=row.time_zone,
            topics=frozenset(fold(topic) for topic in row.topics),
            source=row.source,
            legal_basis=row.legal_basis,
            personal_address=bool(mailboxes) and all(map(is_private, mailboxes)),
        ),
        touches=in_order(touches),
        noted=tuple(noted),
        moves={brand: tuple(its) for brand, its in moves.items()},
        shut=tuple((at, name) for at, name in shut if at),
        contacts=tuple((point.updated_at, point.kind, point.state) for point in points),
        wishes=_wishes(row) if row.wished else Wishes(),
        wished=row.wished,
    )


def _wishes(row: Any) -> Wishes:
    return Wishes(
        vias=frozenset(row.vias),
        topics=frozenset(fold(topic) for topic in row.wished_topics),
        monthly=row.monthly,
        pause_until=row.pause_until,
        ask_first=row.ask_first,
        opted_out=frozenset(row.opted_out),
    )
