"""A partnership moves to another stage, and back when it was a mistake."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts import queries as accounts
from app.activity.models import Activity
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Conflict, Invalid, choose_among
from app.core.i18n import _
from app.partnerships import queries
from app.partnerships.defaults import ENDS, stage_name
from app.partnerships.models import Partnership, PartnershipMove, Stage
from app.partnerships.service.history import move_row
from app.partnerships.service.partnerships import WRITE, name_of, rank_at_top, tell
from app.partnerships.service.timing import follow

CLOSE = 1e-6
"""Neighbours nearer than this have no room between them: their column is spaced out again."""


async def move(
    session: AsyncSession,
    actor: Actor,
    partnership: Partnership,
    stage_key: str,
    reason: str = "",
    agreed_minor: int | None = None,
    after: UUID | None = None,
    from_stage: str | None = None,
) -> PartnershipMove | None:
    """Puts it into the stage called `stage_key`, at the top or below `after`; None when it is there already.

    Raises Invalid where the stage needs a reason, Conflict when `from_stage` says that somebody moved it meanwhile.
    """
    actor.require(WRITE)
    course = await queries.get_course(session, actor, partnership.pipeline_id)
    before, goal = _by_id(course.stages, partnership.stage_id), _by_key(course.stages, stage_key)
    if from_stage and from_stage != before.key:
        raise await _moved_meanwhile(session, actor, partnership, before)
    if goal.id == before.id:
        await _place(session, partnership, goal, after)
        return None
    if goal.asks_reason and goal.kind in ENDS and not reason:
        raise Invalid({"reason": _("Say in a few words why.")})
    moment = now()
    changes = partnership.apply(
        {
            "stage_id": goal.id,
            "stage_since": moment,
            "closed_reason": reason if goal.kind in ENDS else "",
            "agreed_minor": agreed_minor if agreed_minor is not None else partnership.agreed_minor,
        }
    )
    since: datetime = changes["stage_since"][0]
    await _place(session, partnership, goal, after)
    step = PartnershipMove(**move_row(actor, partnership.id, before, goal, moment, since=since, reason=reason))
    session.add(step)
    await follow(session, actor, [partnership.id])
    told: dict[str, Any] = {"stage": [before.key, goal.key]}
    told |= {"reason": ["", reason]} if reason else {}
    told |= {name: changes[name] for name in ("agreed_minor", "closed_reason") if name in changes}
    await tell(session, actor, "moved", partnership, told)
    return step


async def undo_move(session: AsyncSession, actor: Actor, partnership: Partnership, move_id: UUID) -> None:
    """Takes the last move back as if it had not been: stage, time in it, reason and value. Raises Conflict when it
    has moved again since, or the stage it came from is gone."""
    actor.require(WRITE)
    last = await queries.last_move(session, actor, partnership.id)
    if last is None or last.id != move_id or last.from_stage_id is None or last.to_stage_id != partnership.stage_id:
        raise Conflict(_("It has moved since; nothing was changed."))
    stages = (await queries.get_course(session, actor, partnership.pipeline_id)).stages
    left, back = _by_id(stages, partnership.stage_id), _by_id(stages, last.from_stage_id)
    values = {"stage_id": back.id, "stage_since": last.at - timedelta(seconds=last.seconds_before)}
    partnership.apply(values | await _before(session, partnership))
    partnership.rank = await rank_at_top(session, back)
    await session.delete(last)
    await follow(session, actor, [partnership.id])
    await tell(session, actor, "move_undone", partnership, {"stage": [left.key, back.key]})


async def _before(session: AsyncSession, partnership: Partnership) -> dict[str, Any]:
    """What the last move overwrote besides the stage, from its entry in the log."""
    statement = (
        select(col(Activity.changes))
        .where(
            col(Activity.workspace_id) == partnership.workspace_id,
            col(Activity.partnership_id) == partnership.id,
            col(Activity.verb) == "partnership.moved",
        )
        .order_by(col(Activity.at).desc(), col(Activity.seq).desc())
        .limit(1)
    )
    changes = (await session.execute(statement)).scalar_one_or_none() or {}
    return {name: changes[name][0] for name in ("agreed_minor", "closed_reason") if name in changes}


async def _moved_meanwhile(session: AsyncSession, actor: Actor, partnership: Partnership, stage: Stage) -> Conflict:
    """Who was faster, and where it is now."""
    last = await queries.last_move(session, actor, partnership.id)
    names = await accounts.user_names(session, actor, [last.by if last else None])
    who = names.get(last.by) if last and last.by else None
    words = {"name": await name_of(session, partnership), "stage": stage_name(stage)}
    if who is None:
        return Conflict(_("%(name)s is in “%(stage)s” by now; nothing was changed.", **words), stage=stage.key)
    text = _("%(who)s has moved %(name)s to “%(stage)s” meanwhile; nothing was changed.", who=who, **words)
    return Conflict(text, stage=stage.key)


async def _place(session: AsyncSession, partnership: Partnership, stage: Stage, after: UUID | None) -> None:
    """Gives it a rank below `after` (None: at the top). A card that is no longer there counts as the top."""
    above = None if after is None else await _rank(session, stage, after)
    if above is None:
        partnership.rank = await rank_at_top(session, stage)
        return None
    below = await _next_rank(session, stage, (above, after), partnership.id)
    if below is not None and below - above < CLOSE:
        await _space_out(session, stage)
        return await _place(session, partnership, stage, after)
    partnership.rank = above + 1.0 if below is None else (above + below) / 2
    return None


def _inside(stage: Stage) -> list[Any]:
    return [
        col(Partnership.workspace_id) == stage.workspace_id,
        col(Partnership.pipeline_id) == stage.pipeline_id,
        col(Partnership.deleted).is_(False),
        col(Partnership.stage_id) == stage.id,
    ]


async def _rank(session: AsyncSession, stage: Stage, partnership_id: UUID) -> float | None:
    statement = select(col(Partnership.rank)).where(*_inside(stage), col(Partnership.id) == partnership_id)
    return (await session.execute(statement)).scalar_one_or_none()


async def _next_rank(session: AsyncSession, stage: Stage, above: tuple[float, Any], moving: UUID) -> float | None:
    order = (col(Partnership.rank), col(Partnership.id))
    statement = select(order[0]).where(*_inside(stage), tuple_(*order) > tuple_(*above), order[1] != moving)
    return (await session.execute(statement.order_by(*order).limit(1))).scalar_one_or_none()


async def _space_out(session: AsyncSession, stage: Stage) -> None:
    """Numbers a column's cards again, one apart, in their order."""
    statement = select(col(Partnership.id)).where(*_inside(stage)).order_by(col(Partnership.rank), col(Partnership.id))
    ids = (await session.execute(statement)).scalars().all()
    await session.execute(update(Partnership), [{"id": each, "rank": float(n)} for n, each in enumerate(ids)])


def _by_id(stages: list[Stage], stage_id: UUID) -> Stage:
    for stage in stages:
        if stage.id == stage_id:
            return stage
    raise Conflict(_("This stage is gone; nothing was changed."))


def _by_key(stages: list[Stage], key: str) -> Stage:
    for stage in stages:
        if stage.key == key:
            return stage
    raise Invalid({"stage": choose_among(stage.key for stage in stages)})
