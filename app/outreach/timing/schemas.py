"""What comes in (forms and API alike) and what the API answers."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from app.bloggers.schemas.fields import Topics
from app.core.i18n import _
from app.core.schemas import Input, Output, Patch
from app.core.text import fold
from app.outreach.models import Compensation, Nature, Via
from app.outreach.timing.facts import Fact
from app.outreach.timing.models import QuietReason, Why
from app.outreach.timing.verdict import Advice, Code, First, Occasion, Reason, Verdict

MOST_AT_ONCE = 1_000
IN_ADDRESS = {"brand_id": "brand", "campaign_id": "campaign"}
"""What an address calls the fields of a question."""
OUTREACH = "outreach"
"""What is closed to us when no means is: all that is no answer."""


class AdviceAsked(Input):
    """A touch thought of. Left out: an unpaid ask by email."""

    brand_id: UUID | None = Field(
        default=None, description="Left out: the campaign's, else the one last in touch, else your default brand."
    )
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
    holds: bool = Field(default=True, description="False for a hint, and for what will begin before the others end.")
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
            holds=holds and reason.holds,
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


# --- one voice ----------------------------------------------------------------------------------------------------


class ColleagueIn(Input):
    """The member to ask: one whom advice names under `one_voice`."""

    colleague: UUID = Field(description="The user id.")
    brand_id: UUID | None = Field(default=None, description="Of yours; left out: the one last in touch.")

    def as_asked(self) -> AdviceAsked:
        return AdviceAsked(brand_id=self.brand_id)


class AnswerIn(Input):
    yes: bool


class QuestionOut(Output):
    """A colleague asks whether to write to somebody."""

    id: UUID
    blogger_id: UUID
    brand_id: UUID
    asked_by: UUID
    asked_of: UUID
    asked_at: datetime
    yes: bool | None = Field(description="Null: not answered yet.")

    @classmethod
    def of(cls, source: Any) -> Self:
        values = {name: getattr(source, name) for name in cls.model_fields if name != "asked_at"}
        return cls.model_construct(**values, asked_at=source.created_at)

    @classmethod
    def told(cls, source: Any) -> Self:
        values = {name: getattr(source, name) for name in cls.model_fields if name != "asked_at"}
        return cls.model_construct(**values, asked_at=source.at)


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
    brand_id: UUID | None = Field(default=None, description="In whose name; left out: the one last in touch.")


class LinkOut(Output):
    """A person's private link. Its address is told this once."""

    url: str = Field(examples=["https://tact.example.org/p/5yDq…"])
    made_at: datetime


# --- circumstances ------------------------------------------------------------------------------------------------

THEIR_OWN = frozenset({Fact.DO_NOT_DISTURB, Fact.PIECE, Fact.EVENT, Fact.DATE})
"""About the person, not about a brand of ours."""
WRITTEN_BY_US = frozenset({Fact.LIVE, Fact.WRITING})
"""Kinds that follow from what is done elsewhere."""


def _by_people(kind: Fact) -> Fact:
    if kind in WRITTEN_BY_US:
        raise ValueError(_("This is noted by itself."))
    return kind


def _folded(words: list[str]) -> list[str]:
    return list(dict.fromkeys(word for word in map(fold, words) if word))


def _https(address: str) -> str:
    if address and not address.startswith("https://"):
        raise ValueError(_("An address that begins with https:// is expected."))
    return address


Kind = Annotated[Fact, AfterValidator(_by_people)]
Keywords = Annotated[list[Annotated[str, Field(max_length=100)]], AfterValidator(_folded), Field(max_length=50)]
Label = Annotated[str, Field(max_length=300, examples=["The photos of the workshop"])]
Url = Annotated[str, Field(max_length=2_000), AfterValidator(_https)]
Currency = Annotated[str, Field(pattern="^([A-Z]{3})?$")]
Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2199, 12, 31))]


