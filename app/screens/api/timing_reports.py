"""The figures of timing for programs."""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from app.accounts.doors import Call
from app.core.schemas import Output
from app.outreach.timing.models import Why
from app.outreach.timing.policy_schemas import AnswerRateOut, ReasonCountOut
from app.outreach.timing.replay import LEAST, MOST
from app.screens import reports

router = APIRouter(tags=["Reports"])


class MonthRatesOut(Output):
    first: date
    good: AnswerRateOut
    against: AnswerRateOut


class WhyCountOut(Output):
    why: Why = Field(description="Empty: not said.")
    count: int


class ConversationOut(Output):
    exchanges: int = Field(description="Begun in the year: a message after 30 days of silence, or the first.")
    begun_by_them: int
    share: float | None
    answers: int
    answer_hours: float | None = Field(description="The median until we answered a message that waited for it.")


class TimingReportOut(Output):
    """Of the last year, for the team."""

    since: datetime
    replayed: bool = Field(
        description="True: the past replayed under the present policy, as nobody acted on advice yet or too recently."
    )
    avoided: int = Field(description="Asks held back and not insisted on; replayed: that would have been held back.")
    good: AnswerRateOut = Field(description="Asks made at a good moment.")
    against: AnswerRateOut = Field(description="Asks made against advice.")
    months: list[MonthRatesOut]
    overrides: list[WhyCountOut]
    conversation: ConversationOut


class ToldOut(Output):
    factor: float = Field(description="Every ceiling times this; less is stricter.")
    asks: int
    held: int
    good: AnswerRateOut = Field(description="Of what would have passed.")
    against: AnswerRateOut = Field(description="Of what would have been held back: `answered` is the cost.")


class WhatIfOut(Output):
    months: int
    since: datetime
    chosen: ToldOut
    present: ToldOut = Field(description="At the strictness of the policy.")
    scale: list[ToldOut]
    reasons: list[ReasonCountOut]
    cut: bool = Field(description="There were more asks than one replay reads: these are the newest 5,000.")


@router.get("/reports/timing", name="api.reports.timing", response_model=TimingReportOut)
async def figures(call: Call) -> Response:
    """Asks avoided beside answer rates, who begins, how soon we answer, why advice was overridden."""
    found = await reports.timing_figures(call.session, call.actor)
    overrides = [WhyCountOut(why=Why(why), count=count) for why, count in found.overrides]
    return call.answer(
        TimingReportOut(
            since=found.since.astimezone(UTC),
            replayed=found.replayed,
            avoided=found.avoided,
            good=AnswerRateOut.of(found.good),
            against=AnswerRateOut.of(found.against),
            months=[MonthRatesOut.of(month) for month in found.months],
            overrides=overrides,
            conversation=ConversationOut.of(found.conversation),
        )
    )


@router.get("/reports/what-if", name="api.reports.what_if", response_model=WhatIfOut)
async def what_if(
    call: Call,
    months: Annotated[int, Query(ge=1, le=24)] = 12,
    ceilings: Annotated[float, Query(ge=LEAST, le=MOST, description="Every ceiling times this; less is stricter.")] = 1,
) -> Response:
    """The asks and chasers of the last months under the policy, each by what was known just before it. An ask is
    answered if they wrote to the same brand within 30 days; younger ones count in no rate. Needs `timing:manage`."""
    found = await reports.what_if(call.session, call.actor, months, ceilings)
    return call.answer(
        WhatIfOut(
            months=found.months,
            since=found.since.astimezone(UTC),
            chosen=ToldOut.of(found.chosen),
            present=ToldOut.of(found.present),
            scale=[ToldOut.of(told) for told in found.scale],
            reasons=[ReasonCountOut(code=code, count=count) for code, count in found.reasons],
            cut=found.cut,
        )
    )
