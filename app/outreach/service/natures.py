"""What each touch of a whole list is taken for: the rules of `guesses`, each by what was before it, in the list too."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers.models import Relation
from app.core.actor import Actor
from app.core.clock import NEVER
from app.core.ids import new_id
from app.outreach import guesses
from app.outreach.models import Direction, Nature
from app.outreach.service.facts import CHUNK, Pair
from app.outreach.timing import service as timing
from app.outreach.timing.facts import Touch
from app.outreach.timing.queries import policy_of

Rows = Sequence[Mapping[str, Any]]


async def natures_of(session: AsyncSession, actor: Actor, rows: Rows) -> list[Nature]:
    """In the order of `rows` (as `log_many` takes them; a nature given stays, but for a second ask to silence). Writes
    nothing; people who do not exist yet have no past."""
    pairs = {_pair(row) for row in rows}
    lives = await _lives(session, actor, pairs)
    policy = await policy_of(session, actor)
    found: dict[int, Nature] = {}
    for place in sorted(range(len(rows)), key=lambda n: (rows[n]["occurred_at"], n)):
        row, pair = rows[place], _pair(rows[place])
        kind, moment = str(row["kind"]), row["occurred_at"]
        direction = guesses.direction_of(kind, row.get("direction"))
        before = [touch for touch in lives.setdefault(pair, []) if touch.at <= moment]
        spoke = _they_spoke_last(before, pair[1])
        silent = timing.is_silent(before, pair[1], policy, moment)
        found[place] = nature = Nature(guesses.in_history(row.get("nature"), kind, direction, spoke, silent))
        if direction is not None:
            via = guesses.via_of(kind, row.get("via"))
            lives[pair].append(Touch(new_id(), moment, direction == Direction.OUT, nature, pair[1], via=via))
    return [found[place] for place in range(len(rows))]


def _pair(row: Mapping[str, Any]) -> Pair:
    return row["blogger_ids"][0], row["brand_id"]


def _they_spoke_last(touches: Iterable[Touch], brand_id: UUID) -> bool:
    last: dict[bool, datetime] = {}
    for touch in touches:
        if touch.brand_id == brand_id:
            last[touch.ours] = max(last.get(touch.ours, touch.at), touch.at)
    return False in last and last[False] > last.get(True, NEVER)


async def _lives(session: AsyncSession, actor: Actor, pairs: Iterable[Pair]) -> dict[Pair, list[Touch]]:
    """What was said before: read only of those with whom anything was."""
    wanted = sorted(set(pairs))
    found: dict[Pair, list[Touch]] = {}
    for start in range(0, len(wanted), CHUNK):
        chunk = set(wanted[start : start + CHUNK])
        statement = select(col(Relation.blogger_id), col(Relation.brand_id)).where(
            col(Relation.workspace_id) == actor.workspace_id,
            col(Relation.blogger_id).in_({who for who, _brand in chunk}),
            col(Relation.last_touched_at) > NEVER,
        )
        known = [pair for pair in map(tuple, await session.execute(statement)) if pair in chunk]
        reading = await timing.read(session, actor, known)
        found |= {pair: list(facts.touches) for pair, facts in reading.facts.items()}
    return found
