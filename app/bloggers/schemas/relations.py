"""How one brand stands with one blogger, as the API says it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field, model_validator

from app.bloggers.models import AddressForm, RelationStage, Turn
from app.core.clock import or_none
from app.core.schemas import Output, Patch


class RelationIn(Patch):
    brand_id: UUID | None = None
    """None: the default brand."""
    stage: RelationStage | None = None
    owner_id: UUID | None = None


class RelationPatch(Patch):
    stage: RelationStage = RelationStage.NOT_MET
    reason: str = Field(default="", max_length=500)
    """Why the stage changes."""
    owner_id: UUID | None = None
    address_form: AddressForm = AddressForm.UNKNOWN
    my_address_form: AddressForm = AddressForm.UNKNOWN
    """What the caller themselves uses, where it differs; empty: the same as everybody."""
    turn: Turn = Turn.NONE


class RelationOut(Output):
    id: UUID
    brand_id: UUID
    stage: RelationStage
    stage_since: datetime
    owner_id: UUID | None
    address_form: AddressForm
    turn: Turn
    last_contacted_at: datetime | None
    last_contacted_by: UUID | None
    last_contacted_id: UUID | None
    last_heard_at: datetime | None
    last_heard_id: UUID | None
    interaction_count: int
    next_step_at: datetime | None
    next_step_count: int
    version: int

    @model_validator(mode="before")
    @classmethod
    def _sentinels_are_null(cls, relation: Any) -> Any:
        if isinstance(relation, dict):
            return relation
        values = {name: getattr(relation, name) for name in cls.model_fields}
        return {name: or_none(value) if isinstance(value, datetime) else value for name, value in values.items()}


class StageMoveOut(Output):
    from_stage: RelationStage | None
    to_stage: RelationStage
    at: datetime
    by: UUID | None
    reason: str
