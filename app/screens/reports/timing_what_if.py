"""What if: the past of the workspace under its policy, at any strictness."""

from asyncio import to_thread
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.actor import Actor
from app.core.clock import now
from app.outreach.timing import queries, replay
from app.outreach.timing.policy import Policy
from app.outreach.timing.replay import Told
from app.outreach.timing.verdict import Code

MONTH = timedelta(days=30.4375)
MONTHS = (3, 6, 12, 24)


@dataclass(frozen=True, slots=True)
class WhatIf:
    months: int
    since: datetime
    chosen: Told
    """At the strictness asked for."""
    present: Told
    """At that of the policy."""
    scale: list[Told]
    """At every strictness that one can try."""
    reasons: list[tuple[Code, int]]
    """How many asks each would have held back, at the strictness asked for; several may hold one."""
    cut: bool
    """There were more asks than one replay reads: these are the newest."""


async def what_if(
    session: AsyncSession, actor: Actor, months: int, factor: float = 1, changed: Mapping[str, Any] | None = None
) -> WhatIf:
    """Replays the asks and chasers of the last months. `changed`: numbers to try, over the policy's own."""
    actor.require("timing.manage")
    since = now() - months * MONTH
    policy = await queries.policy_of(session, actor)
    if changed:
        policy = Policy.of({**changed, "time_zone": policy.time_zone})
    past = await queries.past_of(session, actor, since)
    asks = await to_thread(replay.asks, past, policy)
    return WhatIf(
        months=months,
        since=since,
        chosen=replay.told(asks, factor),
        present=replay.told(asks),
        scale=[replay.told(asks, step) for step in replay.scale()],
        reasons=replay.by_reason(asks, factor),
        cut=past.cut,
    )
