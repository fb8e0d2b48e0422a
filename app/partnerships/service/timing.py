"""What a partnership tells timing: something agreed and not over, a no, and what its terms promise by a day. Whatever
writes partnerships calls `follow` in its transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers.models import Blogger
from app.core.actor import Actor
from app.core.text import fold
from app.outreach.timing import queries as timing_queries
from app.outreach.timing import service as timing
from app.outreach.timing.facts import OURS, Fact, Person
from app.outreach.timing.hours import start_of
from app.outreach.timing.policy import Policy
from app.outreach.timing.service import Told
from app.partnerships import queries
from app.partnerships.models import Partnership, PartnershipTerm, Stage, StageKind, TermKind

SOURCE = "partnership"
TERM = "partnership_term"
CHUNK = 500
BINDING = (StageKind.WON, StageKind.PAUSED)
"""What is only talked about is not owed yet."""


async def follow(session: AsyncSession, actor: Actor, partnership_ids: Sequence[UUID]) -> None:
    """Makes what timing knows of these partnerships what their stages and terms say. Set-based."""
    if not partnership_ids:
        return
    await session.flush()
    live = live_stages((await queries.all_stages(session, actor)).values())
    for start in range(0, len(partnership_ids), CHUNK):
        chunk = list(partnership_ids[start : start + CHUNK])
        rows = (await session.execute(told_by().where(col(Partnership.id).in_(chunk), _here(actor)))).all()
        wanted = {(row.id, kind): _fact(row) for row in rows for kind in facts_of(row.kind, row.stage_id in live)}
        await timing.follow_source(session, actor, SOURCE, chunk, wanted)
        await _follow_terms(session, actor, chunk, {row.id: row for row in rows})


async def follow_pipeline(session: AsyncSession, actor: Actor, pipeline_id: UUID) -> None:
    """The same of every partnership of a pipeline whose stages have changed."""
    await session.flush()
    statement = select(col(Partnership.id)).where(
        col(Partnership.workspace_id) == actor.workspace_id,
        col(Partnership.pipeline_id) == pipeline_id,
        col(Partnership.deleted).is_(False),
    )
    await follow(session, actor, (await session.execute(statement)).scalars().all())


def told_by() -> Any:
    """The SELECT of what partnerships that are not in the bin say: columns."""
    return (
        select(
            *(col(Partnership.id), col(Partnership.workspace_id), col(Partnership.blogger_id)),
            *(col(Partnership.brand_id), col(Partnership.stage_id), col(Partnership.stage_since)),
            *(col(Partnership.title), col(Partnership.currency), col(Partnership.starts_on), col(Stage.kind)),
            *(col(Blogger.name), col(Blogger.country), col(Blogger.time_zone)),
        )
        .join(Stage, col(Stage.id) == Partnership.stage_id)
        .join(Blogger, col(Blogger.id) == Partnership.blogger_id)
        .where(col(Partnership.deleted).is_(False))
    )


def live_stages(stages: Iterable[Stage]) -> set[UUID]:
    """Those in which something is agreed and not over: won, but the last of several such is where it is completed."""
    by_pipeline: dict[UUID, list[Stage]] = {}
    for stage in sorted(stages, key=lambda stage: stage.position):
        if stage.kind == StageKind.WON:
            by_pipeline.setdefault(stage.pipeline_id, []).append(stage)
    return {stage.id for won in by_pipeline.values() for stage in (won[:-1] or won)}


def facts_of(kind: str, live: bool) -> list[Fact]:
    if live:
        return [Fact.LIVE]
    return [Fact.REFUSAL] if kind == StageKind.LOST else []


def weighs(term: PartnershipTerm, stage_kind: str) -> bool:
    """Whether timing is to know of it: agreed, and neither paid nor sent."""
    return stage_kind in BINDING and term.done_on is None


def _here(actor: Actor) -> Any:
    return col(Partnership.workspace_id) == actor.workspace_id


def _fact(row: Any) -> Told:
    return Told(row.blogger_id, row.brand_id, row.stage_since, row.title)


async def _follow_terms(
    session: AsyncSession, actor: Actor, partnership_ids: Sequence[UUID], rows: Mapping[UUID, Any]
) -> None:
    statement = select(PartnershipTerm).where(
        col(PartnershipTerm.workspace_id) == actor.workspace_id,
        col(PartnershipTerm.partnership_id).in_(partnership_ids),
    )
    terms = (await session.execute(statement)).scalars().all()
    if terms:
        policy = await timing_queries.policy_of(session, actor)
        agreed = [(term, rows[term.partnership_id]) for term in terms if term.partnership_id in rows]
        wanted = {
            (term.id, Fact(term.kind)): _promised(term, row, policy) for term, row in agreed if weighs(term, row.kind)
        }
        await timing.follow_source(session, actor, TERM, [term.id for term in terms], wanted)


def _promised(term: PartnershipTerm, row: Any, policy: Policy) -> Told:
    """A day is the person's, and over at its end."""
    person = Person(row.blogger_id, row.name, row.country, row.time_zone)
    until = start_of(term.due_on + timedelta(days=1), person, policy) if term.due_on else None
    if term.kind != TermKind.EXCLUSIVITY:
        owed, currency = term.amount_minor, row.currency if term.amount_minor is not None else ""
        told = Told(row.blogger_id, row.brand_id, term.created_at, term.label, until)
        return replace(told, amount_minor=owed, currency=currency)
    first = term.starts_on or row.starts_on
    since: datetime = start_of(first, person, policy) if first else term.created_at
    themes = tuple(dict.fromkeys(word for part in term.label.split(",") if (word := fold(part))))
    brand_id, reason = (term.rival_id, "") if term.rival_id else (row.brand_id, OURS)
    return Told(row.blogger_id, brand_id, since, term.label, until, reason, themes)
