"""When a partnership is stuck: past its stage's limit, unless a dated next step lies in the future."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, false
from sqlmodel import col

from app.core.clock import NEVER, NO_DATE, now
from app.partnerships.models import Partnership, Stage


def is_stuck(stages: Iterable[Stage], moment: datetime | None = None) -> ColumnElement[bool]:
    """The condition in SQL. Limits come in as one cut-off per stage, so both databases compare plain moments."""
    moment = moment or now()
    limits = {stage.id: moment - timedelta(days=stage.limit_days) for stage in stages if stage.limit_days is not None}
    if not limits:
        return false()
    waits = and_(col(Partnership.next_step_at) > moment, col(Partnership.next_step_at) < NO_DATE)
    late = col(Partnership.stage_since) < case(limits, value=col(Partnership.stage_id), else_=NEVER)
    return and_(late, ~waits)


def stuck(stage: Stage, stage_since: datetime, next_step_at: datetime, moment: datetime) -> bool:
    """The same of one row already read."""
    if stage.limit_days is None or stage_since >= moment - timedelta(days=stage.limit_days):
        return False
    return not moment < next_step_at < NO_DATE


def days(since: datetime, moment: datetime) -> int:
    """Whole days in the stage."""
    return max(0, (moment - since).days)
