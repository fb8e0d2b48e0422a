"""What comes in (forms and API alike) and what the API answers."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field, ValidationError, model_validator

from app.bloggers.models import Turn
from app.core.errors import Invalid
from app.core.forms import message
from app.core.i18n import _, format_number, minor_unit
from app.core.money import LARGEST, parse_money
from app.core.schemas import Day, Input, Moment, Output, Patch
from app.partnerships.models import StageKind, TermKind

MOST_PEOPLE = 5_000
MOST_TERMS = 50


def _currency(code: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", code.upper()):
        raise ValueError(_("A currency is three letters, such as EUR."))
    return code.upper()


def _distinct(ids: list[UUID]) -> list[UUID]:
    return list(dict.fromkeys(ids))


Minor = Annotated[int, Field(ge=0, le=LARGEST, description="In minor units: cents.", examples=[45000])]
Currency = Annotated[str, AfterValidator(_currency), Field(examples=["EUR"])]
Key = Annotated[str, Field(min_length=1, max_length=40, examples=["negotiating"])]
Reason = Annotated[str, Field(max_length=500, examples=["Their calendar is full until spring"])]
Title = Annotated[str, Field(max_length=200, examples=["Two posts and a reel"])]
Terms = Annotated[str, Field(max_length=20_000, description="What was agreed, in Markdown.")]
StageName = Annotated[str, Field(max_length=100)]
PipelineName = Annotated[str, Field(min_length=1, max_length=100, examples=["Press trips"])]
TermLabel = Annotated[
    str,
    Field(
        max_length=200,
        description="What a payment is for, what is sent, or the themes of an exclusivity, parted by commas.",
        examples=["The sample box"],
    ),
]
LimitDays = Annotated[
    int, Field(ge=1, le=3_650, description="Days after which a partnership here is stuck; null: never.")
]


TERM_GROUPS = {
    TermKind.PAYMENT: "payments",
    TermKind.PRODUCT: "products",
    TermKind.EXCLUSIVITY: "exclusivities",
}
_BLAMED = {TermKind.PAYMENT: "due_on", TermKind.PRODUCT: "label", TermKind.EXCLUSIVITY: "due_on"}


def _term_dates(kind: TermKind, starts_on: date | None, due_on: date | None) -> None:
    if kind == TermKind.EXCLUSIVITY:
        _ordered(starts_on, due_on)
    elif due_on is None:
        raise ValueError(_("Say by which day."))


def _ordered(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise ValueError(_("It cannot end before it begins."))


# --- partnerships -------------------------------------------------------------------------------------------------


class PartnershipFields(Input):
    title: Title = ""
    terms: Terms = ""
    owner_id: UUID | None = None
    expected_minor: Minor | None = None
    agreed_minor: Minor | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None

    @model_validator(mode="after")
    def _dates(self) -> Self:
        _ordered(self.starts_on, self.ends_on)
        return self


class PartnershipIn(PartnershipFields):
    """Only `blogger_id` is needed."""

    blogger_id: UUID
    brand_id: UUID | None = Field(
        default=None, description="Left out: the campaign's, else the one last in touch, else your default brand."
    )
    campaign_id: UUID | None = None
    pipeline_id: UUID | None = Field(default=None, description="Left out: the default pipeline.")
    stage: Key | None = Field(default=None, description="A stage's key; left out: the first stage.")
    currency: Currency | None = Field(default=None, description="Left out: the campaign's, else the workspace's.")


class PartnershipPatch(Patch):
    """What is left out stays. The stage changes by `move`."""

    title: Title | None = None
    terms: Terms | None = None
    owner_id: UUID | None = None
    campaign_id: UUID | None = None
    brand_id: UUID | None = None
    expected_minor: Minor | None = None
    agreed_minor: Minor | None = None
    currency: Currency | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None

    @model_validator(mode="after")
    def _dates(self) -> Self:
        _ordered(self.starts_on, self.ends_on)
        return self


class TermFields(Input):
    """A payment due, a product to send or an exclusivity. Timing is told of it once the partnership is agreed."""

    kind: TermKind
    label: TermLabel = ""
    amount_minor: Minor | None = Field(default=None, description="Of a payment, in the partnership's currency.")
    starts_on: Day | None = Field(default=None, description="Of an exclusivity; left out: with the partnership.")
    due_on: Day | None = Field(
        default=None, description="Of a payment or product: by when. Of an exclusivity: its last day."
    )
    done_on: Day | None = Field(default=None, description="Paid or sent on.")
    rival_id: UUID | None = Field(
        default=None, description="Of an exclusivity: the brand of yours it shuts out; left out: all others."
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _term_dates(self.kind, self.starts_on, self.due_on)
        if self.kind == TermKind.PRODUCT and not self.label:
            raise ValueError(_("Say what is sent."))
        return self


class TermIn(TermFields):
    id: UUID | None = Field(default=None, description="Of one that is there already; left out: a new one.")


class TermsIn(Input):
    """All of them, as they are to be: what is not named is taken away."""

    items: list[TermIn] = Field(max_length=MOST_TERMS)


class TermOut(Output):
    id: UUID
    kind: TermKind
    label: str
    amount_minor: int | None
    starts_on: date | None
    due_on: date | None
    done_on: date | None
    rival_id: UUID | None


class TermRow(Input):
    """One line of the form; an emptied one is taken away."""

    id: UUID | None = None
    label: TermLabel = ""
    amount: str = Field(default="", max_length=40)
    starts_on: Day | None = None
    due_on: Day | None = None
    done_on: Day | None = None
    rival_id: UUID | None = None

    @property
    def is_empty(self) -> bool:
        return not any(value for name, value in self if name != "id")

    def as_input(self, kind: TermKind, currency: str, place: str) -> TermIn:
        values = self.model_dump(exclude={"amount"})
        values["amount_minor"] = typed_money(f"{place}.amount", self.amount, currency)
        try:
            return TermIn.model_validate(values | {"kind": kind})
        except ValidationError as error:
            raise Invalid({f"{place}.{_BLAMED[kind]}": message(error.errors()[0])}) from error


class PartnershipForm(Input):
    """The form of a new or stored partnership: amounts as the reader types them."""

    blogger_id: UUID | None = None
    brand_id: UUID | None = None
    campaign_id: UUID | None = None
    stage: Key | None = None
    owner_id: UUID | None = None
    title: Title = ""
    terms: Terms = ""
    expected: str = Field(default="", max_length=40)
    agreed: str = Field(default="", max_length=40)
    currency: Currency
    starts_on: Day | None = None
    ends_on: Day | None = None
    payments: list[TermRow] = Field(default=[], max_length=MOST_TERMS)
    products: list[TermRow] = Field(default=[], max_length=MOST_TERMS)
    exclusivities: list[TermRow] = Field(default=[], max_length=MOST_TERMS)

    @model_validator(mode="after")
    def _dates(self) -> Self:
        _ordered(self.starts_on, self.ends_on)
        return self

    def dated_terms(self) -> list[TermIn]:
        """Raises Invalid beside the line that is not whole."""
        return [
            row.as_input(kind, self.currency, f"{group}.{n}")
            for kind, group in TERM_GROUPS.items()
            for n, row in enumerate(getattr(self, group))
            if not row.is_empty
        ]

    def changes(self) -> dict[str, Any]:
        """Everything the form shows, with amounts in minor units."""
        values = self.model_dump(exclude={"blogger_id", "stage", "expected", "agreed", *TERM_GROUPS.values()})
        if self.brand_id is None:
            values.pop("brand_id")
        for name in ("expected", "agreed"):
            values[f"{name}_minor"] = typed_money(name, getattr(self, name), self.currency)
        return values

    def as_input(self, blogger_id: UUID) -> PartnershipIn:
        return PartnershipIn.model_validate({"blogger_id": blogger_id, "stage": self.stage, **self.changes()})


def typed_money(field: str, text: str, currency: str) -> int | None:
    """An amount as typed, in minor units; raises Invalid on `field`."""
    try:
        return parse_money(text, currency)
    except ValueError as error:
        raise Invalid({field: str(error)}) from error


def money_in_form(minor: int | None, currency: str) -> str:
    """An amount as the reader writes it, without its currency: 1 234,56."""
    if minor is None:
        return ""
    places = minor_unit(currency)
    return format_number(Decimal(minor).scaleb(-places), places if minor % 10**places else 0)


MOST_AT_ONCE = 1_000


class MoveIn(Input):
    """To which stage, and what it asks for."""

    stage: Key
    reason: Reason = Field(default="", description="Needed where the stage asks for one.")
    agreed_minor: Minor | None = Field(default=None, description="The agreed value, where one is agreed.")
    after: UUID | None = Field(default=None, description="The partnership it stands below; left out: at the top.")
    from_stage: Key | None = Field(default=None, description="Where you saw it: 409 if it is elsewhere by now.")


class MoveManyIn(Input):
    """Several to one stage, each in its own pipeline."""

    ids: list[UUID] = Field(min_length=1, max_length=MOST_AT_ONCE)
    stage: Key
    reason: Reason = Field(default="", description="Needed where the stage asks for one.")


class AssignManyIn(Input):
    """Several to one colleague."""

    ids: list[UUID] = Field(min_length=1, max_length=MOST_AT_ONCE)
    owner_id: UUID | None = Field(description="Null: nobody.")


class ChangedOut(Output):
    """What came of a verb on several: every id given is counted once."""

    changed: int
    unchanged: int = Field(description="They were so already, or their pipeline has no such stage.")
    unknown: int
    since: datetime = Field(description="With `until`, what `POST /partnerships/bulk/undo` takes it back by.")
    until: datetime


class UndoManyIn(Input):
    """What a verb on several answered."""

    since: Moment
    until: Moment


class UndoneOut(Output):
    """How many were put back; what has changed again since stays."""

    changed: int


class SelectionForm(Input):
    """The list's form: which, and what each of its buttons may need."""

    model_config = Input.model_config | {"extra": "ignore"}

    ids: list[UUID] = Field(default=[], max_length=MOST_AT_ONCE)
    all: bool = False
    """Everything that `query` finds, on all pages."""
    query: str = Field(default="", max_length=4_000)
    stage: Annotated[str, Field(max_length=40)] = ""
    reason: Reason = ""
    owner_id: UUID | None = None


