"""What comes in (forms and API) and what goes out."""

import re
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, Field, StringConstraints, model_validator

from app.accounts.labels import COLOURS, CURRENCIES, PERSON_WORDS, time_zones
from app.accounts.models import TOUR, LegalBasis, Role
from app.accounts.passwords import check_new_password
from app.accounts.permissions import EVERYTHING, SCOPES
from app.core.clock import now
from app.core.errors import choose_among
from app.core.i18n import SUPPORTED, _, lazy
from app.core.queue import Job
from app.core.schemas import Input, Output, Patch

FAR = timedelta(days=3660)


def _one_of(known: Callable[[], Collection[str]], sentence: lazy | str = "") -> AfterValidator:
    def check(value: str) -> str:
        if value and value not in known():
            raise ValueError(str(sentence) or choose_among(known()))
        return value

    return AfterValidator(check)


def _email(text: str) -> str:
    try:
        # Addresses of an intranet are addresses too: nothing is asked of the outside world.
        return validate_email(text, check_deliverability=False, globally_deliverable=False).normalized
    except EmailNotValidError:
        raise ValueError(_("This is not an email address.")) from None


def _clean(name: str) -> str:
    if not re.search(r"\w", name):
        raise ValueError(_("A name is needed."))
    return " ".join(name.split())


Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_clean)]
Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(_email)]
Password = Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=1000)]
NewPassword = Annotated[Password, AfterValidator(check_new_password)]
Locale = Annotated[str, _one_of(lambda: SUPPORTED)]
TimeZone = Annotated[
    str, StringConstraints(max_length=64), _one_of(time_zones, lazy("Choose a time zone, for example Europe/Paris."))
]
Currency = Annotated[str, _one_of(lambda: CURRENCIES, lazy("Choose a currency, for example EUR."))]
Colour = Annotated[str, _one_of(lambda: COLOURS)]
Scope = Annotated[str, _one_of(lambda: (EVERYTHING, *SCOPES))]


class SignInIn(Input):
    email: str = Field(max_length=254)
    password: Password


class LanguageIn(Input):
    locale: Literal["en", "fr"]


class FirstRunIn(Input):
    """The administrator and their workspace."""

    name: Name
    email: Email
    password: NewPassword
    workspace_name: Name
    locale: Locale = "en"
    time_zone: TimeZone = "UTC"
    currency: Currency = "EUR"
    token: str = Field("", max_length=200)


class ProfileIn(Input):
    name: Name
    locale: Locale = ""
    time_zone: TimeZone = ""
    theme: Literal["auto", "light", "dark"] = "auto"


class TourIn(Input):
    step: int = Field(ge=0, le=TOUR)


class PasswordIn(Input):
    current: Annotated[str, StringConstraints(strip_whitespace=False, max_length=1000)] = ""
    password: NewPassword


class SwitchIn(Input):
    workspace_id: UUID


class WorkspaceIn(Input):
    """A new workspace beside those one has."""

    name: Name
    locale: Locale = "en"
    time_zone: TimeZone = "UTC"
    currency: Currency = "EUR"


class WorkspaceSettings(WorkspaceIn):
    person_word: Annotated[str, _one_of(lambda: PERSON_WORDS)] = "blogger"
    source_preset: str = Field("", max_length=200)
    legal_basis_preset: LegalBasis = LegalBasis.LEGITIMATE_INTEREST


class InvitationIn(Input):
    email: Email | Literal[""] = ""
    role: Role = Role.OUTREACH
    brand_ids: list[UUID] = []


class JoinIn(Input):
    """Accepting an invitation: a new account, or the password of one that exists."""

    name: str = Field("", max_length=200)
    email: Email
    password: Password


class MemberPatch(Patch):
    """`brand_ids`: the brands they are limited to; null or an empty list: every brand."""

    role: Role = Field(Role.OUTREACH, examples=["manager"])
    brand_ids: list[UUID] | None = None


class BrandIn(Input):
    name: Name = Field(examples=["Maison Olier"])
    colour: Colour = Field("teal", examples=["teal"])


class BrandPatch(Patch):
    name: Name = Field("", examples=["Maison Olier"])
    colour: Colour = Field("teal", examples=["rose"])


class TokenIn(Input):
    name: Name
    role: Role = Role.OUTREACH
    scopes: list[Scope] = [EVERYTHING]
    expires_at: datetime | None = None

    @model_validator(mode="after")
    def _sensible(self) -> "TokenIn":
        if not self.scopes:
            raise ValueError(_("Choose at least one thing this token may do."))
        if self.expires_at and not now() < self.expires_at < now() + FAR:
            raise ValueError(_("The end must lie in the next ten years."))
        return self


