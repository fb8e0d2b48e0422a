"""What comes in (forms and API alike) and what the API answers."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Query
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    NaiveDatetime,
    ValidationInfo,
    field_validator,
    model_validator,
)

from app.core.i18n import _, current_zone
from app.core.schemas import Day, Input, Moment, Output, Patch, plausible
from app.core.vocabulary import PEOPLE_IN_A_CONTACT as MOST_PEOPLE
from app.outreach.due import Snooze
from app.outreach.models import Compensation, Direction, Interaction, Kind, Nature, NextStep, Via
from app.outreach.oneline import PartRole
from app.outreach.timing.models import Why


def _https(link: str) -> str:
    if len(link) > 2_000 or not re.match(r"https://[^\s/]+\.[^\s/]+", link) or not _has_host(link):
        raise ValueError(_("An address that begins with https:// is expected."))
    return link


def _has_host(link: str) -> bool:
    try:
        return bool(urlsplit(link).hostname)
    except ValueError:  # such as an unfinished IPv6 address
        return False


def _lines(links: Any) -> Any:
    """A text area holds one address per line."""
    if not isinstance(links, list):
        return links
    return [part for link in links for part in (link.split() if isinstance(link, str) else [link])]


def _note_has_words(summary: str, others: ValidationInfo) -> str:
    if others.data.get("kind") == Kind.NOTE and not (summary or others.data.get("body")):
        raise ValueError(_("Write the note."))
    return summary


def _other_day(chosen: Any, day: date | None) -> Any:
    """The days of the coming week are chips; `other` stands for the date beside them."""
    if chosen != "other":
        return chosen
    if day is None:
        raise ValueError(_("Give the next step a date."))
    return day


def _distinct(ids: list[UUID]) -> list[UUID]:
    return list(dict.fromkeys(ids))


Link = Annotated[str, AfterValidator(_https)]
Links = Annotated[list[Link], BeforeValidator(_lines), Field(max_length=20)]
People = Annotated[list[UUID], AfterValidator(_distinct)]
Summary = Annotated[str, Field(max_length=500, examples=["Talked about the spring box"])]
Body = Annotated[str, Field(max_length=50_000, description="Markdown.")]
Agreed = Annotated[str, Field(max_length=500, examples=["She sends three dates by Friday"])]
Angle = Annotated[str, Field(max_length=200, description="The idea under which an ask was made.")]
Searched = Annotated[str, Field(max_length=5_000)]
"""What was typed into the picker of people: found again when the form comes back, otherwise without meaning."""
Sentence = Annotated[str, Field(max_length=500)]
Title = Annotated[str, Field(max_length=300, examples=["Send the brief"])]


class StepIn(Input):
    """A next step. Give `due` (with or without `due_time`), a day in the owner's zone, or the moment `due_at`."""

    title: Title = ""
    due: Day | None = Field(default=None, examples=["2026-11-24"])
    due_time: time | None = Field(default=None, examples=["14:30"])
    due_at: Moment | None = Field(default=None, examples=["2026-11-24T13:30:00Z"])
    owner_id: UUID | None = Field(default=None, description="Who does it; left out: you.")

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if (self.due is None) == (self.due_at is None):
            raise ValueError(_("Give the next step a date."))
        return self


class NextStepIn(StepIn):
    """One on its own: about a blogger, a campaign, or both."""

    blogger_id: UUID | None = None
    campaign_id: UUID | None = None
    brand_id: UUID | None = Field(
        default=None, description="Left out: the campaign's, else the one last in touch, else your default brand."
    )


class OwnStepIn(StepIn):
    """The next step of one of several people."""

    blogger_id: UUID


class NextStepPatch(Patch):
    title: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    due: Day | None = None
    due_time: time | None = None
    due_at: Moment | None = None
    owner_id: UUID | None = None


class SnoozeIn(Input):
    """Until when: one of the choices, or a day, counted in the owner's zone."""

    until: Snooze | None = None
    day: Day | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.until is None) == (self.day is None):
            raise ValueError(_("Choose until when."))
        return self

    @property
    def when(self) -> Snooze | date:
        until = self.until or self.day
        assert until  # noqa: S101 - one of the two, says the validator
        return until