class MoveForm(Input):
    """The same from a page, with the value as typed."""

    stage: Key
    reason: Reason = ""
    agreed: str = Field(default="", max_length=40)
    after: UUID | None = None
    from_stage: Key | None = None


class AskForm(Input):
    """A question to the owner, who gets it as a next step."""

    question: Annotated[str, Field(min_length=1, max_length=300)]


class PartnershipOut(Output):
    """One partnership."""

    id: UUID
    version: int
    blogger_id: UUID
    blogger_name: str
    brand_id: UUID
    campaign_id: UUID | None
    campaign_name: str | None
    pipeline_id: UUID
    stage: str = Field(examples=["in_conversation"])
    stage_since: datetime
    days_in_stage: int
    stuck: bool = Field(description="Past its stage's limit, and not waiting as it should.")
    waits_until: datetime | None = Field(
        description="An expected wait: for its next step, or for the day from which they can be asked."
    )
    ask_verdict: str = Field(description="For an unpaid ask by email; empty: nothing noted yet.", examples=["wait"])
    ask_until: datetime | None
    turn: Turn = Field(description="Whose move it is between this brand and this blogger.")
    owner_id: UUID | None
    title: str
    terms: str
    expected_minor: int | None
    agreed_minor: int | None
    currency: str
    starts_on: date | None
    ends_on: date | None
    closed_reason: str
    next_step_at: datetime | None
    created_at: datetime
    updated_at: datetime


