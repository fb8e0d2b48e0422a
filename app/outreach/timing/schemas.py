"""What comes in (forms and API alike) and what the API answers."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.bloggers.schemas.fields import Topics
from app.core.schemas import Input, Output
from app.outreach.models import Compensation, Nature, Via
from app.outreach.timing.verdict import Advice, Code, First, Occasion, Reason, Verdict

MOST_AT_ONCE = 1_000
OUTREACH = "outreach"
"""What is closed to us when no means is: all that is no answer."""


class AdviceAsked(Input):
    """A touch thought of. Left out: an unpaid ask by email for your default brand."""

    brand_id: UUID | None = Field(default=None, description="Left out: the campaign's, else your default brand.")
    via: Via | None = Via.EMAIL
    nature: Nature = Nature.ASK
    compensation: Compensation = Compensation.UNPAID
    angle: Annotated[str, Field(max_length=200)] | None = Field(
        default=None, description="The idea under which you would ask. Left out: not chosen yet, so not weighed."
    )
    campaign_id: UUID | None = None
    bulk: bool = Field(default=False, description="One of many, not written for this person.")


class AdviceItem(AdviceAsked):
    """The same about one of many people."""

    blogger_id: UUID


class AdviceList(Input):
    items: list[AdviceItem] = Field(min_length=1, max_length=MOST_AT_ONCE)


class FactOut(Output):
    """A record that a reason rests on: `/api/v1/interactions/{id}`, `/api/v1/circumstances/{id}`."""

    type: str = Field(examples=["interaction"])
    id: UUID


class ReasonOut(Output):
    """One rule that speaks against it. `until`: when it stops; null: no date can be given, do `first` before."""

    code: Code
    hard: bool = Field(description="Nobody may go on.")
    holds: bool = Field(default=True, description="False for a hint: worth knowing, holding nothing.")
    variant: str = Field(default="", description="Which sentence of the code's.")
    text: str = Field(examples=["We asked on 3 Nov; the next ask is due from 18 Dec."])
    until: datetime | None
    first: First | None
    facts: list[FactOut]

    @classmethod
    def told(cls, reason: Reason, text: str, *, holds: bool = True) -> Self:
        return cls.model_construct(
            code=reason.code,
            hard=reason.hard,
            holds=holds,
            variant=reason.variant,
            text=text,
            until=reason.until,
            first=reason.first,
            facts=_facts(reason.facts),
        )


class OccasionOut(Output):
    """What makes now pertinent."""

    kind: str = Field(examples=["piece"])
    text: str
    at: datetime | None
    facts: list[FactOut]

    @classmethod
    def told(cls, occasion: Occasion, text: str) -> Self:
        return cls.model_construct(kind=occasion.kind, text=text, at=occasion.at, facts=_facts(occasion.facts))


class AdviceOut(Output):
    """Whether to speak now, and why."""

    verdict: Verdict
    until: datetime | None = Field(description="From when it would be `speak`; null: now, or no date can be given.")
    known: bool = Field(description="False: nothing is noted yet, so the verdict says little.")
    first: First | None = Field(description="What to do before, where no date can be given.")
    reasons: list[ReasonOut]
    hints: list[ReasonOut]
    occasions: list[OccasionOut]
    possible: list[Nature] = Field(description="Other natures of touch that are fine now.")
    pressure: str = Field(description="How much was asked of them lately.", examples=["calm"])


class AdviceItemOut(AdviceOut):
    """The same about one of many."""

    blogger_id: UUID

    @classmethod
    def about(
        cls, blogger_id: UUID, advice: Advice, reason: Callable[[Reason], str], occasion: Callable[[Occasion], str]
    ) -> Self:
        """With the sentences in the reader's language."""
        return cls.model_construct(
            blogger_id=blogger_id,
            verdict=advice.verdict,
            until=advice.until,
            known=advice.known,
            first=advice.first,
            reasons=[ReasonOut.told(one, reason(one)) for one in advice.reasons],
            hints=[ReasonOut.told(one, reason(one), holds=False) for one in advice.hints],
            occasions=[OccasionOut.told(one, occasion(one)) for one in advice.occasions],
            possible=[Nature(nature) for nature in advice.possible],
            pressure=advice.pressure,
        )


class AdviceListOut(Output):
    items: list[AdviceItemOut]


def _facts(facts: tuple[tuple[str, UUID], ...]) -> list[FactOut]:
    return [FactOut.model_construct(type=kind, id=fact_id) for kind, fact_id in facts]


# --- what they prefer ---------------------------------------------------------------------------------------------


class PreferenceIn(Input):
    """What a person prefers. What is left out is not limited."""

    vias: list[Via] = Field(default=[], max_length=10, description="The means they accept; empty: any.")
    topics: Topics = []
    monthly: int | None = Field(
        default=None, ge=0, le=31, description="At most so many messages in 30 days; 0: only what is important."
    )
    pause_until: AwareDatetime | None = Field(default=None, description="Nothing but answers before then.")
    ask_first: bool = Field(default=False, description="A short question before any ask.")
    opted_out: list[Via | Literal["outreach"]] = Field(
        default=[], max_length=10, description="Means closed to us, or `outreach` for all that is no answer."
    )


class PreferenceOut(Output):
    """The same as it stands, and whose word it is."""

    blogger_id: UUID
    version: int
    vias: list[str]
    topics: list[str]
    monthly: int | None
    pause_until: datetime | None
    ask_first: bool
    opted_out: list[str]
    said_at: datetime | None
    by_themselves: bool = Field(description="They said so by their private link; else a member noted it.")
    said_by: UUID | None = Field(description="The member who noted it.")
    link_made_at: datetime | None
    link_used_at: datetime | None


class LinkIn(Input):
    brand_id: UUID | None = Field(default=None, description="In whose name; left out: your default brand.")


class LinkOut(Output):
    """A person's private link. Its address is told this once."""

    url: str = Field(examples=["https://tact.example.org/p/5yDq…"])
    made_at: datetime