class ReassignIn(Input):
    owner_id: UUID


class InteractionFields(Input):
    """One exchange, or a note. Only `kind` is needed: the rest is guessed by simple rules, and can be corrected."""

    kind: Kind
    direction: Direction | None = Field(default=None, description="`out` unless given; null for a note.")
    nature: Nature | None = Field(default=None, description="What it does; left out, it is guessed.")
    compensation: Compensation | None = Field(default=None, description="Of an ask; `unpaid` unless given.")
    via: Via | None = Field(default=None, description="The means; left out: that of the kind.")
    angle: Angle = ""
    brand_id: UUID | None = None
    campaign_id: UUID | None = None
    occurred_at: Moment | None = Field(default=None, description="Now unless given; never in the future.")
    body: Body = ""
    summary: Summary = Field(default="", validate_default=True)
    agreed: Agreed = ""
    links: Links = []
    mentions: People = Field(default=[], description="User ids; `@Ana` in the text is recognised as well.")
    no_answer_expected: bool = False
    refusal: bool = Field(default=False, description="Theirs: they said no.")
    why: Why = Field(default=Why.UNSAID, description="Of one that advice would have held back: why it was made.")
    why_sentence: Sentence = Field(default="", description="The same in a sentence, for the team.")
    next_step: StepIn | None = Field(default=None, description="One for each blogger.")

    _says_something = field_validator("summary")(_note_has_words)


class InteractionIn(InteractionFields):
    """An exchange with one or several bloggers."""

    blogger_ids: People = Field(min_length=1, max_length=MOST_PEOPLE)
    next_steps: list[OwnStepIn] = Field(
        default=[], max_length=MOST_PEOPLE, description="Of one of the bloggers each, in place of `next_step`."
    )


class InteractionPatch(Patch):
    """What is left out stays."""

    kind: Kind | None = None
    direction: Direction | None = None
    nature: Nature | None = None
    compensation: Compensation | None = None
    via: Via | None = None
    angle: Angle | None = None
    brand_id: UUID | None = None
    campaign_id: UUID | None = None
    occurred_at: Moment | None = None
    summary: Summary | None = None
    body: Body | None = None
    agreed: Agreed | None = None
    links: Links | None = None
    mentions: People | None = None
    no_answer_expected: bool | None = None
    refusal: bool | None = None
    why: Why | None = Field(default=None, description="Why it was made against advice.")
    why_sentence: Sentence | None = None
    blogger_ids: Annotated[People, Field(min_length=1, max_length=MOST_PEOPLE)] | None = None


class EachStep(Input):
    """Of one of several people in the form: what differs from the common next step."""

    blogger_id: UUID
    title: Title = ""
    due: Day | None = None