class MoveOut(Output):
    """One step of the stage history."""

    id: UUID
    from_stage: str | None
    to_stage: str | None
    at: datetime
    by: UUID | None
    reason: str
    seconds_before: int = Field(description="How long it had been in the stage it left.")


class AddBloggersIn(Input):
    """Who joins a campaign; each gets a partnership."""

    blogger_ids: Annotated[list[UUID], AfterValidator(_distinct), Field(min_length=1, max_length=MOST_PEOPLE)]


class JoinedOut(Output):
    """What timing answers about one who joined."""

    blogger_id: UUID
    verdict: str = Field(examples=["wait"])
    known: bool
    until: datetime | None
    first: str | None
    codes: list[str]

    @classmethod
    def told(cls, blogger_id: UUID, advice: Any) -> Self:
        said = {name: getattr(advice, name) for name in ("verdict", "known", "until", "first")}
        codes = [str(reason.code) for reason in advice.reasons]
        return cls.model_construct(blogger_id=blogger_id, codes=codes, **said)


class AddedOut(Output):
    """What came of adding bloggers to a campaign: every id given is counted once."""

    added: int
    already_in: int
    do_not_contact: int
    deleted: int
    unknown: int
    partnership_ids: list[UUID]
    waiting: int = Field(description="Those who joined and had better be asked later, or not at all.")
    advice: list[JoinedOut] = Field(description="Of each who joined, for an ask in this campaign.")

    @classmethod
    def told(cls, added: Any) -> Self:
        counted = {name: getattr(added, name) for name in cls.model_fields if name != "advice"}
        return cls.model_construct(**counted, advice=[JoinedOut.told(*it) for it in added.advice.items()])


