"""Today over the API: the three sentences of the first page, from the same service."""

from datetime import date, datetime
from typing import Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from app.accounts.doors import Call
from app.core.schemas import Output
from app.outreach.timing.schemas import QuestionOut
from app.screens.today import Today, today

router = APIRouter(tags=["Timing"])


class OwedOut(Output):
    """A payment, product or promise past its day."""

    circumstance_id: UUID
    blogger_id: UUID
    name: str
    kind: str = Field(examples=["payment"])
    label: str
    since: datetime
    term_id: UUID | None = Field(description="Of a partnership: settled by `POST /terms/{id}/settle`.")

    @classmethod
    def told(cls, source: Any) -> Self:
        values = {name: getattr(source, name) for name in cls.model_fields if name != "circumstance_id"}
        return cls.model_construct(**values, circumstance_id=source.id)


class WaitingOut(Output):
    """With whom the last word was theirs."""

    blogger_id: UUID
    name: str
    brand_id: UUID
    since: datetime
    owner_id: UUID | None
    interaction_id: UUID | None
    summary: str


class MomentOut(Output):
    """Somebody whom advice was asked about: why, in a line, and what one may do."""

    blogger_id: UUID
    name: str
    brand_id: UUID | None
    text: str
    nature: str = Field(examples=["give"])
    verdict: str
    until: datetime | None

    @classmethod
    def told(cls, source: Any) -> Self:
        values = {name: getattr(source, name) for name in cls.model_fields if name != "text"}
        return cls.model_construct(**values, text=source.line)


class TodayStepOut(Output):
    """A next step."""

    id: UUID
    title: str
    due_at: datetime
    due_on: date
    blogger_id: UUID | None
    campaign_id: UUID | None
    owner_id: UUID | None


class WaitsOut(Output):
    """Debts first."""

    questions: list[QuestionOut] = Field(description="Colleagues who ask whether to write to somebody.")
    owed: list[OwedOut]
    waiting: list[WaitingOut]
    answers: list[MomentOut] = Field(description="Whom we wrote to since, without the answer they wait for.")
    overdue: list[TodayStepOut]


class GladOut(Output):
    people: list[MomentOut]
    planned: list[TodayStepOut]


class TodayOut(Output):
    """Three sentences, each with the first few; lists hold the rest."""

    who_waits_for_us: WaitsOut
    who_would_be_glad_of_a_word: GladOut
    who_to_leave_in_peace: list[MomentOut]

    @classmethod
    def told(cls, day: Today) -> Self:
        waits = WaitsOut.model_construct(
            questions=[QuestionOut.told(one) for one in day.asked],
            owed=[OwedOut.told(one) for one in day.owed],
            waiting=[WaitingOut.of(one) for one in day.waiting],
            answers=[MomentOut.told(one) for one in day.answers],
            overdue=[TodayStepOut.of(one) for one in day.overdue],
        )
        glad = GladOut.model_construct(
            people=[MomentOut.told(one) for one in day.glad], planned=[TodayStepOut.of(one) for one in day.due]
        )
        return cls.model_construct(
            who_waits_for_us=waits,
            who_would_be_glad_of_a_word=glad,
            who_to_leave_in_peace=[MomentOut.told(one) for one in day.peace],
        )


@router.get("/today", name="api.today", response_model=TodayOut, summary="What today asks for")
async def show(call: Call, whose: Literal["me", "team"] = "me") -> Response:
    """Who waits for us, who would be glad of a word, who to leave in peace until when: yours (people you own, or
    nobody does) or the `team`'s."""
    call.actor.require("next_steps.read")
    return call.answer(TodayOut.told(await today(call.session, call.actor, whose)))
