"""The pipeline every workspace begins with, and the screen words for stages and kinds.

Its keys are derived from the workspace, so that a page shown before the first write and the rows made by that write
agree on them.
"""

from uuid import UUID, uuid5

from app.core.i18n import lazy
from app.partnerships.models import Pipeline, Stage, StageKind

PIPELINE_NAME = lazy("Partnerships")

STAGE_NAMES: dict[str, lazy] = {
    "prospect": lazy("Prospect"),
    "contacted": lazy("Contacted"),
    "in_conversation": lazy("In conversation"),
    "negotiating": lazy("Negotiating"),
    "agreed": lazy("Agreed"),
    "active": lazy("Active"),
    "completed": lazy("Completed"),
    "declined": lazy("Declined"),
    "paused": lazy("Paused"),
    "no_answer": lazy("No answer"),
}
KINDS: dict[str, lazy] = {
    StageKind.TO_CONTACT: lazy("To contact"),
    StageKind.IN_TALKS: lazy("In talks"),
    StageKind.WON: lazy("Agreed, running or completed"),
    StageKind.LOST: lazy("Declined"),
    StageKind.PAUSED: lazy("Paused"),
    StageKind.NO_ANSWER: lazy("No answer"),
}
ENDS = frozenset({StageKind.LOST, StageKind.PAUSED, StageKind.NO_ANSWER})
"""Kinds whose reason is kept on the partnership, and needed where the stage asks for one."""
_STAGES: tuple[tuple[str, StageKind, int | None, bool], ...] = (
    ("prospect", StageKind.TO_CONTACT, 21, False),
    ("contacted", StageKind.IN_TALKS, 30, False),
    ("in_conversation", StageKind.IN_TALKS, 10, False),
    ("negotiating", StageKind.IN_TALKS, 10, False),
    ("agreed", StageKind.WON, 14, True),
    ("active", StageKind.WON, None, False),
    ("completed", StageKind.WON, None, False),
    ("declined", StageKind.LOST, None, True),
    ("paused", StageKind.PAUSED, 90, True),
    ("no_answer", StageKind.NO_ANSWER, None, True),
)


def stage_name(stage: Stage) -> str:
    """What a manager called it, else the reader's word for its key."""
    return stage.name or str(STAGE_NAMES.get(stage.key, stage.key.replace("_", " ").capitalize()))


def asks(stage: Stage) -> str:
    """What moving into `stage` asks for: 'reason' (needed), 'value' (the agreed one, may be left out), or ''."""
    if stage.asks_reason and stage.kind in ENDS:
        return "reason"
    return "value" if stage.asks_reason and stage.kind == StageKind.WON else ""


def pipeline_name(pipeline: Pipeline) -> str:
    return pipeline.name or str(PIPELINE_NAME)


def first_pipeline(workspace_id: UUID) -> Pipeline:
    """The default pipeline of a workspace that has none yet; not saved."""
    return Pipeline(id=uuid5(workspace_id, "pipeline"), workspace_id=workspace_id, name="", is_default=True)


def default_stages(workspace_id: UUID, pipeline_id: UUID) -> list[Stage]:
    """The stages a new pipeline begins with; not saved."""
    return [
        Stage(
            id=uuid5(pipeline_id, key),
            workspace_id=workspace_id,
            pipeline_id=pipeline_id,
            key=key,
            position=position,
            kind=kind,
            limit_days=limit,
            asks_reason=asks_reason,
        )
        for position, (key, kind, limit, asks_reason) in enumerate(_STAGES)
    ]
