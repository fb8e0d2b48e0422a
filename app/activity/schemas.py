"""What the log looks like from outside."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from app.core.schemas import Output


class ActivityOut(Output):
    """One event."""

    seq: int = Field(description="Grows with time within a workspace; not gapless.")
    at: datetime
    verb: str = Field(examples=["blogger.updated"])
    subject_type: str = Field(examples=["blogger"])
    subject_id: UUID
    subject_name: str
    user_id: UUID | None = Field(
        description="Who did it; null: Tact itself, the person (`person_name`), or someone who is gone."
    )
    person_name: str = Field(description="The person, when they did it at their private page.")
    token_id: UUID | None = Field(description="The API token it was done with, if any.")
    changes: dict[str, Any] = Field(description="`{field: [before, after]}`", examples=[{"city": ["", "Lyon"]}])
    brand_id: UUID | None
    blogger_id: UUID | None
    partnership_id: UUID | None
    campaign_id: UUID | None
