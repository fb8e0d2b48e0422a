"""The relation: how one brand stands with one blogger, and the facts outreach keeps on it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, desc
from sqlmodel import Field, SQLModel

from app.core.clock import NEVER, NO_DATE, now
from app.core.models import Record


class RelationStage(StrEnum):
    NOT_MET = "not_met"
    ACQUAINTED = "acquainted"
    MUTUAL_INTEREST = "mutual_interest"
    WORKING_TOGETHER = "working_together"
    TRUSTED = "trusted"
    RESTING = "resting"
    ENDED = "ended"


class Turn(StrEnum):
    OURS = "ours"
    THEIRS = "theirs"
    NONE = "none"


class AddressForm(StrEnum):
    """How they are addressed in languages that choose."""

    UNKNOWN = ""
    TU = "tu"
    VOUS = "vous"


class Relation(Record, table=True):
    """One per brand and blogger. Facts below `turn` are computed from the exchanges by outreach."""

    __table_args__ = (
        UniqueConstraint("workspace_id", "blogger_id", "brand_id"),
        Index("ix_relation_by_stage", "workspace_id", "stage", "brand_id", "blogger_id"),
        Index("ix_relation_by_owner", "workspace_id", "owner_id", "blogger_id"),
        Index("ix_relation_by_turn", "workspace_id", "turn", desc("last_touched_at"), "blogger_id"),
        Index(
            "ix_relation_by_contact",
            "workspace_id",
            "brand_id",
            desc("last_contacted_at"),
            desc("blogger_id"),
        ),
        Index("ix_relation_by_heard", "workspace_id", "brand_id", desc("last_heard_at"), desc("blogger_id")),
        Index("ix_relation_by_step", "workspace_id", "brand_id", "next_step_at", "blogger_id"),
        Index("ix_relation_any_contact", "workspace_id", desc("last_contacted_at"), desc("blogger_id")),
        Index("ix_relation_any_heard", "workspace_id", desc("last_heard_at"), desc("blogger_id")),
        Index("ix_relation_any_step", "workspace_id", "next_step_at", "blogger_id"),
        Index("ix_relation_by_mark", "workspace_id", "ask_verdict", "blogger_id"),
        Index("ix_relation_by_voice", "workspace_id", "voice_by", "blogger_id"),
        Index("ix_relation_outgrown", "workspace_id", "outgrown", "blogger_id"),
        Index("ix_relation_by_gift", "workspace_id", "last_given_at", "blogger_id"),
        Index("ix_relation_by_word_due", "workspace_id", "word_due_at", "blogger_id"),
        Index("ix_relation_stale_marks", "marked_until"),
        Index("ix_relation_latest", "blogger_id", "workspace_id", desc("last_touched_at"), desc("id")),
    )

    blogger_id: UUID = Field(foreign_key="blogger.id", ondelete="CASCADE")
    brand_id: UUID = Field(foreign_key="brand.id", ondelete="RESTRICT")
    stage: str = Field(default=RelationStage.NOT_MET, max_length=20)
    stage_since: datetime = Field(default_factory=now)
    owner_id: UUID | None = Field(default=None, foreign_key="user.id", ondelete="SET NULL")
    address_form: str = Field(default=AddressForm.UNKNOWN, max_length=4)
    turn: str = Field(default=Turn.NONE, max_length=6)
    turn_corrected: str = Field(default="", max_length=6)
    """What a member corrected the turn to, so that taking back a later exchange brings it back."""
    turn_corrected_at: datetime | None = None
    """Set when a member corrected the turn; an exchange that happened later takes over again."""
    last_contacted_at: datetime = Field(default=NEVER)
    last_contacted_by: UUID | None = Field(default=None, foreign_key="user.id", ondelete="SET NULL")
    last_contacted_id: UUID | None = None
    """The interaction."""
    last_heard_at: datetime = Field(default=NEVER)
    last_heard_id: UUID | None = None
    last_touched_at: datetime = Field(default=NEVER)
    """The later of the two."""
    interaction_count: int = 0
    next_step_at: datetime = Field(default=NO_DATE)
    """The earliest open next step."""
    next_step_count: int = 0
    last_given_at: datetime = Field(default=NEVER)
    """Our last gesture."""
    ask_verdict: str = Field(default="", max_length=10)
    """The mark: what timing answers for an ask by email, to anybody but `voice_by`. Empty: nothing noted yet."""
    ask_until: datetime = Field(default=NO_DATE)
    """When the mark becomes `speak` by itself."""
    ask_code: str = Field(default="", max_length=20)
    """The reason said first."""
    voice_by: UUID | None = None
    """Who speaks with the person, the longest if several do: one voice holds the others back."""
    own_verdict: str = Field(default="", max_length=10)
    """What `voice_by` is answered, with its date and reason."""
    own_until: datetime = Field(default=NO_DATE)
    own_code: str = Field(default="", max_length=20)
    outgrown: bool = False
    """What was logged may speak for another stage."""
    owing: bool = False
    """We owe them something now."""
    word_due_at: datetime = Field(default=NO_DATE)
    """When a word to them is due."""
    marked_until: datetime = Field(default=NEVER)
    """Until when the mark holds if nothing happens; past: it is computed again."""


class RelationAddress(SQLModel, table=True):
    """The form of address one member uses, where it differs from the relation's."""

    __tablename__ = "relation_address"

    workspace_id: UUID = Field(foreign_key="workspace.id", ondelete="CASCADE", primary_key=True)
    relation_id: UUID = Field(foreign_key="relation.id", ondelete="CASCADE", primary_key=True, index=True)
    user_id: UUID = Field(foreign_key="user.id", ondelete="CASCADE", primary_key=True)
    form: str = Field(max_length=4)


class RelationStageMove(Record, table=True):
    """The stage history."""

    __tablename__ = "relation_stage_move"
    __table_args__ = (Index("ix_relation_stage_move_of", "relation_id", "workspace_id", desc("at")),)

    relation_id: UUID = Field(foreign_key="relation.id", ondelete="CASCADE")
    from_stage: str | None = Field(default=None, max_length=20)
    to_stage: str = Field(max_length=20)
    at: datetime = Field(default_factory=now)
    by: UUID | None = Field(default=None, foreign_key="user.id", ondelete="SET NULL")
    reason: str = Field(default="", max_length=500)
