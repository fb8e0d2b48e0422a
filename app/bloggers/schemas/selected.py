"""One verb on several people."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from app.bloggers.models import RelationStage
from app.bloggers.schemas.fields import TagName
from app.core.i18n import _
from app.core.schemas import Input, Moment, Output

SELECTED_MAX = 5_000


class SelectedIn(Input):
    """Those to whom one verb is done; who is unknown, or so already, is passed over."""

    ids: list[UUID] = Field(min_length=1, max_length=SELECTED_MAX)


class TagSelectedIn(SelectedIn):
    add: list[TagName] = Field(default=[], max_length=50)
    remove: list[TagName] = Field(default=[], max_length=50)

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.add and not self.remove:
            raise ValueError(_("Give tags to add or to remove."))
        return self


class AssignSelectedIn(SelectedIn):
    owner_id: UUID | None = Field(description="Null: nobody.")
    brand_id: UUID | None = Field(
        default=None, description="Whose relations; left out: each for the one last in touch."
    )


class MoveSelectedIn(SelectedIn):
    stage: RelationStage
    brand_id: UUID | None = Field(
        default=None, description="Whose relations; left out: each for the one last in touch."
    )


class SelectedOut(Output):
    """What came of a verb on several. More than 500 are gone on with by a job."""

    changed: int = Field(description="How many so far: all of them where there is no job.")
    job_id: UUID | None = Field(description="`GET /jobs/{id}` tells how far it is.")
    since: datetime = Field(description="With `until`, what `POST /bloggers/bulk/undo` takes it back by.")
    until: datetime | None = Field(description="Null while a job goes on.")


class UndoSelectedIn(Input):
    """What a verb on several answered."""

    since: Moment
    until: Moment | None = Field(default=None, description="Left out: ten minutes after `since`.")
