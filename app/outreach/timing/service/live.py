"""The marks of the people on screen whose kept ones are old."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers import marks
from app.bloggers.marks import Mark, Pair
from app.core.actor import Actor
from app.core.clock import now
from app.outreach.timing import decide, queries
from app.outreach.timing.labels import MARKS
from app.outreach.timing.queries import Reading
from app.outreach.timing.sentences import mark_text
from app.outreach.timing.verdict import Advice, Code, Question, Verdict


async def marks_of(session: AsyncSession, actor: Actor, pairs: Sequence[Pair]) -> dict[Pair, Mark]:
    """What an unpaid ask by email would be answered, by person and brand."""
    return marks_in(await queries.read(session, actor, list(dict.fromkeys(pairs))), actor)


def marks_in(reading: Reading, actor: Actor) -> dict[Pair, Mark]:
    """The same of what is read already."""
    moment = now()
    asked = {pair: Question(pair[1], me=actor.user_id) for pair in reading.facts}
    return {
        pair: mark_of(decide.advice(facts, reading.policy, asked[pair], moment))
        for pair, facts in reading.facts.items()
    }


def mark_of(advice: Advice) -> Mark:
    if not advice.known:
        return Mark()
    said = sorted(advice.reasons, key=lambda reason: not reason.hard and (advice.until or reason.until) is not None)
    first = said[0].code if said else ""
    return Mark(advice.verdict, advice.until, first, any(reason.code == Code.DEBT for reason in advice.reasons))


def words(verdict: str, until: datetime | None, code: str) -> str:
    """A date where there is one, else what stands in the way."""
    if verdict != Verdict.WAIT or until or code not in MARKS:
        return mark_text(verdict, until)
    return str(MARKS[code])


marks.install(marks_of, words, queries.full_day, queries.today)
