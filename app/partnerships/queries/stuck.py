"""When a partnership is stuck: past its stage's limit, unless it waits as it should: for a dated next step, or for the
day from which the person can be asked again. While it is our turn nothing but a next step excuses us."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, false, or_
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.bloggers.models import Relation, Turn
from app.core.clock import NEVER, NO_DATE, now
from app.partnerships.models import Partnership, Stage

WAIT = "wait"
"""The verdict of a mark."""
_STANDING = aliased(Relation)
"""The statement around may have joined the table itself. Made once: an alias finds its columns slowly."""


def is_stuck(stages: Iterable[Stage], moment: datetime | None = None) -> ColumnElement[bool]:
    """The condition in SQL. Limits come in as one cut-off per stage, so both databases compare plain moments."""
    moment = moment or now()
    limited = [stage for stage in stages if stage.limit_days is not None]
    limits = {stage.id: moment - timedelta(days=stage.limit_days or 0) for stage in limited}
    if not limits:
        return false()
    late = col(Partnership.stage_since) < case(limits, value=col(Partnership.stage_id), else_=NEVER)
    return and_(late, ~waits(limited[0].workspace_id, moment))


def waits(workspace_id: UUID, moment: datetime) -> ColumnElement[bool]:
    """That it waits as it should, in SQL. Who is to wait is looked up by key for the late ones alone: SQLite takes ten
    times as long to look for a pair in a list of pairs."""
    one = _STANDING
    until: Any = case((col(one.voice_by).is_(None), col(one.ask_until)), else_=col(one.own_until))
    advised = exists().where(
        col(one.workspace_id) == workspace_id,
        col(one.blogger_id) == col(Partnership.blogger_id),
        col(one.brand_id) == col(Partnership.brand_id),
        col(one.ask_verdict) == WAIT,
        or_(col(one.voice_by).is_(None), col(one.own_verdict) == WAIT),
        until > moment,
        until < NO_DATE,
        col(one.turn) != Turn.OURS,
    )
    dated = and_(col(Partnership.next_step_at) > moment, col(Partnership.next_step_at) < NO_DATE)
    return or_(dated, advised)


def said(row: Any) -> tuple[str, datetime]:
    """Verdict and date of the mark as whoever speaks with the person is answered: a talk is no reason to wait."""
    return (row.ask_verdict, row.ask_until) if row.voice_by is None else (row.own_verdict, row.own_until)


def late(stage: Stage, stage_since: datetime, moment: datetime) -> bool:
    """Past its stage's limit: stuck, unless `expected` says until when it waits as it should."""
    return stage.limit_days is not None and stage_since < moment - timedelta(days=stage.limit_days)


def expected(next_step_at: datetime, verdict: str, until: datetime, turn: str, moment: datetime) -> datetime | None:
    """Until when one row waits as it should; None: it does not."""
    dated = [next_step_at] if moment < next_step_at < NO_DATE else []
    advised = [until] if verdict == WAIT and turn != Turn.OURS and moment < until < NO_DATE else []
    return min(dated + advised, default=None)


def days(since: datetime, moment: datetime) -> int:
    """Whole days in the stage."""
    return max(0, (moment - since).days)