class MePatch(Patch):
    """What a program may set of the member it speaks for."""

    single_keys: bool = True


class TokenForm(Input):
    """The same as a form asks it; no scope chosen: everything the role may do."""

    name: Name
    role: Role = Role.OUTREACH
    scopes: list[Scope] = []
    days: Literal["30", "90", "365", ""] = "90"

    def token(self) -> TokenIn:
        expires_at = now() + timedelta(days=int(self.days)) if self.days else None
        return TokenIn(name=self.name, role=self.role, scopes=self.scopes or [EVERYTHING], expires_at=expires_at)


# --- out ----------------------------------------------------------------------------------------------------------


class UserOut(Output):
    id: UUID
    single_keys: bool = Field(description="Whether a key pressed alone acts on pages.")
    name: str = Field(examples=["Ana Lopes"])
    email: str = Field(examples=["ana@example.org"])
    locale: str = Field(description="`en`, `fr`, or empty: the browser's.")
    time_zone: str = Field(description="IANA name, or empty: the workspace's.")


class WorkspaceOut(Output):
    id: UUID
    name: str = Field(examples=["Maison Olier"])
    is_demo: bool
    locale: str
    time_zone: str = Field(examples=["Europe/Paris"])
    currency: str = Field(examples=["EUR"])
    person_word: str
    source_preset: str
    legal_basis_preset: str
    blogger_count: int
    brand_count: int


class MeOut(Output):
    """Who this token speaks for."""

    user: UserOut
    workspace: WorkspaceOut
    member_id: UUID
    role: str = Field(description="The weaker of the member's role and the token's.", examples=["outreach"])
    permissions: list[str] = Field(examples=[["bloggers.read", "bloggers.write"]])
    brand_ids: list[UUID] | None = Field(description="The brands it is limited to; null: every brand.")
    token_id: UUID | None


class MemberOut(Output):
    id: UUID
    user_id: UUID = Field(description="What `owner_id` elsewhere refers to.")
    name: str = Field(examples=["Ana Lopes"])
    email: str = Field(examples=["ana@example.org"])
    role: str = Field(examples=["outreach"])
    brand_ids: list[UUID] | None = Field(description="The brands they are limited to; null: every brand.")
    joined_at: datetime
    last_seen_at: datetime | None
    version: int

    @classmethod
    def of(cls, source: Any) -> "MemberOut":
        return cls(
            id=source.member_id,
            user_id=source.user_id,
            name=source.name,
            email=source.email,
            role=source.role,
            brand_ids=list(source.brand_ids) if source.limited else None,
            joined_at=source.joined_at,
            last_seen_at=source.last_seen_at,
            version=source.version,
        )


class BrandOut(Output):
    id: UUID
    name: str = Field(examples=["Maison Olier"])
    colour: str = Field(examples=["teal"])
    is_default: bool
    archived_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int


class JobOut(Output):
    """A background job that needs somebody to look at it."""

    id: UUID
    name: str = Field(examples=["transfer.import"])
    trouble: Literal["failed", "retrying", "stalled"] = Field(
        description="`failed`: given up after five tries; `retrying`: failed, tried again soon; `stalled`: no worker"
        " has taken it up, or the one that had is gone."
    )
    error: str = Field(description="The class of its last error, never its text.", examples=["TimeoutError"])
    attempts: int
    created_at: datetime
    run_at: datetime = Field(description="When it is, or was, due.")
    finished_at: datetime | None = Field(description="When it was given up.")
    everywhere: bool = Field(description="Work of the whole installation, not of this workspace.")


class WorkOut(Output):
    """How far a background job of this workspace has come."""

    id: UUID
    name: str = Field(examples=["transfer.import"])
    state: Literal["queued", "running", "done", "failed"]
    done: int = Field(examples=[3200])
    total: int = Field(description="0: it does not tell how far it is.", examples=[10000])
    seconds_left: int | None = Field(
        description="By the pace of its present run; null while nobody can tell.", examples=[40]
    )
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, source: Job) -> Self:
        told = {name: getattr(source, name) for name in cls.model_fields if name != "seconds_left"}
        running = source.state == "running"
        return cls.model_validate(told | {"seconds_left": source.progress.seconds_left(now()) if running else None})


class TokenOut(Output):
    id: UUID
    name: str = Field(examples=["Newsletter sync"])
    prefix: str = Field(description="Its first characters, to recognise it by.", examples=["tact_5f0c9a1b"])
    role: str
    scopes: list[str] = Field(examples=[["bloggers:read"]])
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