# --- rehearsal -----------------------------------------------------------------------------------------------------


class PlannedIn(Input):
    """Whom to write to, and on which day."""

    blogger_id: UUID
    day: Day
    owner_id: UUID | None = Field(default=None, description="Who writes; left out: as the rehearsal proposes.")


class PlanIn(Input):
    items: list[PlannedIn] = Field(min_length=1, max_length=1_000)

    def days(self) -> dict[UUID, date]:
        return {item.blogger_id: item.day for item in self.items}

    def owners(self) -> dict[UUID, UUID]:
        return {item.blogger_id: item.owner_id for item in self.items if item.owner_id}


class PlanRow(Input):
    """One line of the calendar: it counts when it is ticked."""

    blogger_id: UUID
    day: Day | None = None
    owner_id: UUID | None = None
    chosen: bool = False


class PlanForm(Input):
    items: list[PlanRow] = Field(default=[], max_length=1_000)

    def days(self) -> dict[UUID, date]:
        """Raises Invalid when nobody is ticked, or a day is missing."""
        ticked = [item for item in self.items if item.chosen]
        if not ticked:
            raise Invalid({"items": _("Tick at least one person.")})
        if any(item.day is None for item in ticked):
            raise Invalid({"items": _("Give each person ticked a day.")})
        return {item.blogger_id: item.day for item in ticked if item.day}

    def owners(self) -> dict[UUID, UUID]:
        return {item.blogger_id: item.owner_id for item in self.items if item.chosen and item.owner_id}


class PlanOut(Output):
    next_step_ids: list[UUID]


class RehearsedOut(Output):
    """One person of a rehearsal."""

    blogger_id: UUID
    partnership_id: UUID | None = Field(description="Null for a substitute, who is not in the campaign yet.")
    name: str
    owner_id: UUID | None
    why: str = Field(description="The group they are counted in.", examples=["over_asked"])
    verdict: str
    known: bool
    until: datetime | None
    first: str | None
    codes: list[str]
    text: str
    on: datetime | None = Field(description="When the calendar proposes to write; null: no day can be proposed.")

    @classmethod
    def told(cls, person: Any) -> Self:
        advice = person.advice
        return cls.model_construct(
            **{name: getattr(person, name) for name in ("blogger_id", "partnership_id", "name", "owner_id")},
            **{name: getattr(advice, name) for name in ("verdict", "known", "until", "first")},
            why=person.why,
            codes=[str(reason.code) for reason in advice.reasons],
            text=person.text,
            on=person.on,
        )


class RehearsalOut(Output):
    """`counts` by reason: `now`, `new` (nothing noted yet), `over_asked`, `owed`, `quiet`, `rival`, `unproven` …"""

    campaign_id: UUID
    people_count: int
    this_week: int
    counts: dict[str, int]
    people: list[RehearsedOut]
    substitutes: list[RehearsedOut]

    @classmethod
    def told(cls, rehearsal: Any) -> Self:
        return cls.model_construct(
            campaign_id=rehearsal.campaign.id,
            people_count=len(rehearsal.people),
            this_week=rehearsal.this_week,
            counts=rehearsal.counts,
            people=[RehearsedOut.told(person) for person in rehearsal.people],
            substitutes=[RehearsedOut.told(person) for person in rehearsal.substitutes],
        )


# --- pipelines ------------------------------------------------------------------------------------------------------