class CircumstanceFields(Input):
    """One dated fact. Days are the person's, both included; moments are exact. Give one or the other."""

    label: Label = Field(default="", description="What it is about: the promise, the piece, the rival.")
    url: Url = ""
    topics: Keywords = Field(default=[], description="Of a piece.")
    since: AwareDatetime | None = Field(default=None, description="Now unless given.")
    since_day: Day | None = None
    until: AwareDatetime | None = Field(default=None, description="Of a debt: from when on we are late.")
    until_day: Day | None = Field(default=None, description="The last day; of a debt: the day it is due.")
    yearly: bool = Field(default=False, description="Of a date: it comes back every year.")
    reason: QuietReason | None = Field(default=None, description="Of a do-not-disturb; `other` unless given.")
    amount_minor: int | None = Field(default=None, ge=0, le=2**53)
    currency: Currency = ""


class CircumstanceIn(CircumstanceFields):
    """Of one person."""

    kind: Kind
    brand_id: UUID | None = Field(
        default=None, description="Left out: the one last in touch; for what is only the person's own: every brand."
    )


class CircumstanceForm(CircumstanceIn):
    """The same from a page, which may hold a private note to a do-not-disturb."""

    note: str = Field(default="", max_length=2_000)

    @model_validator(mode="after")
    def _of_everybody(self) -> Self:
        """The brand chosen for what was meant before is not for what is only the person's own."""
        if self.kind in THEIR_OWN:
            self.brand_id = None
        return self


class CircumstancePatch(Patch):
    """What is left out stays."""

    label: Label | None = None
    url: Url | None = None
    topics: Keywords | None = None
    since: AwareDatetime | None = None
    since_day: Day | None = None
    until: AwareDatetime | None = None
    until_day: Day | None = None
    yearly: bool | None = None
    reason: QuietReason | None = None
    amount_minor: int | None = Field(default=None, ge=0, le=2**53)
    currency: Currency | None = None


class CircumstanceOut(Output):
    """Without the private note of a do-not-disturb, which the API does not know."""

    id: UUID
    version: int
    blogger_id: UUID
    brand_id: UUID | None
    kind: Fact
    since: datetime
    until: datetime | None
    by: UUID | None
    label: str
    url: str
    topics: list[str]
    yearly: bool
    reason: QuietReason | Literal["ours"] | None = Field(
        description="Of a do-not-disturb; of an exclusivity `ours`: promised to that brand, it weighs for our others."
    )
    amount_minor: int | None
    currency: str | None
    is_open: bool
    settled_at: datetime | None
    settled_by: UUID | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, source: Any) -> Self:
        values = {name: getattr(source, name) for name in cls.model_fields}
        return cls.model_construct(**values | {name: values[name] or None for name in ("reason", "currency")})


# --- what we can give, and the turn -------------------------------------------------------------------------------


class OfferIn(Input):
    """Something we can really give. It answers a need when they share a keyword."""

    name: str = Field(min_length=1, max_length=200, examples=["A day in the workshop"])
    description: str = Field(default="", max_length=2_000)
    keywords: Keywords = Field(default=[], description="Left out: the words of its name.", examples=[["workshop"]])


class OfferPatch(Patch):
    name: str | None = Field(default=None, min_length=1, max_length=200)
    description: str | None = Field(default=None, max_length=2_000)
    keywords: Keywords | None = None


class OfferOut(Output):
    id: UUID
    version: int
    name: str
    description: str
    keywords: list[str]
    archived_at: datetime | None
    created_at: datetime
    updated_at: datetime


class ReserveIn(AdviceAsked):
    """A touch about to be made. With `why` one goes on against what is soft; an unpaid ask needs a sentence too."""

    why: Why = Why.UNSAID
    why_sentence: str = Field(default="", max_length=500)


class ReservedOut(Output):
    """The turn is held until `until`."""

    blogger_id: UUID
    until: datetime
