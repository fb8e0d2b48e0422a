"""The table `activity`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, desc, text
from sqlmodel import Field, SQLModel

from app.core.clock import now
from app.core.models import BigInt, Json


class Activity(SQLModel, table=True):
    """One event. `blogger_id`, `partnership_id` and `campaign_id` are the timelines it appears on.

    `xid` is PostgreSQL's transaction id (0 on SQLite, whose writers are serial): the feed serves only rows of
    transactions that are over, in the order (xid, seq), because a sequence alone misses late commits.
    """

    __table_args__ = (
        Index("ix_activity_feed", "workspace_id", "xid", "seq"),
        Index("ix_activity_workspace_id_at", "workspace_id", desc("at"), desc("seq")),
        Index("ix_activity_workspace_id_subject", "workspace_id", "subject_id", desc("seq")),
        Index("ix_activity_workspace_id_user", "workspace_id", "user_id", desc("at"), desc("seq")),
        *(
            Index(
                f"ix_activity_on_{name}",
                "workspace_id",
                f"{name}_id",
                desc("at"),
                desc("seq"),
                sqlite_where=text(f"{name}_id IS NOT NULL"),
                postgresql_where=text(f"{name}_id IS NOT NULL"),
            )
            for name in ("blogger", "partnership", "campaign")
        ),
        {"sqlite_autoincrement": True},
    )

    seq: int = Field(default=None, sa_column=Column(BigInt, primary_key=True, autoincrement=True))
    xid: int = Field(
        default=None,
        sa_column=Column(BigInteger, nullable=False, server_default=text("0"), info={"restored_as": 0}),
    )
    workspace_id: UUID = Field(foreign_key="workspace.id", ondelete="CASCADE")
    at: datetime = Field(default_factory=now)
    user_id: UUID | None = Field(default=None, foreign_key="user.id", ondelete="SET NULL")
    token_id: UUID | None = Field(default=None)
    """The API token used, if it was a program."""
    person_name: str = Field(default="", max_length=300)
    """Who did it, when it was the person themselves, at their private page."""
    verb: str = Field(max_length=60)
    """`{subject}.{past participle}`, e.g. `blogger.created`, `partnership.moved`."""
    subject_type: str = Field(max_length=40)
    subject_id: UUID
    subject_name: str = Field(default="", max_length=300)
    """What it was called then, so that the log still reads after a delete."""
    changes: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    """`{field: [before, after]}`, JSON values."""
    brand_id: UUID | None = Field(default=None)
    """Set where only members who see this brand may read it."""
    blogger_id: UUID | None = Field(default=None)
    partnership_id: UUID | None = Field(default=None)
    campaign_id: UUID | None = Field(default=None)