class InteractionForm(Input):
    """The form: flat, its times in the reader's zone, a next step in the same breath."""

    kind: Kind
    direction: Direction | None = None
    nature: Nature | None = None
    compensation: Compensation | None = None
    via: Via | None = None
    angle: Angle = ""
    brand_id: UUID | None = None
    campaign_id: UUID | None = None
    occurred_at: Annotated[NaiveDatetime, AfterValidator(plausible)] | None = None
    body: Body = ""
    summary: Summary = Field(default="", validate_default=True)
    agreed: Agreed = ""
    links: Links = []
    no_answer_expected: bool = False
    refusal: bool = False
    why: Why = Why.UNSAID
    why_sentence: Sentence = ""
    held: bool = False
    """Advice said to wait when the form was filled: why is asked then."""
    new_names: list[Annotated[str, Field(min_length=1, max_length=300)]] = Field(default=[], max_length=60)
    """People to add to the list in the same breath."""
    blogger_ids: People = Field(default=[], max_length=MOST_PEOPLE, validate_default=True)
    step_title: Title = ""
    step_time: time | None = None
    step_day: Day | None = None
    """The day when `step_due` is `other`: none of those offered."""
    step_due: Day | None = Field(default=None, validate_default=True)
    step_owner_id: UUID | None = None
    each: list[EachStep] = Field(default=[], max_length=MOST_PEOPLE)
    q: Searched = ""
    line: Searched = ""

    _says_something = field_validator("summary")(_note_has_words)

    @field_validator("blogger_ids")
    @classmethod
    def _somebody(cls, ids: list[UUID], others: ValidationInfo) -> list[UUID]:
        if not ids and not others.data.get("new_names"):
            raise ValueError(_("Choose with whom."))
        return ids

    @field_validator("step_due", mode="before")
    @classmethod
    def _other(cls, day: Any, others: ValidationInfo) -> Any:
        return _other_day(day, others.data.get("step_day"))

    @field_validator("step_due")
    @classmethod
    def _dated(cls, day: date | None, others: ValidationInfo) -> date | None:
        if day is None and (others.data.get("step_title") or others.data.get("step_time")):
            raise ValueError(_("Give the next step a date."))
        return day

    def moment(self) -> datetime | None:
        """`occurred_at` in the reader's zone, as a moment."""
        return self.occurred_at and self.occurred_at.replace(tzinfo=current_zone()).astimezone(UTC)

    def as_input(self) -> InteractionIn:
        step = StepIn.model_construct(
            title=self.step_title, due=self.step_due, due_time=self.step_time, owner_id=self.step_owner_id
        )
        return InteractionIn(
            **self.model_dump(exclude={"occurred_at", "held", "each", *SEARCHED, *STEP_FIELDS}),
            occurred_at=self.moment(),
            next_step=step if step.due else None,
            next_steps=[self._own(one, step) for one in self.each if step.due and one.blogger_id in self.blogger_ids],
        )

    @staticmethod
    def _own(one: EachStep, common: StepIn) -> OwnStepIn:
        """Left empty: as for all."""
        return OwnStepIn(
            blogger_id=one.blogger_id,
            title=one.title or common.title,
            due=one.due or common.due,
            due_time=common.due_time,
            owner_id=common.owner_id,
        )

    def as_changes(self, before: Interaction) -> dict[str, Any]:
        """Everything the edit form shows; a time that says the same minute is no change."""
        values = self.model_dump(
            exclude={"occurred_at", "held", "why", "why_sentence", "each", *SEARCHED, *STEP_FIELDS}
        )
        moment = self.moment()
        same = moment in (None, before.occurred_at.replace(second=0, microsecond=0))
        return values | ({} if same else {"occurred_at": moment})


class LineIn(Input):
    """One line of free text, and who takes part in any case."""

    text: str = Field(max_length=1_000, examples=["called Camille, ok for March, remind Tuesday"])
    blogger_ids: People = Field(default=[], max_length=MOST_PEOPLE)


class KeptLine(Input):
    """A line noted while there was no connection, with the reader's hour of then."""

    line: str = Field(min_length=1, max_length=1_000)
    said_at: Annotated[NaiveDatetime, AfterValidator(plausible)]


class PartOut(Output):
    """A piece of the line: put together they are the line again."""

    role: PartRole
    text: str


class PersonOut(Output):
    id: UUID
    name: str


class StepRead(Output):
    title: str = Field(description="Empty where the line only says when.")
    due: date
    due_time: time | None


class LineOut(Output):
    """What was understood, ready to be corrected and sent to `POST /interactions`. Nothing is written."""

    kind: Kind | None = Field(description="null: the line does not say.")
    direction: Direction | None
    bloggers: list[PersonOut]
    perhaps: list[PersonOut] = Field(description="Whom a name fits that several have.")
    unknown: list[str] = Field(description="Names that nobody has.")
    brand_id: UUID | None = Field(description="The brand last in touch with them, where there are several.")
    day: date | None = Field(description="In your zone; null: today.")
    hour: time | None
    occurred_at: datetime | None
    summary: str
    next_step: StepRead | None
    only_step: bool = Field(description="Nothing happened yet: it is only something to do.")
    parts: list[PartOut]


class WhyForm(Input):
    """Why an exchange was made although advice was to wait, said afterwards."""

    why: Why
    why_sentence: Sentence = ""


