"""The policy as forms and the API say it: a field a number, with the bounds and the sentence of `meanings`."""

from datetime import date
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, create_model

from app.bloggers.models import RelationStage
from app.bloggers.schemas.fields import Country
from app.core.i18n import _
from app.core.schemas import Input, Output, Patch
from app.outreach.timing.meanings import BALANCE, COUNTRY, STAGE_NUMBERS, Number, numbers
from app.outreach.timing.policy import Policy
from app.outreach.timing.verdict import Code

A_LEAP_YEAR = 2024
Balance = Literal["off", "hint", "hold"]
Kind = Literal["allowed", "professional", "consent"]


def _day(text: str) -> str:
    try:
        return date.fromisoformat(f"{A_LEAP_YEAR}-{text}").strftime("%m-%d")
    except ValueError:
        raise ValueError(_("A month and a day are expected, such as 08-20.")) from None


def _with_comma(text: Any) -> Any:
    """1,5 is 1.5."""
    return text.replace(",", ".") if isinstance(text, str) else text


SomeCountry = Annotated[Country, Field(min_length=2)]
DayOfYear = Annotated[str, AfterValidator(_day), Field(max_length=5, examples=["08-20"])]


def _fields(found: Any, *, optional: bool = False) -> dict[str, Any]:
    """A pydantic field for each number."""
    return {number.name: _field(number, optional=optional) for number in found}


def _field(number: Number, *, optional: bool) -> Any:
    kind: Any = int if number.whole else Annotated[float, BeforeValidator(_with_comma)]
    told = f"{number.meaning.message} ({number.unit.message})"
    bounds: Any = Annotated[kind, Field(ge=number.least, le=number.most)]
    if optional or number.never:
        return bounds | None, Field(default=None, description=told)
    return bounds, Field(description=told)


class CalmWeekIn(Input):
    """Days are `MM-DD`, both included; they may run over the new year."""

    country: SomeCountry
    first: DayOfYear
    last: DayOfYear


class CountryRuleIn(Input):
    """A rule for cold mail that an administrator has reviewed."""

    country: SomeCountry
    kind: Kind


_Stage: Any = create_model("_Rhythm", __base__=Input, **_fields(STAGE_NUMBERS))
_StagePatch: Any = create_model("_RhythmPatch", __base__=Patch, **_fields(STAGE_NUMBERS, optional=True))
_Whole: Any = create_model("_Whole", __base__=Input, **_fields(numbers()))
_Part: Any = create_model("_Part", __base__=Patch, **_fields(numbers(), optional=True))
_Out: Any = create_model("_Out", __base__=Output, **_fields(numbers()))


class RhythmForm(_Stage):
    stage: RelationStage


class RhythmPatch(_StagePatch):
    """What is left out stays."""


class PolicyForm(_Whole):
    """The whole policy, as its page posts it."""

    balance: Balance
    country: Country = ""
    stages: list[RhythmForm]
    calm_weeks: list[CalmWeekIn] = Field(default_factory=list, max_length=60)
    country_rules: list[CountryRuleIn] = Field(default_factory=list, max_length=250)

    def values(self) -> dict[str, Any]:
        """As `Policy.of` takes it."""
        given = self.model_dump(mode="json")
        given["stages"] = {stage.pop("stage"): stage for stage in given["stages"]}
        given["country_rules"] = {rule["country"]: rule["kind"] for rule in given["country_rules"]}
        return given


class PolicyPatch(_Part):
    """What is left out stays; null brings the default back."""

    balance: Balance | None = Field(default=None, description=BALANCE.message)
    country: Country | None = Field(default=None, description=COUNTRY.message)
    stages: dict[RelationStage, RhythmPatch | None] | None = Field(
        default=None, description="By relation stage; null brings the defaults of a stage back."
    )
    calm_weeks: Annotated[list[CalmWeekIn], Field(max_length=60)] | None = None
    country_rules: dict[SomeCountry, Kind] | None = Field(
        default=None, description="By country, in the place of the rule that comes with Tact. Needs `workspace:manage`."
    )

    def over(self, policy: Policy) -> dict[str, Any]:
        """The changes of `policy` with these over them, as `Policy.of` takes them."""
        given, values = self.model_dump(mode="json", exclude_unset=True), policy.changes()
        if "stages" in given:
            values["stages"] = _stages_over(values.get("stages", {}), given.pop("stages"))
        values |= given
        return {name: value for name, value in values.items() if value is not None}


def _stages_over(before: dict[str, Any], given: dict[str, Any] | None) -> dict[str, Any]:
    if given is None:
        return {}
    merged = {stage: before.get(stage, {}) | rule for stage, rule in given.items() if rule is not None}
    return {stage: rule for stage, rule in (before | merged).items() if given.get(stage, rule) is not None}


class RhythmOut(_Stage):
    pass


class PolicyOut(_Out):
    """Every number, whether changed or not. `version` is the ETag's."""

    balance: Balance = Field(description=BALANCE.message)
    country: str = Field(description=COUNTRY.message)
    time_zone: str = Field(description="For people whose zone is unknown: the workspace's.")
    stages: dict[RelationStage, RhythmOut] = Field(description="By relation stage.")
    calm_weeks: list[CalmWeekIn]
    country_rules: dict[str, Kind]
    changed: list[str] = Field(description="What differs from the defaults.", examples=[["half_life_days"]])

    @classmethod
    def told(cls, policy: Policy, changed: list[str]) -> Self:
        return cls.model_validate({**vars(policy), "changed": changed}, from_attributes=True)


class ResetForm(Input):
    """A button within the form of the whole policy: the rest of it is not read."""

    model_config = Input.model_config | {"extra": "ignore"}
    reset: str = Field(max_length=80)


class AnswerRateOut(Output):
    asked: int = Field(description="Asks old enough to say.")
    answered: int = Field(description="They wrote to the same brand within 30 days; a no counts.")
    share: float | None


class ReasonCountOut(Output):
    code: Code
    count: int


class PreviewOut(Output):
    """What a policy would have meant for the asks of the last 90 days."""

    asks: int
    held: int = Field(description="Under the policy sent.")
    held_now: int = Field(description="Under the policy as it is.")
    held_answered: int = Field(description="Of those held under the policy sent, how many were answered: the cost.")


class PolicyChange(Output):
    """One line of the log of changes."""

    at: Any
    by: UUID | None
    changes: dict[str, list[Any]]