class StageIn(Input):
    """A new stage, or a stored one edited. Without a name, a stage known by its key has its default one."""

    name: StageName = ""
    kind: StageKind = StageKind.IN_TALKS
    limit_days: LimitDays | None = None
    asks_reason: bool = False


class NewStage(StageIn):
    name: Annotated[str, Field(min_length=1, max_length=100)]
    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")] | None = Field(
        default=None, description="Its stable name; made from `name` unless given."
    )
    position: Annotated[int, Field(ge=0, le=1_000)] | None = Field(default=None, description="Left out: the last.")


class NewStageForm(Input):
    """The short form below the stages."""

    stage_name: Annotated[str, Field(min_length=1, max_length=100)]

    def as_input(self) -> NewStage:
        return NewStage(name=self.stage_name)


class StagePatch(Patch):
    name: StageName | None = None
    kind: StageKind | None = None
    limit_days: LimitDays | None = None
    asks_reason: bool | None = None
    position: Annotated[int, Field(ge=0, le=1_000)] | None = None


class PipelineIn(Input):
    """A new pipeline begins with the default stages."""

    name: PipelineName


class PipelineNameForm(Input):
    """Empty: the default name, in each reader's language."""

    pipeline_name: Annotated[str, Field(max_length=100)] = ""


class PipelinePatch(Patch):
    name: Annotated[str, Field(max_length=100)] | None = None
    is_default: bool | None = None


class MoveToForm(Input):
    """Where what is inside goes first."""

    move_to: Key | None = None


class StageOut(Output):
    id: UUID
    version: int
    key: str
    name: str = Field(description="As a manager called it, else its default name in your language.")
    kind: StageKind
    position: int
    limit_days: int | None
    asks_reason: bool


class PipelineOut(Output):
    id: UUID
    version: int
    name: str
    is_default: bool
    stages: list[StageOut]


class SumOut(Output):
    amount_minor: int
    currency: str


class ColumnOut(Output):
    """One stage with what stands in it: counted and summed by the database."""

    stage: StageOut
    count: int
    stuck: int
    sums: list[SumOut]
    median_days: float | None
    items: list[PartnershipOut]
    next: str | None = Field(description="The cursor for `/partnerships?stage=…&sort=board`; null: all are here.")


class BoardOut(Output):
    pipeline_id: UUID
    columns: list[ColumnOut]


class PartnershipQuery(Input):
    """Which partnerships. The names are those of the page's address."""

    pipeline: UUID | None = None
    stage: list[Key] = []
    kind: list[StageKind] = []
    owner: Annotated[str, Field(max_length=36, pattern=r"^(me|none|[0-9a-fA-F-]{32,36}|)$")] = ""
    brand: UUID | None = None
    campaign: UUID | None = None
    blogger: UUID | None = None
    turn: Turn | None = None
    stuck: bool | None = None
    q: Annotated[str, Field(max_length=200)] = ""
    updated_since: AwareDatetime | None = None
    sort: Annotated[str, Field(pattern=r"^-?(updated|name|stage|value|days|step|board)$")] = "-updated"

    def address(self, **changes: Any) -> dict[str, Any]:
        """These filters as parameters of an address, with `changes`; None leaves one out."""
        values = self.model_dump(mode="json", exclude_defaults=True) | changes
        return {name: value for name, value in values.items() if value not in (None, "", [])}

    @model_validator(mode="after")
    def _owner_is_named(self) -> Self:
        if self.owner not in ("", "me", "none"):
            try:
                self.owner = str(UUID(self.owner))
            except ValueError:
                raise ValueError(_("Choose one of your colleagues.")) from None
        return self


class BoardQuery(PartnershipQuery):
    """The same for a board, with how many cards of each column."""

    size: Annotated[int, Field(ge=0, le=100)] = 15
    fields: Annotated[str, Field(max_length=1_000, description="Cut the answer to these fields.")] | None = None


class PartnershipListQuery(PartnershipQuery):
    """The same with paging, for the API."""

    limit: Annotated[int, Field(ge=1, le=500)] = 50
    cursor: Annotated[str, Field(max_length=2_000)] | None = None
    fields: Annotated[str, Field(max_length=1_000, description="Cut every record to these fields.")] | None = None