class StepForm(Input):
    """A next step on its own, as a form."""

    title: Title = ""
    due_time: time | None = None
    due_day: Day | None = None
    due: Day | None = Field(default=None, validate_default=True)
    owner_id: UUID | None = None
    blogger_ids: Annotated[People, Field(max_length=1)] = []
    campaign_id: UUID | None = None
    brand_id: UUID | None = None
    q: Searched = ""
    line: Searched = ""

    @field_validator("due", mode="before")
    @classmethod
    def _other(cls, day: Any, others: ValidationInfo) -> Any:
        return _other_day(day, others.data.get("due_day"))

    @field_validator("due")
    @classmethod
    def _dated(cls, day: date | None) -> date:
        if day is None:
            raise ValueError(_("Give the next step a date."))
        return day

    def as_input(self) -> NextStepIn:
        values = self.model_dump(exclude={"due_day", "blogger_ids", *SEARCHED})
        return NextStepIn(**values, blogger_id=next(iter(self.blogger_ids), None))

    def as_changes(self) -> dict[str, Any]:
        return self.model_dump(include={"title", "due", "due_time", "owner_id"})


SEARCHED = frozenset({"q", "line", "new_names"})
STEP_FIELDS = frozenset({"step_title", "step_due", "step_day", "step_time", "step_owner_id"})


@dataclass(frozen=True, slots=True)
class InteractionFilters:
    """Which exchanges, on pages and in the API alike."""

    blogger: UUID | None = None
    kind: Annotated[tuple[Kind, ...], Query()] = ()
    direction: Direction | None = None
    nature: Annotated[tuple[Nature, ...], Query()] = ()
    brand: UUID | None = None
    campaign: UUID | None = None
    author: Annotated[UUID | None, Query(description="The member who had it.")] = None
    occurred_after: Moment | None = None
    occurred_before: Moment | None = None
    updated_since: Moment | None = None


@dataclass(frozen=True, slots=True)
class StepFilters:
    """Which next steps, on pages and in the API alike."""

    owner: Annotated[Literal["me", "team"] | UUID, Query(description="A user id, `me`, or `team` for everyone's.")] = (
        "team"
    )
    state: Literal["open", "overdue", "done", "all"] = "open"
    blogger: UUID | None = None
    campaign: UUID | None = None
    brand: UUID | None = None
    due_before: Moment | None = None
    due_after: Moment | None = None


class InteractionOut(Output):
    """One exchange or note."""

    id: UUID
    version: int
    kind: Kind
    direction: Direction | None
    nature: Nature
    compensation: Compensation | None
    via: Via | None
    angle: str
    brand_id: UUID
    campaign_id: UUID | None
    blogger_ids: list[UUID]
    occurred_at: datetime
    author_id: UUID | None
    summary: str
    body: str
    agreed: str
    links: list[str]
    mentions: list[UUID]
    no_answer_expected: bool
    refusal: bool
    created_at: datetime
    updated_at: datetime

    @classmethod
    def with_people(cls, source: Any, blogger_ids: list[UUID]) -> Self:
        """From a record or a row of columns, and who took part."""
        return cls.model_construct(
            **{name: getattr(source, name) for name in cls.model_fields if name != "blogger_ids"},
            blogger_ids=blogger_ids,
        )


class NextStepOut(Output):
    """`due` is the day in the owner's zone; `due_at` the moment (for a whole day, its end)."""

    id: UUID
    version: int
    title: str
    due: date
    due_at: datetime
    all_day: bool
    owner_id: UUID | None
    brand_id: UUID
    blogger_id: UUID | None
    campaign_id: UUID | None
    interaction_id: UUID | None
    is_open: bool
    done_at: datetime | None
    done_by: UUID | None
    snoozes: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, source: Any) -> Self:
        values = {name: getattr(source, name) for name in cls.model_fields if name != "due"}
        return cls.model_construct(**values, due=source.due_on)


INTERACTION_COLUMNS = tuple(getattr(Interaction, name) for name in InteractionOut.model_fields if name != "blogger_ids")
STEP_COLUMNS = tuple(getattr(NextStep, "due_on" if name == "due" else name) for name in NextStepOut.model_fields)
