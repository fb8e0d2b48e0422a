"""The marks of lists: what advice says of an unpaid ask by email, kept on the relation until something happens or
would by itself change it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers.models import Relation
from app.core.actor import Actor
from app.core.bulk import update_rows
from app.core.clock import NO_DATE, now
from app.outreach.timing import decide, occasions, stages
from app.outreach.timing.case import Case
from app.outreach.timing.changes import next_change
from app.outreach.timing.facts import Facts
from app.outreach.timing.policy import Policy
from app.outreach.timing.queries import Pair, read
from app.outreach.timing.rules import voice
from app.outreach.timing.service.live import mark_of
from app.outreach.timing.stages import Known
from app.outreach.timing.verdict import Question, Reason

MOST = timedelta(hours=24)
"""No mark is trusted for longer."""
NOBODY = UUID(int=0)
"""A reader who has said nothing to anybody."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The columns of the relation: `ask_` is answered to all but `voice_by`, who is answered `own_`."""

    ask_verdict: str
    ask_until: datetime
    ask_code: str
    voice_by: UUID | None
    own_verdict: str
    own_until: datetime
    own_code: str
    outgrown: bool
    owing: bool
    word_due_at: datetime
    marked_until: datetime


def kept_of(facts: Facts, policy: Policy, brand_id: UUID, moment: datetime) -> Kept:
    """What readers are answered: all alike, but for the one who speaks with the person longest, whom only other voices
    hold back. So of all readers each is answered exactly what advice tells them. Pure."""
    case = Case(facts, policy, Question(brand_id, me=NOBODY), moment)
    mark = mark_of(decide.of(case))
    speaker = _voice(case)
    own_case = Case(facts, policy, Question(brand_id, me=speaker), moment) if speaker else case
    own = mark_of(decide.of(own_case)) if speaker else mark
    changes = [at for it in {id(case): case, id(own_case): own_case}.values() if (at := next_change(it, moment + MOST))]
    return Kept(
        ask_verdict=mark.verdict,
        ask_until=mark.until or NO_DATE,
        ask_code=mark.code,
        voice_by=speaker,
        own_verdict=own.verdict,
        own_until=own.until or NO_DATE,
        own_code=own.code,
        outgrown=_outgrown(case, brand_id),
        owing=mark.owing,
        word_due_at=occasions.word_due_at(case) or NO_DATE,
        marked_until=min(changes, default=moment + MOST),
    )


def _voice(case: Case) -> UUID | None:
    """Who holds all others back, the longest if several do."""
    voices = {reason.words["who"]: reason.until or NO_DATE for reason in sorted(voice.reasons(case), key=_until)}
    return max(voices, key=lambda who: (voices[who], str(who)), default=None)


def _until(reason: Reason) -> datetime:
    return reason.until or NO_DATE


def _outgrown(case: Case, brand_id: UUID) -> bool:
    """Whether the stage may be another, as far as is known here: completed partnerships are known above."""
    standing = case.facts.standing
    if standing.since is None:
        return False
    touches = [touch for touch in case.facts.touches if touch.brand_id == brand_id]
    known = Known(standing.stage, standing.since, touches, case.live)
    return stages.proposal(known, case.policy, case.now) is not None


async def refresh(session: AsyncSession, actor: Actor, pairs: Sequence[Pair]) -> dict[Pair, Kept]:
    """Computes the marks of these relations and keeps them. They are locked first, so that a fact written meanwhile
    makes them old again afterwards."""
    statement = (
        select(col(Relation.id), col(Relation.blogger_id), col(Relation.brand_id))
        .where(
            col(Relation.workspace_id) == actor.workspace_id,
            col(Relation.blogger_id).in_({blogger_id for blogger_id, _brand in pairs}),
        )
        .order_by(col(Relation.id))
        .with_for_update()
    )
    wanted = set(pairs)
    rows = [row for row in (await session.execute(statement)).all() if (row.blogger_id, row.brand_id) in wanted]
    found = await live(session, actor, [(row.blogger_id, row.brand_id) for row in rows])
    values = [_values(row, found) for row in rows if (row.blogger_id, row.brand_id) in found]
    await update_rows(session, Relation, values)
    return found


async def live(session: AsyncSession, actor: Actor, pairs: Sequence[Pair]) -> dict[Pair, Kept]:
    """The marks as they are now, kept nowhere: for rows on a screen whose marks are old."""
    if not pairs:
        return {}
    reading = await read(session, actor, pairs)
    moment = now()
    return {pair: kept_of(facts, reading.policy, pair[1], moment) for pair, facts in reading.facts.items()}


def _values(row: Row[Any], marks: dict[Pair, Kept]) -> dict[str, Any]:
    mark = marks[row.blogger_id, row.brand_id]
    return {"id": row.id} | {name: getattr(mark, name) for name in Kept.__slots__}
