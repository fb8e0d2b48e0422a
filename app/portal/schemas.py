"""What comes in by the forms: what a person says of themselves, and the same noted by a member."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from app.bloggers.models import AddressForm
from app.bloggers.schemas.fields import Topics
from app.core.clock import now
from app.core.i18n import _, current_zone, today
from app.core.schemas import Input
from app.outreach.models import Via
from app.outreach.timing.models import Preference

FARTHEST = timedelta(days=3 * 366)
LONGEST_IDEA = 5_000


class Often(StrEnum):
    """How often we may write."""

    ANY = "any"
    LIMIT = "limit"
    IMPORTANT = "important"

    @classmethod
    def of(cls, monthly: int | None) -> "Often":
        return cls.ANY if monthly is None else cls.LIMIT if monthly else cls.IMPORTANT


def _split(typed: Any) -> Any:
    """Topics are typed in one line, with commas between."""
    if not isinstance(typed, list):
        return typed
    return [part.strip() for line in typed for part in str(line).split(",") if part.strip()]


class Wishes(Input):
    topics: Annotated[Topics, BeforeValidator(_split)] = []
    vias: list[Via] = Field(default=[], max_length=10)
    often: Often = Often.ANY
    monthly: int | None = Field(default=None, ge=1, le=31, validate_default=True)
    pause_until: date | None = None
    ask_first: bool = False

    @field_validator("monthly")
    @classmethod
    def _counted(cls, monthly: int | None, others: ValidationInfo) -> int | None:
        if monthly is None and others.data.get("often") == Often.LIMIT:
            raise ValueError(_("Say how many a month at most."))
        return monthly

    @field_validator("pause_until")
    @classmethod
    def _to_come(cls, day: date | None) -> date | None:
        if day and not today() < day <= today() + FARTHEST:
            raise ValueError(_("Choose a day to come, within three years."))
        return day

    def preference(self) -> dict[str, Any]:
        """As `timing.service.prefer` takes it. A pause ends as its day begins, where the reader is."""
        ends = datetime.combine(self.pause_until, time(), current_zone()) if self.pause_until else None
        return {
            "topics": self.topics,
            "vias": self.vias,
            "monthly": {Often.ANY: None, Often.LIMIT: self.monthly, Often.IMPORTANT: 0}[self.often],
            "pause_until": ends.astimezone(now().tzinfo) if ends else None,
            "ask_first": self.ask_first,
        }


class OwnWishes(Wishes):
    """With how they would be addressed. What the page does not ask stays."""

    given_name: str = Field(default="", max_length=200)
    pronouns: str = Field(default="", max_length=50)
    address_form: AddressForm | None = None


class NotedWishes(Wishes):
    """What a member noted."""

    opted_out: list[Via | Literal["outreach"]] = Field(default=[], max_length=10)


class IdeaIn(Input):
    idea: str = Field(default="", min_length=1, max_length=LONGEST_IDEA, validate_default=True)


class DoorIn(Input):
    """What they close or open again."""

    what: Via | Literal["outreach"]


class LinkForm(Input):
    brand_id: UUID | None = None


def shown(preference: Preference | None) -> dict[str, Any]:
    """What the form of `Wishes` shows of what stands."""
    if preference is None:
        return {"often": Often.ANY}
    ends = preference.pause_until
    return {
        "topics": tuple(preference.topics),
        "vias": tuple(preference.vias),
        "often": Often.of(preference.monthly),
        "monthly": preference.monthly or "",
        "pause_until": ends.astimezone(current_zone()).date().isoformat() if ends and ends > now() else "",
        "ask_first": preference.ask_first,
        "opted_out": tuple(preference.opted_out),
    }
