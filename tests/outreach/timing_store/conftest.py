"""A Wednesday morning on which tests of timing happen, and short words for what they do."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers.models import Relation
from app.bloggers.queries import get_blogger
from app.core import clock
from app.outreach.models import Interaction
from app.outreach.schemas import InteractionIn
from app.outreach.service import log
from app.outreach.timing import service
from app.outreach.timing.models import Circumstance
from app.outreach.timing.schemas import AdviceAsked, CircumstanceForm
from app.outreach.timing.verdict import Advice
from tests.cast import Person

NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)


@pytest.fixture
async def wednesday() -> AsyncIterator[None]:
    """Async, so that it is the clock of the task in which the tests run."""
    with clock.at(NOW):
        yield


async def said(session: AsyncSession, person: Person, who: UUID, ago: float, **values: Any) -> Interaction:
    given = {"kind": "email", "nature": "ask", **values}
    with clock.at(NOW):
        moment = NOW - timedelta(days=ago)
        return await log(session, person.actor, InteractionIn(blogger_ids=[who], occurred_at=moment, **given))


async def heard(session: AsyncSession, person: Person, who: UUID, ago: float, **values: Any) -> Interaction:
    return await said(session, person, who, ago, **{"direction": "in", "nature": None, **values})


async def asked(session: AsyncSession, person: Person, who: UUID, **values: Any) -> Advice:
    with clock.at(NOW):
        return await service.advise(session, person.actor, who, AdviceAsked(**values))


async def noted(session: AsyncSession, person: Person, who: UUID, kind: str, **values: Any) -> Circumstance:
    with clock.at(NOW):
        blogger = await get_blogger(session, person.actor, who)
        return await service.write(session, person.actor, blogger, CircumstanceForm(kind=kind, **values))


def codes(advice: Advice) -> list[str]:
    return [reason.code.value for reason in advice.reasons]


async def relation_of(session: AsyncSession, person: Person, who: UUID) -> Relation:
    statement = select(Relation).where(
        col(Relation.workspace_id) == person.workspace_id,
        col(Relation.blogger_id) == who,
        col(Relation.brand_id) == person.brand.id,
    )
    return (await session.execute(statement.execution_options(populate_existing=True))).scalar_one()
