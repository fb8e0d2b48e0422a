"""The manager's figures for programs."""

from datetime import UTC, date, datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from app.accounts.doors import Call
from app.core.schemas import Output
from app.partnerships import queries as partnerships
from app.screens import reports
from app.screens.reports.since import Since, start_of

router = APIRouter(tags=["Reports"])


class ReportLineOut(Output):
    id: UUID | None = Field(description="Null: partnerships without one.")
    name: str
    count: int
    open: int = Field(description="To contact or in talks.")
    won: int = Field(description="Agreed, running or completed.")
    sums: dict[str, int] = Field(
        description="Agreed, else expected value, in minor units by currency; without what was lost."
    )


class StepOut(Output):
    key: str
    name: str
    entered: int
    went_on: int
    share: float | None
    median_days: float | None


class WeekOut(Output):
    monday: date
    out: int
    heard: int


class SinceOut(Output):
    start: datetime
    moved: int
    won: int
    lost: int
    undone: int = Field(description="Next steps that fell due since and are still open.")
    new_bloggers: int


class ReportOut(Output):
    """What the page shows, as numbers."""

    since: SinceOut
    by_stage: list[ReportLineOut]
    by_owner: list[ReportLineOut]
    by_brand: list[ReportLineOut]
    by_campaign: list[ReportLineOut]
    stuck: int
    overdue: int
    unowned: int
    flow: list[StepOut]
    weeks: list[WeekOut]


@router.get("/reports", name="api.reports.show", response_model=ReportOut)
async def show(call: Call, since: date | None = None, pipeline: UUID | None = None) -> Response:
    """Since a day (last Monday by default), where everything stands, contacts per week; conversion and times of one
    pipeline (the default one)."""
    call.actor.require("reports.read")
    told = await reports.since_day(call.session, call.actor, start_of(call.actor, since))
    standing = await reports.standing(call.session, call.actor)
    course = partnerships.asked_for(await partnerships.courses(call.session, call.actor), pipeline)
    flow = await reports.flow(call.session, call.actor, course)
    return call.answer(
        ReportOut(
            since=_counts(told), flow=_all(StepOut, flow.steps), weeks=_all(WeekOut, flow.weeks), **_numbers(standing)
        )
    )


def _counts(told: Since) -> SinceOut:
    totals = {name: getattr(told, name).total for name in ("moved", "won", "lost", "undone")}
    return SinceOut(start=told.start.astimezone(UTC), new_bloggers=told.new_bloggers, **totals)


def _all(schema: type[Output], items: list) -> list:
    return [schema.of(item) for item in items]


def _numbers(standing: reports.Standing) -> dict:
    tables = {
        name: _all(ReportLineOut, getattr(standing, name))
        for name in ("by_stage", "by_owner", "by_brand", "by_campaign")
    }
    return tables | {name: getattr(standing, name) for name in ("stuck", "overdue", "unowned")}
