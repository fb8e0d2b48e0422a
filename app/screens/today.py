"""Today: who waits for us, who would be glad of a word, who to leave in peace. Advice is asked for all at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import and_, or_, select, union_all
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.queries import brand_visible
from app.bloggers.models import Blogger, BloggerState, Need, Relation, Turn
from app.core.actor import Actor
from app.core.clock import now
from app.core.i18n import current_zone
from app.outreach import queries
from app.outreach.models import Interaction, Nature
from app.outreach.queries import StepRow
from app.outreach.schemas import StepFilters
from app.outreach.timing import queries as timing_queries
from app.outreach.timing import sentences
from app.outreach.timing import service as timing
from app.outreach.timing.facts import DEBTS, Fact
from app.outreach.timing.models import Circumstance
from app.outreach.timing.occasions import BEFORE
from app.outreach.timing.queries import Asked
from app.outreach.timing.schemas import AdviceItem
from app.outreach.timing.sentences import Names
from app.outreach.timing.verdict import Advice, First, Verdict

SHOWN = 8
TRIED = 16
"""How many of each sort are asked about, to show the first who would be glad."""
Whose = Literal["me", "team"]
WEEK = timedelta(days=7)
RECENT = 3 * WEEK


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person with whom the last word was theirs."""

    blogger_id: UUID
    name: str
    brand_id: UUID
    since: datetime
    owner_id: UUID | None
    interaction_id: UUID | None
    kind: str | None
    summary: str
    agreed: str


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that we owe somebody now."""

    id: UUID
    blogger_id: UUID
    name: str
    kind: str
    label: str
    term_id: UUID | None
    """Of a partnership, where it is settled."""
    since: datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """One person whom advice was asked about: why, in a line, and what one may do."""

    blogger_id: UUID
    name: str
    brand_id: UUID | None
    line: str
    nature: str
    until: datetime | None
    mark: str
    verdict: str
    owes: bool = False
    """It is an answer that they wait for."""

    @property
    def remind(self) -> str:
        return sentences.remind_on(self.until) if self.until else ""


@dataclass(frozen=True, slots=True)
class Today:
    whose: Whose
    """`me` or `team`."""
    owed: list[Owed]
    waiting: list[Waiting]
    answers: list[Moment]
    """Whom we wrote to since, without the answer they wait for."""
    more_waiting: bool
    overdue: list[StepRow]
    more_overdue: bool
    glad: list[Moment]
    due: list[StepRow]
    more_due: bool
    peace: list[Moment]
    asked: list[Asked]
    """Colleagues who ask me whether to write to somebody."""
    answered: list[Asked]
    """What I asked, answered or not."""
    named: list[Any]
    """Exchanges of the last fortnight in which a colleague named me: id, kind, occurred_at, summary, author."""

    @property
    def is_empty(self) -> bool:
        told = (self.owed, self.waiting, self.answers, self.overdue, self.glad, self.due, self.peace, self.named)
        told += (self.asked, self.answered)
        return not any(told)


@dataclass(frozen=True, slots=True)
class Candidate:
    blogger_id: UUID
    name: str
    brand_id: UUID | None
    nature: str


async def today(session: AsyncSession, actor: Actor, whose: Whose = "me") -> Today:
    """Mine (people I own, or nobody does; steps I own) or the team's. As many statements whatever there is."""
    moment = now()
    soon = _end_of_week(moment)
    owed = await _owed(session, actor, whose, moment)
    waiting = await _waiting(session, actor, whose)
    overdue = await queries.steps(session, actor, StepFilters(owner=whose, state="overdue"), None, SHOWN)
    due = await queries.steps(session, actor, StepFilters(owner=whose, due_after=moment, due_before=soon), None, SHOWN)
    told = {one.blogger_id for one in waiting}
    moments = await _moments(session, actor, whose, moment, told)
    asked = await timing_queries.questions(session, actor) if whose == "me" else []
    return Today(
        whose=whose,
        owed=owed,
        waiting=waiting[:SHOWN],
        answers=[one for one in moments if one.owes and one.blogger_id not in told][: SHOWN // 2],
        more_waiting=len(waiting) > SHOWN,
        overdue=list(overdue.items),
        more_overdue=overdue.next is not None,
        glad=[one for one in moments if one.verdict == Verdict.SPEAK][:SHOWN],
        due=list(due.items),
        more_due=due.next is not None,
        peace=[one for one in moments if one.verdict != Verdict.SPEAK and not one.owes][:SHOWN],
        asked=[one for one in asked if one.asked_of == actor.user_id and one.yes is None],
        answered=[one for one in asked if one.asked_by == actor.user_id],
        named=await queries.mentioning(session, actor, actor.user_id, moment - 2 * WEEK) if whose == "me" else [],
    )


def _end_of_week(moment: datetime) -> datetime:
    """The end of the day a week from now, in the reader's zone."""
    day = moment.astimezone(current_zone()).date() + WEEK
    return datetime.combine(day, datetime.max.time(), tzinfo=current_zone())


# --- who waits for us ---------------------------------------------------------------------------------------------


async def _owed(session: AsyncSession, actor: Actor, whose: Whose, moment: datetime) -> list[Owed]:
    """Payments, products and promises past their day, the longest first."""
    told = (col(Circumstance.kind), col(Circumstance.label), col(Circumstance.source_id))
    columns = (col(Circumstance.id), *_PERSON, *told)
    statement = (
        _circumstances(actor, whose, *columns, col(Circumstance.until))
        .where(col(Circumstance.kind).in_(DEBTS), col(Circumstance.until) <= moment)
        .order_by(col(Circumstance.until), col(Circumstance.id))
        .limit(SHOWN * 2)
    )
    found = {row.id: Owed(*row) for row in await session.execute(statement)}
    return list(found.values())[:SHOWN]


async def _waiting(session: AsyncSession, actor: Actor, whose: Whose) -> list[Waiting]:
    """To whom the turn is ours: the longest waiting first."""
    statement = (
        select(
            *(*_PERSON, col(Relation.brand_id), col(Relation.last_heard_at).label("since")),
            *(col(Relation.owner_id), col(Interaction.id).label("interaction_id"), col(Interaction.kind)),
            *(col(Interaction.summary), col(Interaction.agreed)),
        )
        .join_from(Relation, Blogger, col(Blogger.id) == col(Relation.blogger_id))
        .outerjoin(
            Interaction,
            and_(col(Interaction.id) == col(Relation.last_heard_id), col(Interaction.deleted_at).is_(None)),
        )
        .where(*_theirs(actor, whose), col(Relation.turn) == Turn.OURS)
        .order_by(col(Relation.last_touched_at), col(Relation.blogger_id))
        .limit(SHOWN + 1)
    )
    return [Waiting(*row[:7], row.summary or "", row.agreed or "") for row in await session.execute(statement)]


# --- who would be glad of a word, and who to leave in peace -------------------------------------------------------


async def _moments(
    session: AsyncSession, actor: Actor, whose: Whose, moment: datetime, waiting: set[UUID]
) -> list[Moment]:
    """All columns from one question about everybody who may belong in them. Who waits for us is told once."""
    around = await _around(session, actor, whose, moment)
    quiet = [one for kind, one in around if kind == Fact.DO_NOT_DISTURB]
    silent = await _held(session, actor, whose, moment)
    glad = [one for kind, one in around if kind != Fact.DO_NOT_DISTURB]
    glad += await _word_due(session, actor, whose, moment) + await _in_need(session, actor, whose)
    asked = [*_once(quiet + silent), *(one for one in _once(glad) if one.blogger_id not in waiting)]
    items = [AdviceItem(blogger_id=it.blogger_id, brand_id=it.brand_id, nature=Nature(it.nature)) for it in asked]
    answers = await timing.advise_many(session, actor, items) if items else []
    told = [(it.blogger_id, advice) for it, advice in zip(asked, answers, strict=True)]
    names = await timing.names_of(session, actor, told) if told else {}
    shown = [_moment(it, advice, names[it.blogger_id]) for it, (_who, advice) in zip(asked, told, strict=True)]
    return [one for one in shown if one]


def _moment(who: Candidate, advice: Advice, names: Names) -> Moment | None:
    """Where advice puts this person today; None: nowhere."""
    if who.nature == Nature.ASK:
        if advice.verdict == Verdict.SPEAK:
            return None
        line = sentences.reason_text(sentences.binding(advice), names)
        mark = sentences.label(advice)
        owes = advice.first == First.ANSWER
        return Moment(
            who.blogger_id, who.name, who.brand_id, line, who.nature, advice.until, mark, advice.verdict, owes
        )
    welcome = advice.verdict == Verdict.SPEAK or Nature.GIVE in advice.possible
    if not (welcome and advice.occasions):
        return None
    nature = Nature.NEUTRAL if advice.verdict == Verdict.SPEAK else Nature.GIVE
    line = sentences.occasion_text(advice.occasions[0], names)
    mark = sentences.mark_text(Verdict.SPEAK)
    return Moment(who.blogger_id, who.name, who.brand_id, line, nature, None, mark, Verdict.SPEAK)


async def _around(session: AsyncSession, actor: Actor, whose: Whose, moment: datetime) -> list[tuple[str, Candidate]]:
    """Who published something, has an event or a date near, or is not to be disturbed."""
    since, until = col(Circumstance.since), col(Circumstance.until)
    near = [
        and_(col(Circumstance.kind) == kind, since <= moment + ahead, since >= moment - WEEK)
        for kind, ahead in BEFORE.items()
    ]
    quiet = and_(col(Circumstance.kind) == Fact.DO_NOT_DISTURB, since <= moment, or_(until.is_(None), until > moment))
    pieces = and_(col(Circumstance.kind) == Fact.PIECE, since <= moment, since >= moment - RECENT)
    statement = (
        _circumstances(actor, whose, col(Circumstance.kind), *_PERSON, col(Relation.brand_id))
        .where(or_(quiet, pieces, *near))
        .order_by(since.desc(), col(Circumstance.id))
        .limit(TRIED * 2)
    )
    found = []
    for kind, blogger_id, name, brand_id in await session.execute(statement):
        nature = Nature.ASK if kind == Fact.DO_NOT_DISTURB else Nature.NEUTRAL
        found.append((kind, Candidate(blogger_id, name, brand_id, nature)))
    return found


async def _held(session: AsyncSession, actor: Actor, whose: Whose, moment: datetime) -> list[Candidate]:
    """Whose turn it is, and who is better not asked yet, as their marks say: the latest spoken to first."""
    waits = and_(
        *(col(Relation.ask_verdict) == Verdict.WAIT, col(Relation.ask_until) > moment),
        or_(col(Relation.voice_by).is_distinct_from(actor.user_id), col(Relation.own_verdict) == Verdict.WAIT),
    )
    theirs = col(Relation.turn) == Turn.THEIRS
    latest = col(Relation.last_touched_at).desc(), col(Relation.blogger_id).desc()
    told = select(*_PERSON, col(Relation.brand_id), col(Relation.last_touched_at)).join_from(
        Relation, Blogger, col(Blogger.id) == col(Relation.blogger_id)
    )
    # Each from its own index: with "or" all relations would be gone through, of which most are neither.
    either = (
        told.where(*_theirs(actor, whose), one).order_by(*latest).limit(TRIED) for one in (theirs, ~theirs & waits)
    )
    both = union_all(*(select(one.subquery()) for one in either)).subquery()
    statement = select(*list(both.c)[:-1]).order_by(both.c.last_touched_at.desc(), both.c.blogger_id.desc())
    return [Candidate(*row, Nature.ASK) for row in await session.execute(statement.limit(TRIED))]


async def _word_due(session: AsyncSession, actor: Actor, whose: Whose, moment: datetime) -> list[Candidate]:
    """With whom nothing was said for as long as the relation bears: as their marks say."""
    statement = (
        select(*_PERSON, col(Relation.brand_id))
        .join_from(Relation, Blogger, col(Blogger.id) == col(Relation.blogger_id))
        .where(*_theirs(actor, whose), col(Relation.word_due_at) <= moment)
        .order_by(col(Relation.word_due_at), col(Relation.blogger_id))
        .limit(TRIED)
    )
    return [Candidate(*row, Nature.NEUTRAL) for row in await session.execute(statement)]


async def _in_need(session: AsyncSession, actor: Actor, whose: Whose) -> list[Candidate]:
    """Whose needs are open; advice says which we can serve."""
    statement = (
        select(*_PERSON, col(Relation.brand_id))
        .join_from(Need, Blogger, col(Blogger.id) == col(Need.blogger_id))
        .join(Relation, _of(Need))
        .where(*_theirs(actor, whose), col(Need.workspace_id) == actor.workspace_id, col(Need.met_on).is_(None))
        .order_by(col(Need.id).desc())
        .limit(TRIED)
    )
    return [Candidate(*row, Nature.NEUTRAL) for row in await session.execute(statement)]


def _once(candidates: Iterable[Candidate]) -> Sequence[Candidate]:
    return list({one.blogger_id: one for one in reversed(list(candidates))}.values())[::-1][:TRIED]


# --- shared -------------------------------------------------------------------------------------------------------

_PERSON: tuple[Any, ...] = (col(Blogger.id).label("blogger_id"), col(Blogger.name))


def _of(model: Any) -> Any:
    """The relations of the person that a row is about."""
    return and_(
        col(Relation.workspace_id) == model.workspace_id,
        col(Relation.blogger_id) == model.blogger_id,
    )


def _theirs(actor: Actor, whose: Whose) -> tuple[Any, ...]:
    """Relations that the actor sees, of people in the list; for `me` those I own, and those nobody does."""
    conditions = (
        col(Relation.workspace_id) == actor.workspace_id,
        brand_visible(actor, col(Relation.brand_id)),
        col(Blogger.state) == BloggerState.ACTIVE,
    )
    mine = or_(col(Relation.owner_id) == actor.user_id, col(Relation.owner_id).is_(None))
    return (*conditions, mine) if whose == "me" else conditions


def _circumstances(actor: Actor, whose: Whose, *columns: Any) -> Any:
    """Open ones that the actor sees; one for all brands once for each relation."""
    brand = or_(col(Circumstance.brand_id).is_(None), col(Circumstance.brand_id) == col(Relation.brand_id))
    return (
        select(*columns)
        .join_from(Circumstance, Blogger, col(Blogger.id) == col(Circumstance.blogger_id))
        .join(Relation, and_(_of(Circumstance), brand))
        .where(
            *_theirs(actor, whose),
            col(Circumstance.workspace_id) == actor.workspace_id,
            col(Circumstance.is_open).is_(True),
        )
    )
