"""Users, workspaces, brands, members, and what lets them in."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, SmallInteger, UniqueConstraint, true
from sqlmodel import Field, SQLModel

from app.core.clock import milliseconds
from app.core.ids import new_id
from app.core.models import Json, Record, Timestamped


class Role(StrEnum):
    ADMIN = "admin"
    MANAGER = "manager"
    OUTREACH = "outreach"
    VIEWER = "viewer"


class LegalBasis(StrEnum):
    """GDPR article 6(1)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGITIMATE_INTEREST = "legitimate_interest"
    PUBLIC_INTEREST = "public_interest"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTEREST = "vital_interest"


TOUR = 3
"""The steps by which somebody new is shown around."""
IDLE = timedelta(days=14)
"""A session not used for so long is over; `UserSession.expires_at` is its absolute end."""


class User(Timestamped, table=True):
    """A person who signs in; may be a member of several workspaces."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    email: str = Field(max_length=254)
    email_key: str = Field(max_length=254, unique=True)
    """`email` folded to lower case: what is unique and looked up."""
    name: str = Field(max_length=200)
    password_hash: str = Field(default="", max_length=300)
    """argon2id; empty: cannot sign in by password."""
    locale: str = Field(default="", max_length=10)
    """`en`, `fr`, or empty: the browser's."""
    time_zone: str = Field(default="", max_length=64)
    """IANA name, or empty: the workspace's."""
    theme: str = Field(default="auto", max_length=10)
    tour: int = Field(default=0, sa_type=SmallInteger, sa_column_kwargs={"server_default": "0"})
    """The step of the tour they are at; 0: nobody shows them around (any more)."""
    single_keys: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    """Whether a key pressed alone acts (WCAG 2.1.4)."""
    disabled_at: datetime | None = None


class Workspace(Timestamped, table=True):
    """One organisation's data."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(max_length=200)
    is_demo: bool = False
    locale: str = Field(default="en", max_length=10)
    time_zone: str = Field(default="UTC", max_length=64)
    currency: str = Field(default="EUR", max_length=3)
    person_word: str = Field(default="blogger", max_length=20)
    """The screen word for people: blogger, creator or influencer."""
    source_preset: str = Field(default="", max_length=200)
    legal_basis_preset: str = Field(default=LegalBasis.LEGITIMATE_INTEREST, max_length=30)
    blogger_count: int = 0
    """Bloggers that are neither archived nor deleted, maintained by every verb that changes it."""
    brand_count: int = 1
    """Brands that are not archived; with one, screens never mention brands."""
    feed_epoch: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, info={"restored_as": milliseconds}))
    """When this was last restored from a backup: cursors of `/changes` from before, or from elsewhere, are refused."""
    version: int = 1


PALETTE = ("red", "amber", "olive", "green", "teal", "blue", "violet", "rose")
"""The colours of brands, in the order of the style sheet's `shade-0` … `shade-7`."""


class Brand(Record, table=True):
    """For whom we speak."""

    __table_args__ = (UniqueConstraint("workspace_id", "name_key"),)

    name: str = Field(max_length=200)
    name_key: str = Field(max_length=200)
    colour: str = Field(default="teal", max_length=20)
    """A name of the palette."""
    is_default: bool = False
    archived_at: datetime | None = None

    @property
    def shade(self) -> int:
        return PALETTE.index(self.colour)


class Member(Record, table=True):
    """A user in a workspace."""

    __table_args__ = (UniqueConstraint("workspace_id", "user_id"), Index("ix_member_user_id", "user_id"))

    user_id: UUID = Field(foreign_key="user.id", ondelete="CASCADE")
    role: str = Field(max_length=20)
    limited: bool = False
    """True: sees only the brands of `member_brand`."""
    removed_at: datetime | None = None
    last_seen_at: datetime | None = None


class MemberBrand(SQLModel, table=True):
    __tablename__ = "member_brand"

    workspace_id: UUID = Field(foreign_key="workspace.id", ondelete="CASCADE", primary_key=True)
    member_id: UUID = Field(foreign_key="member.id", ondelete="CASCADE", primary_key=True)
    brand_id: UUID = Field(foreign_key="brand.id", ondelete="CASCADE", primary_key=True)


class Invitation(Record, table=True):
    """A link that lets one person join; single use, stored hashed."""

    token_hash: str = Field(max_length=64, unique=True)
    email: str = Field(default="", max_length=254)
    role: str = Field(max_length=20)
    brand_ids: list[str] | None = Field(default=None, sa_column=Column(Json))
    invited_by: UUID = Field(foreign_key="user.id", ondelete="CASCADE")
    expires_at: datetime
    accepted_at: datetime | None = None
    accepted_by: UUID | None = Field(default=None, foreign_key="user.id", ondelete="SET NULL")
    revoked_at: datetime | None = None


class UserSession(Timestamped, table=True):
    """One signed-in browser. The cookie holds a random token, the row its SHA-256."""

    __tablename__ = "user_session"
    __table_args__ = (Index("ix_user_session_user_id", "user_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)
    user_id: UUID = Field(foreign_key="user.id", ondelete="CASCADE")
    workspace_id: UUID | None = Field(default=None, foreign_key="workspace.id", ondelete="CASCADE")
    """The workspace it works in; None until one is made or chosen."""
    last_seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    ip: str = Field(default="", max_length=45)
    user_agent: str = Field(default="", max_length=300)


class SignInLink(Timestamped, table=True):
    """Signs one user in once: the link printed at first run. Stored hashed."""

    __tablename__ = "sign_in_link"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)
    user_id: UUID = Field(foreign_key="user.id", ondelete="CASCADE")
    workspace_id: UUID | None = Field(default=None, foreign_key="workspace.id", ondelete="CASCADE")
    loopback_only: bool = True
    expires_at: datetime
    used_at: datetime | None = None


class ApiToken(Record, table=True):
    """A program's key: shown once, stored as SHA-256, never stronger than its maker."""

    __tablename__ = "api_token"

    member_id: UUID = Field(foreign_key="member.id", ondelete="CASCADE")
    name: str = Field(max_length=200)
    prefix: str = Field(max_length=20)
    """The first characters, to recognise it by."""
    token_hash: str = Field(max_length=64, unique=True)
    role: str = Field(max_length=20)
    scopes: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


class Throttle(SQLModel, table=True):
    """Failed tries per key (an account or an address) in one window of time."""

    key: str = Field(max_length=120, primary_key=True)
    count: int = 0
    window_ends_at: datetime
